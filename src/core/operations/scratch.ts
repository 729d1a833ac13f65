// The memory that recv and recvfrom receive into before they know how much there is.
//
// One buffer is shared by all attempts of the environment, so that an attempt that would block allocates nothing. What
// arrives is copied out when it is small; when it fills most of the buffer, the buffer itself is given away and the
// next attempt makes a new one. Nothing a caller gets is ever written again, and no small result keeps a large buffer.
const SIZE = 65_536;
const LARGEST_KEPT = 1_048_576;

let shared: Buffer = Buffer.allocUnsafeSlow(SIZE);

/** At least `size` bytes, for the system call that follows at once. */
export function scratch(size: number): Buffer {
  if (size > shared.length) shared = Buffer.allocUnsafeSlow(size);
  return shared;
}

/** The first `count` bytes of what was received into `scratch(size)`; MSG_TRUNC may count more than there was room. */
export function keep(size: number, count: number): Buffer {
  const length = Math.min(count, size);
  const taken = shared;
  if (length * 2 > taken.length) {
    shared = Buffer.allocUnsafeSlow(SIZE);
    return taken.subarray(0, length);
  }
  const copy = Buffer.allocUnsafe(length);
  taken.copy(copy, 0, 0, length);
  if (taken.length > LARGEST_KEPT) shared = Buffer.allocUnsafeSlow(SIZE);
  return copy;
}
