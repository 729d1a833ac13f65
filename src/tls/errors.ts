// The exceptions of TLS, and how they are made from OpenSSL's error queue.
import { EAGAIN, EPIPE } from "../core/constants/errno.ts";
import { osError } from "../core/errors.ts";
import { BlockingIOError, OSError, type OSErrorDetails } from "../core/exceptions.ts";
import { tls } from "../native/tls.ts";
import { SSL_ERROR_EOF, SSL_ERROR_SSL, SSL_ERROR_SYSCALL, SSL_ERROR_ZERO_RETURN } from "./constants.ts";

/** What an SSLError holds besides its number and message. */
export interface SSLErrorDetails extends OSErrorDetails {
  /** The part of OpenSSL that failed: `"SSL"`, `"X509"`, `"PEM"`, …; empty when it was none. */
  readonly library?: string;
  /** OpenSSL's reason, such as `"WRONG_VERSION_NUMBER"`. */
  readonly reason?: string;
}

/**
 * TLS failed. `errno` is one of SSL_ERROR_*, `code` is `ERR_SSL_` and the reason.
 *
 * SSLWantReadError and SSLWantWriteError are instances of it too, though they extend BlockingIOError.
 */
export class SSLError extends OSError {
  /** The part of OpenSSL that failed: `"SSL"`, `"X509"`, `"PEM"`, …; empty when it was none. */
  readonly library: string;
  /** OpenSSL's reason, such as `"WRONG_VERSION_NUMBER"`. */
  readonly reason: string;

  constructor(errno: number = SSL_ERROR_SSL, message?: string, details: SSLErrorDetails = {}) {
    const reason = details.reason ?? "";
    super(errno, message ?? `TLS failed: ${reason}`, {
      ...details,
      code: details.code ?? `ERR_SSL_${reason || "ERROR"}`,
    });
    this.library = details.library ?? "";
    this.reason = reason;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return (
      Function.prototype[Symbol.hasInstance].call(this, value) ||
      (this === SSLError && (value instanceof SSLWantReadError || value instanceof SSLWantWriteError))
    );
  }
}

/** The peer's certificate was refused. */
export class SSLCertVerificationError extends SSLError {
  /** X509_V_ERR_*: X509_STORE_CTX_get_error(3). */
  readonly verifyCode: number;
  /** OpenSSL's words for it. */
  readonly verifyMessage: string;

  constructor(message: string, verifyCode: number, verifyMessage: string, details: SSLErrorDetails = {}) {
    super(SSL_ERROR_SSL, message, { library: "SSL", reason: "CERTIFICATE_VERIFY_FAILED", ...details });
    this.verifyCode = verifyCode;
    this.verifyMessage = verifyMessage;
  }
}

/** The connection ended without close_notify: what was received may have been cut off. */
export class SSLEOFError extends SSLError {}

/** The transport failed below TLS without saying how. */
export class SSLSyscallError extends SSLError {}

/** The peer has closed the TLS connection properly, and nothing can be sent any more. */
export class SSLZeroReturnError extends SSLError {}

/** More has to be received before the operation can go on. */
export class SSLWantReadError extends BlockingIOError {
  /** As of SSLError. */
  readonly library: string = "SSL";
  /** As of SSLError. */
  readonly reason: string = "WANT_READ";

  constructor(message = "The operation has to wait until more can be received", details: OSErrorDetails = {}) {
    super(EAGAIN, message, details);
  }
}

/** Something has to be sent before the operation can go on. */
export class SSLWantWriteError extends BlockingIOError {
  /** As of SSLError. */
  readonly library: string = "SSL";
  /** As of SSLError. */
  readonly reason: string = "WANT_WRITE";

  constructor(message = "The operation has to wait until more can be sent", details: OSErrorDetails = {}) {
    super(EAGAIN, message, details);
  }
}

