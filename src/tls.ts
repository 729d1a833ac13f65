// The entry point `berkeley/tls`: TLS for the sockets of either flavour. Re-exports only. The layout behind it:
//   native/tls/  the addon on Node's OpenSSL     src/tls/   contexts, connections, operations, for both flavours
//   async/ssl-socket.ts, sync/ssl-socket.ts      SSLSocket of each flavour; importing it teaches contexts to wrap it
import "./async/ssl-socket.ts";
import "./sync/ssl-socket.ts";

export { getServerCertificate, type ServerCertificateOptions } from "./async/server-certificate.ts";
export { SSLSocket } from "./async/ssl-socket.ts";
// Python's `ssl` has these too.
export { SO_TYPE, SOCK_STREAM, SOL_SOCKET } from "./core/constants/index.ts";
export { SSLSocket as SyncSSLSocket } from "./sync/ssl-socket.ts";
export {
  type Certificate,
  certTimeToSeconds,
  type DistinguishedName,
  derCertToPemCert,
  PEM_FOOTER,
  PEM_HEADER,
  pemCertToDerCert,
} from "./tls/certificate.ts";
export type { CipherDescription } from "./tls/cipher-list.ts";
export * from "./tls/constants.ts";
export {
  type PskClientCallback,
  type PskServerCallback,
  type SessionStats,
  type SniAnswer,
  type SniCallback,
  type SniSocket,
  SSLContext,
} from "./tls/context.ts";
export type { CertChainOptions, Password, VerifyLocations } from "./tls/credentials.ts";
export { createDefaultContext } from "./tls/default-context.ts";
export {
  SSLCertVerificationError,
  SSLEOFError,
  SSLError,
  type SSLErrorDetails,
  SSLSyscallError,
  SSLWantReadError,
  SSLWantWriteError,
  SSLZeroReturnError,
} from "./tls/errors.ts";
export { CHANNEL_BINDING_TYPES, type ChannelBindingType, type CipherTuple } from "./tls/inspectors.ts";
export { MemoryBIO } from "./tls/memory-bio.ts";
export { Purpose, type PurposeObject } from "./tls/purpose.ts";
export { SSLSession } from "./tls/session.ts";
export { type BioOptions, SSLObject } from "./tls/ssl-object.ts";
export { type DefaultVerifyPaths, getDefaultVerifyPaths } from "./tls/trust.ts";
export * from "./tls/version.ts";
export type { WrapOptions, Wrappable } from "./tls/wrapping.ts";
