// Other programs that speak TLS, as peers.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A program that runs until it is disposed of. */
export class Peer {
  readonly process: ChildProcess;
  readonly #lines: string[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.process = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr] as Readable[]) {
      createInterface({ input: stream }).on("line", (line) => {
        this.#lines.push(line);
        for (const watcher of this.#watchers) watcher();
      });
    }
    this.process.stdin?.on("error", () => {});
    this.process.on("close", () => {
      for (const watcher of this.#watchers) watcher();
    });
  }

  get output(): string {
    return this.#lines.join("\n");
  }

  /** The first line that matches. */
  async line(pattern: RegExp): Promise<RegExpMatchArray> {
    for (;;) {
      for (const line of this.#lines) {
        const match = line.match(pattern);
        if (match !== null) return match;
      }
      if (this.process.exitCode !== null) throw new Error(`It ended without ${pattern}:\n${this.output}`);
      await new Promise<void>((resolve) => {
        const watcher = (): void => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  say(text: string): void {
    this.process.stdin?.write(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const closed = once(this.process, "close");
    this.process.kill("SIGKILL");
    await closed;
  }
}

/** `openssl s_server` on a port of its own, which it echoes nothing on: what it gets is in its output. */
export async function sServer(...args: string[]): Promise<{ peer: Peer; port: number }> {
  const peer = new Peer("openssl", ["s_server", "-accept", "127.0.0.1:0", ...args]);
  const match = await peer.line(/^ACCEPT .*:(\d+)$/);
  return { peer, port: Number(match[1]) };
}
