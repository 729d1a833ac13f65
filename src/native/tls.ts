// The TLS addon, typed: OpenSSL as the running Node carries it.
//
// A function returns a value, a negative errno, or one of the codes below, after which `errors()` tells more: take them
// at once, the queue is that of the thread.
import { createRequire } from "node:module";

export const WANT_READ = -1001;
export const WANT_WRITE = -1002;
export const CLOSED = -1003;
export const EOF = -1004;
export const FAILED = -1005;
export const PAUSED = -1006;
export const RENEGOTIATION = -1007;

export const ASK_SERVER_NAME = 0;
export const ASK_PSK_CLIENT = 1;
// 2, the last of them: what key a PSK server has for an identity.

declare const kind: unique symbol;
export interface ContextHandle {
  readonly [kind]: "context";
}
export interface ConnectionHandle {
  readonly [kind]: "connection";
}
export interface SessionHandle {
  readonly [kind]: "session";
}
export interface MemoryHandle {
  readonly [kind]: "memory";
}

type Bytes = Uint8Array;
type Text = string | null;

/** Answers what OpenSSL asks during an attempt. It must not throw. */
export type Answer = (question: number, subject: Text) => number | Bytes;

/** A certificate taken apart, in the order of native/tls/certificate.c. */
export type CertificateParts = [
  subject: [string, string][][],
  issuer: [string, string][][],
  version: number,
  serialNumber: string,
  notBefore: string,
  notAfter: string,
  alternativeNames: [string, string | [string, string][][]][],
  ocsp: string[],
  issuers: string[],
  revocationLists: string[],
];

export interface TlsBinding {
  readonly versionNumber: number;
  readonly versionText: string;
  /** library, reason, details, code, library, … */
  errors(): (string | number)[];
  verifyErrorText(code: number): string;

  contextNew(server: boolean): ContextHandle | number;
  contextSetOptions(context: ContextHandle, options: number): number;
  contextSetVerify(context: ContextHandle, server: boolean, mode: number): number;
  contextGetVerifyFlags(context: ContextHandle): number;
  contextSetVerifyFlags(context: ContextHandle, flags: number): number;
  contextSetVersions(context: ContextHandle, lowest: number, highest: number): number;
  contextSetPostHandshakeAuth(context: ContextHandle, flag: boolean): number;
  contextGetTickets(context: ContextHandle): number;
  contextSetTickets(context: ContextHandle, count: number): number;
  contextGetSecurityLevel(context: ContextHandle): number;
  contextSetSecurityLevel(context: ContextHandle, level: number): number;
  contextSessionStats(context: ContextHandle): number[];
  contextSetCiphers(context: ContextHandle, list: string): number;
  contextSetCiphersuites(context: ContextHandle, list: string): number;
  contextSetGroups(context: ContextHandle, list: string): number;
  /** Eleven values of each cipher. */
  contextCiphers(context: ContextHandle): (string | number | boolean | null)[] | number;
  contextSetAlpn(context: ContextHandle, list: Bytes): number;
  contextSetPsk(context: ContextHandle, client: boolean, server: boolean, hint: Text): number;
  contextSetServerName(context: ContextHandle, flag: boolean): number;
  /** The context owns the descriptor from then on. */
  contextSetKeylog(context: ContextHandle, fd: number): number;
  /** `password` gives bytes, which are wiped, or null. */
  contextLoadCertChain(context: ContextHandle, chain: Bytes, key: Bytes, password: () => Bytes | null): number;
  contextLoadDh(context: ContextHandle, pem: Bytes): number;
  contextTrustBytes(context: ContextHandle, data: Bytes, pem: boolean): number;
  contextTrustDirectory(context: ContextHandle, path: string): number;
  contextStoreStats(context: ContextHandle): [number, number, number];
  contextCaCerts(context: ContextHandle): Buffer[];
  defaultPaths(): [string, string, string, string];

