// Where trust comes from: the system's store, or the roots that Node carries where there is none.
import { existsSync, readFileSync, statSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { tls } from "../native/tls.ts";

/** Where certificates of authorities are looked for. */
export interface DefaultVerifyPaths {
  /** The file that is used, or null where there is none. */
  readonly cafile: string | null;
  /** The directory that is used, or null where there is none. */
  readonly capath: string | null;
  /** The environment variable that names another file. */
  readonly opensslCafileEnv: string;
  /** The file that this build of OpenSSL has in it. */
  readonly opensslCafile: string;
  readonly opensslCapathEnv: string;
  readonly opensslCapath: string;
}

// What Node's OpenSSL was configured with is the path of the machine that built it; these are the systems' own.
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt", // Debian, Arch, Gentoo
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, RHEL
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/var/lib/ca-certificates/ca-bundle.pem", // SUSE
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem", // Alpine
];
const DIRECTORIES = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

function firstFile(paths: readonly string[]): string | null {
  return paths.find((path) => path !== "" && existsSync(path) && statSync(path).isFile()) ?? null;
}

function firstDirectory(paths: readonly string[]): string | null {
  return paths.find((path) => path !== "" && existsSync(path) && statSync(path).isDirectory()) ?? null;
}

/** The file and the directory of trusted certificates that `setDefaultVerifyPaths` uses. */
export function getDefaultVerifyPaths(): DefaultVerifyPaths {
  const [fileEnv, file, directoryEnv, directory] = tls.defaultPaths();
  const namedFile = process.env[fileEnv];
  const namedDirectory = process.env[directoryEnv];
  return {
    cafile: firstFile(namedFile === undefined ? [file, ...BUNDLES] : [namedFile]),
    capath: firstDirectory(namedDirectory === undefined ? [directory, ...DIRECTORIES] : [namedDirectory]),
    opensslCafileEnv: fileEnv,
    opensslCafile: file,
    opensslCapathEnv: directoryEnv,
    opensslCapath: directory,
  };
}

/** What a context is to trust by default. */
export interface SystemTrust {
  /** A bundle in PEM, or null. */
  readonly bundle: Uint8Array | null;
  /** A directory of files named by hash, or null. */
  readonly directory: string | null;
}

export function systemTrust(): SystemTrust {
  const { cafile, capath, opensslCafileEnv, opensslCapathEnv } = getDefaultVerifyPaths();
  const named = process.env[opensslCafileEnv] !== undefined || process.env[opensslCapathEnv] !== undefined;
  const bundle = cafile === null ? null : readFileSync(cafile);
  // Whoever names a store means that one, and no other in its place. A directory without a bundle may well be empty.
  if (bundle !== null || named) return { bundle, directory: capath };
  return { bundle: Buffer.from(rootCertificates.join("\n")), directory: capath };
}
