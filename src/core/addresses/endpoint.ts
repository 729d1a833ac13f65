// What AF_INET and AF_INET6 have in common: an address is a host and a port, as a tuple or an object.
import { asInt } from "../arguments.ts";
import { describe } from "../bytes.ts";

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** What follows them in a tuple, or as properties: undefined where left out. */
  readonly flowinfo: unknown;
  readonly scopeid: unknown;
}

export interface EndpointForm {
  /** The longest tuple. */
  readonly arity: 2 | 4;
  /** As messages show it. */
  readonly form: string;
  /** What Node's own endpoints say in `family`. */
  readonly nodeFamilies: readonly unknown[];
}

export function endpoint(address: unknown, argument: string, { arity, form, nodeFamilies }: EndpointForm): Endpoint {
  if (Array.isArray(address)) {
    if (address.length < 2 || address.length > arity) {
      throw new TypeError(`${argument} must be ${form}, not an array of ${address.length}`);
    }
    return checked(address[0], "host", address[1], argument, address[2], address[3]);
  }
  if (typeof address !== "object" || address === null || ArrayBuffer.isView(address)) {
    throw new TypeError(`${argument} must be ${form} or { host, port }, not ${describe(address)}`);
  }
  const { host, address: literal, port, family, flowinfo, scopeid } = address as Readonly<Record<string, unknown>>;
  if (family !== undefined && !nodeFamilies.includes(family)) {
    throw new TypeError(`${argument}.family must be ${nodeFamilies.join(" or ")}, not ${describe(family)}`);
  }
  if (host !== undefined || literal === undefined) return checked(host, "host", port, argument, flowinfo, scopeid);
  return checked(literal, "address", port, argument, flowinfo, scopeid);
}

/** Digits of the other family than the socket's. */
export function otherFamily(host: string, argument: string, version: string, family: string): RangeError {
  return new RangeError(`${argument}: host ${host} is an ${version} address, and the socket's family is ${family}`);
}

function checked(
  host: unknown,
  name: string,
  port: unknown,
  argument: string,
  flowinfo: unknown,
  scopeid: unknown,
): Endpoint {
  if (typeof host !== "string") throw new TypeError(`${argument}: ${name} must be a string, not ${describe(host)}`);
  if (host.includes("\0")) throw new RangeError(`${argument}: ${name} must not hold a NUL character`);
  return { host, port: asInt(port, `${argument}: port`, 0, 65_535), flowinfo, scopeid };
}
