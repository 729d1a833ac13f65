// Echo over UDP: a window of datagrams in flight, one datagram a call at the server.
import type { Case, Peer } from "../case.ts";
import { c, node, python } from "../compile.ts";

const gauge: Peer["gauge"] = (port) => c("udp-load", port, 32, 64);

export const udpEcho: readonly Case[] = [
  {
    name: "udp-echo",
    title: "UDP echo, window 32 × 64 B",
    unit: "datagrams/s",
    better: "higher",
    peers: () => [
      { name: "berkeley", server: node("udp-echo-berkeley"), gauge },
      { name: "node:dgram", server: node("udp-echo-node"), gauge },
      { name: "C", server: c("udp-echo"), gauge },
      { name: "asyncio", server: python("udp-echo"), gauge },
    ],
    targets: [{ against: "node:dgram", ratio: 1.5 }],
  },
];
