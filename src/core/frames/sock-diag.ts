// The sockets of this machine, as ss(8) lists them: sock_diag(7), for TCP, UDP and others of AF_INET and AF_INET6.
import { NLM_F_DUMP, NLM_F_REQUEST, SOCK_DIAG_BY_FAMILY } from "../constants/netlink.ts";
import { AF_INET, AF_INET6 } from "../constants/socket.ts";
import { formatIp } from "./ip-text.ts";
import { asUnsigned, copyOf, LITTLE_ENDIAN, memory, viewOf } from "./layout.ts";
import {
  decodeNetlinkAttributes,
  encodeNetlinkMessage,
  type NetlinkAttribute,
  type NetlinkMessage,
} from "./netlink.ts";

const REQUEST = 56;
const MESSAGE = 72;
const UINT_MAX = 0xffff_ffff;

/** Which sockets are asked for: sock_diag(7). */
export interface InetDiagRequest {
  /** AF_INET or AF_INET6. */
  readonly family: number;
  /** IPPROTO_TCP, IPPROTO_UDP, … */
  readonly protocol: number;
  /** A mask of `1 << state`; by default every state. */
  readonly states?: number;
  /** Which attributes to add: a mask of `1 << (INET_DIAG_* - 1)`. */
  readonly extensions?: number;
  readonly sequence?: number;
}

/** One socket: struct inet_diag_msg, sock_diag(7). */
export interface InetDiagMessage {
  readonly family: number;
  /** TCP_ESTABLISHED (1), TCP_LISTEN (10), … */
  readonly state: number;
  readonly local: [host: string, port: number];
  readonly remote: [host: string, port: number];
  /** The index of the interface it is bound to; 0 for none. */
  readonly index: number;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly uid: number;
  /** By which /proc/PID/fd names it. */
  readonly inode: number;
  readonly attributes: readonly NetlinkAttribute[];
}

/** The request for all sockets of a protocol; NLMSG_DONE is the last of what answers it. */
export function encodeInetDiagDump(request: InetDiagRequest): Buffer {
  const { family, protocol, states = UINT_MAX, extensions = 0, sequence = 0 } = request;
  if (family !== AF_INET && family !== AF_INET6) {
    throw new RangeError(`request.family must be AF_INET or AF_INET6, not ${String(family)}`);
  }
  const [payload, view] = memory(REQUEST);
  view.setUint8(0, family);
  view.setUint8(1, asUnsigned(protocol, "request.protocol", 0xff));
  view.setUint8(2, asUnsigned(extensions, "request.extensions", 0xff));
  view.setUint32(4, asUnsigned(states, "request.states", UINT_MAX), LITTLE_ENDIAN);
  return encodeNetlinkMessage({
    type: SOCK_DIAG_BY_FAMILY,
    flags: NLM_F_REQUEST | NLM_F_DUMP,
    sequence,
    payload,
  });
}

/** The socket that a message tells of; null when it is another message. */
export function decodeInetDiag(message: NetlinkMessage): InetDiagMessage | null {
  if (message.type !== SOCK_DIAG_BY_FAMILY) return null;
  const view = viewOf(message.payload, MESSAGE, "A socket");
  const family = view.getUint8(0);
  if (family !== AF_INET && family !== AF_INET6) return null;
  const size = family === AF_INET ? 4 : 16;
  return {
    family,
    state: view.getUint8(1),
    local: [formatIp(copyOf(view, 8, 8 + size)), view.getUint16(4)],
    remote: [formatIp(copyOf(view, 24, 24 + size)), view.getUint16(6)],
    index: view.getUint32(40, LITTLE_ENDIAN),
    receiveQueue: view.getUint32(56, LITTLE_ENDIAN),
    sendQueue: view.getUint32(60, LITTLE_ENDIAN),
    uid: view.getUint32(64, LITTLE_ENDIAN),
    inode: view.getUint32(68, LITTLE_ENDIAN),
    attributes: decodeNetlinkAttributes(message.payload.subarray(MESSAGE)),
  };
}
