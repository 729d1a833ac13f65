// Services, protocols, and this host's own name: answered from files, at once. The same in both flavours.

import { native } from "../../native/binding.ts";
import { asInt } from "../arguments.ts";
import { asBytes, type BytesLike } from "../bytes.ts";
import { ENOENT } from "../constants/errno.ts";
import { OSError, osError } from "../errors.ts";
import { asText } from "./hosts.ts";

function found<T extends string | number>(value: string | number, call: string, what: string): T {
  if (typeof value === "string" || value >= 0) return value as T;
  if (value !== -ENOENT) throw osError(-value, call);
  throw new OSError(ENOENT, `${call}: ${what} is not known (/etc/services and /etc/protocols list what is)`, {
    syscall: call,
  });
}

function plain(value: unknown, argument: string): string {
  const text = asText(value, argument);
  if (text.includes("\0")) throw new RangeError(`${argument} must not contain a NUL character`);
  return text;
}

/**
 * The port of a service, such as 443 for `"https"`: getservbyname(3).
 *
 * @param proto `"tcp"` or `"udp"`; any protocol when left out.
 * @throws OSError when there is no such service.
 */
export function getservbyname(name: string, proto?: string): number {
  const service = plain(name, "name");
  const protocol = proto === undefined ? null : plain(proto, "proto");
  return found(native.servicePort(service, protocol), "getservbyname", `service ${service}${suffix(protocol)}`);
}

/**
 * The service that a port belongs to, such as `"https"` for 443: getservbyport(3).
 *
 * @param proto `"tcp"` or `"udp"`; any protocol when left out.
 * @throws OSError when no service is known for the port.
 */
export function getservbyport(port: number, proto?: string): string {
  const number = asInt(port, "port", 0, 65_535);
  const protocol = proto === undefined ? null : plain(proto, "proto");
  return found<string>(native.serviceName(number, protocol), "getservbyport", `port ${number}${suffix(protocol)}`);
}

function suffix(protocol: string | null): string {
  return protocol === null ? "" : ` of protocol ${protocol}`;
}

/**
 * The number of a protocol, such as 58 for `"ipv6-icmp"`, for the third argument of `Socket`: getprotobyname(3).
 *
 * @throws OSError when there is no such protocol.
 */
export function getprotobyname(name: string): number {
  const protocol = plain(name, "name");
  return found(native.protocolNumber(protocol), "getprotobyname", `protocol ${protocol}`);
}

/** The name of this host, which need not be one that can be looked up: gethostname(2). */
export function gethostname(): string {
  const name = native.gethostname();
  if (typeof name === "number") throw osError(-name, "gethostname");
  return name;
}

/** Names this host: sethostname(2). Needs CAP_SYS_ADMIN, else PermissionError. */
export function sethostname(name: string | BytesLike): void {
  const bytes = typeof name === "string" ? Buffer.from(name, "utf8") : asBytes(name, "name");
  const status = native.sethostname(bytes);
  if (status < 0) throw osError(-status, "sethostname");
}
