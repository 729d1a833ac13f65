// The operation behind select: what is ready, asked of an epoll descriptor.
import { asTimeout } from "../core/arguments.ts";
import { EAGAIN, type Lane, type Operation, READ, type Readiness } from "../core/operations/operation.ts";
import { native } from "../native/binding.ts";
import { EVENT_READ, EVENT_WRITE, type SelectorKey } from "./key.ts";

const EPOLLIN = 0x001;
const EPOLLOUT = 0x004;
// struct epoll_event, which is packed on some architectures and not on others, is no longer than this.
const EVENT_ROOM = 16;

/** The epoll events of EVENT_*. */
export function maskOf(events: number): number {
  return ((events & EVENT_READ) !== 0 ? EPOLLIN : 0) | ((events & EVENT_WRITE) !== 0 ? EPOLLOUT : 0);
}

// What an attempt found is made into keys right after it: one buffer serves all.
let found = new Int32Array((32 * EVENT_ROOM) / Int32Array.BYTES_PER_ELEMENT);

function roomFor(count: number): Uint8Array {
  const length = (count * EVENT_ROOM) / Int32Array.BYTES_PER_ELEMENT;
  if (found.length < length) found = new Int32Array(2 * length);
  return new Uint8Array(found.buffer);
}

export class Selection<D> implements Operation<[SelectorKey<D>, number][]> {
  readonly syscall: string = "epoll_wait";
  readonly lane: Lane = READ;
  wants: Readiness = READ;
  readonly #keys: ReadonlyMap<number, SelectorKey<D>>;

  constructor(keys: ReadonlyMap<number, SelectorKey<D>>) {
    this.#keys = keys;
  }

  attempt(fd: number): number {
    const count = native.epollTake(fd, roomFor(this.#keys.size));
    return count === 0 ? -EAGAIN : count;
  }

  finish(count: number): [SelectorKey<D>, number][] {
    const ready: [SelectorKey<D>, number][] = [];
    for (let i = 0; i < count; i++) {
      const key = this.#keys.get(found[2 * i] as number);
      const mask = found[2 * i + 1] as number;
      if (key === undefined) continue;
      // An error or the end makes either direction go on.
      const read = (mask & ~EPOLLOUT) !== 0 ? EVENT_READ : 0;
      const write = (mask & ~EPOLLIN) !== 0 ? EVENT_WRITE : 0;
      ready.push([key, (read | write) & key.events]);
    }
    return ready;
  }
}

/** `timeout` of select: null waits for as long as it takes, 0 and below not at all. */
export function asSelectTimeout(value: unknown): number | null {
  return typeof value === "number" && value < 0 ? 0 : asTimeout(value, "timeout");
}
