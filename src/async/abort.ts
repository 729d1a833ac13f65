// One listener a signal, however many operations it is given to: Node warns of a leak at the eleventh listener, and a
// server's shutdown signal is given to thousands.

const callbacks: WeakMap<AbortSignal, Set<() => void>> = new WeakMap();

function onAbort(this: AbortSignal): void {
  const waiting = callbacks.get(this);
  callbacks.delete(this);
  for (const callback of waiting ?? []) callback();
}

/** Calls `callback` once when the signal is aborted. Each callback is a function of its own. */
export function whenAborted(signal: AbortSignal, callback: () => void): void {
  const waiting = callbacks.get(signal);
  if (waiting !== undefined) {
    waiting.add(callback);
    return;
  }
  callbacks.set(signal, new Set([callback]));
  signal.addEventListener("abort", onAbort);
}

/** Takes the callback back. The last one takes the listener along. */
export function forgetAbort(signal: AbortSignal, callback: () => void): void {
  const waiting = callbacks.get(signal);
  if (waiting === undefined || !waiting.delete(callback) || waiting.size > 0) return;
  callbacks.delete(signal);
  signal.removeEventListener("abort", onAbort);
}
