// AF_INET6: [host, port, flowinfo, scopeid]. struct sockaddr_in6, ipv6(7).
import { native } from "../../native/binding.ts";
import { asInt } from "../arguments.ts";
import { describe } from "../bytes.ts";
import { EAI_ADDRFAMILY } from "../constants/names.ts";
import { AF_INET6 } from "../constants/socket.ts";
import { gaiError, osError } from "../errors.ts";
import type { AddressCodec, Unresolved } from "./codec.ts";
import { type EndpointForm, endpoint, otherFamily } from "./endpoint.ts";
import { isIpv4 } from "./ipv4-text.ts";
import { formatIpv6, parseIpv6 } from "./ipv6-text.ts";
import { sockaddr } from "./sockaddr.ts";
import type { Inet6Address } from "./types.ts";

const LENGTH = 28;
const PORT = 2;
const FLOWINFO = 4;
const HOST = 8;
const SCOPE = 24;

const FLOWINFO_MAX = 0xf_ffff;
const UINT32_MAX = 0xffff_ffff;

const FORM: EndpointForm = { arity: 4, form: "[host, port, flowinfo?, scopeid?]", nodeFamilies: ["IPv6", 6] };

interface Rest {
  readonly port: number;
  readonly flowinfo: number;
  readonly scope: number;
}

function encode(address: unknown, argument: string): Uint8Array | Unresolved {
  const { host, port, flowinfo, scopeid } = endpoint(address, argument, FORM);
  const rest: Rest = {
    port,
    flowinfo: flowinfo === undefined ? 0 : asInt(flowinfo, `${argument}: flowinfo`, 0, FLOWINFO_MAX),
    scope: scopeid === undefined ? 0 : asScope(scopeid, argument),
  };
  if (host === "<broadcast>") {
    throw new RangeError(
      `${argument}: host "<broadcast>" is for AF_INET; AF_INET6 has multicast groups such as ff02::1`,
    );
  }
  const bytes = numeric(host === "" ? "::" : host, rest, argument);
  if (bytes !== null) return bytes;
  if (isIpv4(host)) throw otherFamily(host, argument, "IPv4", "AF_INET6");
  return { host, family: AF_INET6, complete: (resolved) => complete(resolved, rest, argument) };
}

/** An interface by index, or by name. */
function asScope(scope: unknown, argument: string): number {
  if (typeof scope === "number") return asInt(scope, `${argument}: scopeid`, 0, UINT32_MAX) >>> 0;
  if (typeof scope === "string") return interfaceIndex(scope);
  throw new TypeError(`${argument}: scopeid must be a number or an interface's name, not ${describe(scope)}`);
}

function interfaceIndex(name: string): number {
  const index = native.ifNametoindex(name);
  if (index < 0) throw osError(-index, "if_nametoindex", name);
  return index;
}

/** The sockaddr of digits with an optional `%scope`; null for a name. */
function numeric(host: string, { port, flowinfo, scope }: Rest, argument: string): Uint8Array | null {
  const bytes = sockaddr(AF_INET6, LENGTH);
  const percent = host.indexOf("%");
  if (!parseIpv6(percent < 0 ? host : host.slice(0, percent), bytes, HOST)) return null;
  const inHost = percent < 0 ? 0 : zone(host.slice(percent + 1), argument);
  if (inHost !== 0 && scope !== 0 && inHost !== scope) {
    throw new RangeError(`${argument}: host ${host} and scopeid ${scope} name different scopes`);
  }
  const view = new DataView(bytes.buffer);
  view.setUint16(PORT, port);
  view.setUint32(FLOWINFO, flowinfo);
  // Of all fields only the scope is in the byte order of the machine.
  new Uint32Array(bytes.buffer, SCOPE, 1)[0] = inHost === 0 ? scope : inHost;
  return bytes;
}

/** What follows `%`: digits, or else the name of an interface. */
function zone(text: string, argument: string): number {
  if (text === "") throw new RangeError(`${argument}: host must have a scope after %`);
  if (!/^[0-9]+$/.test(text)) return interfaceIndex(text);
  return asInt(Number(text), `${argument}: the scope in host`, 0, UINT32_MAX) >>> 0;
}

function complete(resolved: string, rest: Rest, argument: string): Uint8Array {
  const bytes = numeric(resolved, rest, argument);
  if (bytes === null) throw gaiError(EAI_ADDRFAMILY, "getaddrinfo", resolved);
  return bytes;
}

// The last host that came in: its bytes, and its text.
const lastBytes = new Uint8Array(16);
let lastText = "::";

function hostText(bytes: Uint8Array): string {
  for (let i = 0; i < 16; i++) {
    if (lastBytes[i] !== bytes[HOST + i]) {
      lastBytes.set(bytes.subarray(HOST, HOST + 16));
      lastText = formatIpv6(lastBytes, 0);
      break;
    }
  }
  return lastText;
}

const scopeBytes = new Uint8Array(4);
const scopeNumber = new Uint32Array(scopeBytes.buffer);

function decode(bytes: Uint8Array): Inet6Address | null {
  // The scope came with Linux 2.2; a sockaddr without it, of 24 bytes, is still one.
  if (bytes.length < SCOPE) return null;
  const port = ((bytes[PORT] as number) << 8) | (bytes[PORT + 1] as number);
  const flow = ((bytes[FLOWINFO] as number) << 24) | ((bytes[FLOWINFO + 1] as number) << 16);
  const flowinfo = (flow | ((bytes[FLOWINFO + 2] as number) << 8) | (bytes[FLOWINFO + 3] as number)) >>> 0;
  for (let i = 0; i < 4; i++) scopeBytes[i] = bytes.length < LENGTH ? 0 : (bytes[SCOPE + i] as number);
  return [hostText(bytes), port, flowinfo, scopeNumber[0] as number];
}

export const inet6: AddressCodec = { encode, decode };
