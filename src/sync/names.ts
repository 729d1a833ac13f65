// getaddrinfo and its relatives (Table 18-3). docs/names.md tells what is looked up where, and on what thread.
import { addresses } from "../core/names/addrinfo.ts";
import { type AddressInfo, type AddrinfoOptions, hintsOf, infoOf } from "../core/names/hints.ts";
import { fullyQualified, type HostEntry, hostByAddress, hostByName, hostByNameEx } from "../core/names/hostent.ts";
import type { Plan } from "../core/names/lookup.ts";
import { type NumericAddress, nameinfo } from "../core/names/nameinfo.ts";
import { type OperationOptions, positional, signalIn } from "../core/options-argument.ts";
import { carryOut } from "./lookups.ts";

/** The signal among the last arguments is looked at before the look-up starts. */
function start<T>(plan: Plan<T>, ...last: unknown[]): T {
  signalIn(...last)?.throwIfAborted();
  return carryOut(plan);
}

/**
 * The addresses of a host and a service, best first (RFC 6724): getaddrinfo(3).
 *
 * @param host A name, digits, or null: the loopback addresses, or with AI_PASSIVE the wildcard ones. A name that is not
 *   ASCII is encoded by IDNA 2008.
 * @param port A number, a service name such as `"https"`, or null.
 * @throws GAIError with the system's EAI_* number, EAI_NONAME where there is no such name.
 * @example
 * for (const [family, type, proto, , address] of getaddrinfo("localhost", 80, { type: SOCK_STREAM })) {
 *   console.log(family === AF_INET6 ? "IPv6" : "IPv4", address);
 * }
 */
export function getaddrinfo(
  host: string | null,
  port: number | string | null,
  options?: AddrinfoOptions & OperationOptions,
): AddressInfo[] {
  return start(addresses(host, port, hintsOf(options)), options).map(infoOf);
}

/**
 * The host name and the service name of an address: getnameinfo(3). The host of the address must be digits. The service
 * is a string: a name, or digits where there is none or with NI_NUMERICSERV.
 *
 * @param flags NI_* flags.
 * @throws GAIError; with NI_NAMEREQD also for an address without a name.
 */
export function getnameinfo(
  address: NumericAddress,
  flags?: number,
  options?: OperationOptions,
): [host: string, port: string];
export function getnameinfo(address: NumericAddress, options?: OperationOptions): [host: string, port: string];
export function getnameinfo(
  address: NumericAddress,
  flags?: number | OperationOptions,
  options?: OperationOptions,
): [string, string] {
  return start(nameinfo(address, positional(flags, 0)), flags, options);
}

/**
 * The fully qualified name of a host: the first with a dot among its names; `name` itself where nothing is found.
 * Without a name, that of this host.
 */
export function getfqdn(name?: string, options?: OperationOptions): string;
export function getfqdn(options?: OperationOptions): string;
export function getfqdn(name?: string | OperationOptions, options?: OperationOptions): string {
  return start(fullyQualified(positional(name, "")), name, options);
}

/** The IPv4 address of a host as digits: gethostbyname(3). GAIError where there is none. `getaddrinfo` knows IPv6 too. */
export function gethostbyname(name: string, options?: OperationOptions): string {
  return start(hostByName(name), options);
}

/**
 * The name, the aliases and the IPv4 addresses of a host: gethostbyname(3).
 *
 * @throws GAIError where it has no address, HError where the host database has no entry.
 */
export function gethostbynameEx(name: string, options?: OperationOptions): HostEntry {
  return start(hostByNameEx(name), options);
}

/**
 * The name, the aliases and the addresses of the host that has an address (digits, or a name that is resolved first):
 * gethostbyaddr(3).
 *
 * @throws HError where no name is known for the address, GAIError where `ip` cannot be resolved.
 */
export function gethostbyaddr(ip: string, options?: OperationOptions): HostEntry {
  return start(hostByAddress(ip), options);
}
