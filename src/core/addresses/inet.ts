// AF_INET: [host, port]. struct sockaddr_in, ip(7).

import { EAI_ADDRFAMILY } from "../constants/names.ts";
import { AF_INET } from "../constants/socket.ts";
import { gaiError } from "../errors.ts";
import type { AddressCodec, Unresolved } from "./codec.ts";
import { type EndpointForm, endpoint, otherFamily } from "./endpoint.ts";
import { formatIpv4, parseIpv4 } from "./ipv4-text.ts";
import { isIpv6 } from "./ipv6-text.ts";
import { sockaddr } from "./sockaddr.ts";
import type { InetAddress } from "./types.ts";

const LENGTH = 16;
const PORT = 2;
const HOST = 4;
const END = 8;

const FORM: EndpointForm = { arity: 2, form: "[host, port]", nodeFamilies: ["IPv4", 4] };

// A program that sends datagrams names the same peer again and again. The sockaddr is never written after it is made.
let lastHost = "";
let lastPort = -1;
let lastSockaddr: Uint8Array = new Uint8Array(0);

function numeric(host: string, port: number): Uint8Array | null {
  const bytes = sockaddr(AF_INET, LENGTH);
  if (!parseIpv4(host, 0, bytes, HOST)) return null;
  bytes[PORT] = port >> 8;
  bytes[PORT + 1] = port & 0xff;
  return bytes;
}

function encode(address: unknown, argument: string): Uint8Array | Unresolved {
  if (Array.isArray(address) && address.length === 2 && address[1] === lastPort && address[0] === lastHost) {
    return lastSockaddr;
  }
  const { host, port } = endpoint(address, argument, FORM);
  const literal = host === "" ? "0.0.0.0" : host === "<broadcast>" ? "255.255.255.255" : host;
  const bytes = numeric(literal, port);
  if (bytes !== null) {
    lastHost = host;
    lastPort = port;
    lastSockaddr = bytes;
    return bytes;
  }
  if (isIpv6(host)) throw otherFamily(host, argument, "IPv6", "AF_INET");
  return { host, family: AF_INET, complete: (resolved) => complete(resolved, port) };
}

function complete(resolved: string, port: number): Uint8Array {
  const bytes = numeric(resolved, port);
  if (bytes === null) throw gaiError(EAI_ADDRFAMILY, "getaddrinfo", resolved);
  return bytes;
}

function decode(bytes: Uint8Array): InetAddress | null {
  if (bytes.length < END) return null;
  return [formatIpv4(bytes, HOST), ((bytes[PORT] as number) << 8) | (bytes[PORT + 1] as number)];
}

export const inet: AddressCodec = { encode, decode };
