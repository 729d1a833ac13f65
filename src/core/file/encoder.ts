// Text to bytes, strictly: a character that the encoding lacks is an error, as in Python, and not replaced.
import { describe } from "../bytes.ts";
import { ASCII, LATIN1, UTF16 } from "./encodings.ts";
import type { Newline } from "./settings.ts";

// In a `u` expression a surrogate that is half of a pair is no character of its own.
const UNPAIRED = /\p{Surrogate}/u;
const BEYOND_LATIN1 = /[^\x00-\xff]/u;
const BEYOND_ASCII = /[^\x00-\x7f]/u;

/** The bytes of `text`, with its "\n" written as `newline` says. TypeError / RangeError name the argument. */
export function encodeText(text: unknown, argument: string, encoding: string, newline: Newline): Buffer {
  if (typeof text !== "string") {
    throw new TypeError(`${argument} must be a string for a text file, not ${describe(text)}: add "b" to the mode`);
  }
  const bad = (encoding === LATIN1 ? BEYOND_LATIN1 : encoding === ASCII ? BEYOND_ASCII : UNPAIRED).exec(text);
  if (bad !== null) {
    const point = (bad[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
    throw new RangeError(`${argument} holds U+${point} at index ${bad.index}, which ${encoding} cannot encode`);
  }
  const translated = newline === "\r" || newline === "\r\n" ? text.replaceAll("\n", newline) : text;
  if (encoding === UTF16) return Buffer.from(translated, "utf16le");
  return Buffer.from(translated, encoding === LATIN1 || encoding === ASCII ? "latin1" : "utf8");
}
