// Ancillary data: what they cost, and descriptors passed.
import { createRequire } from "node:module";
import type { Case, Peer } from "../case.ts";
import { node } from "../compile.ts";

/**
 * Where the npm package usocket lies, or undefined. It compiles itself when it is installed, which npm no longer does
 * unasked, so it is no dependency: BENCH_USOCKET is the folder of one that was built.
 */
function usocket(): string | undefined {
  const folder = process.env.BENCH_USOCKET ?? "usocket";
  try {
    createRequire(import.meta.url)(folder);
    return folder;
  } catch {
    return undefined;
  }
}

function descriptorPeers(): readonly Peer[] {
  const ours: Peer = { name: "berkeley", gauge: () => node("descriptors-berkeley") };
  const folder = usocket();
  if (folder === undefined) return [ours];
  return [ours, { name: "usocket", gauge: () => node("descriptors-usocket", folder) }];
}

export const messages: readonly Case[] = [
  {
    name: "packet-info",
    title: "UDP receive: recvmsg with packet information, against recvfrom",
    unit: "µs a datagram",
    better: "lower",
    value: (count, nanoseconds) => nanoseconds / count / 1000,
    peers: () => [
      { name: "berkeley", gauge: () => node("recvmsg", "packet-info") },
      { name: "recvfrom", gauge: () => node("recvmsg", "recvfrom") },
    ],
    targets: [{ against: "recvfrom", ratio: 1.3 }],
  },
  {
    name: "descriptors",
    title: "Descriptors passed over a Unix stream",
    unit: "descriptors/s",
    better: "higher",
    peers: descriptorPeers,
    targets: [{ against: "usocket", ratio: 1.5 }],
  },
];
