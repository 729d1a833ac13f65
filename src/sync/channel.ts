// The sync driver: runs operations on one descriptor, and suspends the thread where they have to wait. It tries first.
// Without a deadline the descriptor is in blocking mode, and the attempt itself waits in the kernel: one system call.
// With one it is not, and poll(2) waits for as long as is left.

import { EAGAIN, EBADF, EINTR } from "../core/constants/errno.ts";
import { SO_COOKIE, SOL_SOCKET } from "../core/constants/socket.ts";
import { closed, failureOf, timedOut } from "../core/operations/failure.ts";
import { ERRORS, LATER, type Operation, TURN, WRITE } from "../core/operations/operation.ts";
import type { Descriptor } from "../core/socket-base.ts";
import { native } from "../native/binding.ts";
import { enter, leave, signalled, throwIfInterrupted } from "./suspension.ts";

const POLLIN = 1;
const POLLPRI = 2;
const POLLOUT = 4;
const LONGEST_POLL = 2_147_483_647;
const FIRST_DELAY = 1;
const LONGEST_DELAY = 50;

const cookieBytes = new Uint8Array(8);
const cookieWords = new BigInt64Array(cookieBytes.buffer);

export class Channel implements Descriptor {
  /** -1 once closed or detached. */
  fd: number;
  // Which socket the descriptor was when it was first used: the number may be closed, and given out again, by another
  // thread while this one waits.
  #cookie: bigint | null = null;

  constructor(fd: number) {
    this.fd = fd;
  }

  run<T>(operation: Operation<T>, timeout: number | null, signal: AbortSignal | undefined): T {
    signal?.throwIfAborted();
    if (this.fd < 0) throw closed(operation.syscall);
    this.#cookie ??= cookieOf(this.fd);
    if (signalled()) throwIfInterrupted(operation.syscall, () => failureOf(operation, EINTR));
    const value = this.#attempt(operation);
    if (value >= 0) return operation.finish(value);
    return this.#wait(operation, timeout, -value);
  }

  #attempt(operation: Operation<unknown>): number {
    enter();
    try {
      return operation.attempt(this.fd);
    } finally {
      leave();
    }
  }

  /** What follows on an attempt that did not complete. */
  #wait<T>(operation: Operation<T>, timeout: number | null, failure: number): T {
    const deadline = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000;
    let delay = FIRST_DELAY;
    let heard = true;
    for (let errno = failure; ; ) {
      if (errno !== EAGAIN && errno !== EINTR) throw failureOf(operation, errno);
      throwIfInterrupted(operation.syscall, () => failureOf(operation, EINTR));
      if (timeout === 0 || operation.atOnce === true) throw failureOf(operation, operation.blockedErrno ?? EAGAIN);
      const left = Math.ceil(deadline - performance.now());
      if (left <= 0) throw timedOut(operation);
      if (errno === EAGAIN && operation.wants !== TURN) {
        if (heard && operation.wants !== LATER) heard = this.#poll(operation, left);
        else {
          pause(Math.min(delay, left));
          delay = Math.min(delay * 2, LONGEST_DELAY);
          heard = true;
        }
        throwIfInterrupted(operation.syscall, () => failureOf(operation, EINTR));
      }
      this.#checkIdentity(operation);
      const value = this.#attempt(operation);
      if (value >= 0) return operation.finish(value);
      errno = -value;
    }
  }

  /**
   * Waits for what the operation wants. false when there is only something else, of which poll(2) tells unasked: an
   * error queue that nobody reads makes it return at once for as long as it is not empty.
   */
  #poll(operation: Operation<unknown>, milliseconds: number): boolean {
    // What is in the error queue comes as POLLERR, without being asked for; and what was received is not in it.
    const events = operation.lane === ERRORS ? 0 : operation.wants === WRITE ? POLLOUT : POLLIN | POLLPRI;
    enter();
    try {
      // Whatever it says, the attempt that follows tells more.
      const found = native.poll(this.fd, events, milliseconds > LONGEST_POLL ? LONGEST_POLL : milliseconds);
      return found <= 0 || (found & events) !== 0;
    } finally {
      leave();
    }
  }

  /** EBADF when the descriptor was closed underneath the socket. Where the number is another's now, it is let go. */
  #checkIdentity(operation: Operation<unknown>): void {
    const now = cookieOf(this.fd);
    if (now === this.#cookie) return;
    if (now !== -BigInt(EBADF)) {
      native.disown(this.fd);
      this.fd = -1;
    }
    throw failureOf(operation, EBADF);
  }

  /** Takes the descriptor away. The caller closes it, or hands it on. */
  surrender(): number {
    const fd = this.fd;
    this.fd = -1;
    this.#cookie = null;
    return fd;
  }

  /** close(2): 0, or -errno. */
  close(): number {
    const fd = this.surrender();
    return fd < 0 ? 0 : native.close(fd);
  }
}

/** The kernel's number of the socket, which is never given out again; -errno where there is none. */
function cookieOf(fd: number): bigint {
  const status = native.getsockoptBytes(fd, SOL_SOCKET, SO_COOKIE, cookieBytes);
  return status < 0 ? BigInt(status) : (cookieWords[0] as bigint);
}

function pause(milliseconds: number): void {
  enter();
  try {
    native.poll(-1, 0, milliseconds);
  } finally {
    leave();
  }
}
