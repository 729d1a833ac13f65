// The settings of a context that are numbers and switches: what is checked, which versions, which options.
import { asBoolean, asInt } from "../core/arguments.ts";
import { describe } from "../core/bytes.ts";
import { type ContextHandle, tls } from "../native/tls.ts";
import {
  CERT_NONE,
  CERT_OPTIONAL,
  CERT_REQUIRED,
  OP_ALL,
  OP_CIPHER_SERVER_PREFERENCE,
  OP_ENABLE_MIDDLEBOX_COMPAT,
  OP_NO_COMPRESSION,
  OP_NO_RENEGOTIATION,
  OP_NO_SSLv3,
  PROTOCOL_TLS_CLIENT,
  PROTOCOL_TLS_SERVER,
  TLSVersion,
  VERIFY_X509_TRUSTED_FIRST,
} from "./constants.ts";
import { sslError } from "./errors.ts";

const SSL_VERIFY_PEER = 1;
const SSL_VERIFY_FAIL_IF_NO_PEER_CERT = 2;
const SSL_VERIFY_POST_HANDSHAKE = 8;
const ALWAYS: number = OP_NO_RENEGOTIATION | OP_NO_COMPRESSION;
const UINT_MAX = 0xffff_ffff;

export abstract class ContextSettings {
  /** @internal */
  readonly handle: ContextHandle;
  readonly #protocol: number;
  #options = 0;
  #checkHostname = false;
  #verifyMode: number = CERT_NONE;
  #minimum: number = TLSVersion.TLSv1_2;
  #maximum: number = TLSVersion.MAXIMUM_SUPPORTED;
  #postHandshakeAuth = false;
  #commonName = true;

  constructor(protocol: number = PROTOCOL_TLS_CLIENT) {
    asInt(protocol, "protocol");
    if (protocol !== PROTOCOL_TLS_CLIENT && protocol !== PROTOCOL_TLS_SERVER) {
      throw new RangeError(`protocol must be PROTOCOL_TLS_CLIENT or PROTOCOL_TLS_SERVER, not ${protocol}`);
    }
    this.#protocol = protocol;
    const handle = tls.contextNew(protocol === PROTOCOL_TLS_SERVER);
    if (typeof handle === "number") throw sslError("Making an SSLContext", "SSL_CTX_new");
    this.handle = handle;
    this.options = OP_ALL | OP_NO_SSLv3 | OP_CIPHER_SERVER_PREFERENCE | OP_ENABLE_MIDDLEBOX_COMPAT | OP_NO_COMPRESSION;
    this.verifyFlags = VERIFY_X509_TRUSTED_FIRST;
    this.#setVersions();
    if (protocol === PROTOCOL_TLS_CLIENT) this.checkHostname = true;
  }

  /** PROTOCOL_TLS_CLIENT or PROTOCOL_TLS_SERVER. */
  get protocol(): number {
    return this.#protocol;
  }

  /** Whether the name asked for must be in the peer's certificate; setting it makes a certificate required. */
  get checkHostname(): boolean {
    return this.#checkHostname;
  }

  set checkHostname(flag: boolean) {
    this.#checkHostname = asBoolean(flag, "checkHostname");
    if (flag && this.#verifyMode === CERT_NONE) this.verifyMode = CERT_REQUIRED;
  }

  /** CERT_NONE, CERT_OPTIONAL (what is shown must be right) or CERT_REQUIRED. */
  get verifyMode(): number {
    return this.#verifyMode;
  }

  set verifyMode(mode: number) {
    if (![CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED].includes(asInt(mode, "verifyMode"))) {
      throw new RangeError(`verifyMode must be CERT_NONE, CERT_OPTIONAL or CERT_REQUIRED, not ${mode}`);
    }
    if (mode === CERT_NONE && this.#checkHostname) {
      throw new RangeError(
        "verifyMode cannot be CERT_NONE while checkHostname is on: set checkHostname to false first",
      );
    }
    this.#verifyMode = mode;
    this.#setVerify();
  }

  #setVerify(): void {
    let flags = 0;
    if (this.#verifyMode !== CERT_NONE) flags |= SSL_VERIFY_PEER;
    if (this.#verifyMode === CERT_REQUIRED) flags |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    if (this.#postHandshakeAuth && flags !== 0) flags |= SSL_VERIFY_POST_HANDSHAKE;
    if (tls.contextSetVerify(this.handle, this.protocol === PROTOCOL_TLS_SERVER, flags) < 0) {
      throw sslError("Setting verifyMode", "verifyMode");
    }
  }

  /** VERIFY_* flags. */
  get verifyFlags(): number {
    return tls.contextGetVerifyFlags(this.handle);
  }

  set verifyFlags(flags: number) {
    if (tls.contextSetVerifyFlags(this.handle, asFlags(flags, "verifyFlags")) < 0) {
      throw sslError("Setting verifyFlags", "verifyFlags");
    }
  }

  /** The oldest version of the protocol that is accepted: a TLSVersion. */
  get minimumVersion(): number {
    return this.#minimum;
  }

  set minimumVersion(version: number) {
    const before = this.#minimum;
    this.#minimum = asVersion(version, "minimumVersion");
    this.#setVersions(() => {
      this.#minimum = before;
    });
  }

