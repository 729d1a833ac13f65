// Echo over TCP: one message in flight on each connection.
import type { Case, Peer, Target } from "../case.ts";
import { c, node, python } from "../compile.ts";

function echo(name: string, title: string, connections: number, size: number, targets: readonly Target[]): Case {
  const gauge: Peer["gauge"] = (port) => c("tcp-load", port, connections, size);
  return {
    name,
    title,
    unit: "messages/s",
    better: "higher",
    peers: () => [
      { name: "berkeley", server: node("tcp-echo-berkeley"), gauge },
      { name: "node:net", server: node("tcp-echo-node"), gauge },
      { name: "C", server: c("tcp-echo"), gauge },
      { name: "asyncio", server: python("tcp-echo"), gauge },
    ],
    targets,
  };
}

export const tcpEcho: readonly Case[] = [
  echo("tcp-echo-1", "TCP echo, 1 × 64 B", 1, 64, []),
  echo("tcp-echo-50", "TCP echo, 50 × 64 B", 50, 64, []),
  echo("tcp-echo-1000", "TCP echo, 1000 × 64 B", 1000, 64, [
    { against: "node:net", ratio: 2 },
    { against: "C", ratio: 0.8 },
  ]),
  echo("tcp-echo-64k", "TCP echo, 10 × 64 KiB", 10, 65_536, [{ against: "node:net", ratio: 1.6 }]),
];
