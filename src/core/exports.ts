// What both entry points export: the same objects in `berkeley` and `berkeley/sync`.
export type * from "./addresses/types.ts";
export {
  type Ancillary,
  type Credentials,
  type PacketInfo,
  parseAncillary,
  type Timestamps,
} from "./ancillary/ancillary.ts";
export * from "./ancillary/building.ts";
export type { AncillaryInput, AncillaryItem } from "./ancillary/control.ts";
export type { ReceivedFds } from "./ancillary/descriptors.ts";
export type { ErrorOrigin, ExtendedError } from "./ancillary/extended-error.ts";
export { type AncillaryKind, enableAncillary } from "./ancillary/kinds.ts";
export type { AncillaryOptions } from "./ancillary/receiving.ts";
export type { BytesLike } from "./bytes.ts";
export { close } from "./close.ts";
export { hasDualstackIpv6, type ServerOptions } from "./connections/server.ts";
export type { ConnectionOptions, ConnectionTarget, SourceAddress } from "./connections/target.ts";
export * from "./constants/index.ts";
export { CMSG_LEN, CMSG_SPACE } from "./control-sizes.ts";
export { htonl, htons, inetAton, inetNtoa, inetNtop, inetPton, ntohl, ntohs } from "./conversions.ts";
export { getdefaulttimeout, setdefaulttimeout } from "./defaults.ts";
export * from "./exceptions.ts";
export type { FileOptions, Newline } from "./file/settings.ts";
export * from "./frames/index.ts";
export { ifIndextoname, ifNameindex, ifNametoindex } from "./interfaces.ts";
export type { AddressInfo, AddrinfoOptions, SocketAddress } from "./names/hints.ts";
export type { HostEntry } from "./names/hostent.ts";
export type { NumericAddress } from "./names/nameinfo.ts";
export { gethostname, getprotobyname, getservbyname, getservbyport, sethostname } from "./names/services.ts";
export type { AfalgMessage } from "./operations/afalg.ts";
export type { Message } from "./operations/message.ts";
export type { FileLike } from "./operations/sendfile.ts";
export * from "./options/index.ts";
export type { OperationOptions } from "./options-argument.ts";
export { type PeerCredentials, peerPidfd } from "./peer-credentials.ts";
