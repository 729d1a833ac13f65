// What a file made from a socket is apart from waiting: the same in both flavours, which only run the operations made
// here. A file outlives its socket's close(): the descriptor stays open until its last file is closed.
import { asInt } from "../arguments.ts";
import { asBytes, type BytesLike, describe } from "../bytes.ts";
import { EBADF } from "../constants/errno.ts";
import { osError } from "../errors.ts";
import type { Operation } from "../operations/operation.ts";
import type { SocketBase } from "../socket-base.ts";
import { encodeText } from "./encoder.ts";
import { makeReader, type Reader } from "./reader.ts";
import { FileRead, type Taking } from "./reading.ts";
import { type FileSettings, fileSettings } from "./settings.ts";
import { intoTaking, linesTaking, lineTaking, rawTaking, readTaking } from "./takings.ts";
import { type Chunk, Writer } from "./writer.ts";
import { Drain, RawWrite } from "./writing.ts";

type Piece = Buffer | string;

/** What a file of strings, or of bytes, takes to write. */
export type Writable<T extends Piece> = T extends string ? string : BytesLike;

/** A write under way: the operation, and what to call when it has ended in whatever way. */
export interface Writing {
  readonly operation: Operation<number | null>;
  settle(): void;
}

export abstract class FileBase<T extends Piece> {
  /** The mode: as it was given for text; "rb", "wb" or "rwb" for bytes. */
  readonly mode: string;
  /** The encoding of text, in lower case; null for bytes. */
  readonly encoding: string | null;
  protected readonly socket: SocketBase;
  readonly #settings: FileSettings;
  readonly #reader: Reader<T>;
  readonly #writer: Writer;
  #closed = false;

  constructor(socket: SocketBase, mode: unknown, options: unknown) {
    this.#settings = fileSettings(mode, options);
    socket.openDescriptor("makefile");
    this.socket = socket;
    this.mode = this.#settings.mode;
    this.encoding = this.#settings.binary ? null : this.#settings.encoding;
    this.#reader = makeReader(this.#settings);
    this.#writer = new Writer(this.#settings.bufferSize);
    socket.retain();
  }

  /** Whether the file was closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The descriptor; -1 once the file is closed. */
  get name(): number {
    return this.#closed ? -1 : this.socket.descriptor.fd;
  }

  /** The newlines met so far where newline is null or "": null for none, "\n", "\r", "\r\n", or a list of several. */
  get newlines(): string | string[] | null {
    return this.#reader.newlines;
  }

  /** The descriptor. */
  fileno(): number {
    this.#checkOpen("fileno");
    return this.socket.descriptor.fd;
  }

  /** Whether the mode lets it be read. */
  readable(): boolean {
    this.#checkOpen("readable");
    return this.#settings.reads;
  }

  /** Whether the mode lets it be written. */
  writable(): boolean {
    this.#checkOpen("writable");
    return this.#settings.writes;
  }

  /** False: a socket has no position. */
  seekable(): false {
    this.#checkOpen("seekable");
    return false;
  }

  #checkOpen(call: string): void {
    if (this.#closed) throw Object.assign(osError(EBADF, call), { message: `${call}: the file is closed (EBADF)` });
  }