  /** The newest version of the protocol that is accepted: a TLSVersion. */
  get maximumVersion(): number {
    return this.#maximum;
  }

  set maximumVersion(version: number) {
    const before = this.#maximum;
    this.#maximum = asVersion(version, "maximumVersion");
    this.#setVersions(() => {
      this.#maximum = before;
    });
  }

  #setVersions(undo?: () => void): void {
    const { MINIMUM_SUPPORTED, MAXIMUM_SUPPORTED, TLSv1, TLSv1_3 } = TLSVersion;
    const lowest =
      this.#minimum === MINIMUM_SUPPORTED ? 0 : this.#minimum === MAXIMUM_SUPPORTED ? TLSv1_3 : this.#minimum;
    const highest =
      this.#maximum === MAXIMUM_SUPPORTED ? 0 : this.#maximum === MINIMUM_SUPPORTED ? TLSv1 : this.#maximum;
    if (tls.contextSetVersions(this.handle, lowest, highest) >= 0) return;
    undo?.();
    throw sslError("Setting the versions of TLS", "minimumVersion");
  }

  /** OP_* flags. Renegotiation and compression are off whatever they say. */
  get options(): number {
    return this.#options;
  }

  set options(flags: number) {
    const checked = asFlags(flags, "options");
    tls.contextSetOptions(this.handle, (checked | ALWAYS) >>> 0);
    this.#options = checked;
  }

  /** TLS 1.3: a client offers to show its certificate later, a server asks for it then; see verifyClientPostHandshake. */
  get postHandshakeAuth(): boolean {
    return this.#postHandshakeAuth;
  }

  set postHandshakeAuth(flag: boolean) {
    this.#postHandshakeAuth = asBoolean(flag, "postHandshakeAuth");
    if (this.protocol === PROTOCOL_TLS_CLIENT) tls.contextSetPostHandshakeAuth(this.handle, flag);
    else this.#setVerify();
  }

  /** How many tickets for resumption a server sends after a handshake of TLS 1.3. */
  get numTickets(): number {
    return tls.contextGetTickets(this.handle);
  }

  set numTickets(count: number) {
    if (this.protocol !== PROTOCOL_TLS_SERVER) throw new RangeError("numTickets is for a server's context");
    if (tls.contextSetTickets(this.handle, asInt(count, "numTickets", 0)) < 0) {
      throw sslError("Setting numTickets", "numTickets");
    }
  }

  /** Whether a certificate without alternative names is matched by its common name. */
  get hostnameChecksCommonName(): boolean {
    return this.#commonName;
  }

  set hostnameChecksCommonName(flag: boolean) {
    this.#commonName = asBoolean(flag, "hostnameChecksCommonName");
  }

  /** OpenSSL's security level, 0 to 5; 2 refuses what has less than 112 bits: SSL_CTX_set_security_level(3). */
  get securityLevel(): number {
    return tls.contextGetSecurityLevel(this.handle);
  }

  set securityLevel(level: number) {
    tls.contextSetSecurityLevel(this.handle, asInt(level, "securityLevel", 0, 5));
  }
}

export function asText(value: unknown, argument: string): string {
  if (typeof value !== "string") throw new TypeError(`${argument} must be a string, not ${describe(value)}`);
  return value;
}

export function asCallback(value: unknown, argument: string): void {
  if (value !== null && typeof value !== "function") {
    throw new TypeError(`${argument} must be a function or null, not ${describe(value)}`);
  }
}

/** The operators | and & make negative numbers of flags with the highest bit. */
function asFlags(value: unknown, argument: string): number {
  return (
    asInt(typeof value === "number" && value > 0x7fff_ffff && value <= UINT_MAX ? value | 0 : value, argument) >>> 0
  );
}

function asVersion(value: unknown, argument: string): number {
  asInt(value, argument);
  if (value === TLSVersion.SSLv3) throw new RangeError(`${argument} cannot be SSLv3, which OpenSSL no longer has`);
  if (!(Object.values(TLSVersion) as unknown[]).includes(value)) {
    throw new RangeError(`${argument} must be one of TLSVersion, not ${String(value)}`);
  }
  return value as number;
}
