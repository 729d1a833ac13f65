// The writing half of a file without its output: what was written and not yet sent, in order.
import { SHARE } from "../operations/operation.ts";
import type { Transport } from "./transport.ts";

/** A part of the queue: a buffer of the writer's own, to which small writes are appended, or a caller's large one. */
export interface Chunk {
  bytes: Uint8Array;
  start: number;
  end: number;
  borrowed: boolean;
}

const LARGEST_OWN = 65_536;

export class Writer {
  /** What is sent only once there is more of it. */
  readonly size: number;
  /** Whether something was written that is not known to be sent. */
  unsent = false;
  readonly #chunks: Chunk[] = [];
  #pending = 0;
  #spare: Chunk | null = null;

  constructor(size: number) {
    this.size = size;
  }

  /** How many bytes were written and not sent. */
  get pending(): number {
    return this.#pending;
  }

  /** Appends bytes: the chunk that `keep` wants when they are not copied yet, or null. */
  push(bytes: Uint8Array): Chunk | null {
    if (bytes.length === 0) return null;
    this.#pending += bytes.length;
    this.unsent = true;
    if (bytes.length > this.size) {
      const chunk: Chunk = { bytes, start: 0, end: bytes.length, borrowed: true };
      this.#chunks.push(chunk);
      return chunk;
    }
    const chunk = this.#room(bytes.length);
    chunk.bytes.set(bytes, chunk.end);
    chunk.end += bytes.length;
    return null;
  }

  #room(length: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && !last.borrowed && last.bytes.length - last.end >= length) return last;
    const chunk = this.#fresh(length);
    this.#chunks.push(chunk);
    return chunk;
  }

  #fresh(length: number): Chunk {
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null && spare.bytes.length >= length) return spare;
    const size = Math.max(length, Math.min(this.size, LARGEST_OWN));
    return { bytes: new Uint8Array(size), start: 0, end: 0, borrowed: false };
  }

  /** Copies what is left of a caller's bytes, which are the caller's again from now on. */
  keep(chunk: Chunk): void {
    if (!chunk.borrowed || !this.#chunks.includes(chunk)) return;
    chunk.borrowed = false;
    const left = chunk.end - chunk.start;
    // Bytes that were detached meanwhile are gone, and cannot hold up what comes after them.
    chunk.bytes = Buffer.from(chunk.bytes.subarray(chunk.start, chunk.end));
    chunk.start = 0;
    chunk.end = chunk.bytes.length;
    this.#pending -= left - chunk.end;
    if (chunk.end === 0) this.#chunks.splice(this.#chunks.indexOf(chunk), 1);
  }

  /** Sends the first chunk, or as much of it as is taken: the number of bytes, or -errno. */
  sendSome(transport: Transport, fd: number): number {
    const chunk = this.#chunks[0] as Chunk;
    const sent = transport.write(fd, chunk.bytes, chunk.start, Math.min(chunk.end - chunk.start, SHARE));
    if (sent < 0) return sent;
    chunk.start += sent;
    this.#pending -= sent;
    if (chunk.start === chunk.end) {
      this.#chunks.shift();
      if (!chunk.borrowed && chunk.bytes.length <= LARGEST_OWN) {
        chunk.start = 0;
        chunk.end = 0;
        this.#spare = chunk;
      }
    }
    return sent;
  }
}
