// The reading half of a file without its input: bytes are fed in, and lines, text or bytes are taken out.
import { type Decoder, makeDecoder } from "./decoder.ts";
import { NewlineDecoder } from "./newlines.ts";
import { BYTES, Pieces, TEXT } from "./pieces.ts";
import type { FileSettings } from "./settings.ts";

export interface Reader<T extends Buffer | string> {
  readonly pieces: Pieces<T>;
  feed(bytes: Buffer): void;
  /** The stream has ended: what is incomplete now will stay so. */
  end(): void;
  /** Why nothing more can be made of the stream. */
  readonly failure: Error | null;
  readonly newlines: string | string[] | null;
}

class ByteReader implements Reader<Buffer> {
  readonly pieces: Pieces<Buffer> = new Pieces(BYTES, "\n");
  readonly failure: null = null;
  readonly newlines: null = null;

  feed(bytes: Buffer): void {
    this.pieces.push(bytes);
  }

  end(): void {}
}

class TextReader implements Reader<string> {
  readonly pieces: Pieces<string>;
  readonly #decoder: Decoder;
  readonly #universal: NewlineDecoder | null;

  constructor({ encoding, newline }: FileSettings) {
    this.pieces = new Pieces(TEXT, newline);
    this.#decoder = makeDecoder(encoding);
    this.#universal = newline === null || newline === "" ? new NewlineDecoder(newline === null) : null;
  }

  feed(bytes: Buffer): void {
    this.#push(this.#decoder.decode(bytes), false);
  }

  end(): void {
    this.#push(this.#decoder.finish(), true);
  }

  #push(text: string, final: boolean): void {
    // What precedes bad bytes is all there will be: nothing follows a "\r" at its end.
    this.pieces.push(this.#universal?.decode(text, final || this.failure !== null) ?? text);
  }

  get failure(): Error | null {
    return this.#decoder.failure;
  }

  get newlines(): string | string[] | null {
    return this.#universal?.seen ?? null;
  }
}

export function makeReader<T extends Buffer | string>(settings: FileSettings): Reader<T> {
  return (settings.binary ? new ByteReader() : new TextReader(settings)) as Reader<Buffer | string> as Reader<T>;
}
