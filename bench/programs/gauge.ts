// A gauge in Node: what a peer runs that is its own load. See case.ts for what it says and hears.
import { createInterface } from "node:readline";

const MILLISECOND = 1_000_000n;

/** Answers each line with what `burst` did until about that deadline (process.hrtime.bigint()), and how long it took. */
export async function gauge(burst: (deadline: bigint) => Promise<number>): Promise<void> {
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const start = process.hrtime.bigint();
    const count = await burst(start + BigInt(line) * MILLISECOND);
    console.log(`${count} ${process.hrtime.bigint() - start}`);
  }
  process.exit();
}

/** The same for what works for as long as it is told by itself, and tells the time that counts. */
export async function stopwatch(burst: (deadline: bigint) => Promise<[count: number, time: bigint]>): Promise<void> {
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    console.log((await burst(process.hrtime.bigint() + BigInt(line) * MILLISECOND)).join(" "));
  }
  process.exit();
}
