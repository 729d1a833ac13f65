// recv, recvInto, recvfrom, recvfromInto, send, sendto, sendall: recv(2), send(2).

import { native } from "../../native/binding.ts";
import { mailAddress } from "../../native/mailbox.ts";
import { type AddressContext, decodeSender } from "../addresses/index.ts";
import { asInt, asSize } from "../arguments.ts";
import { asBytes } from "../bytes.ts";
import { AF_UNIX, MSG_DONTWAIT } from "../constants/socket.ts";
import { osError } from "../errors.ts";
import { EAGAIN, LATER, type Lane, type Operation, READ, type Readiness, SHARE, TURN, WRITE } from "./operation.ts";
import { keep, offsetOf, scratch } from "./scratch.ts";

export class Recv implements Operation<Buffer> {
  readonly syscall: string = "recv";
  readonly lane: Lane = READ;
  wants: Readiness = READ;
  readonly #size: number;
  readonly #flags: number;

  constructor(bufsize: unknown, flags: unknown) {
    this.#size = asSize(bufsize, "bufsize");
    this.#flags = asInt(flags, "flags");
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    if (asksForNothing(this.#size, this.#flags)) return 0;
    return native.recv(fd, scratch(this.#size), offsetOf(this.#size), this.#size, this.#flags);
  }

  finish(count: number): Buffer {
    return keep(this.#size, count);
  }
}

export class RecvInto implements Operation<number> {
  readonly syscall: string = "recv";
  readonly lane: Lane = READ;
  wants: Readiness = READ;
  readonly #buffer: Uint8Array;
  readonly #size: number;
  readonly #flags: number;

  constructor(buffer: unknown, nbytes: unknown, flags: unknown) {
    this.#buffer = asBytes(buffer, "buffer");
    this.#size = sizeWithin(this.#buffer, nbytes);
    this.#flags = asInt(flags, "flags");
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    if (asksForNothing(this.#size, this.#flags)) return 0;
    return native.recv(fd, this.#buffer, 0, this.#size, this.#flags);
  }

  finish(count: number): number {
    return count;
  }
}

export class Recvfrom<A> implements Operation<[Buffer, A]> {
  readonly syscall: string = "recvfrom";
  readonly lane: Lane = READ;
  wants: Readiness = READ;
  readonly #size: number;
  readonly #flags: number;
  readonly #context: AddressContext;

  constructor(context: AddressContext, bufsize: unknown, flags: unknown) {
    this.#context = context;
    this.#size = asSize(bufsize, "bufsize");
    this.#flags = asInt(flags, "flags");
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    return native.recvfrom(fd, scratch(this.#size), offsetOf(this.#size), this.#size, this.#flags);
  }

  finish(count: number): [Buffer, A] {
    return [keep(this.#size, count), decodeSender(mailAddress(), this.#context) as A];
  }
}

export class RecvfromInto<A> implements Operation<[number, A]> {
  readonly syscall: string = "recvfrom";
  readonly lane: Lane = READ;
  wants: Readiness = READ;
  readonly #buffer: Uint8Array;
  readonly #size: number;
  readonly #flags: number;
  readonly #context: AddressContext;

  constructor(context: AddressContext, buffer: unknown, nbytes: unknown, flags: unknown) {
    this.#context = context;
    this.#buffer = asBytes(buffer, "buffer");
    this.#size = sizeWithin(this.#buffer, nbytes);
    this.#flags = asInt(flags, "flags");
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    return native.recvfrom(fd, this.#buffer, 0, this.#size, this.#flags);
  }

  finish(count: number): [number, A] {
    return [count, decodeSender(mailAddress(), this.#context) as A];
  }
}

/**
 * As in Python, nothing is received at once and without a system call: the kernel would wait for data, or drop a
 * datagram. With flags it is asked all the same: MSG_PEEK | MSG_TRUNC tells how long the next datagram is.
 */
function asksForNothing(size: number, flags: number): boolean {
  return size === 0 && flags === 0;
}

/** `nbytes` of recvInto and recvfromInto: 0 stands for the whole buffer. */
function sizeWithin(buffer: Uint8Array, nbytes: unknown): number {
  const size = asSize(nbytes, "nbytes");
  if (size > buffer.length)
    throw new RangeError(`nbytes must be at most the buffer's ${buffer.length} bytes, not ${size}`);
  return size === 0 ? buffer.length : size;
}

export class Send implements Operation<number> {
  readonly syscall: string = "send";
  readonly lane: Lane = WRITE;
  wants: Readiness = WRITE;
  readonly #data: Uint8Array;
  readonly #flags: number;

  constructor(data: unknown, flags: unknown) {
    this.#data = asBytes(data, "data");
    this.#flags = asInt(flags, "flags");
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    return native.send(fd, this.#data, 0, this.#data.length, this.#flags);
  }

  finish(count: number): number {
    return count;
  }
}

export class Sendto implements Operation<number> {
  readonly syscall: string = "sendto";
  readonly lane: Lane = WRITE;
  wants: Readiness;
  readonly #data: Uint8Array;
  readonly #flags: number;
  readonly #address: Uint8Array;
  readonly #named: unknown;

  /** `sockaddr` is the encoded form of `address`, which errors name. */
  constructor(context: AddressContext, data: Uint8Array, flags: number, sockaddr: Uint8Array, address: unknown) {
    this.wants = whenFull(context);
    this.#data = data;
    this.#flags = flags;
    this.#address = sockaddr;
    this.#named = address;
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    return native.sendto(fd, this.#data, 0, this.#data.length, this.#flags, this.#address);
  }

  finish(count: number): number {
    return count;
  }

  failure(errno: number): Error {
    return osError(errno, this.syscall, this.#named);
  }
}

/**
 * What to wait for when an address given to sendto or sendmsg takes no more. The queue of a Unix datagram socket is its
 * reader's, and the kernel tells only a sender that is connected to it when there is room again.
 */
export function whenFull(context: AddressContext): Readiness {
  return context.family === AF_UNIX ? LATER : WRITE;
}

/** Every byte, in as many calls as it takes; the error of a failure carries `bytesSent`. */
export class Sendall implements Operation<void> {
  readonly syscall: string = "send";
  readonly lane: Lane = WRITE;
  wants: Readiness = WRITE;
  readonly #data: Uint8Array;
  readonly #flags: number;
  #sent = 0;

  constructor(data: unknown, flags: unknown) {
    this.#data = asBytes(data, "data");
    this.#flags = asInt(flags, "flags");
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    const total = this.#data.length;
    const share = this.#sent + SHARE;
    this.wants = WRITE;
    do {
      const count = native.send(fd, this.#data, this.#sent, Math.min(total - this.#sent, SHARE), this.#flags);
      if (count < 0) return count;
      this.#sent += count;
      if (this.#sent >= share && this.#sent < total) {
        this.wants = TURN;
        return -EAGAIN;
      }
    } while (this.#sent < total);
    return 0;
  }

  finish(): void {}

  failure(errno: number): Error {
    return Object.assign(osError(errno, this.syscall), { bytesSent: this.#sent });
  }
}
