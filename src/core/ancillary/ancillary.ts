// What control messages mean: each kind's place in the headers, its value, and how it is read.
import { decodeIpAddress } from "../addresses/index.ts";
import { formatIpv4 } from "../addresses/ipv4-text.ts";
import { formatIpv6 } from "../addresses/ipv6-text.ts";
import type { Inet6Address, InetAddress } from "../addresses/types.ts";
import {
  IP_PKTINFO,
  IP_RECVERR,
  IP_RECVORIGDSTADDR,
  IP_TOS,
  IP_TTL,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_HOPLIMIT,
  IPV6_PKTINFO,
  IPV6_RECVERR,
  IPV6_RECVORIGDSTADDR,
  IPV6_TCLASS,
  SOL_UDP,
  UDP_GRO,
} from "../constants/index.ts";
import {
  SCM_CREDENTIALS,
  SCM_PIDFD,
  SCM_RIGHTS,
  SCM_SECURITY,
  SO_RXQ_OVFL,
  SO_TIMESTAMP,
  SO_TIMESTAMPING,
  SO_TIMESTAMPNS,
  SOL_SOCKET,
} from "../constants/socket.ts";
import type { Absorb, AncillaryItem } from "./control.ts";
import { type ExtendedError, extendedError } from "./extended-error.ts";

/** Who sent a message over a Unix socket: struct ucred, unix(7). */
export interface Credentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** Where a datagram arrived: struct in_pktinfo, ip(7); struct in6_pktinfo, RFC 3542. */
export interface PacketInfo {
  /** The index of the interface it came in by; `ifIndextoname` gives its name. */
  readonly interfaceIndex: number;
  /** The destination address in the packet's header: what to answer from. */
  readonly address: string;
  /** IPv4 alone: the local address of the packet (ipi_spec_dst). */
  readonly local?: string;
}

/** When a packet came or went, in nanoseconds since the epoch; null for a clock that gave none. */
export interface Timestamps {
  /** The kernel's clock. */
  readonly software: bigint | null;
  /** The network card's own clock. */
  readonly hardware: bigint | null;
}

/** The control messages of one message, by meaning. What did not come is not there. */
export interface Ancillary {
  /** SCM_RIGHTS: descriptors, close-on-exec; they belong to the receiver, who closes them. */
  rights: number[];
  /** SCM_CREDENTIALS. */
  credentials?: Credentials;
  /** SCM_PIDFD: a descriptor of the sending process; it belongs to the receiver. */
  pidfd?: number;
  /** SCM_SECURITY: the sender's security label. */
  securityLabel?: string;
  /** IP_PKTINFO, IPV6_PKTINFO. */
  packetInfo?: PacketInfo;
  /** IP_TTL, IPV6_HOPLIMIT. */
  hopLimit?: number;
  /** IP_TOS, IPV6_TCLASS: six bits of DSCP, two of ECN (`trafficClass & 3`). */
  trafficClass?: number;
  /** IP_ORIGDSTADDR, IPV6_ORIGDSTADDR: the destination before a redirection. */
  originalDestination?: InetAddress | Inet6Address;
  /** SO_TIMESTAMP, SO_TIMESTAMPNS: when the packet came, in nanoseconds since the epoch. */
  timestamp?: bigint;
  /** SO_TIMESTAMPING. */
  timestamps?: Timestamps;
  /** IP_RECVERR, IPV6_RECVERR, with MSG_ERRQUEUE: what became of something that was sent. */
  error?: ExtendedError;
  /** UDP_GRO: the size of the datagrams that were joined into one, in bytes. */
  segmentSize?: number;
  /** SO_RXQ_OVFL: how many datagrams were dropped since the socket was made, for want of room. */
  dropped?: number;
  /** Control messages of any other kind. */
  others: AncillaryItem[];
  /** MSG_CTRUNC: something did not fit, or came unasked, and was discarded; descriptors among it were closed. */
  truncated: boolean;
}

/** Nothing came. */
export function noAncillary(): Ancillary {
  return { rights: [], others: [], truncated: false };
}

const INT = 4;
const NANOSECONDS = 1_000_000_000n;

function key(level: number, type: number): number {
  return level * 65_536 + type;
}

const RIGHTS = key(SOL_SOCKET, SCM_RIGHTS);

type Read = (into: Ancillary, data: Buffer, start: number, end: number) => void;

