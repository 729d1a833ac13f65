// createServer: a listening socket in one call.

import type { AddressInput } from "../core/addresses/types.ts";
import { prepareServer, type ServerOptions, serverPlan } from "../core/connections/server.ts";
import { SOCK_STREAM } from "../core/constants/socket.ts";
import { type OperationOptions, signalIn } from "../core/options-argument.ts";
import { Socket } from "./socket.ts";

/**
 * A TCP socket bound to an address, with SO_REUSEADDR set, that listens. An IPv6 one takes IPv6 connections only,
 * unless `dualstackIpv6`.
 *
 * @throws OSError of bind, with the address; GAIError for a host name that has no address of the family.
 * @example
 * await using server = await createServer(["", 8881], { family: AF_INET6, dualstackIpv6: true });
 * const [connection, peer] = await server.accept();
 */
export async function createServer<F extends number = 2>(
  address: AddressInput<F>,
  options: ServerOptions<F> & OperationOptions = {},
): Promise<Socket<F>> {
  const signal = signalIn(options);
  const plan = serverPlan(options);
  const socket = new Socket<F>(plan.family, SOCK_STREAM);
  try {
    prepareServer(socket, plan);
    await socket.bind(address, { signal });
    socket.listen(plan.backlog);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
