// Bytes in: any ArrayBufferView or ArrayBuffer, seen as a Uint8Array without a copy.
import { types } from "node:util";

/** Bytes on the way in. A string is none: encode it, with `Buffer.from(text)`. */
export type BytesLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/** The bytes of an argument; TypeError, naming the argument, for anything else (a string has to be encoded first). */
export function asBytes(value: unknown, argument: string): Uint8Array {
  if (value instanceof Uint8Array && value.length > 0) return value;
  if (ArrayBuffer.isView(value)) {
    // A detached buffer has length 0 like an empty one, but no new view can be made on it.
    return view(value.buffer, value.byteOffset, value.byteLength, argument);
  }
  if (types.isAnyArrayBuffer(value)) {
    return view(value, 0, value.byteLength, argument);
  }
  if (typeof value === "string") {
    throw new TypeError(`${argument} must be bytes, not a string: encode it first, as with Buffer.from(text, "utf8")`);
  }
  throw new TypeError(`${argument} must be an ArrayBufferView or an ArrayBuffer, not ${describe(value)}`);
}

/** Whether a value is bytes, also those of another realm (node:vm, test runners that use it). */
export function isBytes(value: unknown): value is BytesLike {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);
}

function view(buffer: ArrayBufferLike, offset: number, length: number, argument: string): Uint8Array {
  try {
    return new Uint8Array(buffer, offset, length);
  } catch {
    throw new TypeError(`${argument} lies in an ArrayBuffer that is detached: it was transferred to another owner`);
  }
}

/** A value as error messages name it. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "object") return `an instance of ${value.constructor?.name ?? "Object"}`;
  if (typeof value === "function") return "a function";
  return `${typeof value} ${String(value)}`;
}
