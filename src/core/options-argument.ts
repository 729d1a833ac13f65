// The last argument of what waits: `{ signal }`. Positionals with defaults may be left out before it.
import { describe } from "./bytes.ts";

/** What every operation that waits takes as its last argument. */
export interface OperationOptions {
  /** Abandons the operation: it rejects with the signal's reason. Nothing taken from the kernel is lost. */
  readonly signal?: AbortSignal | undefined;
}

/** A positional, or `fallback` when the options stand in its place. */
export function positional(value: unknown, fallback: unknown): unknown {
  return value === undefined || isOptions(value) ? fallback : value;
}

/** The signal in the last of `values` that is an options object. */
export function signalIn(...values: readonly unknown[]): AbortSignal | undefined {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value === undefined) continue;
    if (!isOptions(value)) {
      if (i === values.length - 1) throw new TypeError(`options must be an object, not ${describe(value)}`);
      return undefined;
    }
    const { signal } = value as OperationOptions;
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError(`signal must be an AbortSignal, not ${describe(signal)}`);
    }
    return signal;
  }
  return undefined;
}

function isOptions(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(Symbol.iterator in value) && !ArrayBuffer.isView(value);
}

/** Whether what stands where an address may stand is the options: no form of an address has a `signal`. */
export function isSignalOptions(value: unknown): value is OperationOptions {
  return isOptions(value) && "signal" in (value as object);
}
