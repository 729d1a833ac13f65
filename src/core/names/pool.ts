// The look-ups in flight. Each runs on a thread of its own, of which there are at most THREADS; the others queue. None
// uses libuv's pool, where slow look-ups would hold up the file system. Nobody has to wait for a thread: a caller that
// goes away is forgotten at once, and the answer is dropped when it comes.
import { native } from "../../native/binding.ts";
import { osError } from "../errors.ts";
import { type Answer, decodeAnswer, type Lookup, syscallOf } from "./lookup.ts";

/**
 * How many look-ups of one environment run at a time. A thread costs about 20 kB while it looks up and nothing
 * afterwards; a look-up that gets no answer takes 10 s or more, and this many of them hold up the next.
 */
export const THREADS = 64;

interface Waiter {
  readonly done: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

interface Flight {
  readonly id: number;
  readonly key: string;
  readonly lookup: Lookup;
  readonly waiters: Set<Waiter>;
}

/** By what is looked up: identical look-ups share one flight, also one whose callers have all gone. */
const flights: Map<string, Flight> = new Map();
const running: Map<number, Flight> = new Map();
/** In the order of the calls. */
const queue: Set<Flight> = new Set();
let event = -1;
let lastId = 0;

/** The descriptor that is readable when answers have come: call `collect` then. */
export function answersDescriptor(): number {
  if (event >= 0) return event;
  const status = native.resolverOpen();
  if (status < 0) throw osError(-status, "eventfd");
  event = status;
  return event;
}

/** Starts a look-up, or joins an identical one; gives what abandons it. One of the callbacks is called from `collect`. */
export function enter(lookup: Lookup, waiter: Waiter): () => void {
  answersDescriptor();
  const key = keyOf(lookup);
  let flight = flights.get(key);
  if (flight === undefined) {
    lastId = (lastId + 1) & 0x3fff_ffff;
    flight = { id: lastId, key, lookup, waiters: new Set() };
    if (running.size < THREADS) {
      const status = startThread(flight);
      // Without a thread it waits for one of those that run.
      if (status < 0 && running.size === 0) throw osError(-status, syscallOf(lookup));
    }
    if (!running.has(flight.id)) queue.add(flight);
    flights.set(key, flight);
  }
  const joined = flight;
  joined.waiters.add(waiter);
  return () => {
    joined.waiters.delete(waiter);
    if (joined.waiters.size === 0 && queue.delete(joined)) flights.delete(joined.key);
  };
}

/** Hands over the answers that have come, and starts what waited for a thread. */
export function collect(): void {
  for (let bytes = native.resolverTake(); bytes !== null; bytes = native.resolverTake()) {
    // Without memory for the answer there is no telling whose it was.
    if (typeof bytes === "number") throw osError(-bytes, "getaddrinfo");
    const answer = decodeAnswer(bytes);
    const flight = running.get(answer.id) as Flight;
    running.delete(answer.id);
    flights.delete(flight.key);
    startQueued();
    for (const waiter of flight.waiters) waiter.done(answer);
  }
}

function startQueued(): void {
  for (const flight of queue) {
    if (running.size >= THREADS) return;
    const status = startThread(flight);
    if (status < 0 && running.size > 0) return;
    queue.delete(flight);
    if (status >= 0) continue;
    flights.delete(flight.key);
    for (const waiter of flight.waiters) waiter.fail(osError(-status, syscallOf(flight.lookup)));
  }
}

function startThread(flight: Flight): number {
  const { kind, name, service, numbers } = flight.lookup;
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  const status = native.resolverStart(kind, name, service, a, b, c, d, flight.id);
  if (status >= 0) running.set(flight.id, flight);
  return status;
}

function keyOf({ kind, name, service, numbers }: Lookup): string {
  const text = (bytes: Uint8Array | null): string =>
    bytes === null ? "" : `=${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")}`;
  // No text holds a NUL, and an address is the last part.
  return `${kind} ${numbers.join(" ")} ${text(service)}\0${text(name)}`;
}
