// Host names in addresses given to bind, connect and sendto.
import type { Unresolved } from "../core/addresses/index.ts";
import { hostAddress, hostOf } from "../core/names/addrinfo.ts";
import { answerNow } from "../core/names/lookup.ts";

/** The sockaddr of an address that holds a host name: the first that the name has in the socket's family. */
export function resolveAddress(unresolved: Unresolved, _timeout: number | null): Uint8Array {
  const plan = hostAddress(unresolved.host, unresolved.family);
  let step = plan.next();
  while (!step.done) step = plan.next(answerNow(step.value));
  return unresolved.complete(hostOf(step.value));
}
