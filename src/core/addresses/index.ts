// The table of address codecs, and the two functions that the rest of the core calls.
import { alg } from "./alg.ts";
import { bluetooth } from "./bluetooth.ts";
import { can } from "./can.ts";
import type { AddressCodec, AddressContext, Unresolved } from "./codec.ts";
import { inet } from "./inet.ts";
import { netlink } from "./netlink.ts";
import { packet } from "./packet.ts";
import { tipc } from "./tipc.ts";
import { vsock } from "./vsock.ts";

const codecs: ReadonlyMap<number, AddressCodec> = new Map([
  [2, inet],
  [16, netlink],
  [17, packet],
  [29, can],
  [30, tipc],
  [31, bluetooth],
  [38, alg],
  [40, vsock],
]);

export type { AddressContext, Unresolved } from "./codec.ts";

/** The sockaddr of an address of the socket's family, or what has to be resolved first. */
export function encodeAddress(
  address: unknown,
  context: AddressContext,
  argument = "address",
): Uint8Array | Unresolved {
  const codec = codecs.get(context.family);
  if (codec === undefined) throw new RangeError(`No address codec for family ${context.family}`);
  return codec.encode(address, argument, context);
}

/** The address in a sockaddr; null where the kernel gave none (a connected stream). */
export function decodeAddress(sockaddr: Uint8Array, context: AddressContext): unknown {
  if (sockaddr.length === 0) return null;
  const codec = codecs.get(context.family);
  if (codec === undefined) return Buffer.from(sockaddr.subarray(2));
  return codec.decode(sockaddr, context);
}
