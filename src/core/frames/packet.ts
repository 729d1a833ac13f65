// The headers that raw and packet sockets see: Ethernet (IEEE 802.3), IPv4 (RFC 791), IPv6 (RFC 8200).
import type { BytesLike } from "../bytes.ts";
import { formatIp } from "./ip-text.ts";
import { copyOf, viewOf } from "./layout.ts";

const VLAN_TAG = 0x8100;

/** A frame of Ethernet: IEEE 802.3, with the tags of 802.1Q. */
export interface EthernetFrame {
  /** As `aa:bb:cc:dd:ee:ff`. */
  readonly destination: string;
  readonly source: string;
  /** The protocol, ETH_P_*; below 1536 the length of an IEEE 802.3 frame. */
  readonly protocol: number;
  /** The virtual network of a tagged frame. */
  readonly vlan: number | null;
  readonly payload: Buffer;
}

/** A packet of IPv4 (RFC 791) or IPv6 (RFC 8200). */
export interface IpPacket {
  readonly version: 4 | 6;
  readonly source: string;
  readonly destination: string;
  /** IPPROTO_*; for IPv6 the type of the next header. */
  readonly protocol: number;
  /** The time to live, or hop limit. */
  readonly ttl: number;
  /** The type of service, or traffic class. */
  readonly tos: number;
  /** What follows the header (and for IPv4 its options), without the link layer's padding. */
  readonly payload: Buffer;
}

/** The frame that a socket of AF_PACKET with SOCK_RAW received on Ethernet. @throws RangeError when it is too short. */
export function decodeEthernetFrame(bytes: BytesLike): EthernetFrame {
  const view = viewOf(bytes, 14, "An Ethernet frame");
  const tagged = view.getUint16(12) === VLAN_TAG;
  if (tagged) viewOf(bytes, 18, "A tagged Ethernet frame");
  return {
    destination: hardwareAddress(view, 0),
    source: hardwareAddress(view, 6),
    protocol: view.getUint16(tagged ? 16 : 12),
    vlan: tagged ? view.getUint16(14) & 0xfff : null,
    payload: copyOf(view, tagged ? 18 : 14, view.byteLength),
  };
}

/**
 * The packet that a raw socket of AF_INET received, header and all; or the payload of an Ethernet frame.
 *
 * @throws RangeError when the header's lengths are not those of the bytes.
 */
export function decodeIpv4Packet(bytes: BytesLike): IpPacket {
  const view = viewOf(bytes, 20, "An IPv4 packet");
  const header = (view.getUint8(0) & 0x0f) * 4;
  // Segmentation offload leaves 0 for a packet that is longer than the field can say.
  const total = view.getUint16(2) || view.byteLength;
  if (view.getUint8(0) >> 4 !== 4) throw new RangeError("An IPv4 packet must have version 4");
  if (header < 20 || total < header || total > view.byteLength) {
    throw new RangeError(
      `An IPv4 packet of ${view.byteLength} bytes cannot have ${header} of header and ${total} in all`,
    );
  }
  return {
    version: 4,
    source: formatIp(copyOf(view, 12, 16)),
    destination: formatIp(copyOf(view, 16, 20)),
    protocol: view.getUint8(9),
    ttl: view.getUint8(8),
    tos: view.getUint8(1),
    payload: copyOf(view, header, total),
  };
}

/** The packet in the payload of an Ethernet frame. @throws RangeError when it is shorter than it says. */
export function decodeIpv6Packet(bytes: BytesLike): IpPacket {
  const view = viewOf(bytes, 40, "An IPv6 packet");
  const length = view.getUint16(4) || view.byteLength - 40;
  if (view.getUint8(0) >> 4 !== 6) throw new RangeError("An IPv6 packet must have version 6");
  if (40 + length > view.byteLength) {
    throw new RangeError(`An IPv6 packet of ${view.byteLength} bytes cannot have a payload of ${length}`);
  }
  return {
    version: 6,
    source: formatIp(copyOf(view, 8, 24)),
    destination: formatIp(copyOf(view, 24, 40)),
    protocol: view.getUint8(6),
    ttl: view.getUint8(7),
    tos: (view.getUint16(0) >> 4) & 0xff,
    payload: copyOf(view, 40, 40 + length),
  };
}

function hardwareAddress(view: DataView, at: number): string {
  return copyOf(view, at, at + 6)
    .toString("hex")
    .replace(/..(?!$)/g, "$&:");
}
