// Ancillary data as the kernel lays it out: a row of struct cmsghdr, each followed by its data and padding. cmsg(3).
import { asInt, isInt } from "../arguments.ts";
import { asBytes, type BytesLike, describe } from "../bytes.ts";
import { CMSG_LEN, CMSG_SPACE } from "../control-sizes.ts";

/** One control message: level, type and data. */
export type AncillaryItem = [level: number, type: number, data: Buffer];
/** One control message to send. */
export type AncillaryInput = readonly [level: number, type: number, data: BytesLike];

/** Nothing to send beside the data. */
export const NO_ANCILLARY: readonly AncillaryItem[] = [];

// struct cmsghdr on 64-bit Linux: size_t cmsg_len, int cmsg_level, int cmsg_type. Every platform supported is
// little-endian. No control data is longer than 2^32 bytes.
const HEADER = 16;
const ALIGNMENT = 8;
const LEVEL = 8;
const TYPE = 12;

// What CMSG_NXTHDR adds; the length is the sender's word, and may be anything.
function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** Adds one control message to `into`: its data are the bytes from `start` to `end` of `control`. */
export type Absorb<T> = (into: T, level: number, type: number, control: Buffer, start: number, end: number) => void;

/**
 * Has each control message in the first `length` bytes of `control` added to `into`. A last message that was cut
 * (MSG_CTRUNC) gives what there is of it. No view and no closure is made for a message: most datagrams bring one.
 */
export function absorbControl<T>(control: Buffer, length: number, into: T, absorb: Absorb<T>): T {
  if (control !== lastControl) {
    lastControl = control;
    lastView = new DataView(control.buffer, control.byteOffset, control.length);
  }
  const view = lastView;
  for (let at = 0; at + HEADER <= length; ) {
    const size = view.getUint32(at, true);
    if (size < HEADER) break;
    const end = Math.min(at + size, length);
    absorb(into, view.getInt32(at + LEVEL, true), view.getInt32(at + TYPE, true), control, at + HEADER, end);
    at += aligned(size);
  }
  return into;
}

// Control data of receivers lie in the same memory again and again.
let lastControl: Buffer = Buffer.alloc(0);
let lastView: DataView = new DataView(lastControl.buffer);

/** The control messages in the first `length` bytes of `control`, each with its own copy of the data. */
export function decodeControl(control: Buffer, length: number = control.length): AncillaryItem[] {
  return absorbControl<AncillaryItem[]>(control, length, [], (items, level, type, data, start, end) => {
    items.push([level, type, Buffer.from(data.subarray(start, end))]);
  });
}

/** Control messages that are laid out already: `sendmsg` takes them as they are. */
export class ControlData implements Iterable<AncillaryItem> {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  [Symbol.iterator](): Iterator<AncillaryItem> {
    return decodeControl(this.bytes)[Symbol.iterator]();
  }
}

/** The control data for sendmsg; null for none. TypeError / RangeError name what is wrong in the list. */
export function encodeControl(items: unknown): Uint8Array | null {
  if (items instanceof ControlData) return items.bytes;
  if (typeof (items as Iterable<unknown> | null)?.[Symbol.iterator] !== "function" || typeof items === "string") {
    throw new TypeError(`ancdata must be a list of [level, type, data], not ${describe(items)}`);
  }
  const messages: AncillaryBytes[] = [];
  let size = 0;
  for (const item of items as Iterable<unknown>) {
    const message = asMessage(item, messages.length);
    messages.push(message);
    size += CMSG_SPACE(message[2].length);
  }
  if (size === 0) return null;
  // Of the pool: memory of its own takes longer to get than to fill.
  const control = Buffer.allocUnsafe(size).fill(0);
  let at = 0;
  for (const [level, type, data] of messages) {
    control.set(data, writeHeader(control, at, level, type, data.length));
    at += CMSG_SPACE(data.length);
  }
  return control;
}

/** Begins a control message at `at`: where its data go. */
export function writeHeader(control: Buffer, at: number, level: number, type: number, length: number): number {
  control.writeUInt32LE(CMSG_LEN(length), at);
  control.writeUInt32LE(0, at + 4);
  control.writeInt32LE(level, at + LEVEL);
  control.writeInt32LE(type, at + TYPE);
  return at + HEADER;
}

type AncillaryBytes = readonly [level: number, type: number, data: Uint8Array];

function asMessage(item: unknown, index: number): AncillaryBytes {
  if (isMessage(item)) return item;
  if (!Array.isArray(item) || item.length !== 3) {
    throw new TypeError(`ancdata[${index}] must be [level, type, data], not ${describe(item)}`);
  }
  const [level, type, data] = item as unknown[];
  return [
    asInt(level, `ancdata[${index}][0], the level,`),
    asInt(type, `ancdata[${index}][1], the type,`),
    asBytes(data, `ancdata[${index}][2], the data,`),
  ];
}

// Names for what may be wrong cost more than to see that nothing is.
function isMessage(item: unknown): item is AncillaryBytes {
  if (!Array.isArray(item) || item.length !== 3) return false;
  const [level, type, data] = item as unknown[];
  return isInt(level) && isInt(type) && data instanceof Uint8Array && data.length > 0;
}
