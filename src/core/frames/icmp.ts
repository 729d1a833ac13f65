// Echo of ICMP (RFC 792) and ICMPv6 (RFC 4443), as ping(8) sends it.

import { asBytes, type BytesLike } from "../bytes.ts";
import { ICMP_ECHO, ICMPV6_ECHO_REPLY, ICMPV6_ECHO_REQUEST, IPPROTO_ICMPV6 } from "../constants/ip.ts";
import { internetChecksum, pseudoHeader } from "./checksum.ts";
import { asRecord, asUnsigned, copyOf, memory, viewOf } from "./layout.ts";

const HEADER = 8;
const ICMP_ECHO_REPLY = 0;

/** An echo request or reply: RFC 792, RFC 4443. */
export interface IcmpEcho {
  readonly reply: boolean;
  /** Which program's; the kernel puts its own into what unprivileged sockets (SOCK_DGRAM) send. */
  readonly identifier: number;
  readonly sequence: number;
  readonly data: Buffer;
}

/** An echo to send: a request unless `reply`. */
export interface IcmpEchoInput {
  readonly reply?: boolean;
  readonly identifier?: number;
  readonly sequence?: number;
  readonly data?: BytesLike;
}

/** Any ICMP message: what does not depend on its type. */
export interface IcmpMessage {
  readonly type: number;
  readonly code: number;
  readonly checksum: number;
  /** What follows the checksum: 4 bytes whose meaning depends on the type, then the rest. */
  readonly body: Buffer;
}

/** An ICMP echo, with its checksum: for a socket of AF_INET with IPPROTO_ICMP. */
export function encodeIcmpEcho(echo: IcmpEchoInput): Buffer {
  const bytes = encode(echo, ICMP_ECHO, ICMP_ECHO_REPLY);
  bytes.writeUInt16BE(internetChecksum(bytes), 2);
  return bytes;
}

/**
 * An ICMPv6 echo, for a socket of AF_INET6 with IPPROTO_ICMPV6. The kernel fills in the checksum, of which the
 * addresses are a part; with `source` and `destination`, 16 bytes each, it is filled in here.
 */
export function encodeIcmpv6Echo(echo: IcmpEchoInput, source?: BytesLike, destination?: BytesLike): Buffer {
  const bytes = encode(echo, ICMPV6_ECHO_REQUEST, ICMPV6_ECHO_REPLY);
  if (source !== undefined && destination !== undefined) {
    const pseudo = pseudoHeader(source, destination, IPPROTO_ICMPV6, bytes.length);
    bytes.writeUInt16BE(internetChecksum(Buffer.concat([pseudo, bytes])), 2);
  }
  return bytes;
}

/**
 * An ICMP message. What a raw socket of AF_INET receives begins with the IP header: see `decodeIpv4Packet`.
 *
 * @throws RangeError when there are fewer than 8 bytes.
 */
export function decodeIcmp(bytes: BytesLike): IcmpMessage {
  const view = viewOf(bytes, HEADER, "An ICMP message");
  return {
    type: view.getUint8(0),
    code: view.getUint8(1),
    checksum: view.getUint16(2),
    body: copyOf(view, 4, view.byteLength),
  };
}

/** The echo in an ICMP message; null for a message of another type. @throws RangeError for a wrong checksum. */
export function decodeIcmpEcho(bytes: BytesLike): IcmpEcho | null {
  const echo = decode(bytes, ICMP_ECHO, ICMP_ECHO_REPLY);
  if (echo !== null && internetChecksum(asBytes(bytes, "bytes")) !== 0) {
    throw new RangeError("The ICMP message is damaged: its checksum is wrong");
  }
  return echo;
}

/** The echo in an ICMPv6 message, whose checksum the kernel has verified; null for a message of another type. */
export function decodeIcmpv6Echo(bytes: BytesLike): IcmpEcho | null {
  return decode(bytes, ICMPV6_ECHO_REQUEST, ICMPV6_ECHO_REPLY);
}

function encode(echo: IcmpEchoInput, request: number, answer: number): Buffer {
  const fields = asRecord(echo, "echo");
  const data = asBytes(fields.data ?? new Uint8Array(), "echo.data");
  const [bytes, view] = memory(HEADER + data.length);
  view.setUint8(0, fields.reply === true ? answer : request);
  view.setUint16(4, asUnsigned(fields.identifier ?? 0, "echo.identifier", 0xffff));
  view.setUint16(6, asUnsigned(fields.sequence ?? 0, "echo.sequence", 0xffff));
  bytes.set(data, HEADER);
  return bytes;
}

function decode(bytes: BytesLike, request: number, answer: number): IcmpEcho | null {
  const view = viewOf(bytes, HEADER, "An ICMP message");
  const type = view.getUint8(0);
  if ((type !== request && type !== answer) || view.getUint8(1) !== 0) return null;
  return {
    reply: type === answer,
    identifier: view.getUint16(4),
    sequence: view.getUint16(6),
    data: copyOf(view, HEADER, view.byteLength),
  };
}
