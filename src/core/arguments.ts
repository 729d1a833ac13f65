// Checks of arguments: a wrong type is a TypeError, a value out of range a RangeError, both naming the argument.
import { describe } from "./bytes.ts";

const INT_MIN = -0x8000_0000;
const INT_MAX = 0x7fff_ffff;

/** A C `int`: what descriptors, flags, levels, option names and protocols are. */
export function asInt(value: unknown, argument: string, low: number = INT_MIN, high: number = INT_MAX): number {
  if (typeof value !== "number") throw new TypeError(`${argument} must be a number, not ${describe(value)}`);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`${argument} must be an integer from ${low} to ${high}, not ${value}`);
  }
  return value | 0;
}

/** Whether a value is a C `int`, where the name that `asInt` wants costs more to make than the check. */
export function isInt(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

/** A size in bytes. */
export function asSize(value: unknown, argument: string, high: number = INT_MAX): number {
  return asInt(value, argument, 0, high);
}

/** True or false: a string such as "false" would count as true. */
export function asBoolean(value: unknown, argument: string): boolean {
  if (typeof value !== "boolean") throw new TypeError(`${argument} must be a boolean, not ${describe(value)}`);
  return value;
}

/** A time-out in seconds, or null. */
export function asTimeout(value: unknown, argument: string): number | null {
  if (value === null) return null;
  if (typeof value !== "number")
    throw new TypeError(`${argument} must be a number of seconds or null, not ${describe(value)}`);
  if (!(value >= 0)) throw new RangeError(`${argument} must be 0 or more seconds, not ${value}`);
  return value;
}
