// The entry point `berkeley`: sockets for `await`. Re-exports only. The layout behind it:
//   native/   the addon and its typed declaration            core/   what both flavours share
//   async/    the flavour of this entry point                sync/   the flavour of `berkeley/sync`

export { createConnection } from "./async/connection.ts";
export { SocketFile } from "./async/file.ts";
export { fromfd, socketpair } from "./async/making.ts";
export { getaddrinfo, getfqdn, gethostbyaddr, gethostbyname, gethostbynameEx, getnameinfo } from "./async/names.ts";
export { DefaultSelector } from "./async/selector.ts";
export { createServer } from "./async/server.ts";
export { Socket } from "./async/socket.ts";
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
