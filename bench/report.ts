// The results for people: one Markdown table.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { pinned } from "./child.ts";
import type { CaseResult, PeerResult } from "./measure.ts";

function figure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString("en").replaceAll(",", " ");
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

function spread(rounds: readonly number[]): string {
  const sorted = [...rounds].sort((a, b) => a - b);
  const quartile = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] as number;
  return `${figure(quartile(0.25))} – ${figure(quartile(0.75))}`;
}

function verdict({ target }: PeerResult, better: "higher" | "lower"): string {
  if (target === undefined) return "";
  return `${better === "higher" ? "≥" : "≤"} ${target.ratio} ${target.met ? "✓" : "✗"}`;
}

function rows({ title, unit, better, peers }: CaseResult): string[] {
  return peers.map((peer, i) => {
    const cells = [
      i === 0 ? `${title}, ${unit}` : "",
      peer.name,
      figure(peer.median),
      spread(peer.rounds),
      figure(peer.cpu),
      i === 0 ? "" : peer.ratio.toFixed(2),
      verdict(peer, better),
    ];
    return `| ${cells.join(" | ")} |`;
  });
}

export function table(results: readonly CaseResult[]): string {
  return [
    "| case | peer | median | middle half | CPU, µs each | berkeley ÷ peer | target |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ...results.flatMap(rows),
  ].join("\n");
}

/** The machine in general words. */
export function machine(): string {
  const model = /^model name\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? process.arch;
  const held = pinned ? "server and load each held to a processor of its own" : "no processor of its own for anybody";
  return `${model}, ${availableParallelism()} processors, ${held}; Node ${process.versions.node}, ${process.arch}.`;
}
