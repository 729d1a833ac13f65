// Ancillary data as the kernel lays it out: a row of struct cmsghdr, each followed by its data and padding. cmsg(3).
import { asInt } from "../arguments.ts";
import { asBytes, type BytesLike, describe } from "../bytes.ts";

/** One control message: level, type and data. */
export type AncillaryItem = [level: number, type: number, data: Buffer];
/** One control message to send. */
export type AncillaryInput = readonly [level: number, type: number, data: BytesLike];

// struct cmsghdr on 64-bit Linux: size_t cmsg_len, int cmsg_level, int cmsg_type; everything is aligned to 8.
const HEADER = 16;
const ALIGN = 8;

function aligned(length: number): number {
  return Math.ceil(length / ALIGN) * ALIGN;
}

/** The control messages in what recvmsg received. A last message that was cut (MSG_CTRUNC) gives what there is of it. */
export function decodeControl(control: Uint8Array): AncillaryItem[] {
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  const items: AncillaryItem[] = [];
  for (let at = 0; at + HEADER <= control.length; ) {
    const length = Number(view.getBigUint64(at, LITTLE_ENDIAN));
    if (length < HEADER) break;
    const end = Math.min(at + length, control.length);
    const level = view.getInt32(at + 8, LITTLE_ENDIAN);
    const type = view.getInt32(at + 12, LITTLE_ENDIAN);
    items.push([level, type, Buffer.from(control.subarray(at + HEADER, end))]);
    at += aligned(length);
  }
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
  const control = new Uint8Array(messages.reduce((sum, { data }) => sum + HEADER + aligned(data.length), 0));
  const view = new DataView(control.buffer);
  let at = 0;
  for (const { level, type, data } of messages) {
    view.setBigUint64(at, BigInt(HEADER + data.length), LITTLE_ENDIAN);
    view.setInt32(at + 8, level, LITTLE_ENDIAN);
    view.setInt32(at + 12, type, LITTLE_ENDIAN);
    control.set(data, at + HEADER);
    at += HEADER + aligned(data.length);
  }
  return control;
}

const LITTLE_ENDIAN: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
