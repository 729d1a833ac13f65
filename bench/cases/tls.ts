// TLS against node:tls: both servers have the same certificate and their own defaults.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Case, Command, Peer } from "../case.ts";
import { c, node } from "../compile.ts";

let certificate: [certfile: string, keyfile: string] | undefined;

/** A certificate of its own for the run: EC P-256. */
function made(): [certfile: string, keyfile: string] {
  if (certificate !== undefined) return certificate;
  const folder = mkdtempSync(`${tmpdir()}/berkeley-bench-`);
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  certificate = [`${folder}/cert.pem`, `${folder}/key.pem`];
  const what = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
  ];
  const where = ["-out", certificate[0], "-keyout", certificate[1]];
  execFileSync("openssl", ["req", "-x509", ...what, ...where], { stdio: "ignore" });
  return certificate;
}

function server(program: string, mode: string): Command {
  const { file, args } = node(program, ...made(), mode);
  return { file, args: ["--expose-gc", ...args] };
}

function peers(mode: string, load: (port: string, pid: string) => Command): () => readonly Peer[] {
  const gauge: Peer["gauge"] = (listening) => load(...(listening.split(" ") as [string, string]));
  return () => [
    { name: "berkeley", server: server("tls-berkeley", mode), gauge },
    { name: "node:tls", server: server("tls-node", mode), gauge },
  ];
}

function tlsLoad(...args: (string | number)[]): Command {
  return c("tls-load", ...args);
}

const atLeast = (ratio: number): Pick<Case, "better" | "targets"> => ({
  better: "higher",
  targets: [{ against: "node:tls", ratio }],
});

export const tls: readonly Case[] = [
  {
    ...atLeast(1.5),
    name: "tls-echo-50",
    title: "TLS echo, 50 × 64 B",
    unit: "messages/s",
    peers: peers("echo", (port) => tlsLoad("echo", port, 50, 64)),
  },
  {
    ...atLeast(1.2),
    name: "tls-echo-64k",
    title: "TLS echo, 10 × 64 KiB",
    unit: "messages/s",
    peers: peers("echo", (port) => tlsLoad("echo", port, 10, 65_536)),
  },
  {
    ...atLeast(1.2),
    name: "tls-full",
    title: "TLS 1.3 full handshakes, EC P-256",
    unit: "handshakes/s",
    peers: peers("greet", (port) => tlsLoad("full", port, 16)),
  },
  {
    ...atLeast(1.5),
    name: "tls-resumed",
    title: "TLS 1.3 resumed handshakes",
    unit: "handshakes/s",
    peers: peers("greet", (port) => tlsLoad("resumed", port, 16)),
  },
  {
    name: "tls-memory",
    title: "Memory of an idle TLS connection",
    unit: "KiB",
    better: "lower",
    peers: peers("idle", (port, pid) => tlsLoad("idle", port, 100, pid)),
    targets: [{ against: "node:tls", ratio: 0.6 }],
    value: (count) => count / 1024,
  },
];
