// Reading certificates, keys and passwords, which are wiped after use.

import { readFileSync, statSync } from "node:fs";
import { asBytes, type BytesLike, describe } from "../core/bytes.ts";
import { ENOTDIR } from "../core/constants/errno.ts";
import { osError } from "../core/errors.ts";
import { type ContextHandle, tls } from "../native/tls.ts";
import { queue, SSLError, sslError } from "./errors.ts";

const LONGEST_PASSWORD = 1023;

/** The password of an encrypted key, or what is called for it when there is one; 1023 bytes at most. */
export type Password = string | BytesLike | (() => string | BytesLike);

/** What `loadCertChain` takes. */
export interface CertChainOptions {
  /** The certificate, the intermediate ones behind it: a path, or the contents in PEM; DER holds one certificate. */
  readonly certfile: string | BytesLike;
  /** The private key: a path, or the contents; by default it is in `certfile`. */
  readonly keyfile?: string | BytesLike | undefined;
  /** What an encrypted key is decrypted with, at most 1023 bytes; a function is called only if it is needed. */
  readonly password?: Password | undefined;
}

/** What `loadVerifyLocations` takes: one of the three at least. */
export interface VerifyLocations {
  /** A file of certificates and revocation lists in PEM. */
  readonly cafile?: string | undefined;
  /** A directory of such files, named by hash as `openssl rehash` does. They are read when they are needed. */
  readonly capath?: string | undefined;
  /** Certificates: text in PEM, or bytes in PEM or DER. */
  readonly cadata?: string | BytesLike | undefined;
}

/** The contents of a file; an OSError of the errno when it cannot be read. */
export function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw systemError(error, path);
  }
}

export function systemError(error: unknown, path: string): unknown {
  const { errno, syscall } = error as { errno?: unknown; syscall?: unknown };
  return typeof errno === "number" ? osError(-errno, typeof syscall === "string" ? syscall : "open", path) : error;
}

function contents(value: unknown, argument: string): { bytes: Uint8Array; ours: boolean } {
  if (typeof value === "string") return { bytes: readFile(value), ours: true };
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`${argument} must be a path or bytes, not ${describe(value)}`);
  }
  return { bytes: asBytes(value, argument), ours: false };
}

// A copy, because what OpenSSL was given is wiped.
function passwordBytes(value: unknown): Uint8Array {
  const source = typeof value === "string" ? Buffer.from(value, "utf8") : asBytes(value, "password");
  if (source.length > LONGEST_PASSWORD) {
    throw new RangeError(`password must be at most ${LONGEST_PASSWORD} bytes long, not ${source.length}`);
  }
  const copy = Buffer.allocUnsafeSlow(source.length);
  copy.set(source);
  if (typeof value === "string") source.fill(0);
  return copy;
}

function givenPassword(password: unknown): unknown {
  if (typeof password !== "function") return password;
  const given: unknown = password();
  if (typeof given === "string" || ArrayBuffer.isView(given) || given instanceof ArrayBuffer) return given;
  throw new TypeError(`The password function must return a string or bytes, not ${describe(given)}`);
}

/** Loads a certificate chain and its key: all of it, or nothing. */
export function loadCertChain(context: ContextHandle, options: CertChainOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`loadCertChain takes { certfile, keyfile, password }, not ${describe(options)}`);
  }
  const { password } = options;
  // What is no function is checked before it is needed.
  if (password !== undefined && password !== null && typeof password !== "function") passwordBytes(password).fill(0);
  const certificates = contents(options.certfile, "certfile");
  const key =
    options.keyfile === undefined || options.keyfile === null ? certificates : contents(options.keyfile, "keyfile");
  let asked = false;
  let thrown: { error: unknown } | undefined;
  const answer = (): Uint8Array | null => {
    asked = true;
    if (password === undefined || password === null) return null;
    try {
      return passwordBytes(givenPassword(password));
    } catch (error) {
      thrown = { error };
      return null;
    }
  };
  const status = tls.contextLoadCertChain(context, certificates.bytes, key.bytes, answer);
  const entries = status < 0 ? queue() : [];
  if (key.ours) key.bytes.fill(0);
  if (status >= 0) return;
  if (thrown !== undefined) throw thrown.error;
  if (asked && (password === undefined || password === null)) {
    throw new SSLError(undefined, "The private key is encrypted: give its password to loadCertChain", {
      syscall: "loadCertChain",
      library: "PEM",
      reason: "BAD_PASSWORD_READ",
    });
  }
  if (entries.length === 0) throw nothingIn("Loading the certificate chain and its key", "loadCertChain");
  throw sslError("Loading the certificate chain and its key", "loadCertChain", undefined, entries);
}

function nothingIn(doing: string, syscall: string, cause?: unknown): SSLError {
  return new SSLError(undefined, `${doing} failed: there is no certificate in it, in PEM or in DER`, {
    syscall,
    library: "X509",
    reason: "NO_CERTIFICATE_OR_CRL_FOUND",
    ...(cause === undefined ? {} : { cause }),
  });
}

const PEM_MARK = "-----BEGIN ";

function addTrust(context: ContextHandle, bytes: Uint8Array, doing: string): void {
  const pem = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(PEM_MARK);
  const count = bytes.length === 0 ? 0 : tls.contextTrustBytes(context, bytes, pem);
  if (count > 0) return;
  const cause = count < 0 ? sslError(doing, "loadVerifyLocations") : undefined;
  // What a decoder of DER says of text that is no certificate helps nobody.
  throw pem && cause !== undefined ? cause : nothingIn(doing, "loadVerifyLocations", cause);
}

/** Checks that the argument of `method` is an object such as VerifyLocations. */
export function asLocations(locations: unknown, method: string): VerifyLocations {
  if (typeof locations === "object" && locations !== null) return locations;
  throw new TypeError(`${method} takes { cafile, capath, cadata }, not ${describe(locations)}`);
}

/** Adds to what the context trusts. */
export function loadVerifyLocations(context: ContextHandle, locations: VerifyLocations): void {
  const { cafile = null, capath = null, cadata = null } = asLocations(locations, "loadVerifyLocations");
  if (cafile === null && capath === null && cadata === null) {
    throw new TypeError("loadVerifyLocations needs cafile, capath or cadata");
  }
  if (cafile !== null && typeof cafile !== "string")
    throw new TypeError(`cafile must be a path, not ${describe(cafile)}`);
  if (capath !== null && typeof capath !== "string")
    throw new TypeError(`capath must be a path, not ${describe(capath)}`);
  const data =
    typeof cadata === "string" ? Buffer.from(cadata, "utf8") : cadata === null ? null : asBytes(cadata, "cadata");
  if (cafile !== null) addTrust(context, readFile(cafile), `Loading trusted certificates from ${cafile}`);
  if (data !== null) addTrust(context, data, "Loading trusted certificates from cadata");
  if (capath !== null) trustDirectory(context, capath);
}

export function trustDirectory(context: ContextHandle, path: string): void {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (error) {
    throw systemError(error, path);
  }
  if (!isDirectory) throw osError(ENOTDIR, "open", path);
  if (tls.contextTrustDirectory(context, path) < 0) throw sslError(`Trusting ${path}`, "loadVerifyLocations");
}
