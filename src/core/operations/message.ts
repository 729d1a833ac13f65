// recvmsg, recvmsgInto, sendmsg: recvmsg(2), sendmsg(2).

import { native } from "../../native/binding.ts";
import { mailAddress, mailControlLength, mailFlags } from "../../native/mailbox.ts";
import { type AddressContext, decodeSender } from "../addresses/index.ts";
import { type AncillaryItem, decodeControl } from "../ancillary/control.ts";
import { asInt, asSize } from "../arguments.ts";
import { asBytes, describe } from "../bytes.ts";
import { AF_UNIX, MSG_CMSG_CLOEXEC, MSG_DONTWAIT, MSG_ERRQUEUE } from "../constants/socket.ts";
import { osError } from "../errors.ts";
import { ERRORS, type Lane, type Operation, READ, type Readiness, WRITE } from "./operation.ts";
import { keep, offsetOf, scratch } from "./scratch.ts";
import { whenFull } from "./transfer.ts";

// Control data is bounded by net.core.optmem_max on the sending side; a receiver needs no more than this.
const LARGEST_CONTROL = 1_048_576;
const SCRATCH_CONTROL = 4096;

// Control data are decoded, that is copied, right after the attempt that received them.
const scratchControl: Buffer = Buffer.allocUnsafeSlow(SCRATCH_CONTROL);

/** What recvmsg gives: data, ancillary data, flags, and the sender's address. */
export type Message<D, A, C = AncillaryItem[]> = [data: D, ancdata: C, msgFlags: number, address: A];

/** What is made of the first `length` bytes of `control`, which are control messages as the kernel lays them out. */
export type Decode<C> = (control: Buffer, length: number, msgFlags: number) => C;

/** How much room control messages get, in bytes, and what is made of them. */
export class ControlForm<C> {
  readonly size: number;
  readonly decode: Decode<C>;

  constructor(size: number, decode: Decode<C>) {
    this.size = size;
    this.decode = decode;
  }
}

/** As [level, type, data], in a buffer of the caller's size. */
export function rawControl(ancbufsize: unknown): ControlForm<AncillaryItem[]> {
  const size = asSize(ancbufsize, "ancbufsize", LARGEST_CONTROL);
  return size === 0 ? WITHOUT_CONTROL : new ControlForm(size, decodeControl);
}

const WITHOUT_CONTROL = new ControlForm<AncillaryItem[]>(0, () => []);

/** Where the data go: so many bytes into memory of our own, or into the caller's buffers. */
type Target = number | readonly Uint8Array[];

/**
 * recvmsg(2), as ancillary/receiving.ts makes it of the arguments. One class for both targets, and not two with a base:
 * making one of these is part of the price of every message.
 */
export class Receive<D, A, C> implements Operation<Message<D, A, C>> {
  readonly syscall: string = "recvmsg";
  readonly lane: Lane;
  wants: Readiness = READ;
  readonly #context: AddressContext;
  readonly #target: Target;
  readonly #form: ControlForm<C>;
  readonly #control: Buffer;
  readonly #flags: number;

  constructor(context: AddressContext, target: Target, form: ControlForm<C>, flags: unknown) {
    this.#context = context;
    this.#target = target;
    this.#form = form;
    // Descriptors come over AF_UNIX alone, and AF_PACKET refuses the flag.
    this.#flags = asInt(flags, "flags") | (context.family === AF_UNIX ? MSG_CMSG_CLOEXEC : 0);
    this.lane = (this.#flags & MSG_ERRQUEUE) === 0 ? READ : ERRORS;
    this.#control = form.size <= SCRATCH_CONTROL ? scratchControl : Buffer.alloc(form.size);
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    const target = this.#target;
    const room = this.#form.size;
    if (typeof target !== "number") return native.recvmsg(fd, target, 0, 0, this.#control, room, this.#flags);
    return native.recvmsg(fd, scratch(target), offsetOf(target), target, this.#control, room, this.#flags);
  }

  finish(count: number): Message<D, A, C> {
    const ancillary = this.#form.decode(this.#control, mailControlLength(), mailFlags());
    // After decoding, which may have discarded something.
    const flags = mailFlags() & ~MSG_CMSG_CLOEXEC;
    const address = decodeSender(mailAddress(), this.#context) as A;
    const data = typeof this.#target === "number" ? keep(this.#target, count) : count;
    return [data as D, ancillary, flags, address];
  }
}

export class Sendmsg implements Operation<number> {
  readonly syscall: string = "sendmsg";
  readonly lane: Lane = WRITE;
  wants: Readiness;
  readonly #buffers: readonly Uint8Array[];
  readonly #control: Uint8Array | null;
  readonly #flags: number;
  readonly #sockaddr: Uint8Array | null;
  readonly #address: unknown;

  /** `control` is laid out as the kernel wants it; `sockaddr` is the encoded form of `address`, which errors name. */
  constructor(
    context: AddressContext,
    buffers: unknown,
    control: Uint8Array | null,
    flags: unknown,
    sockaddr: Uint8Array | null,
    address?: unknown,
  ) {
    this.wants = sockaddr === null ? WRITE : whenFull(context);
    this.#buffers = asBuffers(buffers);
    this.#control = control;
    this.#flags = asInt(flags, "flags");
    this.#sockaddr = sockaddr;
    this.#address = address;
  }

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    return native.sendmsg(fd, this.#buffers, this.#control, this.#flags, this.#sockaddr);
  }

  finish(count: number): number {
    return count;
  }

  failure(errno: number): Error {
    return osError(errno, this.syscall, this.#address);
  }
}

/** A list of bytes; TypeError for bytes themselves, which would be a list of numbers. */
export function asBuffers(value: unknown): readonly Uint8Array[] {
  if (
    typeof value !== "object" ||
    value === null ||
    ArrayBuffer.isView(value) ||
    typeof (value as Iterable<unknown>)[Symbol.iterator] !== "function"
  ) {
    throw new TypeError(`buffers must be a list of bytes, not ${describe(value)}`);
  }
  const buffers: Uint8Array[] = [];
  for (const element of value as Iterable<unknown>) {
    // The name in the error costs more than the check: it is made only where there is something to tell.
    const good = element instanceof Uint8Array && element.length > 0;
    buffers.push(good ? element : asBytes(element, `buffers[${buffers.length}]`));
  }
  return buffers;
}
