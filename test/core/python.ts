// Answers from the reference implementation: one process for many questions.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** Runs a program in the system's Python; `input` is what it reads as JSON from its standard input. */
export function fromPython<T>(program: string, input: unknown = null): T {
  const { stdout, stderr, status, error } = spawnSync("/usr/bin/python3", ["-c", program], {
    encoding: "utf8",
    input: JSON.stringify(input),
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
  });
  if (error !== undefined) throw error;
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as T;
}
