// What a case is: the same work done by several peers, of which one is ours.

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * One way to do the work. `gauge` is a program that does it for as long as it is told, and counts: it prints "ready",
 * and for each line of milliseconds on its standard input a line "COUNT NANOSECONDS". It is what is measured, unless
 * there is a `server`: that one prints where it listens in its first line, and the gauge is the load on it.
 */
export interface Peer {
  readonly name: string;
  readonly server?: Command;
  /** "child": what is measured is the process that the gauge has started. */
  readonly subject?: "child";
  gauge(listening: string): Command;
}

/** How ours has to compare: at least (or, where lower is better, at most) `ratio` times `against`. */
export interface Target {
  readonly against: string;
  readonly ratio: number;
}

export interface Case {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  /** Ours is the one named "berkeley". A function where there is something to make first, a C program for one. */
  peers(): readonly Peer[];
  readonly targets: readonly Target[];
  /** The figure to report, from what a burst did; by default, how much a second. */
  value?(count: number, nanoseconds: number): number;
  /** How long a burst is, where 400 ms is too short. */
  readonly milliseconds?: number;
}

export const OURS = "berkeley";
