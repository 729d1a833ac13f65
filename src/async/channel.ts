// The async driver: runs operations on one descriptor. It tries first; when an operation would block it waits for
// readiness, and the attempt that follows is made right in the poller's wake, so that no turn is lost.
import { EBADF } from "../core/constants/errno.ts";
import { closed, failureOf, timedOut } from "../core/operations/failure.ts";
import { EAGAIN, ERRORS, LATER, type Lane, type Operation, READ, TURN, WRITE } from "../core/operations/operation.ts";
import { native } from "../native/binding.ts";
import { forgetAbort, whenAborted } from "./abort.ts";
import { hold, READABLE, release, unwatch, type Watcher, WRITABLE, watch } from "./poller.ts";
import { refused, settled } from "./turns.ts";

const LONGEST_TIMER = 2_147_483_647;
const FIRST_DELAY = 1;
const LONGEST_DELAY = 50;

// By what an operation wants: LATER, TURN and CALL have no event.
const MASKS: readonly number[] = [READABLE, WRITABLE, 0, 0, 0, 0];

/** An operation that waits. It holds its socket, so that the socket is not collected under it. */
class Pending {
  readonly operation: Operation<unknown>;
  readonly owner: object;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  next: Pending | null = null;
  timer: NodeJS.Timeout | null = null;
  retry: NodeJS.Timeout | null = null;
  turn: NodeJS.Immediate | null = null;
  delay: number = FIRST_DELAY;
  signal: AbortSignal | null = null;
  onAbort: (() => void) | null = null;

  constructor(
    operation: Operation<unknown>,
    owner: object,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
  ) {
    this.operation = operation;
    this.owner = owner;
    this.resolve = resolve;
    this.reject = reject;
  }
}

/** What waits for something else than the descriptor, and ends with it all the same: a look-up. */
interface Tie {
  readonly owner: object;
  readonly end: () => void;
}

type Queues = [read: Pending | null, write: Pending | null, errors: Pending | null];

export class Channel implements Watcher {
  /** -1 once closed or detached. */
  fd: number;
  #token = -1;
  // The queue of each lane: its first waits for readiness, the others wait for the first.
  readonly #heads: Queues = [null, null, null];
  readonly #tails: Queues = [null, null, null];
  #ties: Set<Tie> | null = null;

  constructor(fd: number) {
    this.fd = fd;
  }

  /** Whether an operation of the lane waits. */
  busy(lane: Lane): boolean {
    return this.#heads[lane] !== null;
  }

