// The arguments of createConnection.
import { asTimeout } from "../arguments.ts";
import { describe } from "../bytes.ts";
import { getdefaulttimeout } from "../defaults.ts";
import { nodeBytes, serviceBytes } from "../names/hosts.ts";

/** A host (a name, digits, or null for this one) and a port (a number or a service name). */
export type ConnectionTarget =
  | readonly [host: string | null, port: number | string, flowinfo?: number, scopeid?: number]
  | { readonly host: string | null; readonly port: number | string };

/** The address to connect from: host '' and port 0 let the system choose. */
export type SourceAddress = readonly [host: string, port: number] | { readonly host: string; readonly port: number };

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

/** The arguments, checked. */
export interface Target {
  readonly host: string | null;
  readonly port: number | string;
  readonly timeout: number | null;
  readonly source: SourceAddress | null;
  readonly allErrors: boolean;
}

export function targetOf(address: unknown, options: ConnectionOptions): Target {
  const [host, port] = hostAndPort(address, "address");
  nodeBytes(host);
  if (port === null || port === undefined) throw new TypeError(`address: port must be a number or a string`);
  serviceBytes(port);
  const { timeout, sourceAddress = null, allErrors = false } = options;
  if (sourceAddress !== null) checkSource(sourceAddress);
  if (typeof allErrors !== "boolean") throw new TypeError(`allErrors must be a boolean, not ${describe(allErrors)}`);
  return {
    host: (host ?? null) as string | null,
    port: port as number | string,
    timeout: timeout === undefined ? getdefaulttimeout() : asTimeout(timeout, "timeout"),
    source: sourceAddress,
    allErrors,
  };
}

function checkSource(address: unknown): void {
  const [host, port] = hostAndPort(address, "sourceAddress");
  if (typeof host !== "string") throw new TypeError(`sourceAddress: host must be a string, not ${describe(host)}`);
  if (typeof port !== "number") throw new TypeError(`sourceAddress: port must be a number, not ${describe(port)}`);
  serviceBytes(port);
}

function hostAndPort(address: unknown, argument: string): [unknown, unknown] {
  if (Array.isArray(address)) {
    if (address.length < 2 || address.length > 4) {
      throw new TypeError(`${argument} must be [host, port], not ${address.length} fields`);
    }
    return [address[0], address[1]];
  }
  if (typeof address !== "object" || address === null || ArrayBuffer.isView(address)) {
    throw new TypeError(`${argument} must be [host, port] or an object with host and port, not ${describe(address)}`);
  }
  const { host, address: literal, port } = address as { host?: unknown; address?: unknown; port?: unknown };
  return [host ?? literal, port];
}

/** The port to connect from; 0 where the system chooses. */
export function sourcePort(source: SourceAddress | null): number {
  return source === null ? 0 : (hostAndPort(source, "sourceAddress")[1] as number);
}
