// Netlink: messages, and the attributes in them. netlink(7), linux/netlink.h; all in the machine's byte order.

import { asBytes, type BytesLike, describe } from "../bytes.ts";
import {
  NLA_F_NESTED,
  NLA_F_NET_BYTEORDER,
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSGERR_ATTR_MSG,
} from "../constants/netlink.ts";
import { type OSError, osError } from "../errors.ts";
import { asRecord, asUnsigned, copyOf, LITTLE_ENDIAN, memory, viewOf } from "./layout.ts";

const HEADER = 16;
const ATTRIBUTE_HEADER = 4;
const NLA_TYPE_MASK = 0x3fff;
const UINT_MAX = 0xffff_ffff;

/** A message behind a struct nlmsghdr: netlink(7). */
export interface NetlinkMessage {
  /** NLMSG_ERROR, NLMSG_DONE, or the protocol's own: RTM_NEWLINK, SOCK_DIAG_BY_FAMILY, … */
  readonly type: number;
  /** NLM_F_REQUEST, NLM_F_DUMP, NLM_F_MULTI, … */
  readonly flags: number;
  /** What an answer repeats of its request. */
  readonly sequence: number;
  /** The sender's port; 0 is the kernel. */
  readonly pid: number;
  readonly payload: Buffer;
}

/** An attribute, struct nlattr: netlink(7). */
export interface NetlinkAttribute {
  /** Without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
  readonly type: number;
  /** Whether the data says to be attributes itself; older parts of the kernel leave the flag out. */
  readonly nested: boolean;
  /** Whether the data says to be in network byte order. */
  readonly networkOrder: boolean;
  readonly data: Buffer;
}

/**
 * The bytes of a message.
 *
 * @example
 * const request = { type: RTM_GETLINK, flags: NLM_F_REQUEST | NLM_F_DUMP, payload: Buffer.alloc(16) };
 * await sock.send(encodeNetlinkMessage(request));
 */
export function encodeNetlinkMessage(
  message: Pick<NetlinkMessage, "type"> & Partial<Omit<NetlinkMessage, "payload">> & { readonly payload?: BytesLike },
): Buffer {
  const fields = asRecord(message, "message");
  const payload = asBytes(fields.payload ?? new Uint8Array(), "message.payload");
  const [bytes, view] = memory(HEADER + aligned(payload.length));
  view.setUint32(0, HEADER + payload.length, LITTLE_ENDIAN);
  view.setUint16(4, asUnsigned(fields.type, "message.type", 0xffff), LITTLE_ENDIAN);
  view.setUint16(6, asUnsigned(fields.flags ?? 0, "message.flags", 0xffff), LITTLE_ENDIAN);
  view.setUint32(8, asUnsigned(fields.sequence ?? 0, "message.sequence", UINT_MAX), LITTLE_ENDIAN);
  view.setUint32(12, asUnsigned(fields.pid ?? 0, "message.pid", UINT_MAX), LITTLE_ENDIAN);
  bytes.set(payload, HEADER);
  return bytes;
}

/** The messages in one datagram. @throws RangeError when a length in it cannot be. */
export function decodeNetlinkMessages(bytes: BytesLike): NetlinkMessage[] {
  const view = viewOf(bytes, 0, "A row of netlink messages");
  const messages: NetlinkMessage[] = [];
  for (let at = 0; at < view.byteLength; ) {
    const left = view.byteLength - at;
    const length = left < HEADER ? left : view.getUint32(at, LITTLE_ENDIAN);
    if (length < HEADER || length > left) {
      throw new RangeError(`A netlink message at ${at} says that it has ${length} bytes, of which ${left} are there`);
    }
    messages.push({
      type: view.getUint16(at + 4, LITTLE_ENDIAN),
      flags: view.getUint16(at + 6, LITTLE_ENDIAN),
      sequence: view.getUint32(at + 8, LITTLE_ENDIAN),
      pid: view.getUint32(at + 12, LITTLE_ENDIAN),
      payload: copyOf(view, at + HEADER, at + length),
    });
    at += aligned(length);
  }
  return messages;
}

