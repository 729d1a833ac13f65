// struct tcp_info, which grew over the years: what the running kernel does not give is absent.
import { type Codec, type Kind, unwritable } from "../codec.ts";
import { type Struct, StructCodec } from "../struct.ts";

// In every kernel since 2.6. Times: rto, ato, rtt, rttvar, rcvRtt in microseconds; the last* in milliseconds.
const FIRST = [
  ["state", "u8"],
  ["caState", "u8"],
  ["retransmits", "u8"],
  ["probes", "u8"],
  ["backoff", "u8"],
  ["options", "u8"],
  ["_scales", "u8"],
  ["_bits", "u8"],
  ["rto", "u32"],
  ["ato", "u32"],
  ["sndMss", "u32"],
  ["rcvMss", "u32"],
  ["unacked", "u32"],
  ["sacked", "u32"],
  ["lost", "u32"],
  ["retrans", "u32"],
  ["fackets", "u32"],
  ["lastDataSent", "u32"],
  ["lastAckSent", "u32"],
  ["lastDataRecv", "u32"],
  ["lastAckRecv", "u32"],
  ["pmtu", "u32"],
  ["rcvSsthresh", "u32"],
  ["rtt", "u32"],
  ["rttvar", "u32"],
  ["sndSsthresh", "u32"],
  ["sndCwnd", "u32"],
  ["advmss", "u32"],
  ["reordering", "u32"],
  ["rcvRtt", "u32"],
  ["rcvSpace", "u32"],
  ["totalRetrans", "u32"],
] as const;

// Rates in bytes a second; minRtt, busyTime, rwndLimited, sndbufLimited in microseconds; totalRtoTime in milliseconds.
const LATER = [
  ["pacingRate", "u64"], // 3.15
  ["maxPacingRate", "u64"],
  ["bytesAcked", "u64"], // 4.1
  ["bytesReceived", "u64"],
  ["segsOut", "u32"], // 4.2
  ["segsIn", "u32"],
  ["notsentBytes", "u32"], // 4.6
  ["minRtt", "u32"],
  ["dataSegsIn", "u32"],
  ["dataSegsOut", "u32"],
  ["deliveryRate", "u64"], // 4.9
  ["busyTime", "u64"], // 4.10
  ["rwndLimited", "u64"],
  ["sndbufLimited", "u64"],
  ["delivered", "u32"], // 4.18
  ["deliveredCe", "u32"],
  ["bytesSent", "u64"], // 4.19
  ["bytesRetrans", "u64"],
  ["dsackDups", "u32"],
  ["reordSeen", "u32"],
  ["rcvOoopack", "u32"], // 5.4
  ["sndWnd", "u32"],
  ["rcvWnd", "u32"], // 6.2
  ["rehash", "u32"],
  ["totalRto", "u16"], // 6.7
  ["totalRtoRecoveries", "u16"],
  ["totalRtoTime", "u32"],
  ["receivedCe", "u32"], // 6.18
  ["deliveredE1Bytes", "u32"],
  ["deliveredE0Bytes", "u32"],
  ["deliveredCeBytes", "u32"],
  ["receivedE1Bytes", "u32"],
  ["receivedE0Bytes", "u32"],
  ["receivedCeBytes", "u32"],
  // Two 16-bit fields in 6.18, four bit fields in 7.0, of the same size: which of them, the length does not tell.
  ["accecn", "u32"],
] as const;

/** The state of a TCP connection, tcp(7). `state` is one of TCP_ESTABLISHED, …; a field that the kernel lacks is absent. */
export interface TcpInfo extends Struct<typeof FIRST>, Partial<Struct<typeof LATER>> {
  readonly sndWscale: number;
  readonly rcvWscale: number;
  /** Whether deliveryRate was limited by how fast the application sent. */
  readonly deliveryRateAppLimited: boolean;
  /** Why TCP fast open failed on the client: 0 unknown or it did not, 1 no cookie, 2 no data acknowledged, 3 no answer. */
  readonly fastopenClientFail: number;
}

export interface TcpInfoKinds {
  tcpInfo: Kind<never, TcpInfo>;
}

const first = new StructCodec(FIRST);
const whole = new StructCodec([...FIRST, ...LATER]);

export function decodeTcpInfo(bytes: Uint8Array): TcpInfo {
  // Bit fields of C begin at the low end on the machines that are supported, which are all little-endian.
  const scales = bytes[6] as number;
  const bits = bytes[7] as number;
  return {
    ...first.decode(bytes),
    ...whole.decodeKnown(bytes),
    sndWscale: scales & 0xf,
    rcvWscale: scales >> 4,
    deliveryRateAppLimited: (bits & 1) !== 0,
    fastopenClientFail: (bits >> 1) & 3,
  };
}

export const tcpInfo: Codec<never, TcpInfo> = {
  // More than any kernel gives: what is new is cut off by the table, not by the kernel.
  size: 512,
  encode: unwritable,
  decode: decodeTcpInfo,
};
