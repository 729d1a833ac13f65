// A certificate authority of the test's own, by the openssl program, in a folder that goes away with the process.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = mkdtempSync(join(tmpdir(), "berkeley-tls-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

let made = 0;

export function openssl(...args: string[]): Buffer {
  return execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
}

/** A path in the folder. */
export function temporary(name: string): string {
  return join(root, `${made++}-${name}`);
}

export interface Issued {
  readonly certfile: string;
  readonly keyfile: string;
}

export interface Wanted {
  /** Lines of an extension section; `subjectAltName` is given apart. */
  readonly extensions?: readonly string[];
  readonly names?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly key?: readonly string[];
  readonly digest?: string;
  readonly subject?: string;
}

export const EC: readonly string[] = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
export const RSA: readonly string[] = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
export const WEAK: readonly string[] = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"];

const LEAF = ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature"];
const AUTHORITY = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];
const IDENTIFIERS = ["subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid:always"];

export class Authority {
  readonly certfile: string;
  readonly keyfile: string;
  readonly #folder: string;
  readonly #digest: string;

  constructor(name: string, issuer?: Authority, wanted: Wanted = {}) {
    this.#folder = temporary("authority");
    mkdirSync(this.#folder);
    this.#digest = wanted.digest ?? "sha256";
    writeFileSync(join(this.#folder, "index.txt"), "");
    writeFileSync(join(this.#folder, "crlnumber"), "01\n");
    const whole = { subject: `/CN=${name}`, ...wanted, extensions: wanted.extensions ?? AUTHORITY };
    if (issuer === undefined) {
      this.keyfile = key(wanted.key ?? EC);
      this.certfile = selfSigned(this.keyfile, whole);
    } else {
      const issued = issuer.issue(whole);
      this.keyfile = issued.keyfile;
      this.certfile = issued.certfile;
    }
    writeFileSync(
      this.#path("ca.cnf"),
      `[ca]\ndefault_ca = own\n[own]\ndatabase = ${this.#path("index.txt")}\nnew_certs_dir = ${this.#folder}\n` +
        `crlnumber = ${this.#path("crlnumber")}\nrand_serial = yes\ndefault_md = sha256\ndefault_days = 30\ndefault_crl_days = 30\n` +
        `unique_subject = no\npolicy = any\ncopy_extensions = none\n[any]\ncommonName = optional\n`,
    );
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #ca(...args: string[]): void {
    openssl("ca", "-config", this.#path("ca.cnf"), "-cert", this.certfile, "-keyfile", this.keyfile, ...args);
  }

  /** A certificate by this authority; for `localhost` and the loopback addresses unless told otherwise. */
  issue(wanted: Wanted = {}): Issued {
    const keyfile = key(wanted.key ?? EC);
    const request = temporary("request.pem");
    const certfile = temporary("cert.pem");
    openssl("req", "-new", "-key", keyfile, "-subj", wanted.subject ?? "/CN=a server", "-out", request);
    const dates = [];
    if (wanted.notBefore !== undefined) dates.push("-startdate", wanted.notBefore);
    if (wanted.notAfter !== undefined) dates.push("-enddate", wanted.notAfter);
    const files = ["-extfile", extensionFile(wanted), "-in", request, "-out", certfile];
    this.#ca("-batch", "-notext", "-md", wanted.digest ?? this.#digest, ...dates, ...files);
    return { certfile, keyfile };
  }

  revoke({ certfile }: Issued): void {
    this.#ca("-revoke", certfile);
  }

  /** A revocation list, as a path. */
  revocations(): string {
    const out = temporary("crl.pem");
    this.#ca("-gencrl", "-out", out);
    return out;
  }
}

function key(algorithm: readonly string[]): string {
  const out = temporary("key.pem");
  openssl("genpkey", ...algorithm, "-out", out);
  return out;
}

function extensionFile(wanted: Wanted): string {
  const file = temporary("extensions.cnf");
  const names = wanted.names ?? "DNS:localhost,IP:127.0.0.1,IP:::1";
  const authority = wanted.extensions?.some((line) => line.includes("CA:TRUE")) ?? false;
  const lines = [...(wanted.extensions ?? LEAF), ...IDENTIFIERS];
  if (names !== "" && !authority) lines.push(`subjectAltName=${names}`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** A certificate that its own key signed. */
export function selfSigned(keyfile: string, wanted: Wanted): string {
  const certfile = temporary("cert.pem");
  const names = wanted.names === undefined ? [] : [`subjectAltName=${wanted.names}`];
  const extensions = [...(wanted.extensions ?? LEAF), ...names].flatMap((line) => ["-addext", line]);
  const who = ["-key", keyfile, "-subj", wanted.subject ?? "/CN=self", `-${wanted.digest ?? "sha256"}`];
  openssl("req", "-x509", "-new", "-days", "30", ...who, ...extensions, "-out", certfile);
  return certfile;
}

export function newKey(algorithm: readonly string[] = EC): string {
  return key(algorithm);
}

/** Several files in one: a certificate with those that issued it. */
export function joined(...files: string[]): string {
  const out = temporary("chain.pem");
  writeFileSync(out, files.map((file) => readFileSync(file, "utf8")).join("\n"));
  return out;
}
