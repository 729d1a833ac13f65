// A network namespace of the test's own, with files of its own in /etc. A script runs inside; its scenarios are called
// from the test. Nothing is left when either of the two ends, whatever way it ends.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// The processes inside are a process namespace too: they end with its first.
const UNSHARE = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private"];
/** What unshare(1) has to be told besides by who is not root. */
export const RIGHTS: readonly string[] = process.getuid?.() === 0 ? [] : ["--map-root-user"];

/** Why there can be no namespaces here; undefined where there can. */
export function withoutNamespaces(): string | undefined {
  const { status } = spawnSync("unshare", [...RIGHTS, ...UNSHARE, "true"], { stdio: "ignore" });
  return status === 0 ? undefined : "namespaces cannot be made: it takes root, or unprivileged user namespaces";
}

export class Namespace {
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #exit: Promise<void>;
  #waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;

  /** `files` are put over those of /etc. */
  constructor(script: URL, files: Readonly<Record<string, string>>) {
    this.#directory = mkdtempSync(join(tmpdir(), "berkeley-names-"));
    const commands = ["set -e", "ip link set lo up"];
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(this.#directory, name), text, { mode: 0o644 });
      commands.push(`mount --bind '${join(this.#directory, name)}' /etc/${name}`);
    }
    commands.push('exec "$@"');
    const inside = ["/bin/sh", "-c", commands.join("\n"), "sh", process.execPath, "--enable-source-maps"];
    this.#child = spawn("unshare", [...RIGHTS, ...UNSHARE, ...inside, fileURLToPath(script)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#exit = new Promise((resolve) => {
      this.#child.on("exit", (code, signal) => {
        rmSync(this.#directory, { recursive: true, force: true });
        this.#waiting?.reject(new Error(`The script in the namespace ended with ${code ?? signal}`));
        resolve();
      });
    });
    this.#child.on("message", (error: string | null) => {
      if (error === null) this.#waiting?.resolve();
      else this.#waiting?.reject(new Error(error));
    });
  }

  /** Runs a scenario of the script; rejects with its error. */
  run(scenario: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.send(scenario, (error) => error && reject(error));
    });
  }

  async close(): Promise<void> {
    this.#waiting = undefined;
    this.#child.kill("SIGKILL");
    await this.#exit;
  }
}

/** What the script inside calls: it waits for the names of scenarios, and tells how they went. */
export function offer(scenarios: Readonly<Record<string, () => Promise<void>>>): void {
  process.on("message", async (name: string) => {
    try {
      await (scenarios[name] as () => Promise<void>)();
      process.send?.(null);
    } catch (error) {
      process.send?.((error as Error).stack);
    }
  });
}
