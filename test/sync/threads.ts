// Worker threads that suspend themselves: to start one, and to wait until it does wait in a system call.
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";

const POLLS = new Set(["7", "271", "73"]); // poll, ppoll on x64; ppoll on arm64

export interface Suspended {
  readonly worker: Worker;
  /** What the worker posts after its wait. */
  readonly outcome: Promise<unknown>;
}

/** Starts a worker that runs `body`, the code of `async (berkeley, data, report) => …`, up to a wait on `data.fd`. */
export async function suspend(
  body: string,
  data: { readonly fd: number; readonly timeout: number | null },
): Promise<Suspended> {
  const code = `
    const { parentPort, workerData } = require("node:worker_threads");
    const { readlinkSync } = require("node:fs");
    const started = () => parentPort.postMessage({ tid: readlinkSync("/proc/thread-self").split("/").at(-1) });
    const report = (outcome) => parentPort.postMessage({ outcome });
    import(${JSON.stringify(import.meta.resolve("berkeley/sync"))}).then((berkeley) => {
      const { Socket } = berkeley;
      const data = workerData;
      ${body}
    });
  `;
  const worker = new Worker(code, { eval: true, workerData: data });
  const messages = iterate(worker);
  const first = await messages.next();
  await blocked((first as { tid: string }).tid, data.fd, "self");
  return { worker, outcome: messages.next().then((message) => (message as { outcome: unknown }).outcome) };
}

function iterate(worker: Worker): { next(): Promise<unknown> } {
  const queue: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  worker.on("message", (message) => {
    const first = waiting.shift();
    if (first === undefined) queue.push(message);
    else first(message);
  });
  worker.on("error", (error) => {
    for (const next of waiting.splice(0)) next({ outcome: error });
  });
  return {
    next: () =>
      queue.length > 0 ? Promise.resolve(queue.shift()) : new Promise((resolve) => void waiting.push(resolve)),
  };
}

/** Until the thread waits in a call on the descriptor, or in poll(2). `process` is its process: this one, or a child. */
export async function blocked(tid: string, fd: number, process: string): Promise<void> {
  const limit = performance.now() + 20_000;
  for (;;) {
    const [call, first] = readFileSync(`/proc/${process}/task/${tid}/syscall`, "utf8").trim().split(" ");
    if (first !== undefined && (Number(first) === fd || POLLS.has(call as string))) return;
    if (performance.now() > limit) throw new Error(`Thread ${tid} does not wait on descriptor ${fd}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
