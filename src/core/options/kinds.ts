// Every kind of value that an option may have: its type, and its codec.
import { type ProgramKinds, program } from "./bpf.ts";
import type { Codec, Kind } from "./codec.ts";
import * as numbers from "./numbers.ts";
import * as can from "./structures/can.ts";
import * as interfaces from "./structures/interfaces.ts";
import * as ip from "./structures/ip.ts";
import * as packet from "./structures/packet.ts";
import * as sctp from "./structures/sctp.ts";
import * as socket from "./structures/socket.ts";
import * as tcp from "./structures/tcp.ts";
import { type TcpInfoKinds, tcpInfo } from "./structures/tcp-info.ts";

export interface Kinds
  extends numbers.NumberKinds,
    socket.SocketStructKinds,
    interfaces.InterfaceKinds,
    ProgramKinds,
    ip.IpKinds,
    TcpInfoKinds,
    tcp.TcpKinds,
    packet.PacketKinds,
    can.CanKinds,
    sctp.SctpKinds {}

type CodecOf<K> = K extends Kind<infer In, infer Out, infer Request> ? Codec<In, Out, Request> : never;

export const codecs: { readonly [K in keyof Kinds]: CodecOf<Kinds[K]> } = {
  flag: numbers.flag,
  int: numbers.int,
  uint: numbers.uint,
  u64: numbers.u64,
  rate: numbers.rate,
  uints: numbers.uints,
  text: numbers.text,
  bytes: numbers.bytes,
  nothing: numbers.nothing,
  linger: socket.linger,
  timeval: socket.timeval,
  ucred: socket.ucred,
  memory: socket.memory,
  txtime: socket.txtime,
  timestamping: socket.timestamping,
  interface: interfaces.byIndex,
  netInterface: interfaces.byNetIndex,
  device: interfaces.device,
  outgoing4: interfaces.outgoing4,
  group4: interfaces.group4,
  source4: interfaces.source4,
  group6: interfaces.group6,
  group: interfaces.group,
  groupSource: interfaces.groupSource,
  groupFilter: interfaces.groupFilter,
  program,
  portRange: ip.portRange,
  pathMtu: ip.pathMtu,
  endpoint: ip.endpoint,
  icmp6Filter: ip.icmp6Filter,
  tcpInfo,
  congestionInfo: tcp.congestionInfo,
  repairWindow: tcp.repairWindow,
  md5: tcp.md5,
  mptcpInfo: tcp.mptcpInfo,
  subflows: tcp.subflows,
  membership: packet.membership,
  fanout: packet.fanout,
  packetStatistics: packet.packetStatistics,
  rollover: packet.rollover,
  headerLength: packet.headerLength,
  canFilters: can.canFilters,
  vcid: can.vcid,
  isotp: can.isotp,
  isotpFlowControl: can.isotpFlowControl,
  isotpLinkLayer: can.isotpLinkLayer,
  j1939Filters: can.j1939Filters,
  sctpInitmsg: sctp.sctpInitmsg,
  sctpEvents: sctp.sctpEvents,
  sctpEvent: sctp.sctpEvent,
  sctpRtoinfo: sctp.sctpRtoinfo,
  sctpAssocinfo: sctp.sctpAssocinfo,
  sctpSndinfo: sctp.sctpSndinfo,
  sctpPrinfo: sctp.sctpPrinfo,
  sctpAssocValue: sctp.sctpAssocValue,
  sctpSackInfo: sctp.sctpSackInfo,
  sctpStatus: sctp.sctpStatus,
};
