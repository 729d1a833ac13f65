// SSLContext: what the connections made from it have in common.
import { describe } from "../core/bytes.ts";
import { tls } from "../native/tls.ts";
import { asIdentity } from "./answers.ts";
import { type Certificate, decodeCertificate } from "./certificate.ts";
import { type CipherDescription, cipherList, DEFAULT_CIPHERS } from "./cipher-list.ts";
import { PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER } from "./constants.ts";
import { asCallback, asText, ContextSettings } from "./context-settings.ts";
import {
  type CertChainOptions,
  loadCertChain,
  loadVerifyLocations,
  readFile,
  trustDirectory,
  type VerifyLocations,
} from "./credentials.ts";
import { sslError } from "./errors.ts";
import type { Inspectors } from "./inspectors.ts";
import { setKeylog } from "./keylog.ts";
import type { MemoryBIO } from "./memory-bio.ts";
import { asPurpose, Purpose, type PurposeObject } from "./purpose.ts";
import { type BioOptions, type SSLObject, wrapMemory } from "./ssl-object.ts";
import { systemTrust } from "./trust.ts";
import { type WrapOptions, type Wrappable, wrapAny } from "./wrapping.ts";

/** What a server is asked when a client says which name it wants; see `SSLContext.sniCallback`. */
export type SniCallback = {
  // A method, so that the parameter may be declared as the class of the sockets that the context wraps.
  callback(sslSocket: SniSocket, serverName: string | null, context: SSLContext): SniAnswer | Promise<SniAnswer>;
}["callback"];

/** Nothing, or the number of an alert (ALERT_DESCRIPTION_*) that ends the handshake. */
export type SniAnswer = number | undefined | void;

/** What a server name callback gets: the SSLSocket or SSLObject in its handshake. */
export interface SniSocket extends Omit<Inspectors, "connection"> {
  /** True: the question comes to servers. */
  readonly serverSide: boolean;
  /** Null: a server asks for no name; what the client asks for is the callback's second argument. */
  readonly serverHostname: string | null;
}

/** Gives the identity (null for none) and the key, for the hint of the server. */
export type PskClientCallback = (hint: string | null) => readonly [identity: string | null, key: Uint8Array];
/** Gives the key of an identity, empty when it is not known. */
export type PskServerCallback = (identity: string) => Uint8Array;

/** Counts since the context was made: SSL_CTX_sess_number(3). */
export interface SessionStats {
  readonly number: number;
  readonly connect: number;
  readonly connectGood: number;
  readonly connectRenegotiate: number;
  readonly accept: number;
  readonly acceptGood: number;
  readonly acceptRenegotiate: number;
  readonly hits: number;
  readonly misses: number;
  readonly timeouts: number;
  readonly cacheFull: number;
}

/**
 * What TLS connections have in common: certificates, trust, and policy. `createDefaultContext` makes one with the
 * settings that are right for most programs; this constructor has only the defaults of Python's.
 *
 * A context may be changed while it serves: connections made from then on go by what it says then.
 */
export class SSLContext extends ContextSettings {
  #keylogFilename: string | null = null;
  #sniCallback: SniCallback | null = null;
  #pskClient: PskClientCallback | null = null;
  #pskServer: PskServerCallback | null = null;

  /** `protocol` is PROTOCOL_TLS_CLIENT or PROTOCOL_TLS_SERVER; RangeError for another. */
  constructor(protocol: number = PROTOCOL_TLS_CLIENT) {
    super(protocol);
    this.setCiphers(DEFAULT_CIPHERS);
  }

  /** Where the secrets of connections are written, for debugging, or null. */
  get keylogFilename(): string | null {
    return this.#keylogFilename;
  }

  set keylogFilename(path: string | null) {
    if (path !== null && typeof path !== "string") {
      throw new TypeError(`keylogFilename must be a path or null, not ${describe(path)}`);
    }
    setKeylog(this.handle, path);
    this.#keylogFilename = path;
  }

