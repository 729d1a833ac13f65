// What was received and not yet read: a queue of pieces, of bytes or of text, measured in units: bytes, or code points.
//
// A line that comes in many pieces is searched once, piece by piece, and joined once.
import type { Newline } from "./settings.ts";

/** What a queue has to know of its pieces. Indices are the pieces' own: bytes, or UTF-16 units. */
export interface Kind<T extends Buffer | string> {
  readonly empty: T;
  units(piece: T, from: number, to: number): number;
  /** The index `units` further than `from`. */
  advance(piece: T, from: number, units: number): number;
  slice(piece: T, from: number, to: number): T;
  join(pieces: T[]): T;
}

export const BYTES: Kind<Buffer> = {
  empty: Buffer.alloc(0),
  units: (_piece, from, to) => to - from,
  advance: (_piece, from, units) => from + units,
  // Copied, so that no small piece keeps a large buffer alive.
  slice: (piece, from, to) => (from === 0 && to === piece.length ? piece : Buffer.from(piece.subarray(from, to))),
  join: (pieces) => Buffer.concat(pieces),
};

export const TEXT: Kind<string> = {
  empty: "",
  units(piece, from, to) {
    let count = to - from;
    for (let i = from; i < to; i++) if (isLeading(piece, i)) count--;
    return count;
  },
  advance(piece, from, units) {
    let at = from;
    for (let i = 0; i < units; i++) at += isLeading(piece, at) ? 2 : 1;
    return at;
  },
  slice: (piece, from, to) => piece.slice(from, to),
  join: (pieces) => pieces.join(""),
};

function isLeading(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800;
}

const ANY_NEWLINE = /\r\n?|\n/g;

interface Piece<T> {
  readonly value: T;
  /** Whether a unit is one index, so that nothing has to be counted. */
  readonly even: boolean;
  /** Where reading goes on, and how many units there are from there. */
  start: number;
  units: number;
}

export class Pieces<T extends Buffer | string> {
  readonly #kind: Kind<T>;
  readonly #newline: Newline;
  readonly #pieces: Piece<T>[] = [];
  #length = 0;
  // The first line's end is in the piece `#searched - 1` once `#lineEnd` is known; until then that is where to go on.
  #searched = 0;
  #lineEnd = -1;

  /** Lines end as `newline` says; null stands for translated text, in which "\n" alone ends them. */
  constructor(kind: Kind<T>, newline: Newline) {
    this.#kind = kind;
    this.#newline = newline;
  }

  /** In units. */
  get length(): number {
    return this.#length;
  }

  push(value: T): void {
    if (value.length === 0) return;
    const units = this.#kind.units(value, 0, value.length);
    this.#pieces.push({ value, even: units === value.length, start: 0, units });
    this.#length += units;
  }

  /** Returns what was taken last to its place. */
  putBack(values: T[]): void {
    if (values.length === 0) return;
    const value = this.#kind.join(values);
    const units = this.#kind.units(value, 0, value.length);
    this.#pieces.unshift({ value, even: units === value.length, start: 0, units });
    this.#length += units;
    this.#searched = 0;
    this.#lineEnd = -1;
  }

  /** The first `units`, or all there is. */
  take(units: number): T {
    let left = Math.min(units, this.#length);
    for (let at = 0; left > 0; at++) {
      const piece = this.#pieces[at] as Piece<T>;
      if (left <= piece.units) return this.#takeTo(at, this.#advance(piece, left), left);
      left -= piece.units;
    }
    return this.#kind.empty;
  }

  /** The first line with its end, or the first `limit` units of it; undefined when more is needed to tell. */
  takeLine(limit: number): T | undefined {
    if (!this.#findLine()) return limit >= 0 && this.#length >= limit ? this.take(limit) : undefined;
    const last = this.#searched - 1;
    const piece = this.#pieces[last] as Piece<T>;
    const inLast = piece.even ? this.#lineEnd - piece.start : this.#kind.units(piece.value, piece.start, this.#lineEnd);
    if (limit >= 0) {
      let units = inLast;
      for (let i = 0; i < last; i++) units += (this.#pieces[i] as Piece<T>).units;
      if (units > limit) return this.take(limit);
    }
    return this.#takeTo(last, this.#lineEnd, inLast);
  }

  #advance(piece: Piece<T>, units: number): number {
    return piece.even ? piece.start + units : this.#kind.advance(piece.value, piece.start, units);
  }

  /** Takes the pieces before number `last`, and that one as far as `index`, which is `units` units of it. */
  #takeTo(last: number, index: number, units: number): T {
    const taken = this.#pieces.splice(0, last).map((piece) => {
      this.#length -= piece.units;
      return this.#kind.slice(piece.value, piece.start, piece.value.length);
    });
    const piece = this.#pieces[0] as Piece<T>;
    const part = this.#kind.slice(piece.value, piece.start, index);
    piece.start = index;
    piece.units -= units;
    this.#length -= units;
    if (index === piece.value.length) this.#pieces.shift();
    this.#searched = 0;
    this.#lineEnd = -1;
    return taken.length === 0 ? part : this.#kind.join([...taken, part]);
  }

  #findLine(): boolean {
    while (this.#lineEnd < 0 && this.#searched < this.#pieces.length) this.#lineEnd = this.#findIn(this.#searched++);
    return this.#lineEnd >= 0;
  }

  /** The index after the first newline that ends in a piece, or -1. */
  #findIn(at: number): number {
    const { value, start } = this.#pieces[at] as Piece<T>;
    const newline = this.#newline;
    if (newline === "") {
      ANY_NEWLINE.lastIndex = start;
      return ANY_NEWLINE.test(value as string) ? ANY_NEWLINE.lastIndex : -1;
    }
    if (newline === "\r\n" && at > 0 && (value as string).startsWith("\n")) {
      if ((this.#pieces[at - 1] as Piece<string & T>).value.endsWith("\r")) return 1;
    }
    const wanted = newline ?? "\n";
    const index = value.indexOf(wanted, start);
    return index < 0 ? -1 : index + wanted.length;
  }
}
