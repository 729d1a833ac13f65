// Connections made, accepted and closed, by one process that has both ends.
import type { Case } from "../case.ts";
import { node } from "../compile.ts";

export const connections: readonly Case[] = [
  {
    name: "connections",
    title: "createConnection + accept + close",
    unit: "connections/s",
    better: "higher",
    peers: () => [
      { name: "berkeley", gauge: () => node("connect-berkeley") },
      { name: "node:net", gauge: () => node("connect-node") },
    ],
    targets: [{ against: "node:net", ratio: 1.5 }],
  },
];
