// Runs one case. All peers are up at the same time and take turns in short bursts, so that what else the machine does
// hits them alike; an idle peer costs nothing. Ratios are taken within a round, then the median over the rounds.
import { type Case, OURS, type Peer } from "./case.ts";
import { Child, processorTime } from "./child.ts";

const ROUNDS = 15;
const WARM_UP = 1000;
const BURST = 400;

export interface PeerResult {
  readonly name: string;
  /** The figure of each round. */
  readonly rounds: readonly number[];
  readonly median: number;
  /** Processor time of what is measured, in microseconds for each unit of work. */
  readonly cpu: number;
  /** Ours divided by this peer's. */
  readonly ratio: number;
  readonly target?: { readonly ratio: number; readonly met: boolean };
}

export interface CaseResult {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  readonly peers: readonly PeerResult[];
}

interface Running {
  readonly peer: Peer;
  readonly gauge: Child;
  /** The process that is measured. */
  readonly subject: number;
  readonly values: number[];
  readonly cpu: number[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

async function start(peer: Peer, children: Child[]): Promise<Running> {
  const server = peer.server === undefined ? undefined : new Child(peer.server, 0);
  if (server !== undefined) children.push(server);
  const gauge = new Child(peer.gauge(server === undefined ? "" : await server.line()), server === undefined ? 0 : 1);
  children.push(gauge);
  if ((await gauge.line()) !== "ready") throw new Error(`${peer.name} did not say "ready"`);
  const subject = peer.subject === "child" ? gauge.child : (server ?? gauge).pid;
  return { peer, gauge, subject, values: [], cpu: [] };
}

async function burst(running: Running, { value }: Case, milliseconds: number): Promise<void> {
  const before = processorTime(running.subject);
  const [count, nanoseconds] = (await running.gauge.ask(String(milliseconds))).split(" ").map(Number) as [
    number,
    number,
  ];
  running.values.push(value?.(count, nanoseconds) ?? (count / nanoseconds) * 1e9);
  running.cpu.push((processorTime(running.subject) - before) / 1000 / count);
}

function summarize(it: Case, all: readonly Running[]): CaseResult {
  const ours = all.find(({ peer }) => peer.name === OURS) as Running;
  const peers = all.map(({ peer, values, cpu }): PeerResult => {
    const ratio = median(values.map((value, round) => (ours.values[round] as number) / value));
    const wanted = it.targets.find(({ against }) => against === peer.name);
    const result = { name: peer.name, rounds: values, median: median(values), cpu: median(cpu), ratio };
    if (wanted === undefined) return result;
    const met = it.better === "higher" ? ratio >= wanted.ratio : ratio <= wanted.ratio;
    return { ...result, target: { ratio: wanted.ratio, met } };
  });
  return { name: it.name, title: it.title, unit: it.unit, better: it.better, peers };
}

export async function measure(it: Case): Promise<CaseResult> {
  const children: Child[] = [];
  try {
    const all: Running[] = [];
    for (const peer of it.peers()) all.push(await start(peer, children));
    for (const running of all) {
      await burst(running, it, WARM_UP);
      running.values.length = running.cpu.length = 0;
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (let i = 0; i < all.length; i++) {
        // Each round begins with another peer.
        await burst(all[(round + i) % all.length] as Running, it, it.milliseconds ?? BURST);
      }
    }
    return summarize(it, all);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}
