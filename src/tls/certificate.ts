// Certificates: Python's dictionary shape, PEM and DER, and the times in them.
import { asBytes, type BytesLike, describe } from "../core/bytes.ts";
import { tls } from "../native/tls.ts";
import { sslError } from "./errors.ts";

/** A name: a list of relative names, each a list of pairs such as `["commonName", "example.com"]`. */
export type DistinguishedName = readonly (readonly (readonly [string, string])[])[];

/** A certificate as Python's `getpeercert` shows it. Lists that would be empty are left out. */
export interface Certificate {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly version: number;
  readonly serialNumber: string;
  /** As `certTimeToSeconds` reads it: `"Jan  5 09:34:43 2018 GMT"`. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** `["DNS", "example.com"]`, `["IP Address", "127.0.0.1"]`, `["DirName", name]`, … */
  readonly subjectAltName?: readonly (readonly [string, string | DistinguishedName])[];
  /** The URIs of responders. */
  readonly OCSP?: readonly string[];
  /** The URIs of the issuer's certificate. */
  readonly caIssuers?: readonly string[];
  /** The URIs of revocation lists. */
  readonly crlDistributionPoints?: readonly string[];
}

/** Takes a certificate in DER apart. */
export function decodeCertificate(der: Uint8Array): Certificate {
  const parts = tls.certificate(der);
  if (typeof parts === "number") throw sslError("Decoding a certificate", "d2i_X509");
  const [subject, issuer, version, serialNumber, notBefore, notAfter, names, ocsp, issuers, lists] = parts;
  return {
    subject,
    issuer,
    version,
    serialNumber,
    notBefore,
    notAfter,
    ...(names.length === 0 ? {} : { subjectAltName: names }),
    ...(ocsp.length === 0 ? {} : { OCSP: ocsp }),
    ...(issuers.length === 0 ? {} : { caIssuers: issuers }),
    ...(lists.length === 0 ? {} : { crlDistributionPoints: lists }),
  };
}

export const PEM_HEADER = "-----BEGIN CERTIFICATE-----";
export const PEM_FOOTER = "-----END CERTIFICATE-----";

/** The PEM form (RFC 7468) of a certificate in DER. */
export function derCertToPemCert(der: BytesLike): string {
  const bytes = asBytes(der, "der");
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  const lines = text.match(/.{1,64}/g) ?? [];
  return [PEM_HEADER, ...lines, PEM_FOOTER, ""].join("\n");
}

/** The DER form of a certificate in PEM. RangeError when the text is not one. */
export function pemCertToDerCert(pem: string): Buffer {
  if (typeof pem !== "string") throw new TypeError(`pem must be a string, not ${describe(pem)}`);
  const text = pem.trim();
  if (!text.startsWith(PEM_HEADER)) throw new RangeError(`pem must begin with ${PEM_HEADER}`);
  if (!text.endsWith(PEM_FOOTER)) throw new RangeError(`pem must end with ${PEM_FOOTER}`);
  const body = text.slice(PEM_HEADER.length, -PEM_FOOTER.length).replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(body) || body.length % 4 !== 0) throw new RangeError("pem must hold base64");
  return Buffer.from(body, "base64");
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Seconds since 1970 of a time as certificates show it: `"Jan  5 09:34:43 2018 GMT"`. RangeError for another form. */
export function certTimeToSeconds(certTime: string): number {
  if (typeof certTime !== "string") throw new TypeError(`certTime must be a string, not ${describe(certTime)}`);
  const match = /^([a-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4}) GMT$/i.exec(certTime);
  const month = MONTHS.indexOf(match?.[1]?.toLowerCase() ?? "");
  const [day, hour, minute, second, year] = (match ?? []).slice(2).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const date = match === null || month < 0 ? undefined : new Date(Date.UTC(year, month, day));
  // A leap second counts as the second after it, as in Python.
  if (date === undefined || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 61) {
    throw new RangeError(`certTime must look like "Jan  5 09:34:43 2018 GMT", not ${JSON.stringify(certTime)}`);
  }
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}
