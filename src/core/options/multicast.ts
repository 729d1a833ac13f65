// Multicast in one step, on both families.
import { AF_INET, AF_INET6 } from "../constants/socket.ts";
import { setOption } from "./access.ts";
import type { OptionSocket } from "./codec.ts";
import { asObject, refuseOthers } from "./struct.ts";
import { asInterface, type InterfaceInput, isGroupOfIpv4, isIpv4 } from "./structures/interfaces.ts";

/** Where, and from whom. */
export interface GroupOptions {
  /** The interface by name or index; the one that the routes say where there is none. */
  readonly interface?: InterfaceInput;
  /** Packets of this source alone: RFC 4607. */
  readonly source?: string;
}

/**
 * Joins a multicast group: what is sent to it arrives, if the socket is bound to its port. With `source`, only what
 * that source sends; more sources may be joined one by one. A dual-stack socket of AF_INET6 may join groups of both.
 *
 * ```ts
 * const sock = new Socket(AF_INET, SOCK_DGRAM);
 * setOption(sock, "SO_REUSEADDR", true);
 * await sock.bind(["239.1.2.3", 5000]);
 * joinGroup(sock, "239.1.2.3", { interface: "eth0" });
 * joinGroup(sock, "232.1.2.3", { interface: "eth0", source: "192.0.2.7" });
 * ```
 *
 * @throws TypeError, RangeError for what is no group or source; OSError: ENODEV when there is no such interface, or no
 * route to the group, EADDRINUSE when it is joined already, ENOBUFS past net.ipv4.igmp_max_memberships.
 */
export function joinGroup(sock: OptionSocket, group: string, options: GroupOptions = {}): void {
  const { on, source } = checked(sock, group, options);
  if (source === undefined) setOption(sock, "MCAST_JOIN_GROUP", { group, interface: on });
  else setOption(sock, "MCAST_JOIN_SOURCE_GROUP", { group, source, interface: on });
}

/**
 * Leaves a group, with the same interface and source as it was joined. Without `source` it is left whole.
 *
 * @throws TypeError, RangeError as `joinGroup`; OSError EADDRNOTAVAIL when it was not joined so.
 */
export function leaveGroup(sock: OptionSocket, group: string, options: GroupOptions = {}): void {
  const { on, source } = checked(sock, group, options);
  if (source === undefined) setOption(sock, "MCAST_LEAVE_GROUP", { group, interface: on });
  else setOption(sock, "MCAST_LEAVE_SOURCE_GROUP", { group, source, interface: on });
}

/**
 * The interface that multicast leaves by: its name or index, null for the one that the routes say.
 *
 * @throws TypeError, RangeError for what is no interface or no socket of IP; OSError ENODEV.
 */
export function setMulticastInterface(sock: OptionSocket, on: InterfaceInput): void {
  if (sock.family !== AF_INET && sock.family !== AF_INET6) throw notIp();
  setOption(sock, sock.family === AF_INET ? "IP_MULTICAST_IF" : "IPV6_MULTICAST_IF", asInterface(on, "on"));
}

function checked(sock: OptionSocket, group: string, options: GroupOptions): { on: number; source?: string } {
  if (sock.family !== AF_INET && sock.family !== AF_INET6) throw notIp();
  const four = isGroupOfIpv4(group, "group");
  if (!four && sock.family === AF_INET) {
    throw new RangeError(`group must be an IPv4 address on a socket of AF_INET, not ${group}`);
  }
  const { interface: on, source } = asObject(options, "options") as GroupOptions;
  refuseOthers(options, new Set(["interface", "source"]), "options");
  const index = asInterface(on, "options.interface");
  if (source === undefined) return { on: index };
  if (isIpv4(source, "options.source") !== four) {
    throw new RangeError(`options.source must be of the same family as the group ${group}, not ${source}`);
  }
  return { on: index, source };
}

function notIp(): RangeError {
  return new RangeError("sock must be of AF_INET or AF_INET6: other families have no multicast groups of IP");
}
