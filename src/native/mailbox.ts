// What the last system call left besides its value. The layout is that of native/platform.h.
import { native } from "./binding.ts";

const WORDS = 16;
const ADDRESS_SIZE = 256;
const EVENTS = 512;

const words = new Int32Array(native.mailbox, 0, WORDS);
const address = new Uint8Array(native.mailbox, WORDS * 4, ADDRESS_SIZE);

/** Pairs of token and epoll mask. */
export const events: Int32Array = new Int32Array(native.mailbox, WORDS * 4 + ADDRESS_SIZE, 2 * EVENTS);

/** The sockaddr as the kernel gave it: a view, good until the next call; empty when there was none. */
export function mailAddress(): Uint8Array {
  // The kernel tells the true length of an address that did not fit; none is longer than the mailbox.
  return address.subarray(0, Math.min(words[0] as number, ADDRESS_SIZE));
}

export function mailFlags(): number {
  return words[1] as number;
}

export function mailControlLength(): number {
  return words[2] as number;
}

export function mailValue(): number {
  return words[3] as number;
}

export function mailValue2(): number {
  return words[4] as number;
}
