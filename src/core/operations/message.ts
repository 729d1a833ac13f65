// recvmsg, recvmsgInto, sendmsg: recvmsg(2), sendmsg(2).
import { native } from "../../native/binding.ts";
import { mailAddress, mailControlLength, mailFlags } from "../../native/mailbox.ts";
import { type AddressContext, decodeAddress } from "../addresses/index.ts";
import { type AncillaryItem, decodeControl } from "../ancillary/control.ts";
import { asInt, asSize } from "../arguments.ts";
import { asBytes, describe } from "../bytes.ts";
import { osError } from "../errors.ts";
import { ERRORS, type Lane, type Operation, READ, type Readiness, WRITE } from "./operation.ts";
import { keep, scratch } from "./scratch.ts";
import { whenFull } from "./transfer.ts";

const AF_UNIX = 1;
const MSG_DONTWAIT = 0x40;
const MSG_ERRQUEUE = 0x2000;
const MSG_CMSG_CLOEXEC = 0x4000_0000;
// Control data is bounded by net.core.optmem_max on the sending side; a receiver needs no more than this.
const LARGEST_CONTROL = 1_048_576;
const SCRATCH_CONTROL = 4096;
const NO_CONTROL: Buffer = Buffer.alloc(0);

// Control data are decoded, that is copied, right after the attempt that received them.
const control: Buffer = Buffer.allocUnsafeSlow(SCRATCH_CONTROL);
// The views on it that were needed last: a program receives messages of one kind again and again.
let room: Buffer = NO_CONTROL;
let filled: Buffer = NO_CONTROL;

function roomOf(size: number): Buffer {
  if (room.length !== size) room = control.subarray(0, size);
  return room;
}

function filledOf(buffer: Buffer, length: number): Buffer {
  if (buffer.buffer !== control.buffer) return buffer.subarray(0, length);
  if (filled.length !== length) filled = control.subarray(0, length);
  return filled;
}

/** What recvmsg gives: data, ancillary data, flags, and the sender's address. */
export type Message<D, A, C = AncillaryItem[]> = [data: D, ancdata: C, msgFlags: number, address: A];

/** How much room control messages get, and what is made of them. */
export interface ControlForm<C> {
  readonly size: number;
  decode(control: Buffer, msgFlags: number): C;
}

/** As [level, type, data], in a buffer of the caller's size. */
export function rawControl(ancbufsize: unknown): ControlForm<AncillaryItem[]> {
  return { size: asSize(ancbufsize, "ancbufsize", LARGEST_CONTROL), decode: decodeControl };
}

abstract class Receive<D, A, C> implements Operation<Message<D, A, C>> {
  readonly syscall: string = "recvmsg";
  readonly lane: Lane;
  wants: Readiness = READ;
  readonly #context: AddressContext;
  readonly #form: ControlForm<C>;
  readonly #control: Buffer | null;
  readonly #flags: number;

  constructor(context: AddressContext, form: ControlForm<C>, flags: unknown) {
    const { size } = form;
    this.#context = context;
    this.#form = form;
    // Descriptors come over AF_UNIX alone, and AF_PACKET refuses the flag.
    this.#flags = asInt(flags, "flags") | (context.family === AF_UNIX ? MSG_CMSG_CLOEXEC : 0);
    this.lane = (this.#flags & MSG_ERRQUEUE) === 0 ? READ : ERRORS;
    this.#control = size === 0 ? null : size <= SCRATCH_CONTROL ? roomOf(size) : Buffer.alloc(size);
  }

  protected abstract receive(fd: number, control: Buffer | null, flags: number): number;
  protected abstract data(count: number): D;

  get atOnce(): boolean {
    return (this.#flags & MSG_DONTWAIT) !== 0;
  }

  attempt(fd: number): number {
    return this.receive(fd, this.#control, this.#flags);
  }

  finish(count: number): Message<D, A, C> {
    const flags = mailFlags() & ~MSG_CMSG_CLOEXEC;
    const received = this.#control === null ? NO_CONTROL : filledOf(this.#control, mailControlLength());
    const ancillary = this.#form.decode(received, flags);
    const address = decodeAddress(mailAddress(), this.#context) as A;
    return [this.data(count), ancillary, flags, address];
  }
}

export class Recvmsg<A, C> extends Receive<Buffer, A, C> {
  readonly #size: number;

  constructor(context: AddressContext, bufsize: unknown, form: ControlForm<C>, flags: unknown) {
    const size = asSize(bufsize, "bufsize");
    super(context, form, flags);
    this.#size = size;
  }

  protected override receive(fd: number, control: Buffer | null, flags: number): number {
    return native.recvmsg(fd, scratch(this.#size), control, flags, this.#size);
  }

  protected override data(count: number): Buffer {
    return keep(this.#size, count);
  }
}

export class RecvmsgInto<A, C> extends Receive<number, A, C> {
  readonly #buffers: readonly Uint8Array[];

  constructor(context: AddressContext, buffers: unknown, form: ControlForm<C>, flags: unknown) {
    super(context, form, flags);
    this.#buffers = asBuffers(buffers);
  }

  protected override receive(fd: number, control: Buffer | null, flags: number): number {
    return native.recvmsg(fd, this.#buffers, control, flags, 0);
  }

  protected override data(count: number): number {
    return count;
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
function asBuffers(value: unknown): readonly Uint8Array[] {
  if (
    typeof value !== "object" ||
    value === null ||
    ArrayBuffer.isView(value) ||
    typeof (value as Iterable<unknown>)[Symbol.iterator] !== "function"
  ) {
    throw new TypeError(`buffers must be a list of bytes, not ${describe(value)}`);
  }
  return Array.from(value as Iterable<unknown>, (element, index) => asBytes(element, `buffers[${index}]`));
}
