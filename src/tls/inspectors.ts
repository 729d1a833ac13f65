// What can be asked of a connection: the same for SSLSocket, in both flavours, and SSLObject.
import { createHash } from "node:crypto";
import { describe } from "../core/bytes.ts";
import { tls } from "../native/tls.ts";
import { type Certificate, decodeCertificate } from "./certificate.ts";
import type { Connection } from "./connection.ts";
import type { SSLContext } from "./context.ts";
import { SSLError, sslError } from "./errors.ts";
import type { SSLSession } from "./session.ts";

/** Name, protocol, bits. */
export type CipherTuple = [name: string, protocol: string, bits: number];
/** RFC 5929, and RFC 9266 for TLS 1.3. */
export type ChannelBindingType = "tls-unique" | "tls-exporter" | "tls-server-end-point";

/** What `getChannelBinding` knows. */
export const CHANNEL_BINDING_TYPES: readonly ChannelBindingType[] = [
  "tls-unique",
  "tls-exporter",
  "tls-server-end-point",
];

export abstract class Inspectors {
  /** The connection, or null while there is none. @internal */
  abstract readonly connection: Connection | null;
  /** What to answer from, before there is a connection. @internal */
  protected abstract readonly initialContext: SSLContext;

  /** The context; a server name callback may set another. */
  get context(): SSLContext {
    return this.connection?.context ?? this.initialContext;
  }

  set context(context: SSLContext) {
    required(this.connection).context = context;
  }

  /** The session, to be resumed by a later connection; null while there is none. In TLS 1.3 it comes with the data. */
  get session(): SSLSession | null {
    return this.connection?.session ?? null;
  }

  set session(session: SSLSession | null) {
    required(this.connection).session = session;
  }

  /** Whether a session was resumed; null before there is a connection. */
  get sessionReused(): boolean | null {
    const { connection } = this;
    return connection === null ? null : tls.sessionReused(connection.open("SSL_session_reused")) === 1;
  }

  /**
   * The peer's certificate: `{}` when it was not verified, null when there is none; with `binaryForm` its DER form,
   * verified or not.
   */
  getpeercert(binaryForm?: false): Certificate | Record<string, never> | null;
  getpeercert(binaryForm: true): Buffer | null;
  getpeercert(binaryForm?: boolean): Certificate | Record<string, never> | Buffer | null;
  getpeercert(binaryForm = false): Certificate | Record<string, never> | Buffer | null {
    const connection = done(this.connection);
    const der = tls.peerCertificate(connection.open("getpeercert"));
    if (der === null || binaryForm) return der;
    return connection.verifies ? decodeCertificate(der) : {};
  }

  /** The chain as it was verified, up to the root, in DER; empty when there is none. */
  getVerifiedChain(): Buffer[] {
    return tls.verifiedChain(done(this.connection).open("getVerifiedChain")) ?? [];
  }

  /** The certificates that the peer sent, in DER; empty when there are none. */
  getUnverifiedChain(): Buffer[] {
    return tls.unverifiedChain(done(this.connection).open("getUnverifiedChain")) ?? [];
  }

  /** The cipher in use: its name, the version that defines it, the bits of its keys; null before the handshake. */
  cipher(): CipherTuple | null {
    const { connection } = this;
    return connection === null ? null : tls.cipher(connection.open("cipher"));
  }

  /** The ciphers that the client offered and this server has; null on a client. */
  sharedCiphers(): CipherTuple[] | null {
    const { connection } = this;
    const flat = connection === null ? null : tls.sharedCiphers(connection.open("sharedCiphers"));
    if (flat === null) return null;
    const list: CipherTuple[] = [];
    for (let i = 0; i + 3 <= flat.length; i += 3) list.push(flat.slice(i, i + 3) as CipherTuple);
    return list;
  }

  /** `"TLSv1.3"`, `"TLSv1.2"`, …; null before the handshake is done. */
  version(): string | null {
    const { connection } = this;
    return connection === null ? null : tls.version(connection.open("version"));
  }

  /** The compression: always null. */
  compression(): string | null {
    const { connection } = this;
    return connection === null ? null : tls.compression(connection.open("compression"));
  }

  /** The application protocol that both sides agreed on, or null. */
  selectedAlpnProtocol(): string | null {
    const { connection } = this;
    const bytes = connection === null ? null : tls.alpn(connection.open("selectedAlpnProtocol"));
    return bytes === null ? null : bytes.toString("utf8");
  }

  /**
   * What binds an authentication above TLS to this connection: RFC 5929, RFC 9266. `tls-unique` is null in TLS 1.3,
   * which has none.
   */
  getChannelBinding(type: ChannelBindingType = "tls-unique"): Buffer | null {
    if (typeof type !== "string") throw new TypeError(`type must be a string, not ${describe(type)}`);
    if (!CHANNEL_BINDING_TYPES.includes(type)) {
      throw new RangeError(`type must be one of ${CHANNEL_BINDING_TYPES.join(", ")}, not ${JSON.stringify(type)}`);
    }
    const { connection } = this;
    if (connection === null || !connection.finished) return null;
    const handle = connection.open("getChannelBinding");
    if (type === "tls-unique") return tls.version(handle) === "TLSv1.3" ? null : tls.finishedMessage(handle);
    if (type === "tls-exporter") {
      const value = tls.exporter(handle);
      if (typeof value === "number") throw sslError("Exporting keying material", "SSL_export_keying_material");
      return value;
    }
    const found = tls.endPoint(handle);
    if (found === null) return null;
    const [der, digest] = found;
    // RFC 5929 section 4.1: what is weaker than SHA-256 is replaced by it.
    const weak = digest === "" || digest === "MD5" || digest === "SHA1";
    return createHash(weak ? "sha256" : digest.toLowerCase())
      .update(der)
      .digest();
  }

  /** Bytes that were received and decrypted, and can be read without waiting. */
  pending(): number {
    const { connection } = this;
    return connection === null ? 0 : tls.pending(connection.open("pending"));
  }
}

function required(connection: Connection | null): Connection {
  if (connection !== null) return connection;
  throw new SSLError(undefined, "There is no TLS connection yet: connect first", { reason: "UNINITIALIZED" });
}

function done(connection: Connection | null): Connection {
  const found = required(connection);
  found.open("SSL_is_init_finished");
  if (found.finished) return found;
  throw new SSLError(undefined, "The handshake is not done yet", { reason: "UNINITIALIZED" });
}

/** Gives a class of sockets what SSLObject inherits. */
export function inspected(prototype: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(Inspectors.prototype))) {
    if (name !== "constructor") Object.defineProperty(prototype, name, descriptor);
  }
}
