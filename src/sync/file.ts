// SocketFile, the flavour that suspends the thread: what makefile gives. It runs what src/core/file describes.
import type { BytesLike } from "../core/bytes.ts";
import { EAGAIN } from "../core/constants/errno.ts";
import { osError } from "../core/errors.ts";
import { FileBase, type Writable, type Writing } from "../core/file/file-base.ts";
import type { Operation } from "../core/operations/operation.ts";
import { type OperationOptions, positional, signalIn } from "../core/options-argument.ts";
import type { Channel } from "./channel.ts";

type Options = OperationOptions;

/**
 * A socket as a file of text or of bytes: Python's file objects. `T` is `string`, or `Buffer` for a mode with "b".
 *
 * - Sizes are bytes, or characters (code points) of text. Text that is not in the encoding is a `TypeError`
 *   (`ERR_ENCODING_INVALID_ENCODED_DATA`), thrown once the text before it has been read.
 * - Every call is bounded by the socket's time-out as a whole. What was received when a read fails stays in the file,
 *   and the next read gives it. What was written when a write fails stays too, and the next write, `flush` or `close`
 *   sends it: it is not to be written again.
 * - In mode 0 (`settimeout(0)`) a read gives what is there, and null where there is nothing, or less than a line.
 * - The file goes on when its socket is closed: the descriptor is closed with its last file.
 *
 * @example
 * using file = sock.makefile("rw", { newline: "\r\n" });
 * file.write("HEAD / HTTP/1.0\n\n");
 * file.flush();
 * for (const line of file) console.log(line);
 */
export class SocketFile<T extends Buffer | string = string> extends FileBase<T> {
  #run<R>(operation: Operation<R>, ...last: unknown[]): R {
    return (this.socket.descriptor as Channel).run(operation, this.socket.timeout, signalIn(...last));
  }

  /**
   * Reads `n` bytes or characters, fewer only at the end of the stream; all up to its end when `n` is negative or left
   * out. Unbuffered, it gives what one receive gives.
   */
  read(n?: number, options?: Options): T;
  read(options: Options): T;
  read(n?: number | Options, options?: Options): T {
    return this.#run(this.reading(positional(n, -1)) as Operation<T>, n, options);
  }

  /** Reads a line with its end, or its first `limit` bytes or characters; empty at the end of the stream. */
  readline(limit?: number, options?: Options): T;
  readline(options: Options): T;
  readline(limit?: number | Options, options?: Options): T {
    return this.#run(this.readingLine(positional(limit, -1)) as Operation<T>, limit, options);
  }

  /** Reads lines up to the end of the stream, or until they are more than `hint` bytes or characters. */
  readlines(hint?: number, options?: Options): T[];
  readlines(options: Options): T[];
  readlines(hint?: number | Options, options?: Options): T[] {
    return this.#run(this.readingLines(positional(hint, -1)) as Operation<T[]>, hint, options);
  }

  /** Fills a buffer, less of it only at the end of the stream (binary files): the number of bytes. */
  readinto(buffer: BytesLike, options?: Options): number {
    return this.#run(this.readingInto(buffer) as Operation<number>, options);
  }

  /**
   * Writes bytes or text, and gives their number. They are sent when the buffer is full, with `buffering: 1` at the end
   * of a line. Unbuffered, it gives what one send takes.
   */
  write(data: Writable<T>, options?: Options): number {
    signalIn(options)?.throwIfAborted();
    const { units, writing } = this.writing(data);
    return writing === null ? units : (this.#settle(writing) as number);
  }

  /** Writes the bytes or texts of a list, all of them. */
  writelines(list: Iterable<Writable<T>>, options?: Options): void {
    signalIn(options)?.throwIfAborted();
    const writing = this.writingLines(list);
    if (writing !== null) this.#settle(writing);
  }

  #settle(writing: Writing): number | null {
    try {
      return this.#run(writing.operation);
    } finally {
      writing.settle();
    }
  }

  /** Sends what is in the buffer. */
  flush(options?: Options): void {
    const operation = this.flushing();
    if (this.unsent) this.#run(operation, options);
  }

  /**
   * Sends what is in the buffer and closes the file, also when that fails. The descriptor is closed when the socket is
   * closed too.
   */
  close(options?: Options): void {
    if (this.closed) return;
    const signal = signalIn(options);
    this.finish();
    try {
      if (this.unsent) this.#run(this.draining(), signal === undefined ? undefined : { signal });
    } finally {
      this.release();
    }
  }

  /** The lines up to the end of the stream. In mode 0, BlockingIOError where no line is there. */
  *[Symbol.iterator](): Generator<T, void, void> {
    for (;;) {
      const line: T | null = this.readline();
      if (line === null) throw osError(EAGAIN, "readline");
      if (line.length === 0) return;
      yield line;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
