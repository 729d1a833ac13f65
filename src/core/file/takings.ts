// How read, readline, readlines and readinto take from a reader. In mode 0 each gives null where nothing is there.
import type { Reader } from "./reader.ts";
import { BLOCKED, ENDED, MORE, type Prospect, type Taking } from "./reading.ts";

/** What one receive asks for where there is no end to what is wanted. */
const LARGE = 65_536;

type Piece = Buffer | string;

/** `size` units, fewer only at the end of the stream; all of it when `size` is negative. */
export function readTaking<T extends Piece>(size: number, bufferSize: number): Taking<T, T | null> {
  return {
    take({ pieces }, prospect) {
      if (size >= 0 && pieces.length >= size) return pieces.take(size);
      if (prospect === MORE) return undefined;
      return prospect === BLOCKED && pieces.length === 0 ? null : pieces.take(pieces.length);
    },
    // A unit is at least one byte: no more is read ahead than the buffer's size.
    wish: ({ pieces }) => Math.max(bufferSize, Math.min(size < 0 ? LARGE : size - pieces.length, LARGE)),
  };
}

/** Unbuffered: what one receive gives, at most `size` bytes of it. */
export function rawTaking<T extends Piece>(size: number): Taking<T, T | null> {
  return {
    take({ pieces }, prospect) {
      if (pieces.length > 0 || size === 0 || prospect === ENDED) return pieces.take(size);
      return prospect === BLOCKED ? null : undefined;
    },
    wish: () => size,
  };
}

/** One line, or its first `limit` units; what is left at the end of the stream; "" after it. */
export function lineTaking<T extends Piece>(limit: number, bufferSize: number): Taking<T, T | null> {
  return {
    take: ({ pieces }, prospect) => pieces.takeLine(limit) ?? atEnd(pieces, prospect),
    // Without a buffer nothing may be read ahead of the line's end, wherever that is.
    wish: () => Math.max(bufferSize, 1),
  };
}

/** Lines until they are more than `hint` units, or until the end of the stream. */
export function linesTaking<T extends Piece>(hint: number, bufferSize: number): Taking<T, T[] | null> {
  return {
    take({ pieces }, prospect) {
      if (prospect === MORE && (hint <= 0 || pieces.length <= hint)) return undefined;
      const lines: T[] = [];
      const length = pieces.length;
      while (hint <= 0 || length - pieces.length <= hint) {
        const line = pieces.takeLine(-1) ?? (prospect === ENDED ? pieces.take(pieces.length) : undefined);
        if (line === undefined || line.length === 0) break;
        lines.push(line);
      }
      if (prospect !== MORE || length - pieces.length > hint) {
        return prospect === BLOCKED && lines.length === 0 ? null : lines;
      }
      // The line that exceeds the hint is not complete: the others wait for it, where no failure can lose them.
      pieces.putBack(lines);
      return undefined;
    },
    wish: () => Math.max(bufferSize, 1),
  };
}

function atEnd<T extends Piece>(pieces: Reader<T>["pieces"], prospect: Prospect): T | null | undefined {
  if (prospect === MORE) return undefined;
  return prospect === ENDED ? pieces.take(pieces.length) : null;
}

/** Fills a buffer from what another way of reading gives: the number of bytes. */
export function intoTaking(target: Uint8Array, from: Taking<Buffer, Buffer | null>): Taking<Buffer, number | null> {
  const size = target.length;
  return {
    take(reader, prospect) {
      // Nothing is taken for a buffer that has gone to another owner meanwhile.
      if (target.length < size)
        throw new TypeError("buffer was detached while the read waited: nothing was read into it");
      const bytes = from.take(reader, prospect);
      if (bytes === undefined || bytes === null) return bytes;
      target.set(bytes);
      return bytes.length;
    },
    wish: (reader) => from.wish(reader),
  };
}
