// SocketFile, the flavour for `await`: what makefile gives. It runs what src/core/file describes.
import type { BytesLike } from "../core/bytes.ts";
import { EAGAIN } from "../core/constants/errno.ts";
import { osError } from "../core/errors.ts";
import { FileBase, type Writable, type Writing } from "../core/file/file-base.ts";
import { type Operation, WRITE } from "../core/operations/operation.ts";
import { type OperationOptions, positional, signalIn } from "../core/options-argument.ts";
import type { Channel } from "./channel.ts";

type Options = OperationOptions;

/**
 * A socket as a file of text or of bytes: Python's file objects, awaited. `T` is `string`, or `Buffer` for a mode with
 * "b".
 *
 * - Sizes are bytes, or characters (code points) of text. Text that is not in the encoding is a `TypeError`
 *   (`ERR_ENCODING_INVALID_ENCODED_DATA`), given once the text before it has been read.
 * - Every call is bounded by the socket's time-out as a whole, and takes `{ signal }`. What was received when a read
 *   fails stays in the file, and the next read gives it. What was written when a write fails stays too, and the next
 *   write, `flush` or `close` sends it: it is not to be written again.
 * - In mode 0 (`settimeout(0)`) a read gives what is there, and null where there is nothing, or less than a line.
 * - The file goes on when its socket is closed: the descriptor is closed with its last file.
 *
 * @example
 * await using file = sock.makefile("rw", { newline: "\r\n" });
 * await file.write("HEAD / HTTP/1.0\n\n");
 * await file.flush();
 * for await (const line of file) console.log(line);
 */
export class SocketFile<T extends Buffer | string = string> extends FileBase<T> {
  #closing: Promise<void> | null = null;

  get #channel(): Channel {
    return this.socket.descriptor as Channel;
  }

  #run<R>(make: () => Operation<R>, ...last: unknown[]): Promise<R> {
    try {
      const signal = signalIn(...last);
      return this.#channel.run(make(), this.socket.timeout, signal, this);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Reads `n` bytes or characters, fewer only at the end of the stream; all up to its end when `n` is negative or left
   * out. Unbuffered, it gives what one receive gives.
   */
  read(n?: number, options?: Options): Promise<T>;
  read(options: Options): Promise<T>;
  read(n?: number | Options, options?: Options): Promise<T> {
    return this.#run(() => this.reading(positional(n, -1)) as Operation<T>, n, options);
  }

  /** Reads a line with its end, or its first `limit` bytes or characters; empty at the end of the stream. */
  readline(limit?: number, options?: Options): Promise<T>;
  readline(options: Options): Promise<T>;
  readline(limit?: number | Options, options?: Options): Promise<T> {
    return this.#run(() => this.readingLine(positional(limit, -1)) as Operation<T>, limit, options);
  }

  /** Reads lines up to the end of the stream, or until they are more than `hint` bytes or characters. */
  readlines(hint?: number, options?: Options): Promise<T[]>;
  readlines(options: Options): Promise<T[]>;
  readlines(hint?: number | Options, options?: Options): Promise<T[]> {
    return this.#run(() => this.readingLines(positional(hint, -1)) as Operation<T[]>, hint, options);
  }

  /** Fills a buffer, less of it only at the end of the stream (binary files): the number of bytes. */
  readinto(buffer: BytesLike, options?: Options): Promise<number> {
    return this.#run(() => this.readingInto(buffer) as Operation<number>, options);
  }

  /**
   * Writes bytes or text, and gives their number. They are sent when the buffer is full, with `buffering: 1` at the end
   * of a line. Large data must not be changed before the promise is settled. Unbuffered, it gives what one send takes.
   */
  write(data: Writable<T>, options?: Options): Promise<number> {
    try {
      const signal = signalIn(options);
      if (signal?.aborted) return Promise.reject(signal.reason);
      const { units, writing } = this.writing(data);
      return writing === null ? Promise.resolve(units) : (this.#settle(writing, signal) as Promise<number>);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Writes the bytes or texts of a list, all of them, without anything between them. */
  async writelines(list: Iterable<Writable<T>>, options?: Options): Promise<void> {
    const signal = signalIn(options);
    signal?.throwIfAborted();
    const writing = this.writingLines(list);
    if (writing !== null) await this.#settle(writing, signal);
  }

  async #settle(writing: Writing, signal: AbortSignal | undefined): Promise<number | null> {
    try {
      return await this.#channel.run(writing.operation, this.socket.timeout, signal, this);
    } finally {
      writing.settle();
    }
  }

  /** Sends what is in the buffer. */
  async flush(options?: Options): Promise<void> {
    const operation = this.flushing();
    if (this.unsent) await this.#run(() => operation, options);
  }

  /**
   * Sends what is in the buffer and closes the file, also when that fails; reads that wait are rejected with EBADF. The
   * descriptor is closed when the socket is closed too.
   */
  close(options?: Options): Promise<void> {
    if (this.closed) return this.#closing ?? Promise.resolve();
    const closing = this.#close(options);
    if (this.unsent) this.#closing = closing;
    return closing;
  }

  async #close(options: Options | undefined): Promise<void> {
    const signal = signalIn(options);
    this.finish();
    try {
      if (this.unsent) await this.#channel.run(this.draining(), this.socket.timeout, signal, this);
    } finally {
      this.#closing = null;
      this.#channel.abandon(this);
      this.release();
    }
  }

  /** The lines up to the end of the stream. In mode 0, BlockingIOError where no line is there. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const line: T | null = await this.readline();
      if (line === null) throw osError(EAGAIN, "readline");
      if (line.length === 0) return;
      yield line;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Closes the file at once. BlockingIOError when the buffer could not be sent at once: `await using` waits for it. */
  [Symbol.dispose](): void {
    if (this.closed) return;
    this.finish();
    try {
      if (!this.unsent) return;
      const operation = this.draining();
      const status = this.#channel.busy(WRITE) ? -EAGAIN : operation.attempt(this.#channel.fd);
      if (status < 0) throw operation.failure(-status);
    } finally {
      this.#channel.abandon(this);
      this.release();
    }
  }
}
