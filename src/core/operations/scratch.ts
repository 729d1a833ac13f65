// The memory that recv and its relatives receive into before they know how much there is. An attempt that would block
// allocates nothing, nothing a caller gets is ever written again, and no small result keeps much memory.
//
// - Few bytes wanted: they are received where they stay, in a slab, and the result is a view of it. What is not used is
//   the next one's. A slab is as large as the pool of Node's own small buffers.
// - Many bytes wanted: one large buffer is shared by all attempts. What arrives is copied out when it is small; when it
//   fills most of the buffer, the buffer itself is given away, and the next attempt makes a new one.
//
// Between an attempt and `keep` no other attempt may come. Nothing that OpenSSL asks back in a handshake can bring one
// between: application bytes never come with the same call.
import { markAsUntransferable } from "node:worker_threads";

const SLAB = 8192;
const FEW = 2048;
const ALIGNMENT = 8;
const SIZE = 65_536;
const LARGEST_KEPT = 1_048_576;

let slab: Buffer = newSlab();
let used = 0;
let large: Buffer = Buffer.allocUnsafeSlow(SIZE);

function newSlab(): Buffer {
  const made = Buffer.allocUnsafeSlow(SLAB);
  // Many results lie in it: none of their owners may send it away.
  markAsUntransferable(made.buffer);
  return made;
}

/** Memory with room for `size` bytes from `offsetOf(size)` on, for the system call that follows at once. */
export function scratch(size: number): Buffer {
  if (size <= FEW) {
    if (size > SLAB - used) {
      slab = newSlab();
      used = 0;
    }
    return slab;
  }
  if (size > large.length) large = Buffer.allocUnsafeSlow(size);
  return large;
}

export function offsetOf(size: number): number {
  return size <= FEW ? used : 0;
}

/** The first `count` bytes of what was received into `scratch(size)`; MSG_TRUNC may count more than there was room. */
export function keep(size: number, count: number): Buffer {
  const length = Math.min(count, size);
  if (size <= FEW) {
    const start = used;
    used = Math.min(SLAB, (start + length + ALIGNMENT - 1) & -ALIGNMENT);
    return slab.subarray(start, start + length);
  }
  const taken = large;
  if (length * 2 > taken.length) {
    large = Buffer.allocUnsafeSlow(SIZE);
    return taken.subarray(0, length);
  }
  const copy = Buffer.allocUnsafe(length);
  taken.copy(copy, 0, 0, length);
  if (taken.length > LARGEST_KEPT) large = Buffer.allocUnsafeSlow(SIZE);
  return copy;
}