const NAMED = {
  SSLError,
  SSLCertVerificationError,
  SSLEOFError,
  SSLSyscallError,
  SSLZeroReturnError,
  SSLWantReadError,
  SSLWantWriteError,
};
// On the prototype, as Error has it.
for (const [name, { prototype }] of Object.entries(NAMED)) {
  Object.defineProperty(prototype, "name", { value: name, configurable: true, writable: true });
}

/** An entry of OpenSSL's error queue. */
export interface Entry {
  readonly library: string;
  readonly reason: string;
  readonly details: string;
}

const LIBRARIES: Readonly<Record<string, string>> = {
  "asn1 encoding routines": "ASN1",
  "digital envelope routines": "EVP",
  "elliptic curve routines": "EC",
  "rsa routines": "RSA",
  "x509 certificate routines": "X509",
  "x509 v3 routines": "X509V3",
};

/** OpenSSL's error queue, emptied, oldest first. */
export function queue(): Entry[] {
  const list = tls.errors();
  const entries: Entry[] = [];
  for (let i = 0; i + 3 < list.length; i += 4) {
    const library = String(list[i]);
    entries.push({
      library: LIBRARIES[library] ?? library.replace(/ routines$/, "").toUpperCase(),
      reason: symbol(String(list[i + 1]) || `error ${list[i + 3]}`),
      details: String(list[i + 2]),
    });
  }
  return entries;
}

/** "wrong version number" is SSL_R_WRONG_VERSION_NUMBER; the alerts' texts changed with OpenSSL 3.2, not their names. */
function symbol(text: string): string {
  return text
    .replace(/^ssl\/tls alert/, "sslv3 alert")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_");
}

const ADVICE: Readonly<Record<string, string>> = {
  WRONG_VERSION_NUMBER: "The peer does not speak TLS on this port, or not a version of it that is known",
  HTTP_REQUEST: "A client sent plain HTTP to this TLS server: it has to use https",
  HTTPS_PROXY_REQUEST: "A client sent a proxy's CONNECT to this TLS server",
  UNSUPPORTED_PROTOCOL: "The two sides have no version of TLS in common: see minimumVersion and maximumVersion",
  TLSV1_ALERT_PROTOCOL_VERSION: "The peer accepts none of the versions of TLS offered to it: see minimumVersion",
  NO_SHARED_CIPHER: "The two sides have no cipher in common, or the server has no certificate: see loadCertChain",
  SSLV3_ALERT_HANDSHAKE_FAILURE:
    "The peer ended the handshake: it may want a client certificate, or there is no cipher in common",
  SHUTDOWN_WHILE_IN_INIT: "The handshake is not done yet",
  STILL_IN_INIT: "The handshake is not done yet",
  EXTENSION_NOT_RECEIVED: "The client has to set postHandshakeAuth before it connects",
  WRONG_SSL_VERSION: "Only TLS 1.3 has it, once the handshake is done",
  NOT_SERVER: "Only a server can ask for it",
  TLSV1_ALERT_UNKNOWN_CA: "The peer does not trust the authority of the certificate it was shown",
  SSLV3_ALERT_BAD_CERTIFICATE: "The peer refused the certificate it was shown",
  SSLV3_ALERT_CERTIFICATE_EXPIRED: "The certificate shown to the peer has expired",
  SSLV3_ALERT_CERTIFICATE_UNKNOWN: "The peer refused the certificate it was shown",
  TLSV13_ALERT_CERTIFICATE_REQUIRED: "The peer requires a client certificate: give one with loadCertChain",
  PEER_DID_NOT_RETURN_A_CERTIFICATE: "This side requires a certificate, and the peer sent none",
  TLSV1_UNRECOGNIZED_NAME: "The server does not serve this name: check serverHostname",
  TLSV1_ALERT_NO_RENEGOTIATION: "Renegotiation is not done",
  PACKET_LENGTH_TOO_LONG: "The peer sent a record longer than TLS allows, or does not speak TLS",
  KEY_VALUES_MISMATCH: "The private key does not belong to the certificate",
  KEY_TYPE_MISMATCH: "The private key does not belong to the certificate",
  CALLBACK_FAILED: "sniCallback refused the connection",
  PSK_IDENTITY_NOT_FOUND: "The callback for pre-shared keys gave no key",
  TLSV1_ALERT_UNKNOWN_PSK_IDENTITY: "The server has no key for the identity: see setPskClientCallback",
  BINDER_DOES_NOT_VERIFY: "The two sides have different pre-shared keys for this identity",
  NO_SUITABLE_SIGNATURE_ALGORITHM:
    "The server has no certificate, or no key, that the client accepts: see loadCertChain and setPskServerCallback",
  ENCRYPTED_LENGTH_TOO_LONG: "The peer sent a record longer than TLS allows, or does not speak TLS",
  EE_KEY_TOO_SMALL: "The certificate's key is too short for the security level",
  CA_KEY_TOO_SMALL: "An authority's key is too short for the security level",
  CA_MD_TOO_WEAK: "The certificate is signed with a digest that the security level refuses",
  NO_START_LINE: "There is no PEM block of the kind that is needed: is it the right file?",
  BAD_DECRYPT: "The password is wrong",
  MAYBE_WRONG_PASSWORD: "The password is wrong",
};

