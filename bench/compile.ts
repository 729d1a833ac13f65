// The C programs, compiled on the spot: bench/native/NAME.c to build/bench/NAME.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "./case.ts";

// Both this file and its compiled form lie in a folder of their own below the root: bench/ and build/ts/bench/.
const root = fileURLToPath(new URL(import.meta.url.includes("/build/ts/") ? "../../../" : "../", import.meta.url));
const output = `${root}build/bench/`;

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function libraries(name: string): string[] {
  return name.startsWith("tls") ? ["-lssl", "-lcrypto"] : [];
}

/** The command that runs a C program of bench/native. */
export function c(name: string, ...args: (string | number)[]): Command {
  const source = `${root}bench/native/${name}.c`;
  const program = output + name;
  if (modified(program) <= Math.max(modified(source), modified(`${root}bench/native/burst.h`))) {
    mkdirSync(output, { recursive: true });
    execFileSync("cc", [
      "-O2",
      "-Wall",
      "-Wextra",
      "-Werror",
      "-D_GNU_SOURCE",
      "-o",
      program,
      source,
      ...libraries(name),
    ]);
  }
  return { file: program, args: args.map(String) };
}

/** The command that runs a compiled program of bench/programs in the Node that runs this. */
export function node(name: string, ...args: (string | number)[]): Command {
  return { file: process.execPath, args: [`${root}build/ts/bench/programs/${name}.js`, ...args.map(String)] };
}

export function python(name: string, ...args: (string | number)[]): Command {
  return { file: "python3", args: [`${root}bench/programs/${name}.py`, ...args.map(String)] };
}

export const results: string = `${root}bench/results/`;
