// What createServer asks of a socket before it is bound: the same in both flavours.

import { native } from "../../native/binding.ts";
import { asBoolean, asInt } from "../arguments.ts";
import { IPPROTO_IPV6, IPV6_V6ONLY } from "../constants/ip.ts";
import {
  AF_INET,
  AF_INET6,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_CLOEXEC,
  SOCK_STREAM,
  SOL_SOCKET,
} from "../constants/socket.ts";
import { OSError } from "../errors.ts";
import type { SocketBase } from "../socket-base.ts";

/** What `createServer` takes besides the address. */
export interface ServerOptions<F extends number = number> {
  /** AF_INET, the default, or AF_INET6. */
  readonly family?: F | undefined;
  /** How many connections may wait for `accept`. */
  readonly backlog?: number | null | undefined;
  /** Lets several servers share the port, the kernel spreading connections over them: SO_REUSEPORT. */
  readonly reusePort?: boolean | undefined;
  /** Takes IPv4 connections too, whose peers appear as `::ffff:a.b.c.d`. Goes with AF_INET6. */
  readonly dualstackIpv6?: boolean | undefined;
}

/** The options, checked. */
export interface ServerPlan<F extends number> {
  readonly family: F;
  readonly backlog: number | undefined;
  readonly reusePort: boolean;
  readonly dualstackIpv6: boolean;
}

export function serverPlan<F extends number>(options: ServerOptions<F>): ServerPlan<F> {
  const { family = AF_INET as F, backlog, reusePort = false, dualstackIpv6 = false } = options;
  asInt(family, "family", 0);
  asBoolean(reusePort, "reusePort");
  asBoolean(dualstackIpv6, "dualstackIpv6");
  if (dualstackIpv6 && family !== AF_INET6) throw new RangeError("dualstackIpv6 needs family: AF_INET6");
  if (dualstackIpv6 && !hasDualstackIpv6()) throw new RangeError("dualstackIpv6: this system has no IPv6");
  return {
    family,
    backlog: backlog === undefined || backlog === null ? undefined : asInt(backlog, "backlog"),
    reusePort,
    dualstackIpv6,
  };
}

export function prepareServer(socket: SocketBase, plan: ServerPlan<number>): void {
  try {
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  } catch (error) {
    // A family without it may do without it: bind tells.
    if (!(error instanceof OSError)) throw error;
  }
  if (plan.reusePort) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
  if (plan.family === AF_INET6) socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, plan.dualstackIpv6 ? 0 : 1);
}

/** Whether one socket can take both IPv6 and IPv4 connections on this system. */
export function hasDualstackIpv6(): boolean {
  const fd = native.socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const status = native.setsockoptInteger(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  native.close(fd);
  return status >= 0;
}