  connectionNew(context: ContextHandle, server: boolean, below: number | ConnectionHandle): ConnectionHandle | number;
  connectionOnMemory(
    context: ContextHandle,
    server: boolean,
    incoming: MemoryHandle,
    outgoing: MemoryHandle,
  ): ConnectionHandle | number;
  connectionRelease(connection: ConnectionHandle): number;
  connectionSetPeer(connection: ConnectionHandle, name: Text, host: Text, ip: Text, flags: number): number;
  connectionSetContext(connection: ConnectionHandle, context: ContextHandle): number;
  handshake(connection: ConnectionHandle, answer: Answer | undefined): number;
  read(connection: ConnectionHandle, buffer: Bytes, offset: number, length: number, answer: Answer | undefined): number;
  write(connection: ConnectionHandle, data: Bytes, offset: number, length: number, answer: Answer | undefined): number;
  flush(connection: ConnectionHandle): number;
  shutdown(connection: ConnectionHandle): number;
  verifyClient(connection: ConnectionHandle): number;
  moved(connection: ConnectionHandle): number;

  finished(connection: ConnectionHandle): number;
  pending(connection: ConnectionHandle): number;
  version(connection: ConnectionHandle): Text;
  cipher(connection: ConnectionHandle): [string, string, number] | null;
  sharedCiphers(connection: ConnectionHandle): (string | number)[] | null;
  compression(connection: ConnectionHandle): Text;
  alpn(connection: ConnectionHandle): Buffer | null;
  finishedMessage(connection: ConnectionHandle): Buffer | null;
  exporter(connection: ConnectionHandle): Buffer | number;
  endPoint(connection: ConnectionHandle): [Buffer, string] | null;
  peerCertificate(connection: ConnectionHandle): Buffer | null;
  verifiedChain(connection: ConnectionHandle): Buffer[] | null;
  unverifiedChain(connection: ConnectionHandle): Buffer[] | null;
  /** Code, depth, the certificate that failed, SSL_VERIFY_*. */
  verification(connection: ConnectionHandle): [number, number, Buffer | null, number];

  certificate(der: Bytes): CertificateParts | number;
  /** nid, short name, long name, OID */
  object(text: string, byName: boolean): [number, string, string, string] | number;

  sessionGet(connection: ConnectionHandle): SessionHandle | null;
  sessionSet(connection: ConnectionHandle, session: SessionHandle): number;
  sessionReused(connection: ConnectionHandle): number;
  /** id, time, timeout, ticket lifetime hint, has a ticket, resumable */
  sessionFacts(session: SessionHandle): [Buffer, number, number, number, number, number];

  memoryNew(): MemoryHandle | number;
  memoryPending(memory: MemoryHandle): number;
  memoryRead(memory: MemoryHandle, buffer: Bytes): number;
  memoryWrite(memory: MemoryHandle, data: Bytes): number;
  memoryEnd(memory: MemoryHandle): number;
}

/** The OpenSSL whose headers the addon was compiled with; a later one of the same major version is compatible. */
const MAJOR = 3;

function load(): TlsBinding {
  const require = createRequire(import.meta.url);
  let binding: TlsBinding;
  try {
    binding = require("../../build/Release/berkeley_tls.node") as TlsBinding;
  } catch (cause) {
    // The addon is linked so that a symbol that is missing shows here and not at its first use.
    const missing = cause instanceof Error && /undefined symbol|symbol not found|not found: /i.test(cause.message);
    throw new Error(
      missing
        ? `berkeley/tls needs a Node.js whose executable exports OpenSSL ${MAJOR}; this runtime (${process.title} ${process.version}) does not. Use Node.js 20, 22, 24 or 26 as its makers build it.`
        : "berkeley/tls could not load its addon, berkeley_tls.node. Is there a binary for this platform, or has it been built?",
      { cause },
    );
  }
  const major = binding.versionNumber >>> 28;
  if (major !== MAJOR || !binding.versionText.startsWith("OpenSSL ")) {
    throw new Error(`berkeley/tls needs OpenSSL ${MAJOR}, but this runtime carries ${binding.versionText}`);
  }
  return binding;
}

export const tls: TlsBinding = load();
