// What the last system call left besides its value. The layout is that of native/platform.h.
import { native } from "./binding.ts";

const WORDS = 16;
const ADDRESS_SIZE = 256;
const EVENTS = 32;
const MSG_CTRUNC = 8;

const words = new Int32Array(native.mailbox, 0, WORDS);
const address = new Uint8Array(native.mailbox, WORDS * 4, ADDRESS_SIZE);

/** Pairs of token and epoll mask. */
export const events: Int32Array = new Int32Array(native.mailbox, WORDS * 4 + ADDRESS_SIZE, 2 * EVENTS);

// The view that was needed last: addresses of one length come again and again.
let view = address;

/** The sockaddr as the kernel gave it: a view, good until the next call; empty when there was none. */
export function mailAddress(): Uint8Array {
  // The kernel tells the true length of an address that did not fit; none is longer than the mailbox.
  const length = Math.min(words[0] as number, ADDRESS_SIZE);
  if (view.length !== length) view = address.subarray(0, length);
  return view;
}

export function mailFlags(): number {
  return words[1] as number;
}

/** Part of what came was discarded by us, in place of the kernel: MSG_CTRUNC. */
export function mailTruncated(): void {
  words[1] = (words[1] as number) | MSG_CTRUNC;
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

const WAITS = 5;
const PARKED = 6;
const ARRIVED = 7;
const DELIVERED = 8;
const SIGNAL = 9;

/** Before a call that may suspend the thread; whether the watchdog wants waking for it. */
export function countIn(): boolean {
  Atomics.add(words, WAITS, 1);
  return Atomics.load(words, PARKED) !== 0;
}

/** After it. Only this thread writes the count, and the watchdog may see it late. */
export function countOut(): void {
  words[WAITS] = (words[WAITS] as number) + 1;
}

/** How many signals have arrived that the program listens for, how many were delivered to it, and which came last. */
export function signalsArrived(): number {
  return words[ARRIVED] as number;
}

export function signalsDelivered(): number {
  return words[DELIVERED] as number;
}

export function lastSignal(): number {
  return words[SIGNAL] as number;
}