  /**
   * Called with the name that a client asks for. It may set `sslSocket.context` to another context, and returns
   * undefined, or the number of an alert (ALERT_DESCRIPTION_*) that ends the handshake. With asynchronous sockets it may
   * return a promise of that.
   */
  get sniCallback(): SniCallback | null {
    return this.#sniCallback;
  }

  set sniCallback(callback: SniCallback | null) {
    asCallback(callback, "sniCallback");
    if (this.protocol !== PROTOCOL_TLS_SERVER) throw new RangeError("sniCallback is for a server's context");
    this.#sniCallback = callback;
    tls.contextSetServerName(this.handle, callback !== null);
  }

  /** Loads this side's certificate chain and key, in place of those it had of the same type of key. */
  loadCertChain(options: CertChainOptions): void {
    loadCertChain(this.handle, options);
  }

  /** Adds authorities, and revocation lists, to what is trusted. */
  loadVerifyLocations(locations: VerifyLocations): void {
    loadVerifyLocations(this.handle, locations);
  }

  /** Trusts what the system trusts, or Node's own list of authorities where there is no such store. */
  loadDefaultCerts(purpose: PurposeObject = Purpose.SERVER_AUTH): void {
    asPurpose(purpose);
    this.setDefaultVerifyPaths();
  }

  /** Trusts the file and the directory of `getDefaultVerifyPaths`. */
  setDefaultVerifyPaths(): void {
    const { bundle, directory } = systemTrust();
    if (bundle !== null && tls.contextTrustBytes(this.handle, bundle, true) < 0) {
      throw sslError("Loading the system's trusted certificates", "setDefaultVerifyPaths");
    }
    if (directory !== null) trustDirectory(this.handle, directory);
  }

  /** Which ciphers are offered up to TLS 1.2, in OpenSSL's notation: openssl-ciphers(1). */
  setCiphers(list: string): void {
    if (tls.contextSetCiphers(this.handle, asText(list, "list")) < 0) {
      throw sslError(`Setting the ciphers to ${JSON.stringify(list)}`, "setCiphers");
    }
  }

  /** Which ciphers are offered in TLS 1.3, by name, with colons between. */
  setCiphersuites(list: string): void {
    if (tls.contextSetCiphersuites(this.handle, asText(list, "list")) < 0) {
      throw sslError(`Setting the cipher suites to ${JSON.stringify(list)}`, "setCiphersuites");
    }
  }

  /** The ciphers that are enabled. */
  getCiphers(): CipherDescription[] {
    return cipherList(this.handle);
  }

  /** The application protocols offered, or accepted, in the order of preference: RFC 7301. */
  setAlpnProtocols(list: readonly string[]): void {
    if (!Array.isArray(list)) throw new TypeError(`list must be an array of strings, not ${describe(list)}`);
    const parts: Buffer[] = [];
    for (const name of list as readonly unknown[]) {
      const bytes = Buffer.from(asText(name, "Each protocol in list"), "utf8");
      if (bytes.length < 1 || bytes.length > 255) {
        throw new RangeError(`Each protocol in list must be 1 to 255 bytes long, not ${bytes.length}`);
      }
      parts.push(Buffer.of(bytes.length), bytes);
    }
    if (tls.contextSetAlpn(this.handle, Buffer.concat(parts)) < 0) {
      throw sslError("Setting the application protocols", "setAlpnProtocols");
    }
  }

  /** The groups for key exchange, by name, with colons between: `"X25519:prime256v1"`. */
  setEcdhCurve(name: string): void {
    if (tls.contextSetGroups(this.handle, asText(name, "name")) >= 0) return;
    throw new RangeError(`name must be a group that OpenSSL knows, not ${JSON.stringify(name)}`, {
      cause: sslError("Setting the group", "setEcdhCurve"),
    });
  }

