// The flavour that blocks, against the same loops in C and in Python.
import type { Case, Command, Peer } from "../case.ts";
import { c, node, python } from "../compile.ts";

const PING = 64;
const BLOCK = 65_536;

const microseconds = (count: number, nanoseconds: number): number => nanoseconds / count / 1000;
const mebibytes = (count: number, nanoseconds: number): number => count / 2 ** 20 / (nanoseconds / 1e9);

function overTcp(name: string, server: Command): Peer {
  return { name, server, gauge: (port) => c("tcp-load", port, 1, PING) };
}

function overPair(name: string, { file, args }: Command): Peer {
  return { name, subject: "child", gauge: () => c("pair-load", PING, file, ...args) };
}

function bulk(name: string, server: Command): Peer {
  return { name, server, gauge: (port) => c("bulk-load", port, BLOCK) };
}

const pingPong = {
  unit: "µs a round trip",
  better: "lower",
  value: microseconds,
  targets: [
    { against: "C", ratio: 1.1 },
    { against: "Python", ratio: 1 },
  ],
} as const;

export const blocking: readonly Case[] = [
  {
    ...pingPong,
    name: "blocking-tcp",
    title: "Blocking ping-pong, TCP, 64 B",
    peers: () => [
      overTcp("berkeley", node("blocking-echo-berkeley")),
      overTcp("C", c("blocking-echo")),
      overTcp("Python", python("blocking-echo")),
    ],
  },
  {
    ...pingPong,
    name: "blocking-pair",
    title: "Blocking ping-pong, Unix socket pair, 64 B",
    peers: () => [
      overPair("berkeley", node("blocking-echo-berkeley")),
      overPair("C", c("blocking-echo")),
      overPair("Python", python("blocking-echo")),
    ],
  },
  {
    name: "blocking-bulk",
    title: "Blocking receive, TCP, blocks of 64 KiB (recvInto)",
    unit: "MiB/s",
    better: "higher",
    value: mebibytes,
    peers: () => [
      bulk("berkeley", node("blocking-sink-berkeley", BLOCK)),
      bulk("C", c("blocking-sink", BLOCK)),
      bulk("berkeley, recv", node("blocking-sink-berkeley", BLOCK, "recv")),
      bulk("Python", python("blocking-sink", BLOCK)),
    ],
    targets: [{ against: "C", ratio: 0.95 }],
  },
];
