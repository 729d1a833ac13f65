// Control messages to send, by meaning: each makes one [level, type, data] for `sendmsg`.

import { parseIpv4 } from "../addresses/ipv4-text.ts";
import { parseIpv6 } from "../addresses/ipv6-text.ts";
import { asInt, isInt } from "../arguments.ts";
import { describe } from "../bytes.ts";
import {
  IP_PKTINFO,
  IP_TOS,
  IP_TTL,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_HOPLIMIT,
  IPV6_PKTINFO,
  IPV6_TCLASS,
} from "../constants/ip.ts";
import { AF_INET6, SCM_CREDENTIALS, SCM_RIGHTS, SCM_TXTIME, SOL_SOCKET, SOL_UDP } from "../constants/socket.ts";
import { UDP_SEGMENT } from "../constants/transport.ts";
import { MOST_DESCRIPTORS } from "../control-sizes.ts";
import type { Credentials, PacketInfo } from "./ancillary.ts";
import type { AncillaryItem } from "./control.ts";

const ID_MAX = 0xffff_ffff;

/**
 * SCM_RIGHTS: passes descriptors over a Unix socket, unix(7). At most 253 in a message; at least one byte of data has
 * to go along on a stream. The descriptors stay open here.
 *
 * @throws TypeError, RangeError for what is no list of descriptors.
 */
export function scmRights(fds: readonly number[]): AncillaryItem {
  const data = Buffer.allocUnsafe(4 * descriptorCount(fds));
  writeDescriptors(fds, data, 0);
  return [SOL_SOCKET, SCM_RIGHTS, data];
}

/** The number of descriptors in what has to be a list that one message can pass. */
export function descriptorCount(fds: readonly number[]): number {
  if (!Array.isArray(fds)) throw new TypeError(`fds must be a list of file descriptors, not ${describe(fds)}`);
  if (fds.length > MOST_DESCRIPTORS) {
    throw new RangeError(`fds must hold at most ${MOST_DESCRIPTORS} descriptors, not ${fds.length}`);
  }
  return fds.length;
}

/** Writes descriptors as SCM_RIGHTS carries them: native ints, from `start` on. */
export function writeDescriptors(fds: readonly number[], data: Buffer, start: number): void {
  for (let i = 0; i < fds.length; i++) {
    const fd = fds[i];
    data.writeInt32LE(isInt(fd) && fd >= 0 ? fd : asInt(fd, `fds[${i}]`, 0), start + 4 * i);
  }
}

/** SCM_CREDENTIALS: who sends, unix(7). Other values than one's own need CAP_SYS_ADMIN, CAP_SETUID, CAP_SETGID. */
export function scmCredentials({ pid, uid, gid }: Credentials): AncillaryItem {
  const data = Buffer.alloc(12);
  data.writeInt32LE(asInt(pid, "pid", 0), 0);
  data.writeUInt32LE(asUnsigned(uid, "uid"), 4);
  data.writeUInt32LE(asUnsigned(gid, "gid"), 8);
  return [SOL_SOCKET, SCM_CREDENTIALS, data];
}

/**
 * IP_PKTINFO, IPV6_PKTINFO: the address to send from, and the interface to send by (0: as routed). With what
 * `recvmsg` gave as `packetInfo`, the answer leaves from the address that was asked.
 */
export function packetInfo(info: Partial<PacketInfo>): AncillaryItem {
  const index = asUnsigned(info.interfaceIndex ?? 0, "interfaceIndex");
  const address = info.address ?? "";
  const six = Buffer.alloc(20);
  if (parseIpv6(address, six, 0)) {
    six.writeUInt32LE(index, 16);
    return [IPPROTO_IPV6, IPV6_PKTINFO, six];
  }
  const four = Buffer.alloc(12);
  if (address !== "" && !parseIpv4(address, 0, four, 4)) {
    throw new RangeError(`address must be a numeric IPv4 or IPv6 address, not ${address}`);
  }
  four.writeUInt32LE(index, 0);
  return [IPPROTO_IP, IP_PKTINFO, four];
}

/** IP_TTL, IPV6_HOPLIMIT: the hop limit of this datagram, 1 to 255. `family` is the version of IP it goes by. */
export function hopLimit(family: number, hops: number): AncillaryItem {
  return byFamily(family, [IPPROTO_IP, IP_TTL], [IPPROTO_IPV6, IPV6_HOPLIMIT], asInt(hops, "hops", 1, 255));
}

/** IP_TOS, IPV6_TCLASS: DSCP and ECN of this datagram, 0 to 255. `family` is the version of IP it goes by. */
export function trafficClass(family: number, value: number): AncillaryItem {
  return byFamily(family, [IPPROTO_IP, IP_TOS], [IPPROTO_IPV6, IPV6_TCLASS], asInt(value, "value", 0, 255));
}

/** UDP_SEGMENT: sends the data as datagrams of `size` bytes each, udp(7). */
export function udpSegment(size: number): AncillaryItem {
  const data = Buffer.alloc(2);
  data.writeUInt16LE(asInt(size, "size", 1, 65_535));
  return [SOL_UDP, UDP_SEGMENT, data];
}

/** SCM_TXTIME: when to send, in nanoseconds of the socket's SO_TXTIME clock. */
export function scmTxtime(nanoseconds: bigint): AncillaryItem {
  if (typeof nanoseconds !== "bigint")
    throw new TypeError(`nanoseconds must be a bigint, not ${describe(nanoseconds)}`);
  if (nanoseconds < 0n || nanoseconds > 0xffff_ffff_ffff_ffffn) {
    throw new RangeError(`nanoseconds must be from 0 to 2^64 - 1, not ${nanoseconds}`);
  }
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(nanoseconds);
  return [SOL_SOCKET, SCM_TXTIME, data];
}

type Place = readonly [level: number, type: number];

function byFamily(family: number, four: Place, six: Place, value: number): AncillaryItem {
  const [level, type] = asInt(family, "family", 0) === AF_INET6 ? six : four;
  const data = Buffer.alloc(4);
  data.writeInt32LE(value);
  return [level, type, data];
}

function asUnsigned(value: unknown, argument: string): number {
  if (typeof value !== "number") throw new TypeError(`${argument} must be a number, not ${describe(value)}`);
  if (!Number.isInteger(value) || value < 0 || value > ID_MAX) {
    throw new RangeError(`${argument} must be an integer from 0 to ${ID_MAX}, not ${value}`);
  }
  return value;
}
