// sendfile: sendfile(2), and read(2) with send(2) where the file is of a kind that sendfile cannot map.

import { native } from "../../native/binding.ts";
import { asInt } from "../arguments.ts";
import { describe } from "../bytes.ts";
import { EINVAL, ENOSYS } from "../constants/errno.ts";
import { osError } from "../errors.ts";
import { EAGAIN, type Lane, type Operation, type Readiness, SHARE, TURN, WRITE } from "./operation.ts";

const CHUNK = 65_536;

/** A FileHandle of node:fs/promises, or anything with a file descriptor of that name. */
export interface FileLike {
  readonly fd: number;
}

export class Sendfile implements Operation<number> {
  syscall: string = "sendfile";
  readonly lane: Lane = WRITE;
  wants: Readiness = WRITE;
  readonly #file: FileLike;
  readonly #start: number;
  readonly #count: number;
  #sent = 0;
  #ended = false;
  // The fall-back: what was read and not yet sent.
  #buffer: Buffer | null = null;
  #from = 0;
  #to = 0;

  constructor(file: unknown, offset: unknown, count: unknown) {
    this.#file = asFile(file);
    this.#start = asOffset(offset, "offset", 0);
    this.#count = count === null ? Number.MAX_SAFE_INTEGER : asOffset(count, "count", 1);
  }

  attempt(fd: number): number {
    const share = this.#sent + SHARE;
    this.wants = WRITE;
    while (this.#sent < this.#count && !this.#ended) {
      if (this.#sent >= share) {
        this.wants = TURN;
        return -EAGAIN;
      }
      const moved = this.#buffer === null ? this.#map(fd) : this.#copy(fd, this.#buffer);
      if (moved < 0) return moved;
      this.#sent += moved;
    }
    return 0;
  }

  #map(fd: number): number {
    const count = Math.min(this.#count - this.#sent, SHARE);
    const moved = native.sendfile(fd, this.#file.fd, this.#start + this.#sent, count);
    if (moved === -EINVAL || moved === -ENOSYS) {
      this.#buffer = Buffer.allocUnsafeSlow(CHUNK);
      return 0;
    }
    this.#ended = moved === 0;
    return moved;
  }

  #copy(fd: number, buffer: Buffer): number {
    if (this.#from === this.#to) {
      const room = Math.min(this.#count - this.#sent, CHUNK);
      this.syscall = "pread";
      const read = native.pread(this.#file.fd, buffer, 0, room, this.#start + this.#sent);
      if (read < 0) return read;
      this.#from = 0;
      this.#to = read;
      this.#ended = read === 0;
      if (read === 0) return 0;
    }
    this.syscall = "send";
    const sent = native.send(fd, buffer, this.#from, this.#to - this.#from, 0);
    if (sent > 0) this.#from += sent;
    return sent;
  }

  finish(): number {
    return this.#sent;
  }

  failure(errno: number): Error {
    return Object.assign(osError(errno, this.syscall), { bytesSent: this.#sent });
  }
}

/** Asked for its descriptor each time: that of a FileHandle which is closed meanwhile is -1, and not another file's. */
/** The file of an argument. Its descriptor is looked at for each call, because a FileHandle may be closed meanwhile. */
export function asFile(file: unknown): FileLike {
  if (typeof file === "number") return { fd: asInt(file, "file", 0) };
  if (typeof file === "object" && file !== null && "fd" in file) {
    asInt(file.fd, "file.fd", 0);
    return file as FileLike;
  }
  throw new TypeError(`file must be a FileHandle or a file descriptor, not ${describe(file)}`);
}

/** A number of bytes, or a place in a file. */
export function asOffset(value: unknown, argument: string, low: number): number {
  if (typeof value !== "number") throw new TypeError(`${argument} must be a number of bytes, not ${describe(value)}`);
  if (!Number.isSafeInteger(value) || value < low) {
    throw new RangeError(`${argument} must be an integer of at least ${low}, not ${value}`);
  }
  return value;
}
