// Host names and services as the C library takes them.
import { domainToASCII } from "node:url";
import { asInt } from "../arguments.ts";
import { describe } from "../bytes.ts";

const ASCII = /^[\0-\x7f]*$/;
// What the URL parser behind domainToASCII would take for the end of the host, or decode.
const FOREIGN = /[\0-\x20"#%/:<>?@[\\\]^`{|}\x7f]/;

/** A name as bytes: as it is when it is ASCII, otherwise by IDNA (UTS #46, non-transitional: IDNA 2008). */
export function hostBytes(host: string, argument: string): Uint8Array {
  if (host.includes("\0")) throw new RangeError(`${argument} must not contain a NUL character`);
  if (ASCII.test(host)) return Buffer.from(host, "latin1");
  const encoded = FOREIGN.test(host) ? "" : domainToASCII(host);
  if (encoded === "") throw new RangeError(`${argument} is not a valid internationalised host name: ${host}`);
  return Buffer.from(encoded, "latin1");
}

export function asText(value: unknown, argument: string): string {
  if (typeof value !== "string") throw new TypeError(`${argument} must be a string, not ${describe(value)}`);
  return value;
}

/** `host` of getaddrinfo: null stands for the wildcard or loopback address. */
export function nodeBytes(host: unknown): Uint8Array | null {
  if (host === null || host === undefined) return null;
  if (typeof host !== "string") throw new TypeError(`host must be a string or null, not ${describe(host)}`);
  return hostBytes(host, "host");
}

/** `port` of getaddrinfo: a number, a service name, digits, or null. */
export function serviceBytes(port: unknown): Uint8Array | null {
  if (port === null || port === undefined) return null;
  if (typeof port === "number") return Buffer.from(String(asInt(port, "port", 0, 65_535)), "latin1");
  if (typeof port !== "string") throw new TypeError(`port must be a number, a string or null, not ${describe(port)}`);
  if (port.includes("\0")) throw new RangeError("port must not contain a NUL character");
  return Buffer.from(port, "utf8");
}
