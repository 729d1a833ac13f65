// Addresses by family, as types: what comes out, and what may go in. One row a family in each of two tables; the
// numbers are those of AF_*, which serve as type parameters of Socket.
import type { BytesLike } from "../bytes.ts";
import type { FamilyAddresses, FamilyAddressInputs } from "./families.ts";

export type { AlgAddress } from "./alg.ts";
export type { HciAddress, L2capAddress, RfcommAddress, ScoAddress } from "./bluetooth.ts";
export type { CanAddress, CanIsotpAddress, CanJ1939Address } from "./can.ts";
export type { NetlinkAddress } from "./netlink.ts";
export type { PacketAddress, PacketAddressInput } from "./packet.ts";
export type { TipcAddress } from "./tipc.ts";
export type { VsockAddress } from "./vsock.ts";

/** AF_INET, ip(7). */
export type InetAddress = [host: string, port: number];
/** AF_INET6, ipv6(7). */
export type Inet6Address = [host: string, port: number, flowinfo: number, scopeid: number];
/** AF_UNIX, unix(7): a path, `""` when unnamed, a Buffer for an abstract name or a path that is not UTF-8. */
export type UnixAddress = string | Buffer;

interface Out extends FamilyAddresses {
  1: UnixAddress;
  2: InetAddress;
  10: Inet6Address;
}

/** An endpoint as an object. */
export interface InetEndpoint {
  readonly host: string;
  readonly port: number;
}

/** An endpoint of AF_INET6 as an object. */
export interface Inet6Endpoint extends InetEndpoint {
  readonly flowinfo?: number;
  /** A number, or the name of an interface. */
  readonly scopeid?: number | string;
}

/** An endpoint as `net.Socket.address()` and `dgram`'s `rinfo` give it. */
export interface NodeEndpoint<Family extends string | number> {
  readonly address: string;
  readonly port: number;
  readonly family?: Family;
}

interface In extends FamilyAddressInputs {
  1: string | BytesLike;
  2: readonly [host: string, port: number] | InetEndpoint | NodeEndpoint<"IPv4" | 4>;
  10:
    | readonly [host: string, port: number, flowinfo?: number, scopeid?: number | string]
    | Inet6Endpoint
    | NodeEndpoint<"IPv6" | 6>;
}

/** What comes out for family `F`; a Buffer, the bytes after sa_family, for a family without a form of its own. */
export type AddressOf<F extends number> = number extends F ? Out[keyof Out] : F extends keyof Out ? Out[F] : Buffer;

/** What may go in for family `F`. */
export type AddressInput<F extends number> = number extends F ? In[keyof In] : F extends keyof In ? In[F] : BytesLike;

/** An address of any family. */
export type Address = AddressOf<number>;
