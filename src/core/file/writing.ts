// What writes from a file, as operations: what was not sent stays in the file's writer, so that an operation that is
// abandoned loses nothing, and the next one goes on from there.
import { osError } from "../errors.ts";
import { EAGAIN, type Lane, type Operation, type Readiness, SHARE, TURN, WRITE } from "../operations/operation.ts";
import type { Transport } from "./transport.ts";
import type { Writer } from "./writer.ts";

/** Sends until no more than `leave` bytes are pending, and gives `result`. */
export class Drain<R> implements Operation<R> {
  readonly syscall: string;
  readonly lane: Lane = WRITE;
  wants: Readiness = WRITE;
  readonly #transport: Transport;
  readonly #writer: Writer;
  readonly #leave: number;
  readonly #result: R;

  constructor(transport: Transport, writer: Writer, leave: number, result: R) {
    this.syscall = transport.writeCall;
    this.#transport = transport;
    this.#writer = writer;
    this.#leave = leave;
    this.#result = result;
  }

  attempt(fd: number): number {
    let share = SHARE;
    while (this.#writer.pending > this.#leave) {
      if (share <= 0) {
        this.wants = TURN;
        return -EAGAIN;
      }
      const sent = this.#writer.sendSome(this.#transport, fd);
      if (sent < 0) {
        this.wants = this.#transport.writeWants;
        return sent;
      }
      share -= sent;
    }
    const flushed = this.#transport.flush?.(fd) ?? 0;
    this.wants = this.#transport.writeWants;
    if (flushed >= 0 && this.#writer.pending === 0) this.#writer.unsent = false;
    return flushed;
  }

  finish(): R {
    return this.#result;
  }

  failure(errno: number): Error {
    const written = typeof this.#result === "number" ? { charactersWritten: this.#result } : {};
    return Object.assign(osError(errno, this.syscall), written, { bytesPending: this.#writer.pending });
  }
}

/** Unbuffered: one send, which may take fewer bytes than there are. In mode 0 null where it takes none at all. */
export class RawWrite implements Operation<number | null> {
  readonly syscall: string;
  readonly lane: Lane = WRITE;
  wants: Readiness = WRITE;
  readonly #transport: Transport;
  readonly #data: Uint8Array;
  readonly #waits: boolean;
  #sent: number | null = null;

  constructor(transport: Transport, data: Uint8Array, waits: boolean) {
    this.syscall = transport.writeCall;
    this.#transport = transport;
    this.#data = data;
    this.#waits = waits;
  }

  attempt(fd: number): number {
    const transport = this.#transport;
    const status = this.#sent === null ? transport.write(fd, this.#data, 0, this.#data.length) : this.#sent;
    if (status >= 0) this.#sent = status;
    const flushed = status < 0 ? status : (transport.flush?.(fd) ?? 0);
    this.wants = transport.writeWants;
    return flushed === -EAGAIN && !this.#waits ? 0 : flushed;
  }

  finish(): number | null {
    return this.#sent;
  }
}
