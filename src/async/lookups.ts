// Carries out plans of look-ups: the awaiting side of core/names.

import { timeoutError } from "../core/errors.ts";
import { type Answer, type Lookup, type Plan, syscallOf } from "../core/names/lookup.ts";
import { answersDescriptor, collect, enter } from "../core/names/pool.ts";
import { forgetAbort, whenAborted } from "./abort.ts";
import { atDeadline } from "./deadline.ts";
import { hold, release, watch } from "./poller.ts";
import { settled } from "./turns.ts";

let watching = false;

/** What bounds a plan: a signal, and a deadline as `performance.now()` counts. */
export interface Bounds {
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | null;
}

/** Carries out a plan. A caller that is aborted or out of time is rejected at once, whatever the threads are at. */
export function carryOut<T>(plan: Plan<T>, bounds: Bounds): Promise<T> {
  try {
    const first = plan.next();
    if (bounds.signal?.aborted) return Promise.reject(bounds.signal.reason);
    return first.done === true ? settled(first.value) : goOn(plan, first.value, bounds);
  } catch (error) {
    return Promise.reject(error);
  }
}

async function goOn<T>(plan: Plan<T>, lookup: Lookup, bounds: Bounds): Promise<T> {
  let step = plan.next(await lookUp(lookup, bounds));
  while (step.done !== true) step = plan.next(await lookUp(step.value, bounds));
  return step.value;
}

function lookUp(lookup: Lookup, { signal, deadline = null }: Bounds): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // The eventfd is never read before it is empty, and edge-triggered: each answer wakes once.
    if (!watching) watch(answersDescriptor(), { ready: collect });
    watching = true;
    const undo: (() => void)[] = [];
    const settle = (): void => {
      for (const action of undo) action();
      release();
    };
    const fail = (reason: unknown): void => {
      settle();
      reject(reason);
    };
    hold();
    try {
      undo.push(
        enter(lookup, {
          done: (answer) => {
            settle();
            resolve(answer);
          },
          fail,
        }),
      );
    } catch (error) {
      fail(error);
      return;
    }
    if (deadline !== null) undo.push(atDeadline(deadline, () => fail(timeoutError(syscallOf(lookup)))));
    if (signal !== undefined) {
      const onAbort = (): void => fail(signal.reason);
      whenAborted(signal, onAbort);
      undo.push(() => forgetAbort(signal, onAbort));
    }
  });
}
