// createConnection: a name looked up, and its addresses raced (RFC 8305).

import { Race } from "../core/connections/race.ts";
import {
  type ConnectionOptions,
  type ConnectionTarget,
  HINTS,
  located,
  sourceFor,
  type Target,
  targetOf,
} from "../core/connections/target.ts";
import { OSError } from "../core/errors.ts";
import { addresses, type Found } from "../core/names/addrinfo.ts";
import { infoOf } from "../core/names/hints.ts";
import { Connect } from "../core/operations/connection.ts";
import { type OperationOptions, signalIn } from "../core/options-argument.ts";
import { forgetAbort, whenAborted } from "./abort.ts";
import { atDeadline } from "./deadline.ts";
import { type Bounds, carryOut } from "./lookups.ts";
import { Socket } from "./socket.ts";

type Connected = Socket<2 | 10>;

/**
 * Connects to a host and port over TCP, by whichever of its addresses answers first: the name is looked up, and
 * attempts start 250 ms apart, at once when one fails, IPv6 and IPv4 in turns (RFC 8305). The others are closed when
 * one has won.
 *
 * `timeout` (seconds) is for all of it, the look-up included; it stays the socket's time-out.
 *
 * @throws GAIError when the name has no address; TimeoutError; otherwise the error of the last attempt, or with
 *   `allErrors` an AggregateError of all of them, each with its `address`.
 * @example
 * await using sock = await createConnection(["example.org", 443], { timeout: 5 });
 */
export async function createConnection(
  address: ConnectionTarget,
  options: ConnectionOptions & OperationOptions = {},
): Promise<Connected> {
  const signal = signalIn(options);
  const target = targetOf(address, options);
  const deadline = target.timeout === null || target.timeout === 0 ? null : performance.now() + target.timeout * 1000;
  const bounds: Bounds = { signal, deadline };
  const found = await carryOut(addresses(target.host, target.port, HINTS), bounds);
  if (signal?.aborted) throw signal.reason;
  return run(target, new Race(target, located(found, target)), bounds);
}

function run(target: Target, race: Race, { signal, deadline = null }: Bounds): Promise<Connected> {
  return new Promise((resolve, reject) => {
    const sockets: Set<Connected> = new Set();
    const undo: (() => void)[] = [];
    let over = false;
    let stopTimer: () => void = () => {};
    // A source address may hold a name that has to be looked up.
    const bindings = target.source === null ? undefined : new AbortController();

    const end = (): void => {
      over = true;
      bindings?.abort();
      stopTimer();
      for (const action of undo) action();
      for (const socket of sockets) socket.close();
    };
    const fail = (reason: unknown): void => {
      end();
      reject(reason);
    };
    const attempt = async (found: Found): Promise<void> => {
      let socket: Connected | undefined;
      try {
        socket = new Socket<2 | 10>(found.family as 2 | 10, found.type, found.proto);
        sockets.add(socket);
        socket.settimeout(target.timeout);
        if (target.source !== null) {
          await socket.bind(sourceFor(target.source, found.family) as never, { signal: bindings?.signal });
        }
        const connect = new Connect(socket, found.sockaddr, infoOf(found)[4]);
        await socket.run(connect, undefined, target.timeout === 0 ? 0 : null);
        if (over) return;
        sockets.delete(socket);
        end();
        resolve(socket);
      } catch (error) {
        // Once it is over, sockets are closed under their attempts.
        if (over) return;
        if (socket !== undefined) sockets.delete(socket);
        socket?.close();
        if (!(error instanceof OSError)) return fail(error);
        race.fail(found, error);
        advance();
      }
    };
    const advance = (): void => {
      for (let next = race.next(performance.now()); next !== undefined; next = race.next(performance.now())) {
        void attempt(next);
        race.started(next, performance.now());
      }
      stopTimer();
      if (over) return;
      if (race.lost) fail(race.failure());
      else if (race.nextAt !== Number.POSITIVE_INFINITY) stopTimer = atDeadline(race.nextAt, advance);
    };

    if (deadline !== null) {
      const expire = (): void => {
        race.expire();
        fail(race.failure());
      };
      undo.push(atDeadline(deadline, expire));
    }
    if (signal !== undefined) {
      const onAbort = (): void => fail(signal.reason);
      whenAborted(signal, onAbort);
      undo.push(() => forgetAbort(signal, onAbort));
    }
    advance();
  });
}