  #checkMode(call: string, allowed: boolean, letter: string): void {
    this.#checkOpen(call);
    if (allowed) return;
    const message = `${call}: the file's mode is "${this.mode}" (EBADF). Make it with "${letter}" in the mode.`;
    throw Object.assign(osError(EBADF, call), { message });
  }

  #reading<R>(call: string, taking: (bufferSize: number) => Taking<T, R>): Operation<R> {
    const { reads, bufferSize } = this.#settings;
    this.#checkMode(call, reads, "r");
    return new FileRead(this.socket.transport, this.#reader, taking(bufferSize), this.socket.timeout !== 0);
  }

  protected reading(n: unknown): Operation<T | null> {
    const size = asInt(n ?? -1, "n");
    return this.#reading("read", (bufferSize) =>
      bufferSize === 0 && size >= 0 ? rawTaking(size) : readTaking(size, bufferSize),
    );
  }

  protected readingLine(limit: unknown): Operation<T | null> {
    const units = asInt(limit ?? -1, "limit");
    return this.#reading("readline", (bufferSize) => lineTaking(units, bufferSize));
  }

  protected readingLines(hint: unknown): Operation<T[] | null> {
    const units = asInt(hint ?? -1, "hint");
    return this.#reading("readlines", (bufferSize) => linesTaking(units, bufferSize));
  }

  protected readingInto(buffer: unknown): Operation<number | null> {
    if (!this.#settings.binary) {
      throw new TypeError('readinto is for bytes, and this is a text file: use read, or add "b" to the mode');
    }
    const target = asBytes(buffer, "buffer");
    const size = target.length;
    return this.#reading("readinto", (bufferSize) => {
      const from = bufferSize === 0 ? rawTaking<Buffer>(size) : readTaking<Buffer>(size, bufferSize);
      return intoTaking(target, from) as Taking<never, number | null> as Taking<T, number | null>;
    });
  }

  /**
   * Takes `data` over, and gives what is to be run for it: null when it waits in the buffer for more to come. From here
   * on the data belong to the file, whatever becomes of the operation.
   */
  protected writing(data: unknown): { units: number; writing: Writing | null } {
    const { writes, binary, bufferSize, lineBuffered, encoding, newline } = this.#settings;
    this.#checkMode("write", writes, "w");
    const bytes = binary ? asBytes(data, "data") : encodeText(data, "data", encoding, newline);
    const transport = this.socket.transport;
    if (bufferSize === 0) {
      const operation = new RawWrite(transport, bytes, this.socket.timeout !== 0);
      return { units: bytes.length, writing: { operation, settle: () => {} } };
    }
    const units = binary ? bytes.length : codePoints(data as string);
    const chunk: Chunk | null = this.#writer.push(bytes);
    const flush = lineBuffered && (binary ? bytes.includes(LF) : /[\r\n]/.test(data as string));
    if (!flush && this.#writer.pending <= bufferSize) return { units, writing: null };
    const operation = new Drain<number | null>(transport, this.#writer, flush ? 0 : bufferSize, units);
    return { units, writing: { operation, settle: () => chunk !== null && this.#writer.keep(chunk) } };
  }

  /** As `writing`, for a list. Nothing of it is taken when something in it cannot be written. */
  protected writingLines(list: unknown): Writing | null {
    const { binary, bufferSize, lineBuffered, encoding, newline } = this.#settings;
    this.#checkMode("writelines", this.#settings.writes, "w");
    if (typeof list === "string" || typeof (list as Iterable<unknown> | null)?.[Symbol.iterator] !== "function") {
      throw new TypeError(`list must be a list of ${binary ? "bytes" : "strings"}, not ${describe(list)}`);
    }
    const lines = Array.from(list as Iterable<unknown>, (line, index) =>
      binary ? asBytes(line, `list[${index}]`) : encodeText(line, `list[${index}]`, encoding, newline),
    );
    // Without a buffer what could not be sent is kept nowhere: the error tells how much it is.
    const writer = bufferSize === 0 ? new Writer(0) : this.#writer;
    const chunks = lines.map((line) => writer.push(line));
    const leave = lineBuffered ? 0 : bufferSize;
    if (writer.pending <= leave) return null;
    const settle = (): void => {
      for (const chunk of chunks) if (chunk !== null) writer.keep(chunk);
    };
    return { operation: new Drain<null>(this.socket.transport, writer, leave, null), settle };
  }

  protected flushing(): Drain<void> {
    this.#checkOpen("flush");
    return this.draining();
  }

  protected draining(): Drain<void> {
    return new Drain<void>(this.socket.transport, this.#writer, 0, undefined);
  }

  /** No more calls from now on. What is unsent is to be sent then, and `release` called after it in any case. */
  protected finish(): void {
    this.#closed = true;
  }

  protected release(): void {
    this.socket.releaseFile();
  }

  /** Whether something was written and is not known to be sent. */
  protected get unsent(): boolean {
    return this.#writer.unsent;
  }
}

const LF = 10;

function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) count--;
  return count;
}

/** What makefile gives: strings or, with "b" in the mode, bytes. */
export type ContentOf<M extends string> = string extends M
  ? string | Buffer
  : M extends `${string}b${string}`
    ? Buffer
    : string;
