// Links, addresses and routes as NETLINK_ROUTE tells them: rtnetlink(7), linux/rtnetlink.h, linux/if_link.h.

import { describe } from "../bytes.ts";
import {
  NLM_F_DUMP,
  NLM_F_REQUEST,
  RTM_DELADDR,
  RTM_DELLINK,
  RTM_DELROUTE,
  RTM_GETADDR,
  RTM_GETLINK,
  RTM_GETROUTE,
  RTM_NEWADDR,
  RTM_NEWLINK,
  RTM_NEWROUTE,
} from "../constants/netlink.ts";
import { IFF_UP } from "../constants/packet.ts";
import { formatIp } from "./ip-text.ts";
import { asUnsigned, LITTLE_ENDIAN, viewOf } from "./layout.ts";
import {
  decodeNetlinkAttributes,
  encodeNetlinkMessage,
  type NetlinkAttribute,
  type NetlinkMessage,
} from "./netlink.ts";

/** A network interface. */
export interface LinkMessage {
  readonly kind: "link";
  /** Whether the interface is gone. */
  readonly removed: boolean;
  readonly index: number;
  readonly name: string;
  /** ARPHRD_*. */
  readonly type: number;
  /** IFF_*. */
  readonly flags: number;
  readonly up: boolean;
  readonly mtu: number;
  /** The hardware address, such as `02:42:ac:11:00:02`; '' where the interface has none. */
  readonly address: string;
  /** The index of the bridge or bond that it belongs to; 0 for none. */
  readonly master: number;
  /** Everything the kernel said, by type: IFLA_*. */
  readonly attributes: readonly NetlinkAttribute[];
}

/** An address of an interface. */
export interface AddressMessage {
  readonly kind: "address";
  readonly removed: boolean;
  /** AF_INET, AF_INET6. */
  readonly family: number;
  /** The index of its interface. */
  readonly index: number;
  readonly address: string;
  readonly prefixLength: number;
  /** RT_SCOPE_*. */
  readonly scope: number;
  /** IFA_F_*. */
  readonly flags: number;
  /** For AF_INET the interface's name or an alias of it; '' otherwise. */
  readonly label: string;
  readonly attributes: readonly NetlinkAttribute[];
}

/** A route. */
export interface RouteMessage {
  readonly kind: "route";
  readonly removed: boolean;
  readonly family: number;
  /** null for the default route. */
  readonly destination: string | null;
  readonly prefixLength: number;
  /** The next hop; null for what is reached directly. */
  readonly gateway: string | null;
  /** The source address to be used; null for no preference. */
  readonly source: string | null;
  /** The index of the interface; 0 where the route has none, or several next hops (RTA_MULTIPATH). */
  readonly outputInterface: number;
  /** The metric; lower is preferred. */
  readonly priority: number;
  /** RT_TABLE_*. */
  readonly table: number;
  /** RTPROT_*: who made it. */
  readonly protocol: number;
  readonly scope: number;
  /** RTN_UNICAST, RTN_LOCAL, … */
  readonly type: number;
  readonly attributes: readonly NetlinkAttribute[];
}

/** What `decodeRtnetlink` gives; `kind` tells which. */
export type RtnetlinkMessage = LinkMessage | AddressMessage | RouteMessage;

const DUMPS: ReadonlyMap<string, readonly [type: number, size: number]> = new Map([
  ["link", [RTM_GETLINK, 16]],
  ["address", [RTM_GETADDR, 8]],
  ["route", [RTM_GETROUTE, 12]],
]);

/**
 * The request for all links, addresses or routes, of one family or (0) of every one. What answers it are messages with
 * NLM_F_MULTI, of which NLMSG_DONE is the last.
 */
export function encodeRtnetlinkDump(kind: RtnetlinkMessage["kind"], family: number = 0, sequence: number = 0): Buffer {
  const [type, size] = DUMPS.get(kind) ?? [];
  if (type === undefined || size === undefined) {
    throw new RangeError(`kind must be "link", "address" or "route", not ${describe(kind)}`);
  }
  const payload = Buffer.alloc(size);
  payload.writeUInt8(asUnsigned(family, "family", 0xff), 0);
  return encodeNetlinkMessage({ type, flags: NLM_F_REQUEST | NLM_F_DUMP, sequence, payload });
}

