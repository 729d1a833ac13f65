// C structures as tables of fields, in order, with the alignment that C gives them.

import { asInt } from "../arguments.ts";
import { describe } from "../bytes.ts";
import { asUnsigned, LITTLE_ENDIAN } from "../frames/layout.ts";
import { short } from "./codec.ts";

/** `bool8` is a byte that says yes or no. */
type FieldType = "u8" | "bool8" | "u16" | "i32" | "u32" | "u64";
/** A name that begins with `_` is padding. */
export type Fields = readonly (readonly [name: string, type: FieldType])[];

type Named<F extends Fields> = Exclude<F[number], readonly [`_${string}`, FieldType]>;
type Value<T> = T extends "u64" ? bigint : T extends "bool8" ? boolean : number;
type InputValue<T> = T extends "u64" ? bigint | number : T extends "bool8" ? boolean : number;

/** What comes out of the structure. */
export type Struct<F extends Fields> = { readonly [R in Named<F> as R[0]]: Value<R[1]> };
/** What may go in: what is left out is 0. */
export type StructInput<F extends Fields> = { readonly [R in Named<F> as R[0]]?: InputValue<R[1]> };

const SIZES: Readonly<Record<FieldType, number>> = { u8: 1, bool8: 1, u16: 2, i32: 4, u32: 4, u64: 8 };
const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

interface Place {
  readonly name: string;
  readonly type: FieldType;
  readonly offset: number;
}

/** The places of the fields, and the size of the whole. */
function layOut(fields: Fields): { places: readonly Place[]; size: number } {
  const places: Place[] = [];
  let end = 0;
  let widest = 1;
  for (const [name, type] of fields) {
    const size = SIZES[type];
    const offset = Math.ceil(end / size) * size;
    places.push({ name, type, offset });
    end = offset + size;
    widest = Math.max(widest, size);
  }
  return { places, size: Math.ceil(end / widest) * widest };
}

/** A structure of a fixed form: `size`, and both ways. */
export class StructCodec<F extends Fields> {
  readonly size: number;
  readonly #places: readonly Place[];

  constructor(fields: F) {
    const { places, size } = layOut(fields);
    this.#places = places;
    this.size = size;
  }

  /** The fields; RangeError when the bytes do not hold them all. */
  decode(bytes: Uint8Array): Struct<F> {
    if (bytes.length < this.size) throw short(bytes, this.size, "The structure");
    return this.decodeKnown(bytes) as unknown as Struct<F>;
  }

  /** The fields that are inside the bytes: an older kernel gives fewer of them. */
  decodeKnown(bytes: Uint8Array): Partial<Struct<F>> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const fields: Record<string, unknown> = {};
    for (const { name, type, offset } of this.#places) {
      if (offset + SIZES[type] > bytes.length) break;
      if (!name.startsWith("_")) fields[name] = read(view, type, offset);
    }
    return fields as Partial<Struct<F>>;
  }

  encode(value: StructInput<F>, argument: string): Buffer {
    const record = asObject(value, argument);
    const bytes = Buffer.alloc(this.size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const known = new Set<string>();
    for (const { name, type, offset } of this.#places) {
      if (name.startsWith("_")) continue;
      known.add(name);
      const field = record[name];
      if (field !== undefined) write(view, type, offset, field, `${argument}.${name}`);
    }
    refuseOthers(record, known, argument);
    return bytes;
  }
}

/** A structure's value is an object. */
export function asObject(value: unknown, argument: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw new TypeError(`${argument} must be an object, not ${describe(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** A field that does not exist is a slip, which would be lost in silence. */
export function refuseOthers(value: object, known: ReadonlySet<string>, argument: string): void {
  for (const name of Object.keys(value)) {
    if (!known.has(name)) throw new TypeError(`${argument}.${name} is no field: there are ${[...known].join(", ")}`);
  }
}

/** A number without sign of 64 bits. */
export function asBigUnsigned(value: unknown, argument: string): bigint {
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  } else if (typeof value !== "bigint") {
    throw new TypeError(`${argument} must be a bigint or a number, not ${describe(value)}`);
  } else if (value >= 0n && value <= UINT64_MAX) return value;
  throw new RangeError(`${argument} must be an integer from 0 to 2^64 - 1, not ${value}`);
}

function read(view: DataView, type: FieldType, offset: number): number | bigint | boolean {
  if (type === "u8") return view.getUint8(offset);
  if (type === "bool8") return view.getUint8(offset) !== 0;
  if (type === "u16") return view.getUint16(offset, LITTLE_ENDIAN);
  if (type === "i32") return view.getInt32(offset, LITTLE_ENDIAN);
  if (type === "u32") return view.getUint32(offset, LITTLE_ENDIAN);
  return view.getBigUint64(offset, LITTLE_ENDIAN);
}

function write(view: DataView, type: FieldType, offset: number, value: unknown, field: string): void {
  if (type === "u8") view.setUint8(offset, asUnsigned(value, field, 0xff));
  else if (type === "u16") view.setUint16(offset, asUnsigned(value, field, 0xffff), LITTLE_ENDIAN);
  else if (type === "i32") view.setInt32(offset, asInt(value, field), LITTLE_ENDIAN);
  else if (type === "u32") view.setUint32(offset, asUnsigned(value, field, 0xffff_ffff), LITTLE_ENDIAN);
  else if (type === "u64") view.setBigUint64(offset, asBigUnsigned(value, field), LITTLE_ENDIAN);
  else if (typeof value !== "boolean") throw new TypeError(`${field} must be true or false, not ${describe(value)}`);
  else view.setUint8(offset, value ? 1 : 0);
}
