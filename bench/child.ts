// A child process that speaks in lines, held to one processor where there are several.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import type { Command } from "./case.ts";

const LONGEST_ANSWER = 60_000;

function hasTaskset(): boolean {
  try {
    execFileSync("taskset", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Whether what is measured and the load on it run on processors of their own. */
export const pinned: boolean = availableParallelism() >= 2 && hasTaskset();

export class Child {
  readonly #name: string;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor({ file, args, env }: Command, processor: number) {
    this.#name = [file, ...args].join(" ");
    const command = pinned ? ["taskset", "-c", String(processor), file, ...args] : [file, ...args];
    this.#process = spawn(command[0] as string, command.slice(1), {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "inherit"],
    }) as unknown as ChildProcessWithoutNullStreams;
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`No answer from ${this.#name}`)), LONGEST_ANSWER);
    });
    const { value, done } = await Promise.race([this.#lines.next(), late]).finally(() => clearTimeout(timer));
    if (done) throw new Error(`No answer from ${this.#name}: it ended`);
    return value;
  }

  async ask(line: string): Promise<string> {
    this.#process.stdin.write(`${line}\n`);
    return this.line();
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  /** The first process it has started. */
  get child(): number {
    return Number(readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8").split(" ")[0]);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
  }
}

/** The processor time of all threads of a process so far, in nanoseconds. */
export function processorTime(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  }
  return sum;
}
