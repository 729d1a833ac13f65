// The arguments of createConnection, and the addresses that they stand for.
import { encodeAddress } from "../addresses/index.ts";
import { isIpv4 } from "../addresses/ipv4-text.ts";
import { isIpv6 } from "../addresses/ipv6-text.ts";
import { asTimeout } from "../arguments.ts";
import { describe } from "../bytes.ts";
import { EAI_ADDRFAMILY } from "../constants/names.ts";
import { AF_INET, AF_INET6, SOCK_STREAM } from "../constants/socket.ts";
import { getdefaulttimeout } from "../defaults.ts";
import { gaiError } from "../errors.ts";
import { type Found, type Hints, hostOf } from "../names/addrinfo.ts";
import { infoOf } from "../names/hints.ts";
import { nodeBytes, serviceBytes } from "../names/hosts.ts";

const INET6 = { family: AF_INET6, type: SOCK_STREAM, proto: 0 };

/**
 * A host (a name, digits, or null for this one) and a port (a number or a service name). What follows them is for IPv6
 * alone: addresses as `getpeername` gives them may be used as they are.
 */
export type ConnectionTarget =
  | readonly [host: string | null, port: number | string, flowinfo?: number, scopeid?: number | string]
  | {
      readonly host: string | null;
      readonly port: number | string;
      readonly flowinfo?: number;
      readonly scopeid?: number | string;
    };

/** The address to connect from: host '' and port 0 let the system choose. */
export type SourceAddress =
  | readonly [host: string, port: number, flowinfo?: number, scopeid?: number | string]
  | {
      readonly host: string;
      readonly port: number;
      readonly flowinfo?: number;
      readonly scopeid?: number | string;
    };

/** What `createConnection` takes besides the address. */
export interface ConnectionOptions {
  /**
   * Seconds for the whole, name look-up included, and the socket's mode afterwards. Null waits; left out it is the
   * default time-out.
   */
  readonly timeout?: number | null | undefined;
  readonly sourceAddress?: SourceAddress | null | undefined;
  /** Whether to reject with an AggregateError of every attempt's error, in place of the last. */
  readonly allErrors?: boolean | undefined;
}

interface Place<Host, Port> {
  readonly host: Host;
  readonly port: Port;
  readonly flowinfo: number;
  readonly scopeid: number | string;
}

/** The arguments, checked. */
export interface Target extends Place<string | null, number | string> {
  readonly timeout: number | null;
  readonly source: Place<string, number> | null;
  readonly allErrors: boolean;
}

export function targetOf(address: unknown, options: ConnectionOptions): Target {
  const target = place(address, "address");
  nodeBytes(target.host);
  if (target.port === null || target.port === undefined) {
    throw new TypeError("address: port must be a number or a string");
  }
  serviceBytes(target.port);
  const { timeout, sourceAddress = null, allErrors = false } = options;
  const source = sourceAddress === null ? null : sourceOf(sourceAddress);
  if (typeof allErrors !== "boolean") throw new TypeError(`allErrors must be a boolean, not ${describe(allErrors)}`);
  return {
    host: target.host as string | null,
    port: target.port as number | string,
    flowinfo: target.flowinfo,
    scopeid: target.scopeid,
    timeout: timeout === undefined ? getdefaulttimeout() : asTimeout(timeout, "timeout"),
    source,
    allErrors,
  };
}

function sourceOf(address: unknown): Place<string, number> {
  const source = place(address, "sourceAddress");
  const { host, port } = source;
  if (typeof host !== "string") throw new TypeError(`sourceAddress: host must be a string, not ${describe(host)}`);
  if (typeof port !== "number") throw new TypeError(`sourceAddress: port must be a number, not ${describe(port)}`);
  serviceBytes(port);
  return source as Place<string, number>;
}

function place(address: unknown, argument: string): Place<unknown, unknown> {
  const { host, port, flowinfo = 0, scopeid = 0 } = fieldsOf(address, argument);
  if (host === undefined) throw new TypeError(`${argument}: host must be a string or null, not undefined`);
  // The checks of an address of AF_INET6, before anything is looked up.
  if (flowinfo !== 0 || scopeid !== 0) encodeAddress(["::", 0, flowinfo, scopeid], INET6, argument);
  return { host, port, flowinfo: flowinfo as number, scopeid: scopeid as number | string };
}

function fieldsOf(address: unknown, argument: string): Readonly<Record<keyof Place<unknown, unknown>, unknown>> {
  if (Array.isArray(address)) {
    if (address.length < 2 || address.length > 4) {
      throw new TypeError(`${argument} must be [host, port], not ${address.length} fields`);
    }
    return { host: address[0], port: address[1], flowinfo: address[2], scopeid: address[3] };
  }
  if (typeof address !== "object" || address === null || ArrayBuffer.isView(address)) {
    throw new TypeError(`${argument} must be [host, port] or an object with host and port, not ${describe(address)}`);
  }
  const { host, address: literal, port, flowinfo, scopeid } = address as Readonly<Record<string, unknown>>;
  return { host: host === undefined ? literal : host, port, flowinfo, scopeid };
}

/** What to look the target up with. */
export const HINTS: Hints = { family: 0, type: SOCK_STREAM, proto: 0, flags: 0 };

/** What was found, with the fields that the target has besides host and port. */
export function located(found: Found[], { flowinfo, scopeid }: Target): Found[] {
  if (flowinfo === 0 && scopeid === 0) return found;
  return found.map((each) => {
    if (each.family !== AF_INET6) return each;
    const fields = [hostOf(each), infoOf(each)[4][1], flowinfo, scopeid];
    return { ...each, sockaddr: encodeAddress(fields, INET6) as Uint8Array };
  });
}

/**
 * The address to bind an attempt to, in the form of its family. A literal of the other family is this attempt's
 * failure, and not the caller's: the other attempts go on.
 */
export function sourceFor({ host, port, flowinfo, scopeid }: Place<string, number>, family: number): unknown {
  if (family === AF_INET ? isIpv6(host) : isIpv4(host)) throw gaiError(EAI_ADDRFAMILY, "getaddrinfo", host);
  return family === AF_INET ? [host, port] : [host, port, flowinfo, scopeid];
}
