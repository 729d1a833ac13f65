// The other structures of tcp(7), and those of MPTCP.

import { native } from "../../../native/binding.ts";
import { asBytes, type BytesLike } from "../../bytes.ts";
import { SOL_TCP } from "../../constants/socket.ts";
import { TCP_CONGESTION } from "../../constants/transport.ts";
import { asUnsigned, LITTLE_ENDIAN } from "../../frames/layout.ts";
import { type Codec, type Kind, short, unwritable } from "../codec.ts";
import { asObject, refuseOthers, type Struct, StructCodec, type StructInput } from "../struct.ts";
import { asInterface, type InterfaceInput, isIpv4, writeStorage } from "./interfaces.ts";
import { decodeTcpInfo, type TcpInfo } from "./tcp-info.ts";

const LONGEST_KEY = 80;

const REPAIR_WINDOW = [
  ["sndWl1", "u32"],
  ["sndWnd", "u32"],
  ["maxWindow", "u32"],
  ["rcvWnd", "u32"],
  ["rcvWup", "u32"],
] as const;
/** struct tcp_repair_window, for a socket in TCP_REPAIR. */
export type TcpRepairWindow = Struct<typeof REPAIR_WINDOW>;

const BBR = [
  ["bwLo", "u32"],
  ["bwHi", "u32"],
  ["minRtt", "u32"],
  ["pacingGain", "u32"],
  ["cwndGain", "u32"],
] as const;
const DCTCP = [
  ["enabled", "u16"],
  ["ceState", "u16"],
  ["alpha", "u32"],
  ["abEcn", "u32"],
  ["abTot", "u32"],
] as const;
const VEGAS = [
  ["enabled", "u32"],
  ["rttcnt", "u32"],
  ["rtt", "u32"],
  ["minrtt", "u32"],
] as const;

/** What the congestion control tells of itself: union tcp_cc_info, by the name that TCP_CONGESTION has. */
export type CongestionInfo =
  | {
      readonly algorithm: "bbr";
      /** Bytes a second. */
      readonly bandwidth: bigint;
      /** Microseconds. */
      readonly minRtt: number;
      /** In 256ths. */
      readonly pacingGain: number;
      readonly cwndGain: number;
    }
  | ({ readonly algorithm: "dctcp" } & Struct<typeof DCTCP>)
  | ({ readonly algorithm: "vegas" } & Struct<typeof VEGAS>)
  /** Another one; most tell nothing. */
  | { readonly algorithm: "other"; readonly name: string; readonly data: Buffer };

/** A key of RFC 2385 for one peer: struct tcp_md5sig. An empty key takes it away. */
export interface TcpMd5Input {
  readonly address: string;
  readonly key: BytesLike;
  /** With TCP_MD5SIG_EXT: the key is for all addresses that agree in so many bits. */
  readonly prefix?: number;
  /** With TCP_MD5SIG_EXT: the key is for one interface (of a VRF). */
  readonly interface?: InterfaceInput;
}

const MPTCP = [
  ["subflows", "u8"],
  ["addAddrSignal", "u8"],
  ["addAddrAccepted", "u8"],
  ["subflowsMax", "u8"],
  ["addAddrSignalMax", "u8"],
  ["addAddrAcceptedMax", "u8"],
  ["flags", "u32"],
  ["token", "u32"],
  ["writeSeq", "u64"],
  ["sndUna", "u64"],
  ["rcvNxt", "u64"],
] as const;
const MPTCP_LATER = [
  ["localAddrUsed", "u8"],
  ["localAddrMax", "u8"],
  ["csumEnabled", "bool8"],
  ["retransmits", "u32"], // 6.5
  ["bytesRetrans", "u64"],
  ["bytesSent", "u64"],
  ["bytesReceived", "u64"],
  ["bytesAcked", "u64"],
  ["subflowsTotal", "u8"], // 6.6
  ["endpLaminarMax", "u8"], // 6.18
  ["endpFullmeshMax", "u8"],
  ["_reserved", "u8"],
  ["lastDataSent", "u32"], // 6.10
  ["lastDataRecv", "u32"],
  ["lastAckRecv", "u32"],
] as const;
/** The state of an MPTCP connection; a field that the kernel lacks is absent. */
export type MptcpInfo = Struct<typeof MPTCP> & Partial<Struct<typeof MPTCP_LATER>>;

export interface TcpKinds {
  congestionInfo: Kind<never, CongestionInfo>;
  repairWindow: Kind<StructInput<typeof REPAIR_WINDOW>, TcpRepairWindow>;
  md5: Kind<TcpMd5Input, never>;
  mptcpInfo: Kind<never, MptcpInfo>;
  /** TCP's state of each subflow. */
  subflows: Kind<never, TcpInfo[]>;
}

