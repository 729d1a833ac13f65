// Fairness. An operation that can complete at once does so without the event loop; a program that only ever does such
// operations would starve timers and everybody else. After so many in a row, results are handed over in the loop's next
// turn, in the order in which they came.
import { onDispatch } from "./poller.ts";

const BURST = 64;

let completed = 0;
let deferred: (() => void)[] = [];

function flush(): void {
  completed = 0;
  const callbacks = deferred;
  if (callbacks.length === 0) return;
  deferred = [];
  for (const callback of callbacks) callback();
}

onDispatch(flush);

/** A promise of `value`: settled at once, or in the loop's next turn when too much was settled at once already. */
export function settled<T>(value: T): Promise<T> {
  if (completed < BURST) {
    completed++;
    return Promise.resolve(value);
  }
  return new Promise((resolve) => defer(() => resolve(value)));
}

/** As `settled`, for a failure: a program that asks again and again in mode 0 would starve the others, too. */
export function refused(error: unknown): Promise<never> {
  if (completed < BURST) {
    completed++;
    return Promise.reject(error);
  }
  return new Promise((_, reject) => defer(() => reject(error)));
}

function defer(callback: () => void): void {
  if (deferred.push(callback) === 1) setImmediate(flush);
}
