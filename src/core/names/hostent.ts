// gethostbyname, gethostbynameEx, gethostbyaddr, getfqdn.

import { decodeAddress } from "../addresses/index.ts";
import { EAFNOSUPPORT } from "../constants/errno.ts";
import { AF_INET, AF_INET6, AF_UNSPEC } from "../constants/socket.ts";
import { hError, OSError, osError } from "../errors.ts";
import { type Found, hostAddress, hostOf } from "./addrinfo.ts";
import { asText, hostBytes } from "./hosts.ts";
import { type Answer, HOST_BY_ADDRESS, HOST_BY_NAME, type Lookup, type Plan, syscallOf } from "./lookup.ts";
import { gethostname } from "./services.ts";

/** A host as the hosts file and the name servers know it. */
export type HostEntry = [hostname: string, aliases: string[], addresses: string[]];

/** The IPv4 address of a host, as digits. */
export function* hostByName(name: unknown): Plan<string> {
  return hostOf(yield* hostAddress(asText(name, "name"), AF_INET));
}

/** The name, the aliases and the IPv4 addresses of a host. */
export function* hostByNameEx(name: unknown): Plan<HostEntry> {
  const host = asText(name, "name");
  const bytes = hostBytes(host, "name");
  // Python resolves it twice too: what getaddrinfo refuses is a GAIError.
  yield* hostAddress(host, AF_INET);
  const lookup: Lookup = { kind: HOST_BY_NAME, name: bytes, service: null, numbers: [] };
  return entry(yield lookup, lookup, AF_INET, host);
}

/** The name, the aliases and the addresses of the host that has an address, given as digits or as a name. */
export function* hostByAddress(ip: unknown): Plan<HostEntry> {
  const host = asText(ip, "ip");
  const found = yield* hostAddress(host, AF_UNSPEC);
  const lookup: Lookup = { kind: HOST_BY_ADDRESS, name: rawAddress(found), service: null, numbers: [found.family] };
  return entry(yield lookup, lookup, found.family, host);
}

// What of a sockaddr is the address itself: in_addr, in6_addr.
function rawAddress({ family, sockaddr }: Found): Uint8Array {
  return family === AF_INET ? sockaddr.subarray(4, 8) : sockaddr.subarray(8, 24);
}

function entry(answer: Answer, lookup: Lookup, family: number, subject: string): HostEntry {
  if (answer.status !== 0) throw hError(answer.status, syscallOf(lookup), subject);
  const [name, familyField, count, ...rest] = answer.fields as [Buffer, Buffer, Buffer, ...Buffer[]];
  if (familyField.readInt32LE(0) !== family) throw osError(EAFNOSUPPORT, syscallOf(lookup), subject);
  const aliases = count.readInt32LE(0);
  return [
    name.toString("utf8"),
    rest.slice(0, aliases).map((alias) => alias.toString("utf8")),
    rest.slice(aliases).map((address) => digits(address, family)),
  ];
}

function digits(address: Buffer, family: number): string {
  const sockaddr = Buffer.alloc(family === AF_INET6 ? 28 : 16);
  sockaddr.writeUInt16LE(family, 0);
  address.copy(sockaddr, family === AF_INET6 ? 8 : 4);
  return (decodeAddress(sockaddr, { family, type: 0, proto: 0 }) as [string])[0];
}

/** The fully qualified name of a host: the first with a dot among its name and aliases. */
export function* fullyQualified(name: unknown): Plan<string> {
  const given = asText(name, "name").trim();
  const host = given === "" || given === "0.0.0.0" || given === "::" ? gethostname() : given;
  let found: HostEntry;
  try {
    found = yield* hostByAddress(host);
  } catch (error) {
    if (error instanceof OSError) return host;
    throw error;
  }
  const [hostname, aliases] = found;
  return [hostname, ...aliases].find((candidate) => candidate.includes(".")) ?? hostname;
}
