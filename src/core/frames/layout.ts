// What the frames' encoders and decoders share: views whose length was checked, numbers whose range was.
import { asBytes, type BytesLike, describe } from "../bytes.ts";

export { asUnsigned, LITTLE_ENDIAN } from "../addresses/fields.ts";

/** A view of bytes that must be at least `size`; RangeError names what they should have been. */
export function viewOf(value: BytesLike, size: number, what: string): DataView {
  const bytes = asBytes(value, what);
  if (bytes.length < size) throw new RangeError(`${what} takes at least ${size} bytes, not ${bytes.length}`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A copy of the bytes [from, to) of a view, of which the end was checked. */
export function copyOf(view: DataView, from: number, to: number): Buffer {
  return Buffer.from(new Uint8Array(view.buffer, view.byteOffset + from, to - from));
}

/** Zeroed memory and a view of it. */
export function memory(size: number): [Buffer, DataView] {
  const bytes = Buffer.alloc(size);
  return [bytes, new DataView(bytes.buffer, bytes.byteOffset, size)];
}

/** A field that says yes or no; absent is no. */
export function asFlag(value: unknown, field: string): boolean {
  if (value === undefined) return false;
  if (typeof value !== "boolean") throw new TypeError(`${field} must be true or false, not ${describe(value)}`);
  return value;
}

/** A frame is an object. */
export function asRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) {
    throw new TypeError(`${what} must be an object, not ${describe(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}
