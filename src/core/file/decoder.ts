// Bytes to text, piece by piece, and strictly: what is not in the encoding is an error, as in Python, and not replaced.
import { TextDecoder } from "node:util";
import { ASCII, LATIN1, UTF8 } from "./encodings.ts";

export interface Decoder {
  /** The text that is complete so far. Nothing more comes once `failure` is set. */
  decode(bytes: Buffer): string;
  /** The text at the end of the stream, where nothing may be incomplete. The decoder can be used again after it. */
  finish(): string;
  /** What was found that is not in the encoding; the text before it was given. */
  readonly failure: Error | null;
}

export function makeDecoder(encoding: string): Decoder {
  if (encoding === UTF8) return new Utf8();
  return encoding === LATIN1 || encoding === ASCII ? new SingleByte(encoding) : new Other(encoding);
}

/** As TextDecoder with `fatal` has it: a TypeError of this code. */
function decodingError(encoding: string, what: string): Error {
  const text = `The data are not valid ${encoding}: ${what}. Read them through a binary file, or name another encoding.`;
  return Object.assign(new TypeError(text), { code: "ERR_ENCODING_INVALID_ENCODED_DATA" });
}

function atByte(bytes: Buffer, index: number, position: number): string {
  const value = (bytes[index] as number).toString(16).padStart(2, "0");
  return `byte 0x${value} at position ${position + index}`;
}

class SingleByte implements Decoder {
  failure: Error | null = null;
  readonly #encoding: string;
  #position = 0;

  constructor(encoding: string) {
    this.#encoding = encoding;
  }

  decode(bytes: Buffer): string {
    if (this.failure !== null) return "";
    const bad = this.#encoding === ASCII ? bytes.findIndex((byte) => byte > 0x7f) : -1;
    if (bad >= 0) this.failure = decodingError(ASCII, atByte(bytes, bad, this.#position));
    this.#position += bytes.length;
    return bytes.toString("latin1", 0, bad < 0 ? bytes.length : bad);
  }

  finish(): string {
    return "";
  }
}

/** Gives every character before the first bad byte, wherever the pieces were cut. */
class Utf8 implements Decoder {
  failure: Error | null = null;
  readonly #strict: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #incomplete: Buffer = Buffer.alloc(0);
  #position = 0;

  decode(bytes: Buffer): string {
    if (this.failure !== null) return "";
    const all = this.#incomplete.length === 0 ? bytes : Buffer.concat([this.#incomplete, bytes]);
    const end = all.length - incompleteLength(all);
    this.#incomplete = Buffer.from(all.subarray(end));
    return this.#decode(all.subarray(0, end));
  }

  finish(): string {
    const rest = this.#incomplete;
    this.#incomplete = Buffer.alloc(0);
    return this.failure === null ? this.#decode(rest) : "";
  }

  #decode(bytes: Buffer): string {
    try {
      const text = this.#strict.decode(bytes);
      this.#position += bytes.length;
      return text;
    } catch {
      const bad = validLength(bytes);
      this.failure = decodingError(UTF8, atByte(bytes, bad, this.#position));
      return bytes.toString("utf8", 0, bad);
    }
  }
}

/** How many bytes at the end begin a character that is not all there. */
function incompleteLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** The length of the valid start of bytes that are not valid UTF-8 to their end. */
function validLength(bytes: Buffer): number {
  // Every bad sequence decodes to U+FFFD. So does U+FFFD itself, which is three bytes, EF BF BD.
  const text = bytes.toString("utf8");
  let length = 0;
  let from = 0;
  for (;;) {
    const at = text.indexOf("\ufffd", from);
    length += Buffer.byteLength(text.slice(from, at));
    if (at < 0 || bytes[length] !== 0xef || bytes[length + 1] !== 0xbf || bytes[length + 2] !== 0xbd) return length;
    length += 3;
    from = at + 1;
  }
}

class Other implements Decoder {
  failure: Error | null = null;
  readonly #decoder: TextDecoder;

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  }

  decode(bytes: Buffer): string {
    return this.#attempt(() => this.#decoder.decode(bytes, { stream: true }));
  }

  finish(): string {
    return this.#attempt(() => this.#decoder.decode());
  }

  #attempt(decode: () => string): string {
    if (this.failure !== null) return "";
    try {
      return decode();
    } catch {
      this.failure = decodingError(this.#decoder.encoding, "a sequence of bytes stands for no character");
      return "";
    }
  }
}
