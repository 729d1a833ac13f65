// Checks of the fields that addresses are made of. Each error names the field: `address[1], the port,`.
import { native } from "../../native/binding.ts";
import { describe } from "../bytes.ts";
import { osError } from "../errors.ts";

/** The fields of an address that is a list; `shape` shows what it has to look like. */
export function asFields(value: unknown, argument: string, shape: string, low: number, high: number): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${argument} must be ${shape}, not ${describe(value)}`);
  if (value.length < low || value.length > high) {
    throw new TypeError(`${argument} must be ${shape}, not a list of ${value.length}`);
  }
  return value as unknown[];
}

/** A number that the kernel keeps without a sign. */
export function asUnsigned(value: unknown, field: string, high: number): number {
  if (typeof value !== "number") throw new TypeError(`${field} must be a number, not ${describe(value)}`);
  if (!Number.isInteger(value) || value < 0 || value > high) {
    throw new RangeError(`${field} must be an integer from 0 to ${high}, not ${value}`);
  }
  return value;
}

/** Text that goes into a field of fixed size as C keeps it: of at most `most` bytes, without NUL. */
export function asText(value: unknown, field: string, most: number): Buffer {
  if (typeof value !== "string") throw new TypeError(`${field} must be a string, not ${describe(value)}`);
  const bytes = Buffer.from(value, "utf8");
  if (bytes.includes(0)) throw new RangeError(`${field} must not hold a NUL character`);
  if (bytes.length > most) throw new RangeError(`${field} must have at most ${most} bytes, not ${bytes.length}`);
  return bytes;
}

/** Text out of a field of fixed size: up to its first NUL. */
export function textIn(field: Uint8Array): string {
  const end = field.indexOf(0);
  return Buffer.from(field.subarray(0, end < 0 ? field.length : end)).toString("utf8");
}

/** The index of an interface that is given by name; '' is 0, which families take for all interfaces. */
export function interfaceIndex(value: unknown, field: string): number {
  const name = asText(value, field, 15).toString("utf8");
  if (name === "") return 0;
  const index = native.ifNametoindex(name);
  if (index < 0) throw osError(-index, "if_nametoindex", name);
  return index;
}

/** The name of an interface; '' for 0 and for one that is gone. */
export function interfaceName(index: number): string {
  if (index === 0) return "";
  const name = native.ifIndextoname(index);
  return typeof name === "string" ? name : "";
}

/**
 * The sockaddr as a view of at least `size` bytes: what the kernel left out reads as zeros, and nothing behind its
 * end is ever read.
 */
export function fieldsOf(sockaddr: Uint8Array, size: number): DataView {
  if (sockaddr.length >= size) return new DataView(sockaddr.buffer, sockaddr.byteOffset, sockaddr.length);
  const whole = new Uint8Array(size);
  whole.set(sockaddr);
  return new DataView(whole.buffer);
}

/** Memory for a sockaddr of the family. */
export function blank(family: number, size: number): DataView {
  const view = new DataView(new ArrayBuffer(size));
  view.setUint16(0, family, LITTLE_ENDIAN);
  return view;
}

export function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** The byte order of this machine, in which most families keep their numbers. */
export const LITTLE_ENDIAN: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
