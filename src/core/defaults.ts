// The default time-out: the mode of every socket made from now on (Table 18-3).
import { asTimeout } from "./arguments.ts";

let seconds: number | null = null;

/** The default time-out of new sockets in seconds; null, as at the start: they wait for as long as it takes. */
export function getdefaulttimeout(): number | null {
  return seconds;
}

/**
 * Sets the time-out that sockets made from now on start with, in seconds; null for none.
 *
 * @throws TypeError when it is neither a number nor null; RangeError when it is negative or NaN.
 */
export function setdefaulttimeout(timeout: number | null): void {
  seconds = asTimeout(timeout, "timeout");
}
