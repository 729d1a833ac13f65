// Host names in addresses given to bind, connect and sendto.
import type { Unresolved } from "../core/addresses/index.ts";
import { hostAddress, hostOf } from "../core/names/addrinfo.ts";
import { carryOut } from "./lookups.ts";

/** The sockaddr of an address that holds a host name: the first that the name has in the socket's family. */
export function resolveAddress(unresolved: Unresolved, deadline: number | null): Uint8Array {
  const found = carryOut(hostAddress(unresolved.host, unresolved.family), deadline);
  return unresolved.complete(hostOf(found));
}