/** What a message tells of a link, an address or a route; null when it is about something else. */
export function decodeRtnetlink(message: NetlinkMessage): RtnetlinkMessage | null {
  switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
      return decodeLink(message.payload, message.type === RTM_DELLINK);
    case RTM_NEWADDR:
    case RTM_DELADDR:
      return decodeAddress(message.payload, message.type === RTM_DELADDR);
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      return decodeRoute(message.payload, message.type === RTM_DELROUTE);
    default:
      return null;
  }
}

/** Attributes after the message's own structure, and a look at one by its type. */
function attributesOf(payload: Buffer, size: number): [NetlinkAttribute[], (type: number) => Buffer | undefined] {
  const attributes = decodeNetlinkAttributes(payload.subarray(size));
  return [attributes, (wanted) => attributes.find(({ type }) => type === wanted)?.data];
}

// struct ifinfomsg
function decodeLink(payload: Buffer, removed: boolean): LinkMessage {
  const view = viewOf(payload, 16, "A link");
  const [attributes, find] = attributesOf(payload, 16);
  const flags = view.getUint32(8, LITTLE_ENDIAN);
  return {
    kind: "link",
    removed,
    index: view.getInt32(4, LITTLE_ENDIAN),
    name: textOf(find(3)),
    type: view.getUint16(2, LITTLE_ENDIAN),
    flags,
    up: (flags & IFF_UP) !== 0,
    mtu: numberOf(find(4)),
    address: (find(1)?.toString("hex") ?? "").replace(/..(?!$)/g, "$&:"),
    master: numberOf(find(10)),
    attributes,
  };
}

// struct ifaddrmsg
function decodeAddress(payload: Buffer, removed: boolean): AddressMessage {
  const view = viewOf(payload, 8, "An address");
  const [attributes, find] = attributesOf(payload, 8);
  // IFA_ADDRESS is the peer's on a point-to-point interface, IFA_LOCAL this end's.
  const address = find(2) ?? find(1);
  return {
    kind: "address",
    removed,
    family: view.getUint8(0),
    index: view.getUint32(4, LITTLE_ENDIAN),
    address: address === undefined ? "" : formatIp(address),
    prefixLength: view.getUint8(1),
    scope: view.getUint8(3),
    // The structure has room for 8 flags; IFA_FLAGS has them all.
    flags: numberOf(find(8)) || view.getUint8(2),
    label: textOf(find(3)),
    attributes,
  };
}

// struct rtmsg
function decodeRoute(payload: Buffer, removed: boolean): RouteMessage {
  const view = viewOf(payload, 12, "A route");
  const [attributes, find] = attributesOf(payload, 12);
  const text = (data: Buffer | undefined): string | null => (data === undefined ? null : formatIp(data));
  return {
    kind: "route",
    removed,
    family: view.getUint8(0),
    destination: text(find(1)),
    prefixLength: view.getUint8(1),
    gateway: text(find(5)) ?? viaOf(find(18)),
    source: text(find(7)),
    outputInterface: numberOf(find(4)),
    priority: numberOf(find(6)),
    // The structure has room for 256 tables; RTA_TABLE has them all.
    table: numberOf(find(15)) || view.getUint8(4),
    protocol: view.getUint8(5),
    scope: view.getUint8(6),
    type: view.getUint8(7),
    attributes,
  };
}

/** RTA_VIA: a next hop of another family, which the first two bytes name. */
function viaOf(data: Buffer | undefined): string | null {
  return data === undefined || data.length < 2 ? null : formatIp(data.subarray(2));
}

function numberOf(data: Buffer | undefined): number {
  return data === undefined ? 0 : viewOf(data, 4, "An attribute that is a number").getUint32(0, LITTLE_ENDIAN);
}

function textOf(data: Buffer | undefined): string {
  return data === undefined ? "" : data.toString("utf8").replace(/\0.*$/s, "");
}
