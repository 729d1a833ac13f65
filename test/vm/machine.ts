// Starts the guest on a script and waits for it, in bounded time.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Image } from "./image.ts";

export interface Outcome {
  /** The script's exit status; null when the guest panicked, hung or never came to an end. */
  readonly status: number | null;
  /** What the guest wrote on its console. */
  readonly console: string;
  /** What the script left in /run/vm/results. */
  readonly results: string;
}

// Always by software: a machine that is itself a guest often offers /dev/kvm and then cannot run a kernel on it.
const MACHINE: readonly string[] = [
  ...["-M", "q35", "-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max", "-smp", "2", "-m", "1024"],
  ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", "stdio"],
  ...["-device", "virtio-rng-pci"],
];
const COMMAND_LINE =
  "console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off nokaslr tsc=reliable random.trust_cpu=1 cryptomgr.notests";

function share(tag: string, path: string, writable: boolean): string[] {
  const options = `local,id=${tag},path=${path},security_model=none${writable ? "" : ",readonly=on,multidevs=remap"}`;
  return ["-fsdev", options, "-device", `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`];
}

/** Runs `script` (for /bin/sh, as root, in the host's files) in the guest. `folders` are what it needs of the host. */
export async function runInGuest(
  image: Image,
  script: string,
  folders: readonly string[],
  seconds: number,
  onOutput: (text: string) => void = () => {},
): Promise<Outcome> {
  const out = mkdtempSync(join(tmpdir(), "berkeley-vm-"));
  try {
    writeFileSync(join(out, "job"), script);
    const hidden = [...new Set(folders.map((folder) => realpathSync(folder)))].filter((path) =>
      /^\/(tmp|run)\//.test(path),
    );
    writeFileSync(join(out, "mounts"), hidden.map((path, i) => `folder${i} ${path}\n`).join(""));
    const args = [
      ...MACHINE,
      ...["-kernel", image.kernel, "-initrd", image.initramfs, "-append", COMMAND_LINE],
      ...share("hostroot", "/", false),
      ...share("vmout", out, true),
      ...hidden.flatMap((path, i) => share(`folder${i}`, path, false)),
    ];
    const console = await boot(args, seconds, onOutput);
    return { status: statusOf(out), console, results: read(join(out, "results")) ?? "" };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function boot(args: readonly string[], seconds: number, onOutput: (text: string) => void): Promise<string> {
  // timeout(1) ends the machine even when this process is ended before it could.
  const child = spawn("timeout", ["--kill-after=5", String(seconds), "qemu-system-x86_64", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const keep = (chunk: string): void => {
    text += chunk;
    onOutput(chunk);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(text.replaceAll("\r", "")));
  });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function statusOf(out: string): number | null {
  const status = read(join(out, "status"));
  return status !== undefined && /^\d+\n$/.test(status) ? Number(status) : null;
}