/** The error for what lies in OpenSSL's queue; `doing` completes "… failed". */
export function sslError(doing: string, syscall: string, cause?: unknown, entries: Entry[] = queue()): SSLError {
  // The first is nearest to what went wrong, except where a decoder tried this and that before.
  const entry = entries.find(({ reason }) => reason in ADVICE) ?? entries[0];
  if (entry === undefined) {
    return new SSLError(SSL_ERROR_SSL, `${doing} failed`, { syscall, ...(cause === undefined ? {} : { cause }) });
  }
  const { library, reason, details } = entry;
  const advice = ADVICE[reason];
  const text = `${doing} failed: ${reason.toLowerCase().replaceAll("_", " ")}${details === "" ? "" : ` (${details})`}`;
  return new SSLError(SSL_ERROR_SSL, advice === undefined ? text : `${text}. ${advice}.`, {
    syscall,
    library,
    reason,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** `established` is whether the handshake was done when the stream ended. */
export function eofError(syscall: string, established: boolean): SSLEOFError {
  return new SSLEOFError(
    SSL_ERROR_EOF,
    established
      ? "The connection ended without close_notify: what was received may have been cut off. Where the protocol " +
          "marks its own end, suppressRaggedEofs takes this for a normal end."
      : "The peer closed the connection during the handshake: does it speak TLS on this port, and what does it log?",
    { syscall, library: "SSL", reason: "UNEXPECTED_EOF_WHILE_READING" },
  );
}

// What OpenSSL refuses before it does anything: the connection is as good as it was.
const UNTIMELY: ReadonlySet<string> = new Set([
  "SHUTDOWN_WHILE_IN_INIT",
  "STILL_IN_INIT",
  "EXTENSION_NOT_RECEIVED",
  "INVALID_CONFIG",
  "NOT_SERVER",
  "REQUEST_PENDING",
  "REQUEST_SENT",
  "WRONG_SSL_VERSION",
]);

/** The error for something that was asked for at the wrong time, if that is what lies in the queue. */
export function untimelyError(syscall: string, entries: Entry[]): Error | null {
  // As send(2) says it of a socket that was shut down.
  if (entries.some(({ reason }) => reason === "PROTOCOL_IS_SHUTDOWN")) return osError(EPIPE, syscall);
  return entries.some(({ reason }) => UNTIMELY.has(reason)) ? sslError(syscall, syscall, undefined, entries) : null;
}

export function zeroReturnError(syscall: string): SSLZeroReturnError {
  return new SSLZeroReturnError(SSL_ERROR_ZERO_RETURN, "The peer has closed the TLS connection", {
    syscall,
    library: "SSL",
    reason: "ZERO_RETURN",
  });
}

export function syscallError(syscall: string): SSLSyscallError {
  return new SSLSyscallError(SSL_ERROR_SYSCALL, `${syscall}: the transport failed below TLS`, {
    syscall,
    reason: "SYSCALL",
  });
}
