// The options and the results of getaddrinfo as callers see them.
import { decodeAddress } from "../addresses/index.ts";
import { asInt } from "../arguments.ts";
import { describe } from "../bytes.ts";
import type { Found, Hints } from "./addrinfo.ts";

/** What narrows a look-up: as the `hints` of getaddrinfo(3). 0 stands for any. */
export interface AddrinfoOptions {
  /** AF_INET or AF_INET6 alone. */
  readonly family?: number;
  /** SOCK_STREAM or SOCK_DGRAM alone; without it each address comes once for each type. */
  readonly type?: number;
  readonly proto?: number;
  /** AI_* flags. */
  readonly flags?: number;
}

/** What to make a socket with, and the address to connect or bind it to. */
export type AddressInfo = [family: number, type: number, proto: number, canonname: string, address: SocketAddress];

/** An address of AF_INET or AF_INET6 as it comes out. */
export type SocketAddress =
  | [host: string, port: number]
  | [host: string, port: number, flowinfo: number, scopeid: number];

export function hintsOf(options: AddrinfoOptions | undefined): Hints {
  if (options === undefined) return { family: 0, type: 0, proto: 0, flags: 0 };
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options must be an object, not ${describe(options)}`);
  }
  const { family = 0, type = 0, proto = 0, flags = 0 } = options;
  return {
    family: asInt(family, "family"),
    type: asInt(type, "type"),
    proto: asInt(proto, "proto"),
    flags: asInt(flags, "flags"),
  };
}

export function infoOf(found: Found): AddressInfo {
  const address = decodeAddress(found.sockaddr, found) as SocketAddress;
  return [found.family, found.type, found.proto, found.canonname, address];
}
