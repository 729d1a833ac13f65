// The entry point `berkeley/sync`: sockets that suspend the thread. Re-exports only. The layout behind it:
//   native/   the addon and its typed declaration            core/   what both flavours share
//   sync/     the flavour of this entry point                async/  the flavour of `berkeley`

export type {
  AlgAddress,
  CanAddress,
  CanIsotpAddress,
  CanJ1939Address,
  HciAddress,
  L2capAddress,
  NetlinkAddress,
  PacketAddress,
  PacketAddressInput,
  RfcommAddress,
  ScoAddress,
  TipcAddress,
  VsockAddress,
} from "./core/addresses/families.ts";
export type * from "./core/addresses/types.ts";
export type { BytesLike } from "./core/bytes.ts";
export { hasDualstackIpv6, type ServerOptions } from "./core/connections/server.ts";
export type { ConnectionOptions, ConnectionTarget, SourceAddress } from "./core/connections/target.ts";
export * from "./core/constants/index.ts";
export { CMSG_LEN, CMSG_SPACE } from "./core/control-sizes.ts";
export { htonl, htons, inetAton, inetNtoa, inetNtop, inetPton, ntohl, ntohs } from "./core/conversions.ts";
export { getdefaulttimeout, setdefaulttimeout } from "./core/defaults.ts";
export * from "./core/exceptions.ts";
export type { FileOptions, Newline } from "./core/file/settings.ts";
export * from "./core/frames/index.ts";
export { ifIndextoname, ifNameindex, ifNametoindex } from "./core/interfaces.ts";
export type { AddressInfo, AddrinfoOptions, SocketAddress } from "./core/names/hints.ts";
export type { HostEntry } from "./core/names/hostent.ts";
export type { NumericAddress } from "./core/names/nameinfo.ts";
export { gethostname, getprotobyname, getservbyname, getservbyport, sethostname } from "./core/names/services.ts";
export type { AfalgMessage } from "./core/operations/afalg.ts";
export type { OperationOptions } from "./core/options-argument.ts";
export { EVENT_READ, EVENT_WRITE, type FileObject, type SelectorKey } from "./selectors/key.ts";
export { createConnection } from "./sync/connection.ts";
export { SocketFile } from "./sync/file.ts";
export { fromfd, socketpair } from "./sync/making.ts";
export { getaddrinfo, getfqdn, gethostbyaddr, gethostbyname, gethostbynameEx, getnameinfo } from "./sync/names.ts";
export { DefaultSelector } from "./sync/selector.ts";
export { createServer } from "./sync/server.ts";
export { Socket } from "./sync/socket.ts";