/** The bytes of attributes, each padded to 4. */
export function encodeNetlinkAttributes(
  attributes: readonly (Pick<NetlinkAttribute, "type"> &
    Partial<Omit<NetlinkAttribute, "data">> & { readonly data?: BytesLike })[],
): Buffer {
  if (!Array.isArray(attributes)) throw new TypeError(`attributes must be a list, not ${describe(attributes)}`);
  const parts = attributes.map((attribute, i) => {
    const fields = asRecord(attribute, `attributes[${i}]`);
    const data = asBytes(fields.data ?? new Uint8Array(), `attributes[${i}].data`);
    if (data.length > 0xffff - ATTRIBUTE_HEADER) {
      throw new RangeError(`attributes[${i}].data must have at most ${0xffff - ATTRIBUTE_HEADER} bytes`);
    }
    const [bytes, view] = memory(ATTRIBUTE_HEADER + aligned(data.length));
    const flags =
      (fields.nested === true ? NLA_F_NESTED : 0) | (fields.networkOrder === true ? NLA_F_NET_BYTEORDER : 0);
    view.setUint16(0, ATTRIBUTE_HEADER + data.length, LITTLE_ENDIAN);
    view.setUint16(2, asUnsigned(fields.type, `attributes[${i}].type`, NLA_TYPE_MASK) | flags, LITTLE_ENDIAN);
    bytes.set(data, ATTRIBUTE_HEADER);
    return bytes;
  });
  return Buffer.concat(parts);
}

/** The attributes in bytes that hold nothing else. @throws RangeError when a length in them cannot be. */
export function decodeNetlinkAttributes(bytes: BytesLike): NetlinkAttribute[] {
  const view = viewOf(bytes, 0, "A row of netlink attributes");
  const attributes: NetlinkAttribute[] = [];
  for (let at = 0; at < view.byteLength; ) {
    const left = view.byteLength - at;
    const length = left < ATTRIBUTE_HEADER ? left : view.getUint16(at, LITTLE_ENDIAN);
    if (length < ATTRIBUTE_HEADER || length > left) {
      throw new RangeError(`A netlink attribute at ${at} says that it has ${length} bytes, of which ${left} are there`);
    }
    const type = view.getUint16(at + 2, LITTLE_ENDIAN);
    attributes.push({
      type: type & NLA_TYPE_MASK,
      nested: (type & NLA_F_NESTED) !== 0,
      networkOrder: (type & NLA_F_NET_BYTEORDER) !== 0,
      data: copyOf(view, at + ATTRIBUTE_HEADER, at + length),
    });
    at += aligned(length);
  }
  return attributes;
}

/**
 * The error that a message tells: null for a message that is none, and for the acknowledgement of a success. With the
 * option NETLINK_EXT_ACK the kernel's explanation is part of the error's message.
 */
export function netlinkError(message: NetlinkMessage): OSError | null {
  if (message.type !== NLMSG_ERROR && message.type !== NLMSG_DONE) return null;
  // A dump that went wrong half-way says so in its last message.
  if (message.type === NLMSG_DONE && message.payload.length < 4) return null;
  const view = viewOf(message.payload, 4, "The payload of a netlink error");
  const errno = -view.getInt32(0, LITTLE_ENDIAN);
  if (errno <= 0) return null;
  const error = osError(errno, "netlink");
  const explanation = explanationIn(message);
  if (explanation === null) return error;
  // A new one, as the stack begins with the message.
  const Class = error.constructor as typeof OSError;
  const { code, syscall } = error;
  return new Class(errno, `${error.message} The kernel says: ${explanation}`, { code, syscall });
}

function explanationIn(message: NetlinkMessage): string | null {
  if ((message.flags & NLM_F_ACK_TLVS) === 0 || message.type !== NLMSG_ERROR) return null;
  const view = viewOf(message.payload, 4 + HEADER, "The payload of a netlink error");
  // The request that failed is repeated before the attributes, in full or its header alone.
  const repeated = (message.flags & NLM_F_CAPPED) !== 0 ? HEADER : aligned(view.getUint32(4, LITTLE_ENDIAN));
  if (4 + repeated > message.payload.length) return null;
  const attributes = decodeNetlinkAttributes(message.payload.subarray(4 + repeated));
  const text = attributes.find(({ type }) => type === NLMSGERR_ATTR_MSG)?.data;
  return text === undefined ? null : text.toString("utf8").replace(/\0+$/, "");
}

function aligned(length: number): number {
  return (length + 3) & ~3;
}
