// Happy eyeballs (RFC 8305): which address is tried when. It knows neither sockets nor how to wait.
//
// Attempts start one attempt delay apart, or at once when one has failed. None is given up while it may still win.

import { formatAddress } from "../addresses/format.ts";
import { ETIMEDOUT } from "../constants/errno.ts";
import { gaiError, type OSError, TimeoutError } from "../errors.ts";
import type { Found } from "../names/addrinfo.ts";
import { infoOf } from "../names/hints.ts";
import type { Target } from "./target.ts";

const EAI_NONAME = -2;

/** Milliseconds between two attempts: the recommendation of RFC 8305, section 8. */
export const ATTEMPT_DELAY = 250;

/** The addresses as getaddrinfo sorts them (RFC 6724), the families taking turns, that of the first going first. */
export function interleave(found: readonly Found[]): Found[] {
  const family = found[0]?.family;
  const first = found.filter((each) => each.family === family);
  const second = found.filter((each) => each.family !== family);
  const result: Found[] = [];
  for (let i = 0; i < Math.max(first.length, second.length); i++) {
    result.push(...first.slice(i, i + 1), ...second.slice(i, i + 1));
  }
  return result;
}

export class Race {
  readonly #target: Target;
  readonly #waiting: Found[];
  readonly #running: Set<Found> = new Set();
  readonly #errors: OSError[] = [];
  readonly #delay: number;
  /** When the next attempt is due, in milliseconds; Infinity when none is, or only after one has failed. */
  nextAt: number = Number.NEGATIVE_INFINITY;

  constructor(target: Target, found: readonly Found[]) {
    this.#target = target;
    this.#waiting = interleave(found);
    // Two sockets of one family cannot have the same port at a time: one after the other, then.
    this.#delay = (target.source?.port ?? 0) === 0 ? ATTEMPT_DELAY : Number.POSITIVE_INFINITY;
  }

  /** The address whose attempt is to be started now, if one is due. */
  next(now: number): Found | undefined {
    if (now < this.nextAt) return undefined;
    const found = this.#waiting.shift();
    if (found === undefined) return undefined;
    this.#running.add(found);
    this.nextAt = Number.POSITIVE_INFINITY;
    return found;
  }

  /** The attempt is under way: the next one is due an attempt delay after it. */
  started(found: Found, now: number): void {
    if (this.#running.has(found) && this.#waiting.length > 0) this.nextAt = now + this.#delay;
  }

  /** An attempt has failed: the next one is due at once. */
  fail(found: Found, error: OSError): void {
    this.#running.delete(found);
    this.#errors.push(Object.assign(error, { address: infoOf(found)[4] }));
    if (this.#waiting.length > 0) this.nextAt = Number.NEGATIVE_INFINITY;
  }

  /** Whether every attempt has failed. */
  get lost(): boolean {
    return this.#waiting.length === 0 && this.#running.size === 0;
  }

  /** The time is up: what is under way has failed. */
  expire(): void {
    for (const found of this.#running) {
      const address = infoOf(found)[4];
      const text = `connect to ${formatAddress(address)}: timed out (ETIMEDOUT). The time for the whole has passed.`;
      this.fail(found, new TimeoutError(ETIMEDOUT, text, { code: "ETIMEDOUT", syscall: "connect", address }));
    }
  }

  /** What the caller gets when there is no winner. */
  failure(): Error {
    const { host, port, allErrors } = this.#target;
    const last = this.#errors.at(-1);
    if (last === undefined) return gaiError(EAI_NONAME, "getaddrinfo", host);
    if (!allErrors) return last;
    const count = this.#errors.length;
    const tried = count === 1 ? "the one address tried" : `each of the ${count} addresses tried`;
    return new AggregateError(
      this.#errors,
      `createConnection to ${host ?? "localhost"}, port ${port}: ${tried} failed`,
    );
  }
}
