// Host names in addresses given to bind, connect and sendto.
import type { Unresolved } from "../core/addresses/index.ts";

/** The sockaddr of an address that holds a host name. */
export function resolveAddress(
  unresolved: Unresolved,
  _timeout: number | null,
  _signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  // Only numeric addresses for now.
  return Promise.reject(new RangeError(`host must be a numeric address, not ${unresolved.host}`));
}
