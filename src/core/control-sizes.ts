// The sizes of control messages: cmsg(3), CMSG_LEN and CMSG_SPACE.
import { asInt } from "./arguments.ts";

// struct cmsghdr on a 64-bit system: a size_t and two ints; all that follows is aligned to a size_t.
const HEADER = 16;
const ALIGNMENT = 8;
const LARGEST = 0x7fff_ffff - HEADER - ALIGNMENT;

/** SCM_MAX_FD: the kernel passes no more descriptors in one message. unix(7). */
export const MOST_DESCRIPTORS = 253;

/**
 * The length of a control message with `length` bytes of data, without the padding behind it.
 *
 * @throws TypeError when `length` is not a number; RangeError when it is negative, not an integer or too large.
 */
export function CMSG_LEN(length: number): number {
  return HEADER + asInt(length, "length", 0, LARGEST);
}

/**
 * The room that a control message with `length` bytes of data takes in a buffer, padding included: what to give as
 * `ancbufsize` of `recvmsg`, added up for all messages expected.
 *
 * @throws TypeError when `length` is not a number; RangeError when it is negative, not an integer or too large.
 */
export function CMSG_SPACE(length: number): number {
  const size = asInt(length, "length", 0, LARGEST);
  return HEADER + Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}
