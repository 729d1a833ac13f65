// The kinds of ancillary data that a receiver asks for: the room each takes, and the option that makes the kernel send it.

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
  SOL_SOCKET,
  SOL_UDP,
} from "../constants/socket.ts";
import { UDP_GRO } from "../constants/transport.ts";
import { CMSG_SPACE } from "../control-sizes.ts";

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

interface Kind {
  /** The length of the data, for the kind's longest form. */
  readonly length: number;
  /** [level, name] of the option that enables it, per family where they differ. */
  readonly option?: readonly [level: number, name: number];
  readonly option6?: readonly [level: number, name: number];
}

// SCM_MAX_FD: the kernel passes no more descriptors in one message.
const MOST_DESCRIPTORS = 253;
const LONGEST_LABEL = 256;

const KINDS: Readonly<Record<AncillaryKind, Kind>> = {
  rights: { length: 4 * MOST_DESCRIPTORS },
  credentials: { length: 12, option: [SOL_SOCKET, SO_PASSCRED] },
  pidfd: { length: 4, option: [SOL_SOCKET, SO_PASSPIDFD] },
  securityLabel: { length: LONGEST_LABEL, option: [SOL_SOCKET, SO_PASSSEC] },
  packetInfo: { length: 20, option: [IPPROTO_IP, IP_PKTINFO], option6: [IPPROTO_IPV6, IPV6_RECVPKTINFO] },
  hopLimit: { length: 4, option: [IPPROTO_IP, IP_RECVTTL], option6: [IPPROTO_IPV6, IPV6_RECVHOPLIMIT] },
  trafficClass: { length: 4, option: [IPPROTO_IP, IP_RECVTOS], option6: [IPPROTO_IPV6, IPV6_RECVTCLASS] },
  originalDestination: {
    length: 28,
    option: [IPPROTO_IP, IP_RECVORIGDSTADDR],
    option6: [IPPROTO_IPV6, IPV6_RECVORIGDSTADDR],
  },
  timestamp: { length: 16, option: [SOL_SOCKET, SO_TIMESTAMPNS] },
  timestamps: { length: 48, option: [SOL_SOCKET, SO_TIMESTAMPING] },
  // struct sock_extended_err, and the longest sockaddr of an offender.
  error: { length: 16 + 28, option: [IPPROTO_IP, IP_RECVERR], option6: [IPPROTO_IPV6, IPV6_RECVERR] },
  segmentSize: { length: 4, option: [SOL_UDP, UDP_GRO] },
  dropped: { length: 4, option: [SOL_SOCKET, SO_RXQ_OVFL] },
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

// A caller gives the same list again and again.
let lastKinds: readonly AncillaryKind[] = [];
let lastRoom = 0;

/** The control buffer that holds one message of each kind. */
export function roomFor(kinds: readonly AncillaryKind[]): number {
  if (kinds === lastKinds && kinds.length > 0) return lastRoom;
  lastRoom = kinds.reduce((room, kind) => room + CMSG_SPACE(KINDS[kind].length), 0);
  lastKinds = kinds;
  return lastRoom;
}

interface Receiver {
  readonly family: number;
  setsockopt(level: number, name: number, value: number): void;
}

/** SO_TIMESTAMPING: receive times by the kernel and by the card, software and raw hardware. */
const RECEIVE_TIMESTAMPS = 0b101_1100;

/**
 * Makes the kernel send these kinds of ancillary data along with what the socket receives, by setting the option of
 * each (`packetInfo`: IP_PKTINFO or IPV6_RECVPKTINFO, …). Ask for them with `recvmsg(size, { ancillary: kinds })`.
 *
 * @throws TypeError, RangeError for what is no kind; OSError of setsockopt where the socket has no such option.
 *
 * @example
 * enableAncillary(sock, ["packetInfo", "hopLimit"]);
 * const [data, { packetInfo, hopLimit }] = await sock.recvmsg(1500, { ancillary: ["packetInfo", "hopLimit"] });
 */
export function enableAncillary(sock: Receiver, kinds: readonly AncillaryKind[]): void {
  for (const kind of asKinds(kinds)) {
    const { option, option6 } = KINDS[kind];
    const chosen = sock.family === AF_INET6 ? (option6 ?? option) : option;
    if (chosen === undefined) continue;
    sock.setsockopt(chosen[0], chosen[1], kind === "timestamps" ? RECEIVE_TIMESTAMPS : 1);
  }
}
