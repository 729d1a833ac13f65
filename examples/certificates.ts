// Certificates for the TLS examples, made on the spot by the openssl program: an authority, and a server's certificate
// for localhost that it signed. A real server has its certificate from an authority that everybody trusts.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"];

/** The files in `directory`; what is missing is made. */
export function certificates(directory: string): { authority: string; certfile: string; keyfile: string } {
  const file = (name: string): string => join(directory, name);
  const files = { authority: file("authority.pem"), certfile: file("server.pem"), keyfile: file("server.key") };
  if (existsSync(files.certfile)) return files;
  mkdirSync(directory, { recursive: true });
  const make = (subject: string, name: string, extensions: string[], ...issuer: string[]): void => {
    const added = extensions.flatMap((line) => ["-addext", line]);
    const out = ["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)];
    execFileSync("openssl", ["req", "-x509", ...KEY, "-subj", subject, ...added, ...out, ...issuer], { stdio: "pipe" });
  };
  make("/CN=Example Authority", "authority", ["keyUsage=critical,keyCertSign"]);
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1";
  const extensions = ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", names];
  make("/CN=localhost", "server", extensions, "-CA", files.authority, "-CAkey", file("authority.key"));
  return files;
}
