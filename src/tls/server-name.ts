// What serverHostname stands for: a name to send and to check, or an address to check.
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { describe } from "../core/bytes.ts";

const LONGEST = 255;

export interface ServerName {
  /** As the caller wrote it. */
  readonly given: string;
  /** The name that is sent, in ASCII; null for an address: RFC 6066 section 3. */
  readonly name: string | null;
  /** The address that the certificate has to be for. */
  readonly ip: string | null;
}

export function asServerName(value: unknown): ServerName {
  if (typeof value !== "string") throw new TypeError(`serverHostname must be a string, not ${describe(value)}`);
  const zone = value.indexOf("%");
  const address = zone < 0 ? value : value.slice(0, zone);
  if (isIP(address) !== 0) return { given: value, name: null, ip: address };
  const ascii = /^[\x21-\x7e]+$/.test(value) ? value : domainToASCII(value);
  // The dot of an absolute name is not part of it in TLS.
  const name = ascii.endsWith(".") ? ascii.slice(0, -1) : ascii;
  if (name === "" || name.startsWith(".") || name.length > LONGEST) {
    throw new RangeError(`serverHostname must be a host name or an IP address, not ${JSON.stringify(value)}`);
  }
  return { given: value, name, ip: null };
}
