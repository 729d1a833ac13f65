// What reads from a file, as operations: whatever the kernel gave lies in the file's reader, so that an operation that is
// abandoned loses nothing, and the next one goes on from there.
import { EAGAIN, type Lane, type Operation, READ, type Readiness, SHARE, TURN } from "../operations/operation.ts";
import { keep, offsetOf, scratch } from "../operations/scratch.ts";
import type { Reader } from "./reader.ts";
import type { Transport } from "./transport.ts";

/** Whether there will be more: after waiting, never, or not at once (mode 0). */
export const MORE = 0;
export const ENDED = 1;
export const BLOCKED = 2;
export type Prospect = typeof MORE | typeof ENDED | typeof BLOCKED;

/** How one verb reads. */
export interface Taking<T extends Buffer | string, R> {
  /** The result, or undefined when it takes more: never undefined unless there is the prospect of MORE. */
  take(reader: Reader<T>, prospect: Prospect): R | undefined;
  /** How many bytes to ask of the kernel next. */
  wish(reader: Reader<T>): number;
}

export class FileRead<T extends Buffer | string, R> implements Operation<R> {
  readonly syscall: string;
  readonly lane: Lane = READ;
  wants: Readiness = READ;
  readonly #transport: Transport;
  readonly #reader: Reader<T>;
  readonly #taking: Taking<T, R>;
  readonly #waits: boolean;
  #result: R | undefined;

  /** `waits` is false in mode 0, where a read gives what is there, or null. */
  constructor(transport: Transport, reader: Reader<T>, taking: Taking<T, R>, waits: boolean) {
    this.syscall = transport.readCall;
    this.#transport = transport;
    this.#reader = reader;
    this.#taking = taking;
    this.#waits = waits;
  }

  attempt(fd: number): number {
    const reader = this.#reader;
    let prospect: Prospect = MORE;
    let received = 0;
    for (;;) {
      this.#result = this.#taking.take(reader, prospect);
      if (this.#result !== undefined) return 0;
      if (reader.failure !== null) throw reader.failure;
      if (received >= SHARE) {
        received = 0;
        if (!this.#waits) {
          prospect = BLOCKED;
          continue;
        }
        this.wants = TURN;
        return -EAGAIN;
      }
      const size = this.#taking.wish(reader);
      const count = this.#transport.read(fd, scratch(size), offsetOf(size), size);
      if (count > 0) {
        received += count;
        reader.feed(keep(size, count));
      } else if (count === 0) {
        reader.end();
        if (reader.failure === null) prospect = ENDED;
      } else if (count === -EAGAIN && !this.#waits) prospect = BLOCKED;
      else {
        this.wants = this.#transport.readWants;
        return count;
      }
    }
  }

  finish(): R {
    return this.#result as R;
  }
}
