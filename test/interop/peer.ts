// Other programs as peers: child processes whose output is waited for, and which never outlive their test.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

export class Peer {
  readonly child: ChildProcess;
  readonly #closed: Promise<number | null>;
  #output: Buffer = Buffer.alloc(0);
  #wake: (() => void) | null = null;
  #ended = false;

  /** `input` is left open unless it is given. */
  constructor(t: TestContext, command: string, args: readonly string[], input?: string | Buffer) {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.child = child;
    child.stdin?.on("error", () => {});
    if (input !== undefined) child.stdin?.end(input);
    child.stdout?.on("data", (data: Buffer) => {
      this.#output = Buffer.concat([this.#output, data]);
      this.#wake?.();
    });
    this.#closed = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => {
        this.#ended = true;
        this.#wake?.();
        resolve(status);
      });
    });
    t.after(() => void child.kill("SIGKILL"));
  }

  /** The next line of its output. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#output.indexOf(10);
      if (end >= 0) {
        const line = this.#output.subarray(0, end).toString();
        this.#output = this.#output.subarray(end + 1);
        return line;
      }
      assert.ok(!this.#ended, "The peer ended without another line");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Waits for its end, which must be a good one; gives the rest of its output. */
  async end(): Promise<Buffer> {
    assert.equal(await this.#closed, 0);
    return this.#output;
  }
}

/** A program in the system's Python, which has `socket`, `sys` and `json`, and its arguments as `args`. */
export function python(t: TestContext, program: string, ...args: unknown[]): Peer {
  const prelude = "import socket, sys, json, hashlib, struct, os\nargs = json.loads(sys.argv[1])\n";
  return new Peer(t, "/usr/bin/python3", ["-u", "-c", prelude + program, JSON.stringify(args)]);
}

/** A directory that goes with the test. */
export function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "berkeley-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
