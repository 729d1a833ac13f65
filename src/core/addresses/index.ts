// The table of address codecs, and the two functions that the rest of the core calls.
import type { AddressCodec, AddressContext, Unresolved } from "./codec.ts";
import { inet } from "./inet.ts";

const codecs: ReadonlyMap<number, AddressCodec> = new Map([[2, inet]]);

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