  /** Parameters for Diffie-Hellman with ciphers up to TLS 1.2, from a file in PEM. */
  loadDhParams(path: string): void {
    if (tls.contextLoadDh(this.handle, readFile(asText(path, "path"))) < 0) {
      throw sslError(`Loading Diffie-Hellman parameters from ${path}`, "loadDhParams");
    }
  }

  /** A client's pre-shared key: the callback gets the server's hint and gives an identity and the key. */
  setPskClientCallback(callback: PskClientCallback | null): void {
    asCallback(callback, "callback");
    if (this.protocol !== PROTOCOL_TLS_CLIENT) throw new RangeError("setPskClientCallback is for a client's context");
    this.#pskClient = callback;
    this.#setPsk(null);
  }

  /** A server's pre-shared keys: the callback gets the client's identity and gives the key, empty if there is none. */
  setPskServerCallback(callback: PskServerCallback | null, identityHint: string | null = null): void {
    asCallback(callback, "callback");
    if (identityHint !== null) asIdentity(identityHint, "identityHint");
    if (this.protocol !== PROTOCOL_TLS_SERVER) throw new RangeError("setPskServerCallback is for a server's context");
    this.#pskServer = callback;
    this.#setPsk(identityHint);
  }

  #setPsk(hint: string | null): void {
    if (tls.contextSetPsk(this.handle, this.#pskClient !== null, this.#pskServer !== null, hint) < 0) {
      throw sslError("Setting the callback for pre-shared keys", "setPskCallback");
    }
  }

  /** @internal */
  get pskClientCallback(): PskClientCallback | null {
    return this.#pskClient;
  }

  /** @internal */
  get pskServerCallback(): PskServerCallback | null {
    return this.#pskServer;
  }

  /** How many certificates and revocation lists are loaded; those in directories count once they were needed. */
  certStoreStats(): { x509: number; crl: number; x509Ca: number } {
    const [x509, crl, x509Ca] = tls.contextStoreStats(this.handle);
    return { x509, crl, x509Ca };
  }

  /** The authorities that are loaded, decoded or in DER. */
  getCaCerts(binaryForm?: false): Certificate[];
  getCaCerts(binaryForm: true): Buffer[];
  getCaCerts(binaryForm?: boolean): Certificate[] | Buffer[];
  getCaCerts(binaryForm = false): Certificate[] | Buffer[] {
    const list = tls.contextCaCerts(this.handle);
    return binaryForm ? list : list.map(decodeCertificate);
  }

  /** How many sessions were made, resumed and refused by connections of this context: SSL_CTX_sess_number(3). */
  sessionStats(): SessionStats {
    const [number, connect, connectGood, connectRenegotiate, accept, acceptGood, acceptRenegotiate, ...rest] =
      tls.contextSessionStats(this.handle) as [number, number, number, number, number, number, number, ...number[]];
    const [hits, misses, timeouts, cacheFull] = rest as [number, number, number, number];
    return {
      ...{ number, connect, connectGood, connectRenegotiate, accept, acceptGood, acceptRenegotiate },
      ...{ hits, misses, timeouts, cacheFull },
    };
  }

  /**
   * Puts TLS on a stream socket, whose descriptor it takes over: the original is detached. A connected socket does its
   * handshake at once, an unconnected one with `connect`, the connections of a listening one with `accept`. After a
   * failed handshake the descriptor is closed. Gives an SSLSocket of the socket's own flavour, or a promise of it.
   *
   * @throws SSLCertVerificationError when the certificate is refused, SSLError when the handshake fails, TimeoutError when
   *   the socket's time-out passes before its end; TypeError and RangeError leave the socket as it was.
   */
  wrapSocket<R>(sock: Wrappable<R>, options: WrapOptions = {}): R {
    return wrapAny(this, sock, options) as R;
  }

  /** TLS on memory, for a transport of the program's own. */
  wrapBio(incoming: MemoryBIO, outgoing: MemoryBIO, options: BioOptions = {}): SSLObject {
    return wrapMemory(this, incoming, outgoing, options);
  }
}
