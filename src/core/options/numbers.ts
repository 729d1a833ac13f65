// Values that are one number, one text, or plain bytes.

import { asText, textIn } from "../addresses/fields.ts";
import { asInt } from "../arguments.ts";
import { asBytes, type BytesLike, describe } from "../bytes.ts";
import { asUnsigned, LITTLE_ENDIAN } from "../frames/layout.ts";
import { type Codec, type Kind, short, unwritable } from "./codec.ts";
import { asBigUnsigned } from "./struct.ts";

const UINT32_MAX = 0xffff_ffff;
const UNLIMITED = 0xffff_ffff_ffff_ffffn;
const MOST_TEXT = 255;
const MOST_BYTES = 4096;

export interface NumberKinds {
  /** true or false. */
  flag: Kind<boolean>;
  /** An integer with a sign. */
  int: Kind<number>;
  /** An integer without a sign, of 32 bits. */
  uint: Kind<number>;
  /** An integer without a sign, of 64 bits. */
  u64: Kind<bigint | number, bigint>;
  /** Bytes a second; null where there is no limit. */
  rate: Kind<bigint | number | null, bigint | null>;
  /** Numbers without a sign, of 32 bits. */
  uints: Kind<never, number[]>;
  /** A name. */
  text: Kind<string>;
  /** Bytes of no fixed form. */
  bytes: Kind<BytesLike, Buffer>;
  /** Nothing: the option is a deed. */
  nothing: Kind<null, never>;
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(0, value, LITTLE_ENDIAN);
  return bytes;
}

/** Some options are one byte wide, in some kernels. */
function integerIn(bytes: Buffer): number {
  if (bytes.length === 1) return bytes[0] as number;
  if (bytes.length < 4) throw short(bytes, 4, "An integer option");
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, LITTLE_ENDIAN);
}

function wide(bytes: Buffer): bigint {
  if (bytes.length < 8) throw short(bytes, 8, "An option of 64 bits");
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, LITTLE_ENDIAN);
}

function wideBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(0, value, LITTLE_ENDIAN);
  return bytes;
}

export function asBoolean(value: unknown, argument: string): boolean {
  if (typeof value !== "boolean") throw new TypeError(`${argument} must be true or false, not ${describe(value)}`);
  return value;
}

export const flag: Codec<boolean, boolean> = {
  size: 4,
  encode: (value, argument) => integer(asBoolean(value, argument) ? 1 : 0),
  decode: (bytes) => integerIn(bytes) !== 0,
};

export const int: Codec<number, number> = {
  size: 4,
  encode: (value, argument) => integer(asInt(value, argument)),
  decode: integerIn,
};

export const uint: Codec<number, number> = {
  size: 4,
  encode: (value, argument) => integer(asUnsigned(value, argument, UINT32_MAX) | 0),
  decode: (bytes) => integerIn(bytes) >>> 0,
};

export const u64: Codec<bigint | number, bigint> = {
  size: 8,
  encode: (value, argument) => wideBytes(asBigUnsigned(value, argument)),
  decode: wide,
};

export const rate: Codec<bigint | number | null, bigint | null> = {
  size: 8,
  encode: (value, argument) => wideBytes(value === null ? UNLIMITED : asBigUnsigned(value, argument)),
  decode: (bytes) => {
    const value = wide(bytes);
    return value === UNLIMITED ? null : value;
  },
};

export const uints: Codec<never, number[]> = {
  // As many groups as a process may have: NGROUPS_MAX.
  size: 4 * 65_536,
  encode: unwritable,
  decode: (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(i * 4, LITTLE_ENDIAN));
  },
};

export const text: Codec<string, string> = {
  // A security label may be longer than any name.
  size: MOST_BYTES,
  encode: (value, argument) => asText(value, argument, MOST_TEXT),
  decode: textIn,
};

export const bytes: Codec<BytesLike, Buffer> = {
  size: MOST_BYTES,
  encode: asBytes,
  decode: (value) => value,
};

export const nothing: Codec<null, never> = {
  size: 0,
  encode: (value: unknown, argument) => {
    if (value !== null) throw new TypeError(`${argument} must be null: the option takes no value`);
    return integer(0);
  },
  decode: unwritable,
};
