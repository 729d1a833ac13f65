// Host names in addresses given to bind, connect and sendto.
import type { Unresolved } from "../core/addresses/index.ts";
import { hostAddress, hostOf } from "../core/names/addrinfo.ts";
import { closed } from "../core/operations/failure.ts";
import { forgetAbort, whenAborted } from "./abort.ts";
import type { Channel } from "./channel.ts";
import { carryOut } from "./lookups.ts";

/** The call that an address is for, and what ends the look-up before its answer. */
export interface Resolution {
  /** Closing it, or its descriptor's going away, ends the look-up with EBADF. */
  readonly owner: { readonly descriptor: Channel };
  readonly syscall: string;
  /** On the clock of `performance.now()`; null for none. */
  readonly deadline: number | null;
  readonly signal: AbortSignal | undefined;
}

/** The sockaddr of an address that holds a host name: the first that the name has in the socket's family. */
export async function resolveAddress(
  unresolved: Unresolved,
  { owner, syscall, deadline, signal }: Resolution,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const onAbort = (): void => ending.abort(signal?.reason);
  const untie = owner.descriptor.tie(owner, () => ending.abort(closed(syscall)));
  if (signal !== undefined) whenAborted(signal, onAbort);
  try {
    const plan = hostAddress(unresolved.host, unresolved.family);
    return unresolved.complete(hostOf(await carryOut(plan, { signal: ending.signal, deadline })));
  } finally {
    untie();
    if (signal !== undefined) forgetAbort(signal, onAbort);
  }
}
