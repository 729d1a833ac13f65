// Names of encodings. Reading takes any label that TextDecoder knows; writing what Buffer can encode.
//
// TextDecoder reads "latin1" and "ascii" as windows-1252, as browsers do. Here they mean what they say, as in Python and
// in Buffer: what is written in them reads back as the same text.
import { describe } from "../bytes.ts";

export const ASCII = "ascii";
export const LATIN1 = "iso-8859-1";
export const UTF8 = "utf-8";
export const UTF16 = "utf-16le";

const OURS: ReadonlyMap<string, string> = new Map([
  ["ascii", ASCII],
  ["us-ascii", ASCII],
  ["latin1", LATIN1],
  ["latin-1", LATIN1],
  ["iso-8859-1", LATIN1],
  ["iso8859-1", LATIN1],
]);

const WRITABLE: readonly string[] = [UTF8, UTF16, LATIN1, ASCII];

/** The one name of an encoding, in lower case. RangeError where there is none, or none to write in. */
export function canonicalEncoding(value: unknown, writes: boolean): string {
  if (typeof value !== "string") throw new TypeError(`encoding must be a string, not ${describe(value)}`);
  const encoding = OURS.get(value.toLowerCase()) ?? decoderName(value);
  if (writes && !WRITABLE.includes(encoding)) {
    throw new RangeError(
      `encoding must be utf-8, utf-16le, latin1 or ascii for a file that is written to, not ${value}: ` +
        "for another, encode the text yourself and write it to a binary file",
    );
  }
  return encoding;
}

function decoderName(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new RangeError(`encoding must be one that TextDecoder knows, not ${JSON.stringify(label)}`);
  }
}