  run<T>(operation: Operation<T>, timeout: number | null, signal: AbortSignal | undefined, owner: object): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.fd < 0) return Promise.reject(closed(operation.syscall));
    if (this.#heads[operation.lane] === null) {
      try {
        const value = operation.attempt(this.fd);
        if (value >= 0) return settled(operation.finish(value));
        if (value !== -EAGAIN) return refused(failureOf(operation, -value));
      } catch (error) {
        return Promise.reject(error);
      }
    }
    if (timeout === 0 || operation.atOnce === true)
      return refused(failureOf(operation, operation.blockedErrno ?? EAGAIN));
    return this.#wait(operation, timeout, signal, owner);
  }

  #wait<T>(
    operation: Operation<T>,
    timeout: number | null,
    signal: AbortSignal | undefined,
    owner: object,
  ): Promise<T> {
    // So small an executor is inlined; one that holds what follows is a closure made and thrown away each time.
    let pending!: Pending;
    const promise = new Promise<T>((resolve, reject) => {
      pending = new Pending(operation, owner, resolve as (value: unknown) => void, reject);
    });
    try {
      if (this.#token < 0) this.#token = watch(this.fd, this);
    } catch (error) {
      pending.reject(error);
      return promise;
    }
    const lane = operation.lane;
    const tail = this.#tails[lane];
    this.#tails[lane] = pending;
    hold();
    if (timeout !== null) this.#startTimer(pending, performance.now() + timeout * 1000);
    if (signal !== undefined) this.#heed(pending, signal);
    if (tail === null) {
      this.#heads[lane] = pending;
      if (operation.wants > WRITE) this.#retryUnasked(pending);
    } else {
      tail.next = pending;
    }
    return promise;
  }

  #heed(pending: Pending, signal: AbortSignal): void {
    pending.signal = signal;
    pending.onAbort = () => this.#drop(pending, signal.reason);
    whenAborted(signal, pending.onAbort);
  }

  // setTimeout cannot wait longer than 2^31 - 1 ms, and may fire a little early.
  #startTimer(pending: Pending, deadline: number): void {
    const left = Math.min(Math.max(Math.ceil(deadline - performance.now()), 1), LONGEST_TIMER);
    pending.timer = setTimeout(() => {
      if (performance.now() < deadline) this.#startTimer(pending, deadline);
      else this.#expire(pending);
    }, left);
  }

  /** What has come in time counts, though the loop was too busy to look for it: timers run before events do. */
  #expire(pending: Pending): void {
    const { lane, wants } = pending.operation;
    if (wants <= WRITE && this.#heads[lane] === pending) this.#advance(lane);
    this.#drop(pending, timedOut(pending.operation));
  }

  /** Where no event will come: a timer, or the loop's next turn. */
  #retryUnasked(pending: Pending): void {
    const { lane, wants } = pending.operation;
    if (wants === TURN) pending.turn = setImmediate(() => this.#advance(lane));
    else if (wants === LATER) {
      pending.retry = setTimeout(() => this.#advance(lane), pending.delay);
      pending.delay = Math.min(pending.delay * 2, LONGEST_DELAY);
    }
  }

  ready(mask: number): void {
    this.#readyLane(READ, mask);
    this.#readyLane(WRITE, mask);
    this.#readyLane(ERRORS, mask);
  }

  #readyLane(lane: Lane, mask: number): void {
    const head = this.#heads[lane];
    if (head !== null && (mask & (MASKS[head.operation.wants] as number)) !== 0) this.#advance(lane);
  }

  /** Makes the operation that waits in a lane try again: what it waits for may have come without an event. */
  retry(lane: Lane): void {
    this.#advance(lane);
  }

  /** Attempts the lane's first operation, and those behind it for as long as they complete. */
  #advance(lane: Lane): void {
    for (let head = this.#heads[lane]; head !== null; head = this.#heads[lane]) {
      const operation = head.operation;
      try {
        const value = operation.attempt(this.fd);
        if (value === -EAGAIN) {
          this.#retryUnasked(head);
          return;
        }
        const result = value >= 0 ? operation.finish(value) : undefined;
        this.#remove(head);
        if (value >= 0) head.resolve(result);
        else head.reject(failureOf(operation, -value));
      } catch (error) {
        this.#remove(head);
        head.reject(error);
      }
    }
  }

  /** Ends one operation, wherever it stands in its queue, and lets the next one try. */
  #drop(pending: Pending, reason: unknown): void {
    const wasHead = this.#heads[pending.operation.lane] === pending;
    this.#remove(pending);
    pending.reject(reason);
    if (wasHead) this.#advance(pending.operation.lane);
  }

  #remove(pending: Pending): void {
    const lane = pending.operation.lane;
    let before: Pending | null = null;
    for (let at = this.#heads[lane]; at !== pending; at = at.next) {
      if (at === null) return;
      before = at;
    }
    if (before === null) this.#heads[lane] = pending.next;
    else before.next = pending.next;
    if (this.#tails[lane] === pending) this.#tails[lane] = before;
    if (pending.timer !== null) clearTimeout(pending.timer);
    if (pending.retry !== null) clearTimeout(pending.retry);
    if (pending.turn !== null) clearImmediate(pending.turn);
    if (pending.signal !== null && pending.onAbort !== null) forgetAbort(pending.signal, pending.onAbort);
    release();
  }

  /**
   * Calls `end` once when the descriptor is taken away, or `owner` abandons what waits for it: for what does not wait
   * in a queue. Gives what takes that back.
   */
  tie(owner: object, end: () => void): () => void {
    const tie: Tie = { owner, end };
    this.#ties ??= new Set();
    this.#ties.add(tie);
    return () => this.#ties?.delete(tie);
  }

  #untie(owner: object | null): void {
    for (const tie of this.#ties ?? []) {
      if (owner !== null && tie.owner !== owner) continue;
      this.#ties?.delete(tie);
      tie.end();
    }
  }

  /** Takes the descriptor away: what waits is rejected with EBADF. The caller closes it, or hands it on. */
  surrender(): number {
    const fd = this.fd;
    if (fd < 0) return -1;
    this.fd = -1;
    if (this.#token >= 0) unwatch(fd, this.#token);
    this.#token = -1;
    for (const lane of [READ, WRITE, ERRORS] as const) {
      for (let head = this.#heads[lane]; head !== null; head = this.#heads[lane]) {
        this.#remove(head);
        head.reject(failureOf(head.operation, EBADF));
      }
    }
    this.#untie(null);
    return fd;
  }

  /** Rejects with EBADF what waits for `owner`, and lets what others wait for go on. */
  abandon(owner: object): void {
    const abandoned: Pending[] = [];
    for (const head of this.#heads) {
      for (let at = head; at !== null; at = at.next) if (at.owner === owner) abandoned.push(at);
    }
    for (const pending of abandoned) this.#drop(pending, failureOf(pending.operation, EBADF));
    this.#untie(owner);
  }

  /** close(2): 0, or -errno. */
  close(): number {
    const fd = this.surrender();
    return fd < 0 ? 0 : native.close(fd);
  }
}
