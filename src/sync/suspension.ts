// Around every call that may suspend the thread: how such a call is got out of. native/watchdog.c is the other half.
import { constants } from "node:os";
import { isMainThread } from "node:worker_threads";
import { EINTR } from "../core/constants/errno.ts";
import { osError } from "../core/errors.ts";
import { native } from "../native/binding.ts";
import { countIn, countOut, lastSignal, signalsArrived, signalsDelivered } from "../native/mailbox.ts";

// By the watchdog's index: the signals that ask a program to end.
const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

// Turns of the event loop.
const LONGEST_KEPT = 64;

let seen = 0;
// The last InterruptedError, and the signal that it tells of.
let thrown: { readonly error: unknown; readonly name: NodeJS.Signals } | undefined;

/** Before the call. It then returns EINTR from time to time, and soon when it is to end. */
export function enter(): void {
  if (!countIn()) return;
  const status = native.watchdogWake();
  if (status === 0) return;
  countOut();
  throw osError(-status, "pthread_create");
}

/** After the call. */
export function leave(): void {
  countOut();
}

/** Whether a signal has arrived since the last look: throwIfInterrupted tells more. */
export function signalled(): boolean {
  return signalsArrived() !== seen;
}

/** The name of a signal that arrived, and whose listener cannot run until JavaScript returns to its event loop. */
function interruption(): NodeJS.Signals | undefined {
  const arrived = signalsArrived();
  if (arrived === seen) return undefined;
  if (arrived > signalsDelivered()) {
    // Its listener is what runs right now: the loop counts the delivery before or after, in no order to rely on. Or
    // the loop is told in a moment: the next look tells.
    if (native.watchdogUnread() === 0) return undefined;
    seen = arrived;
    keepLoop(LONGEST_KEPT);
    const number = lastSignal();
    return SIGNALS.find((name) => constants.signals[name] === number);
  }
  seen = arrived;
  return undefined;
}

/** InterruptedError, as `failure` makes it, when a signal has come whose listener waits for this thread. */
export function throwIfInterrupted(syscall: string, failure: () => Error = () => osError(EINTR, syscall)): void {
  const name = interruption();
  if (name === undefined) return;
  const error = failure();
  error.message = `${syscall}: interrupted by ${name} (EINTR). Its listener runs once the event loop does: let this error end the blocking code.`;
  thrown = { error, name };
  throw error;
}

/** Where the error ends the program, its loop never runs again: the listeners are called before that. */
function callListenersAtLast(error: unknown): void {
  if (thrown === undefined || error !== thrown.error || signalsArrived() <= signalsDelivered()) return;
  // Somebody catches it: the loop goes on.
  if (process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback()) return;
  const { name } = thrown;
  (process as NodeJS.EventEmitter).emit(name, name, constants.signals[name]);
}

/** A wait that is no operation's: the value of a system call, 0 when it was interrupted by nothing that matters. */
export function suspend(syscall: string, wait: () => number): number {
  enter();
  let value: number;
  try {
    value = wait();
  } finally {
    leave();
  }
  throwIfInterrupted(syscall);
  if (value < 0 && value !== -EINTR) throw osError(-value, syscall);
  return Math.max(value, 0);
}

/** A loop with nothing left to do would end without looking for the signal: it keeps turning until it has. */
function keepLoop(turns: number): void {
  setImmediate(() => {
    if (turns > 0 && signalsArrived() > signalsDelivered()) keepLoop(turns - 1);
  });
}

/** A signal interrupts waits while the program listens for it; otherwise it does what it always does. */
function followListeners(): void {
  const watched = new Set<string>();
  const follow = (name: string, wanted: boolean): void => {
    const index = SIGNALS.indexOf(name as NodeJS.Signals);
    if (index < 0 || wanted === watched.has(name)) return;
    const woken = native.watchdogWake();
    if (woken < 0) throw osError(-woken, "pthread_create");
    const status = native.watchdogSignal(index, wanted);
    if (status < 0) throw osError(-status, "sigaction");
    if (wanted) watched.add(name);
    else watched.delete(name);
  };
  process.on("newListener", (name: string | symbol) => follow(String(name), true));
  process.on("removeListener", (name: string | symbol) => follow(String(name), process.listenerCount(name) > 0));
  for (const name of SIGNALS) follow(name, process.listenerCount(name) > 0);
  process.on("uncaughtExceptionMonitor", callListenersAtLast);
}

// A worker has no listeners for signals.
if (isMainThread) followListeners();
