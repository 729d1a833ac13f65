// The arguments of makefile: mode, buffering, encoding, newline.
import { asInt } from "../arguments.ts";
import { describe } from "../bytes.ts";
import { canonicalEncoding } from "./encodings.ts";

/** How many bytes a file reads ahead, and holds back before it sends, unless told otherwise: as Python's. */
export const DEFAULT_BUFFER_SIZE = 8192;

/** The newline argument: null is universal newlines with translation, "" universal newlines without it. */
export type Newline = null | "" | "\n" | "\r" | "\r\n";

/** What `makefile` takes besides the mode: the arguments of Python's `open`. */
export interface FileOptions {
  /** 0: none (binary modes only); 1: send at every line; n: a buffer of n bytes. Absent or -1: 8192 bytes. */
  readonly buffering?: number | null | undefined;
  /** The encoding of text: "utf-8" unless told otherwise. */
  readonly encoding?: string | null | undefined;
  /** What ends a line of text, as Python's `open` takes it: null, "", "\n", "\r" or "\r\n". */
  readonly newline?: Newline | undefined;
}

export interface FileSettings {
  readonly mode: string;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly binary: boolean;
  /** 0 for an unbuffered file. */
  readonly bufferSize: number;
  readonly lineBuffered: boolean;
  readonly encoding: string;
  readonly newline: Newline;
}

const NEWLINES: readonly unknown[] = [null, "", "\n", "\r", "\r\n"];

/** Checks the arguments of makefile. TypeError / RangeError name what is wrong. */
export function fileSettings(mode: unknown, options: unknown): FileSettings {
  if (typeof mode !== "string") throw new TypeError(`mode must be a string, not ${describe(mode)}`);
  if (!/^[rwb]*$/.test(mode)) {
    throw new RangeError(`mode must be made of r, w and b, as in "r", "w", "rw" or "rwb", not ${JSON.stringify(mode)}`);
  }
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options must be an object, not ${describe(options)}`);
  }
  const { buffering, encoding, newline } = options as Record<keyof FileOptions, unknown>;
  const binary = mode.includes("b");
  const writes = mode.includes("w");
  const reads = mode.includes("r") || !writes;
  const buffer = asBuffering(buffering, binary);
  return {
    mode: binary ? `${reads ? "r" : ""}${writes ? "w" : ""}b` : mode,
    reads,
    writes,
    binary,
    bufferSize: buffer < 0 || buffer === 1 ? DEFAULT_BUFFER_SIZE : buffer,
    lineBuffered: buffer === 1,
    encoding: canonicalEncoding(encoding ?? "utf-8", writes && !binary),
    newline: asNewline(newline),
  };
}

function asBuffering(value: unknown, binary: boolean): number {
  const buffering = value === undefined || value === null ? -1 : asInt(value, "buffering");
  if (buffering === 0 && !binary) {
    throw new RangeError('buffering must not be 0 for text: only a binary file ("b" in its mode) can be unbuffered');
  }
  return buffering;
}

function asNewline(value: unknown): Newline {
  const newline = value === undefined ? null : value;
  if (newline !== null && typeof newline !== "string") {
    throw new TypeError(`newline must be a string or null, not ${describe(newline)}`);
  }
  if (!NEWLINES.includes(newline)) {
    throw new RangeError(`newline must be null, "", "\\n", "\\r" or "\\r\\n", not ${JSON.stringify(newline)}`);
  }
  return newline as Newline;
}
