// createConnection: a name looked up, and its addresses raced (RFC 8305), by poll(2) on all attempts at a time.
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
import { failureOf } from "../core/operations/failure.ts";
import { EAGAIN } from "../core/operations/operation.ts";
import { type OperationOptions, signalIn } from "../core/options-argument.ts";
import { native } from "../native/binding.ts";
import { carryOut } from "./lookups.ts";
import { Socket } from "./socket.ts";
import { suspend } from "./suspension.ts";

const POLLOUT = 4;
const ENTRY = 8; // struct pollfd: int fd, short events, short revents
const LONGEST_POLL = 2_147_483_647;

type Connected = Socket<2 | 10>;

/** An attempt that is under way. */
interface Attempt {
  readonly found: Found;
  readonly socket: Connected;
  readonly connect: Connect;
}

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
 * using sock = createConnection(["example.org", 443], { timeout: 5 });
 */
export function createConnection(
  address: ConnectionTarget,
  options: ConnectionOptions & OperationOptions = {},
): Connected {
  signalIn(options)?.throwIfAborted();
  const target = targetOf(address, options);
  const bounded = target.timeout !== null && target.timeout !== 0;
  const deadline = bounded ? performance.now() + (target.timeout as number) * 1000 : Number.POSITIVE_INFINITY;
  const found = carryOut(addresses(target.host, target.port, HINTS), bounded ? deadline : null);
  const attempts: Set<Attempt> = new Set();
  try {
    const winner = run(target, new Race(target, located(found, target)), deadline, attempts);
    attempts.delete(winner);
    winner.socket.settimeout(target.timeout);
    return winner.socket;
  } finally {
    for (const { socket } of attempts) socket.close();
  }
}

function run(target: Target, race: Race, deadline: number, attempts: Set<Attempt>): Attempt {
  const lose = (attempt: Attempt, error: OSError): void => {
    attempts.delete(attempt);
    attempt.socket.close();
    race.fail(attempt.found, error);
  };
  // Whether the attempt has won.
  const tryOn = (attempt: Attempt): boolean => {
    const status = attempt.connect.attempt(attempt.socket.fileno());
    if (status >= 0) return true;
    if (status === -EAGAIN && target.timeout !== 0) return false;
    const errno = status === -EAGAIN ? attempt.connect.blockedErrno : -status;
    lose(attempt, failureOf(attempt.connect, errno) as OSError);
    return false;
  };
  for (;;) {
    for (let next = race.next(performance.now()); next !== undefined; next = race.next(performance.now())) {
      const attempt = open(target, next, race, deadline);
      if (attempt === undefined) continue;
      attempts.add(attempt);
      if (tryOn(attempt)) return attempt;
      race.started(next, performance.now());
    }
    if (race.lost) throw race.failure();
    for (const attempt of ready(attempts, Math.min(deadline, race.nextAt) - performance.now())) {
      if (tryOn(attempt)) return attempt;
    }
    if (performance.now() >= deadline) {
      race.expire();
      throw race.failure();
    }
  }
}

/** The socket of an attempt, bound where it is to be; undefined when that has failed. */
function open(target: Target, found: Found, race: Race, deadline: number): Attempt | undefined {
  let socket: Connected | undefined;
  try {
    socket = new Socket<2 | 10>(found.family as 2 | 10, found.type, found.proto);
    // Not blocking while it races, whatever the mode that it is to have.
    socket.settimeout(Math.max((deadline - performance.now()) / 1000, 1e-3));
    if (target.source !== null) socket.bind(sourceFor(target.source, found.family) as never);
    return { found, socket, connect: new Connect(socket, found.sockaddr, infoOf(found)[4]) };
  } catch (error) {
    socket?.close();
    if (!(error instanceof OSError)) throw error;
    race.fail(found, error);
    return undefined;
  }
}

/** Waits at most so many milliseconds: the attempts of which the outcome may be known. */
function ready(attempts: ReadonlySet<Attempt>, milliseconds: number): Attempt[] {
  const list = [...attempts];
  const entries = new Int16Array((ENTRY / 2) * list.length);
  for (const [i, { socket }] of list.entries()) {
    new Int32Array(entries.buffer, i * ENTRY, 1)[0] = socket.fileno();
    entries[4 * i + 2] = POLLOUT;
  }
  const longest = Math.max(Math.ceil(Math.min(milliseconds, LONGEST_POLL)), 0);
  const count = suspend("connect", () => native.pollMany(new Uint8Array(entries.buffer), longest));
  return count === 0 ? [] : list.filter((_, i) => entries[4 * i + 3] !== 0);
}
