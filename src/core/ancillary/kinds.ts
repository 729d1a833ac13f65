// The kinds of ancillary data that a receiver asks for: the room they take, and the option that makes the kernel send each.

import { describe } from "../bytes.ts";
import {
  IP_PKTINFO,
  IP_RECVERR,
  IP_RECVORIGDSTADDR,
  IP_RECVTOS,
  IP_RECVTTL,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_RECVERR,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVORIGDSTADDR,
  IPV6_RECVPKTINFO,
  IPV6_RECVTCLASS,
} from "../constants/ip.ts";
import {
  AF_INET6,
  SO_PASSCRED,
  SO_PASSPIDFD,
  SO_PASSSEC,
  SO_RXQ_OVFL,
  SO_TIMESTAMPING,
  SO_TIMESTAMPNS,
  SOCK_RAW,
  SOL_SOCKET,
  SOL_UDP,
} from "../constants/socket.ts";
import { UDP_GRO } from "../constants/transport.ts";
import { CMSG_SPACE, MOST_DESCRIPTORS } from "../control-sizes.ts";

/** A kind of ancillary data that `recvmsg` can be asked for by name. */
export type AncillaryKind =
  | "rights"
  | "credentials"
  | "pidfd"
  | "securityLabel"
  | "packetInfo"
  | "hopLimit"
  | "trafficClass"
  | "originalDestination"
  | "timestamp"
  | "timestamps"
  | "error"
  | "segmentSize"
  | "dropped";

/** [level, name] of an option. */
type OptionPlace = readonly [level: number, name: number];

/** The option that makes the kernel send a kind, per family where they differ. */
interface Kind {
  readonly option?: OptionPlace;
  readonly option6?: OptionPlace;
  /** On AF_INET6, for what comes over IPv4 to a dual-stack socket: `option6` does not cover it. */
  readonly mapped?: OptionPlace;
}

/** Of what has one option for each version of IP. */
function ofBoth(option: OptionPlace, option6: OptionPlace): Kind {
  return { option, option6, mapped: option };
}

const KINDS: Readonly<Record<AncillaryKind, Kind>> = {
  rights: {},
  credentials: { option: [SOL_SOCKET, SO_PASSCRED] },
  pidfd: { option: [SOL_SOCKET, SO_PASSPIDFD] },
  securityLabel: { option: [SOL_SOCKET, SO_PASSSEC] },
  // IPV6_RECVPKTINFO tells of both versions, as ::ffff:192.0.2.1 for IPv4.
  packetInfo: { option: [IPPROTO_IP, IP_PKTINFO], option6: [IPPROTO_IPV6, IPV6_RECVPKTINFO] },
  hopLimit: ofBoth([IPPROTO_IP, IP_RECVTTL], [IPPROTO_IPV6, IPV6_RECVHOPLIMIT]),
  trafficClass: ofBoth([IPPROTO_IP, IP_RECVTOS], [IPPROTO_IPV6, IPV6_RECVTCLASS]),
  originalDestination: ofBoth([IPPROTO_IP, IP_RECVORIGDSTADDR], [IPPROTO_IPV6, IPV6_RECVORIGDSTADDR]),
  timestamp: { option: [SOL_SOCKET, SO_TIMESTAMPNS] },
  timestamps: { option: [SOL_SOCKET, SO_TIMESTAMPING] },
  error: ofBoth([IPPROTO_IP, IP_RECVERR], [IPPROTO_IPV6, IPV6_RECVERR]),
  segmentSize: { option: [SOL_UDP, UDP_GRO] },
  dropped: { option: [SOL_SOCKET, SO_RXQ_OVFL] },
};

/** The kinds of an `ancillary` argument. */
export function asKinds(value: unknown): readonly AncillaryKind[] {
  if (!Array.isArray(value)) throw new TypeError(`ancillary must be a list of kinds, not ${describe(value)}`);
  for (const kind of value) {
    if (typeof kind !== "string") throw new TypeError(`ancillary must hold names of kinds, not ${describe(kind)}`);
    if (!Object.hasOwn(KINDS, kind)) {
      throw new RangeError(`ancillary must hold kinds among ${Object.keys(KINDS).join(", ")}, not ${kind}`);
    }
  }
  return value as AncillaryKind[];
}

/**
 * Room for all that may come beside descriptors. The kernel fills the buffer in an order of its own with whatever the
 * socket has options for, asked for this time or not: a kind that was asked for must not lose its place to another.
 */
export const ROOM_BESIDE_RIGHTS = 2048;

/** The size of the control buffer for these kinds. */
export function roomFor(kinds: readonly AncillaryKind[]): number {
  return ROOM_BESIDE_RIGHTS + (kinds.includes("rights") ? CMSG_SPACE(4 * MOST_DESCRIPTORS) : 0);
}

interface Receiver {
  readonly family: number;
  readonly type: number;
  setsockopt(level: number, name: number, value: number): void;
}

/** SO_TIMESTAMPING: receive times by the kernel and by the card, software and raw hardware. */
const RECEIVE_TIMESTAMPS = 0b101_1100;

/**
 * Makes the kernel send these kinds of ancillary data along with what the socket receives, by setting the option of
 * each (`packetInfo`: IP_PKTINFO or IPV6_RECVPKTINFO, …; on a dual-stack socket, of both versions of IP). Ask for them
 * with `recvmsg(size, { ancillary: kinds })`.
 *
 * @throws TypeError, RangeError for what is no kind; OSError of setsockopt where the socket has no such option.
 *
 * @example
 * enableAncillary(sock, ["packetInfo", "hopLimit"]);
 * const [data, { packetInfo, hopLimit }] = await sock.recvmsg(1500, { ancillary: ["packetInfo", "hopLimit"] });
 */
export function enableAncillary(sock: Receiver, kinds: readonly AncillaryKind[]): void {
  for (const kind of asKinds(kinds)) {
    const { option, option6, mapped } = KINDS[kind];
    const six = sock.family === AF_INET6;
    const value = kind === "timestamps" ? RECEIVE_TIMESTAMPS : 1;
    const chosen = six ? (option6 ?? option) : option;
    if (chosen !== undefined) sock.setsockopt(chosen[0], chosen[1], value);
    // Raw sockets of AF_INET6 never receive what comes over IPv4, and have none of its options.
    if (six && mapped !== undefined && sock.type !== SOCK_RAW) sock.setsockopt(mapped[0], mapped[1], value);
  }
}
