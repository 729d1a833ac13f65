// All options by name, and the level that each is at.
import { canIsotpOptions, canJ1939Options, canRawOptions } from "./can.ts";
import { familyOptions, groupOptions, ipOptions, rawOptions } from "./ip.ts";
import { icmp6Options, ipv6Options } from "./ipv6.ts";
import { netlinkOptions } from "./netlink.ts";
import { packetOptions } from "./packet.ts";
import { sctpOptions } from "./sctp.ts";
import { socketOptions } from "./socket.ts";
import { mptcpOptions, tcpOptions } from "./tcp.ts";
import { udpliteOptions, udpOptions } from "./udp.ts";

/** Of a group: its version of IP, which may be 4 on a socket of AF_INET6. Of a family: the socket's. */
export type Level = `SOL_${string}` | "group" | "family";

type Tables = typeof socketOptions &
  typeof ipOptions &
  typeof rawOptions &
  typeof groupOptions &
  typeof familyOptions &
  typeof ipv6Options &
  typeof icmp6Options &
  typeof tcpOptions &
  typeof mptcpOptions &
  typeof udpOptions &
  typeof udpliteOptions &
  typeof packetOptions &
  typeof netlinkOptions &
  typeof canRawOptions &
  typeof canIsotpOptions &
  typeof canJ1939Options &
  typeof sctpOptions;

/** All rows, by name. */
export interface OptionRows extends Tables {}

export type Row = readonly [kind: string, access?: "get" | "set"];

/** The tables with their levels. */
export const tables: readonly (readonly [level: Level, rows: Readonly<Record<string, Row>>])[] = [
  ["SOL_SOCKET", socketOptions],
  ["SOL_IP", ipOptions],
  ["SOL_RAW", rawOptions],
  ["group", groupOptions],
  ["family", familyOptions],
  ["SOL_IPV6", ipv6Options],
  ["SOL_ICMPV6", icmp6Options],
  ["SOL_TCP", tcpOptions],
  ["SOL_MPTCP", mptcpOptions],
  ["SOL_UDP", udpOptions],
  ["SOL_UDPLITE", udpliteOptions],
  ["SOL_PACKET", packetOptions],
  ["SOL_NETLINK", netlinkOptions],
  ["SOL_CAN_RAW", canRawOptions],
  ["SOL_CAN_ISOTP", canIsotpOptions],
  ["SOL_CAN_J1939", canJ1939Options],
  ["SOL_SCTP", sctpOptions],
];
