// Carries out plans of look-ups: the suspending side of core/names.
//
// The look-up itself runs on a thread of its own, as it does for the async flavour, so that this one can keep a
// deadline, and can be got out of its wait.
import { timeoutError } from "../core/errors.ts";
import { type Answer, type Lookup, type Plan, syscallOf } from "../core/names/lookup.ts";
import { answersDescriptor, collect, enter } from "../core/names/pool.ts";
import { native } from "../native/binding.ts";
import { suspend } from "./suspension.ts";

const POLLIN = 1;
const LONGEST_POLL = 2_147_483_647;

/** Carries out a plan; `deadline` is as `performance.now()` counts, null for none. */
export function carryOut<T>(plan: Plan<T>, deadline: number | null = null): T {
  let step = plan.next();
  while (step.done !== true) step = plan.next(lookUp(step.value, deadline));
  return step.value;
}

function lookUp(lookup: Lookup, deadline: number | null): Answer {
  let answer: Answer | undefined;
  let failure: { readonly error: unknown } | undefined;
  const abandon = enter(lookup, {
    done: (value) => {
      answer = value;
    },
    fail: (error) => {
      failure = { error };
    },
  });
  try {
    for (;;) {
      if (answer !== undefined) return answer;
      if (failure !== undefined) throw (failure as { error: unknown }).error;
      const left = deadline === null ? LONGEST_POLL : Math.ceil(deadline - performance.now());
      if (left <= 0) throw timeoutError(syscallOf(lookup));
      suspend(syscallOf(lookup), () => native.poll(answersDescriptor(), POLLIN, Math.min(left, LONGEST_POLL)));
      // Answers to look-ups of the async flavour come along: they are handed over too.
      collect();
    }
  } finally {
    abandon();
  }
}
