// The table of address codecs, and the two functions that the rest of the core calls.
import {
  AF_ALG,
  AF_BLUETOOTH,
  AF_CAN,
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  AF_PACKET,
  AF_TIPC,
  AF_UNIX,
  AF_VSOCK,
  SOCK_DGRAM,
  SOCK_STREAM,
} from "../constants/socket.ts";
import { alg } from "./alg.ts";
import { bluetooth } from "./bluetooth.ts";
import { can } from "./can.ts";
import type { AddressCodec, AddressContext, Unresolved } from "./codec.ts";
import { inet } from "./inet.ts";
import { inet6 } from "./inet6.ts";
import { netlink } from "./netlink.ts";
import { packet } from "./packet.ts";
import { raw } from "./raw.ts";
import { familyOf } from "./sockaddr.ts";
import { tipc } from "./tipc.ts";
import type { Inet6Address, InetAddress } from "./types.ts";
import { unix } from "./unix.ts";
import { vsock } from "./vsock.ts";

const codecs: ReadonlyMap<number, AddressCodec> = new Map<number, AddressCodec>([
  [AF_UNIX, unix],
  [AF_INET, inet],
  [AF_INET6, inet6],
  [AF_NETLINK, netlink],
  [AF_PACKET, packet],
  [AF_CAN, can],
  [AF_TIPC, tipc],
  [AF_BLUETOOTH, bluetooth],
  [AF_ALG, alg],
  [AF_VSOCK, vsock],
]);

export type { AddressContext, Unresolved } from "./codec.ts";

/** The sockaddr of an address of the socket's family, or what has to be resolved first. */
export function encodeAddress(
  address: unknown,
  context: AddressContext,
  argument = "address",
): Uint8Array | Unresolved {
  if (context.family === AF_INET) return inet.encode(address, argument, context);
  return (codecs.get(context.family) ?? raw).encode(address, argument, context);
}

/** The address in a sockaddr; null where the kernel gave none (a connected stream). */
export function decodeAddress(sockaddr: Uint8Array, context: AddressContext): unknown {
  if (sockaddr.length < 2) return null;
  // What the bytes say counts, not the socket: an error queue may name a peer by another family.
  const family = familyOf(sockaddr);
  if (family === AF_INET) return inet.decode(sockaddr, context);
  return (codecs.get(family) ?? raw).decode(sockaddr, context);
}

/**
 * The sender of what was received. Null on a connected stream: over TCP the kernel tells none, and a Unix stream's,
 * which Linux does tell, is `getpeername`'s. "" for a datagram of a Unix socket without a name.
 */
export function decodeSender(sockaddr: Uint8Array, context: AddressContext): unknown {
  if (context.family === AF_UNIX) {
    if (context.type === SOCK_STREAM) return null;
    if (context.type === SOCK_DGRAM && sockaddr.length < 2) return "";
  }
  return decodeAddress(sockaddr, context);
}

/** The address in a sockaddr of AF_INET or AF_INET6; null in any other. */
export function decodeIpAddress(sockaddr: Uint8Array): InetAddress | Inet6Address | null {
  if (sockaddr.length < 2) return null;
  const family = familyOf(sockaddr);
  if (family !== AF_INET && family !== AF_INET6) return null;
  return decodeAddress(sockaddr, { family, type: 0, proto: 0 }) as InetAddress | Inet6Address | null;
}
