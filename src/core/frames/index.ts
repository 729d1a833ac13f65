// Frames: bytes of a fixed form that families carry, encoded and decoded.

export {
  type CanClassicFrame,
  type CanFdFrame,
  type CanFrame,
  type CanFrameInput,
  type CanXlFrame,
  decodeCanFrame,
  encodeCanFrame,
} from "./can.ts";
export {
  type BcmMessage,
  type BcmMessageInput,
  decodeBcmMessage,
  encodeBcmMessage,
} from "./can-bcm.ts";
export type { CanErrorFrame } from "./can-error.ts";
export { type CanFilter, decodeCanFilters, encodeCanFilters } from "./can-filter.ts";
export { internetChecksum } from "./checksum.ts";
export {
  decodeIcmp,
  decodeIcmpEcho,
  decodeIcmpv6Echo,
  encodeIcmpEcho,
  encodeIcmpv6Echo,
  type IcmpEcho,
  type IcmpEchoInput,
  type IcmpMessage,
} from "./icmp.ts";
export {
  decodeNetlinkAttributes,
  decodeNetlinkMessages,
  encodeNetlinkAttributes,
  encodeNetlinkMessage,
  type NetlinkAttribute,
  type NetlinkMessage,
  netlinkError,
} from "./netlink.ts";
export {
  decodeEthernetFrame,
  decodeIpv4Packet,
  decodeIpv6Packet,
  type EthernetFrame,
  type IpPacket,
} from "./packet.ts";
export {
  type AddressMessage,
  decodeRtnetlink,
  encodeRtnetlinkDump,
  type LinkMessage,
  type RouteMessage,
  type RtnetlinkMessage,
} from "./rtnetlink.ts";
export { decodeSctpReceiveInfo, encodeSctpSendInfo, type SctpReceiveInfo, type SctpSendInfo } from "./sctp.ts";
export { decodeInetDiag, encodeInetDiagDump, type InetDiagMessage, type InetDiagRequest } from "./sock-diag.ts";
export {
  decodeTipcEvent,
  encodeTipcGroupRequest,
  encodeTipcSubscription,
  type TipcEvent,
  type TipcSubscription,
} from "./tipc.ts";
export { decodeUevent, type Uevent } from "./uevent.ts";
