// Ancillary data as the kernel lays it out: a row of struct cmsghdr, each followed by its data and padding. cmsg(3).
import { asInt } from "../arguments.ts";
import { asBytes, type BytesLike, describe } from "../bytes.ts";
import { CMSG_LEN, CMSG_SPACE } from "../control-sizes.ts";

/** One control message: level, type and data. */
export type AncillaryItem = [level: number, type: number, data: Buffer];
/** One control message to send. */
export type AncillaryInput = readonly [level: number, type: number, data: BytesLike];

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

/**
 * Calls back with each control message in what recvmsg received; the data are a view. A last message that was cut
 * (MSG_CTRUNC) gives what there is of it.
 */
export function eachControl(control: Buffer, callback: (level: number, type: number, data: Buffer) => void): void {
  for (let at = 0; at + HEADER <= control.length; ) {
    const length = control.readUInt32LE(at);
    if (length < HEADER) return;
    const end = Math.min(at + length, control.length);
    callback(control.readInt32LE(at + LEVEL), control.readInt32LE(at + TYPE), control.subarray(at + HEADER, end));
    at += aligned(length);
  }
}

/** The control messages in what recvmsg received, each with its own copy of the data. */
export function decodeControl(control: Buffer): AncillaryItem[] {
  const items: AncillaryItem[] = [];
  eachControl(control, (level, type, data) => items.push([level, type, Buffer.from(data)]));
  return items;
}

/** The control data for sendmsg; null for none. TypeError / RangeError name what is wrong in the list. */
export function encodeControl(items: unknown): Uint8Array | null {
  if (typeof (items as Iterable<unknown> | null)?.[Symbol.iterator] !== "function" || typeof items === "string") {
    throw new TypeError(`ancdata must be a list of [level, type, data], not ${describe(items)}`);
  }
  const messages = Array.from(items as Iterable<unknown>, (item, index) => {
    if (!Array.isArray(item) || item.length !== 3) {
      throw new TypeError(`ancdata[${index}] must be [level, type, data], not ${describe(item)}`);
    }
    const [level, type, data] = item as unknown[];
    return {
      level: asInt(level, `ancdata[${index}][0], the level,`),
      type: asInt(type, `ancdata[${index}][1], the type,`),
      data: asBytes(data, `ancdata[${index}][2], the data,`),
    };
  });
  if (messages.length === 0) return null;
  const control = Buffer.alloc(messages.reduce((sum, { data }) => sum + CMSG_SPACE(data.length), 0));
  let at = 0;
  for (const { level, type, data } of messages) {
    control.writeUInt32LE(CMSG_LEN(data.length), at);
    control.writeInt32LE(level, at + LEVEL);
    control.writeInt32LE(type, at + TYPE);
    control.set(data, at + HEADER);
    at += CMSG_SPACE(data.length);
  }
  return control;
}
