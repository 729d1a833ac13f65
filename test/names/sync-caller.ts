// Runs in a worker thread: calls functions of berkeley/sync, and posts their outcomes.
import { parentPort, workerData } from "node:worker_threads";
import * as sync from "berkeley/sync";
import { type Outcome, outcomeOf } from "./python.js";

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

const outcomes: Outcome[] = [];
for (const [name, args] of workerData as [string, unknown[]][]) {
  outcomes.push(await outcomeOf(() => (sync as unknown as Functions)[name]?.(...args)));
}
parentPort?.postMessage(outcomes);
