// The time of a call whose address is looked up first.

// A budget that is used up must not turn into mode 0.
const LEAST = 1e-6;

/** What a socket's mode allows, look-up and system call together. As in Python, mode 0 bounds the system call alone. */
export class Budget {
  /** Of the look-up, on the clock of `performance.now()`; null for none. */
  readonly deadline: number | null;
  readonly #mode: number | null;

  constructor(mode: number | null) {
    this.#mode = mode;
    this.deadline = mode === null || mode === 0 ? null : performance.now() + mode * 1000;
  }

  /** The mode in which the system call is made now: in seconds, what is left. */
  left(): number | null {
    if (this.deadline === null) return this.#mode;
    return Math.max((this.deadline - performance.now()) / 1000, LEAST);
  }
}
