// The error of a certificate that was refused: what a person has to know to put it right.
import { tls } from "../native/tls.ts";
import { type Certificate, decodeCertificate } from "./certificate.ts";
import { SSLCertVerificationError } from "./errors.ts";

const ADVICE: Readonly<Record<number, string | ((certificate: Certificate) => string)>> = {
  2: "An issuer's certificate is missing: the peer has to send the intermediate ones, and the root must be trusted",
  3: "Revocation is checked, and there is no revocation list of its issuer: load one with loadVerifyLocations",
  9: ({ notBefore }) => `It is valid from ${notBefore} on: is the clock right?`,
  10: ({ notAfter }) => `It was valid until ${notAfter}: the peer has to renew it`,
  12: "The revocation list has expired: load a newer one",
  18: "It is signed by itself, and not trusted: trust it with loadVerifyLocations if it is yours",
  19: "The root of its chain is not trusted: trust it with loadVerifyLocations if it is yours",
  20: "Its issuer is unknown: the peer sends no intermediate certificate, or the authority is not trusted",
  21: "Its issuer is unknown: the peer sends no intermediate certificate, or the authority is not trusted",
  23: "Its authority has revoked it",
  24: "A certificate in the chain may not issue others",
  26: "It is not made for this use: see its key usage and extended key usage",
  47: "An authority in the chain may not issue for this name",
  48: "An authority in the chain may not issue for this name",
  66: "Its key is too short for the security level",
  67: "An authority's key is too short for the security level",
  68: "It is signed with a digest that the security level refuses",
};

function commonName({ subject }: Certificate): string | undefined {
  const pairs = subject.flat();
  return (pairs.find(([key]) => key === "commonName") ?? pairs.at(-1))?.[1];
}

/** What the certificate is for, as host names and addresses are matched. */
function names(certificate: Certificate): string[] {
  const found = (certificate.subjectAltName ?? [])
    .filter(([kind]) => kind === "DNS" || kind === "IP Address")
    .map(([, name]) => String(name));
  if (found.length > 0) return found;
  const name = commonName(certificate);
  return name === undefined ? [] : [`${name} (a common name, for want of alternative names)`];
}

function place(depth: number): string {
  if (depth === 0) return "the peer's own certificate";
  return `certificate ${depth} of the chain above the peer's`;
}

/** The error for a failed verification, `asked` being the server name. */
export function verificationError(
  facts: readonly [code: number, depth: number, der: Buffer | null, mode: number],
  asked: string | null,
  syscall: string,
): SSLCertVerificationError {
  const [code, depth, der] = facts;
  const verifyMessage = tls.verifyErrorText(code);
  const certificate = der === null ? undefined : decodeCertificate(der);
  const whose = asked === null ? "The peer's certificate" : `The certificate of ${asked}`;
  const sentences = [`${whose} was refused: ${verifyMessage} (${code})`];
  if (certificate !== undefined) {
    if (code === 62 || code === 63 || code === 64) {
      const list = names(certificate);
      sentences.push(`${asked} was asked for; it is for ${list.length === 0 ? "no name at all" : list.join(", ")}`);
    } else {
      sentences.push(`What failed is ${place(depth)}, ${commonName(certificate) ?? certificate.serialNumber}`);
    }
    const advice = ADVICE[code];
    if (advice !== undefined) sentences.push(typeof advice === "string" ? advice : advice(certificate));
  }
  const message = `${sentences.join(". ")}.`.replace(/\?\.$/, "?");
  return new SSLCertVerificationError(message, code, verifyMessage, { syscall });
}