export const repairWindow: Codec<StructInput<typeof REPAIR_WINDOW>, TcpRepairWindow> = new StructCodec(REPAIR_WINDOW);

const bbr = new StructCodec(BBR);
const dctcp = new StructCodec(DCTCP);
const vegas = new StructCodec(VEGAS);

/** The kernel does not say of which algorithm the numbers are: that is the value of another option. */
export function decodeCongestionInfo(bytes: Buffer, name: string): CongestionInfo {
  if (name === "bbr" && bytes.length >= bbr.size) {
    const { bwLo, bwHi, minRtt, pacingGain, cwndGain } = bbr.decode(bytes);
    return { algorithm: "bbr", bandwidth: (BigInt(bwHi) << 32n) | BigInt(bwLo), minRtt, pacingGain, cwndGain };
  }
  if (name === "dctcp" && bytes.length >= dctcp.size) return { algorithm: "dctcp", ...dctcp.decode(bytes) };
  if (name === "vegas" && bytes.length >= vegas.size) return { algorithm: "vegas", ...vegas.decode(bytes) };
  return { algorithm: "other", name, data: bytes };
}

export const congestionInfo: Codec<never, CongestionInfo> = {
  size: 64,
  encode: unwritable,
  decode: (bytes, sock) => {
    const name = Buffer.alloc(16);
    const length = native.getsockoptBytes(sock.fileno(), SOL_TCP, TCP_CONGESTION, name);
    const end = name.indexOf(0);
    return decodeCongestionInfo(bytes, name.toString("utf8", 0, end < 0 ? Math.max(length, 0) : end));
  },
};

export const md5: Codec<TcpMd5Input, never> = {
  size: 0,
  encode: (value, argument) => {
    const { address, key, prefix, interface: on } = asObject(value, argument);
    refuseOthers(value, new Set(["address", "key", "prefix", "interface"]), argument);
    const secret = asBytes(key, `${argument}.key`);
    if (secret.length > LONGEST_KEY) {
      throw new RangeError(`${argument}.key must have at most ${LONGEST_KEY} bytes, not ${secret.length}`);
    }
    const bytes = Buffer.alloc(136 + LONGEST_KEY);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    writeStorage(bytes, 0, address, `${argument}.address`);
    if (prefix !== undefined) {
      view.setUint8(128, 1);
      view.setUint8(129, asUnsigned(prefix, `${argument}.prefix`, isIpv4(address, argument) ? 32 : 128));
    }
    if (on !== undefined) {
      view.setUint8(128, view.getUint8(128) | 2);
      view.setUint32(132, asInterface(on, `${argument}.interface`), LITTLE_ENDIAN);
    }
    view.setUint16(130, secret.length, LITTLE_ENDIAN);
    bytes.set(secret, 136);
    return bytes;
  },
  decode: unwritable,
};

const mptcpStruct = new StructCodec([...MPTCP, ...MPTCP_LATER]);
const mptcpFirst = new StructCodec(MPTCP);

export const mptcpInfo: Codec<never, MptcpInfo> = {
  size: 256,
  encode: unwritable,
  decode: (bytes) => ({ ...mptcpFirst.decode(bytes), ...mptcpStruct.decodeKnown(bytes) }),
};

const HEADER = 16;
const MOST_SUBFLOWS = 64;
const SUBFLOW = 512;

export const subflows: Codec<never, TcpInfo[]> = {
  size: HEADER + MOST_SUBFLOWS * SUBFLOW,
  encode: unwritable,
  // struct mptcp_subflow_data: its own size, the number of subflows, the size of one in the kernel and here.
  request: () => {
    const bytes = Buffer.alloc(HEADER + MOST_SUBFLOWS * SUBFLOW);
    const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
    view.setUint32(0, HEADER, LITTLE_ENDIAN);
    view.setUint32(12, SUBFLOW, LITTLE_ENDIAN);
    return bytes;
  },
  decode: (bytes) => {
    if (bytes.length < HEADER) throw short(bytes, HEADER, "struct mptcp_subflow_data");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    // The kernel puts the structures as far apart as both sides have room for.
    const size = view.getUint32(12, LITTLE_ENDIAN);
    if (size === 0) return [];
    const count = Math.min(view.getUint32(4, LITTLE_ENDIAN), Math.floor((bytes.length - HEADER) / size));
    return Array.from({ length: count }, (_, i) =>
      decodeTcpInfo(bytes.subarray(HEADER + i * size, HEADER + (i + 1) * size)),
    );
  },
};