/** The least length of a kind's data, and how it is read. What is shorter than that counts as unknown. */
const readers: ReadonlyMap<number, readonly [length: number, read: Read]> = new Map<number, readonly [number, Read]>([
  [
    RIGHTS,
    [
      0,
      (into, data, start, end) => {
        for (let at = start; at + INT <= end; at += INT) into.rights.push(data.readInt32LE(at));
      },
    ],
  ],
  [key(SOL_SOCKET, SCM_CREDENTIALS), [12, (into, data, at) => void (into.credentials = credentials(data, at))]],
  [key(SOL_SOCKET, SCM_PIDFD), [INT, (into, data, at) => void (into.pidfd = data.readInt32LE(at))]],
  [key(SOL_SOCKET, SCM_SECURITY), [0, (into, data, at, end) => void (into.securityLabel = untilNul(data, at, end))]],
  [key(SOL_SOCKET, SO_TIMESTAMP), [16, (into, data, at) => void (into.timestamp = moment(data, at, 1000n))]],
  [key(SOL_SOCKET, SO_TIMESTAMPNS), [16, (into, data, at) => void (into.timestamp = moment(data, at, 1n))]],
  [
    key(SOL_SOCKET, SO_TIMESTAMPING),
    [48, (into, data, at) => void (into.timestamps = { software: orNull(data, at), hardware: orNull(data, at + 32) })],
  ],
  [key(SOL_SOCKET, SO_RXQ_OVFL), [INT, (into, data, at) => void (into.dropped = data.readUInt32LE(at))]],
  [
    key(IPPROTO_IP, IP_PKTINFO),
    [
      12,
      (into, data, at) => {
        const interfaceIndex = data.readInt32LE(at);
        into.packetInfo = { interfaceIndex, address: formatIpv4(data, at + 8), local: formatIpv4(data, at + 4) };
      },
    ],
  ],
  [
    key(IPPROTO_IPV6, IPV6_PKTINFO),
    [
      20,
      (into, data, at) => {
        into.packetInfo = { interfaceIndex: data.readUInt32LE(at + 16), address: formatIpv6(data, at) };
      },
    ],
  ],
  [key(IPPROTO_IP, IP_TTL), [1, hopLimit]],
  [key(IPPROTO_IPV6, IPV6_HOPLIMIT), [1, hopLimit]],
  [key(IPPROTO_IP, IP_TOS), [1, trafficClass]],
  [key(IPPROTO_IPV6, IPV6_TCLASS), [1, trafficClass]],
  [key(IPPROTO_IP, IP_RECVORIGDSTADDR), [8, originalDestination]],
  [key(IPPROTO_IPV6, IPV6_RECVORIGDSTADDR), [24, originalDestination]],
  [key(IPPROTO_IP, IP_RECVERR), [16, error]],
  [key(IPPROTO_IPV6, IPV6_RECVERR), [16, error]],
  [key(SOL_UDP, UDP_GRO), [2, (into, data, at, end) => void (into.segmentSize = small(data, at, end))]],
]);

/** Adds one control message to what is known of its message. */
export const absorb: Absorb<Ancillary> = (into, level, type, control, start, end) => {
  const entry = readers.get(key(level, type));
  if (entry !== undefined && end - start >= entry[0]) entry[1](into, control, start, end);
  else into.others.push([level, type, Buffer.from(control.subarray(start, end))]);
};

/**
 * The meaning of the control messages that `recvmsg` gave as `[level, type, data]`.
 *
 * @example
 * const [data, ancdata] = await sock.recvmsg(1024, CMSG_SPACE(12));
 * const { packetInfo } = parseAncillary(ancdata);
 */
export function parseAncillary(ancdata: readonly AncillaryItem[]): Ancillary {
  const ancillary = noAncillary();
  for (const [level, type, data] of ancdata) absorb(ancillary, level, type, data, 0, data.length);
  return ancillary;
}

export function credentials(data: Buffer, at = 0): Credentials {
  return { pid: data.readInt32LE(at), uid: data.readUInt32LE(at + 4), gid: data.readUInt32LE(at + 8) };
}

/** Text that the kernel ends with NUL, or not. */
export function untilNul(data: Buffer, start = 0, end: number = data.length): string {
  const nul = data.indexOf(0, start);
  return data.toString("utf8", start, nul < 0 || nul > end ? end : nul);
}

// A byte or an int: the kernel sends some of these as either.
function small(data: Buffer, at: number, end: number): number {
  const length = end - at;
  return length >= INT ? data.readInt32LE(at) : length >= 2 ? data.readUInt16LE(at) : (data[at] as number);
}

function hopLimit(into: Ancillary, data: Buffer, at: number, end: number): void {
  into.hopLimit = small(data, at, end);
}

function trafficClass(into: Ancillary, data: Buffer, at: number, end: number): void {
  into.trafficClass = small(data, at, end);
}

/** struct timeval or timespec at `at`: `unit` is what the second field counts, in nanoseconds. */
function moment(data: Buffer, at: number, unit: bigint): bigint {
  return data.readBigInt64LE(at) * NANOSECONDS + data.readBigInt64LE(at + 8) * unit;
}

function orNull(data: Buffer, at: number): bigint | null {
  const value = moment(data, at, 1n);
  return value === 0n ? null : value;
}

function originalDestination(into: Ancillary, data: Buffer, start: number, end: number): void {
  const address = decodeIpAddress(data.subarray(start, end));
  if (address !== null) into.originalDestination = address;
}

function error(into: Ancillary, data: Buffer, start: number, end: number): void {
  into.error = extendedError(data.subarray(start, end));
}
