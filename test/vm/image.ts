// The guest's kernel and initramfs, made from Debian packages that are downloaded and unpacked but never installed.
// What was made is kept outside the checkout, keyed by the packages' versions and by how it was made.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { type Module, modulesInOrder } from "./modules.ts";

/** Resolves to the current security build of the kernel; its real name holds the version. */
const KERNEL = "linux-image-6.12-amd64";
const TOOLS: readonly string[] = ["busybox-static", "bluez", "bluez-test-tools"];
/** From the tools' packages, into the image's `bin`. */
const PROGRAMS: readonly string[] = ["bin/busybox", "bin/hciconfig", "usr/bin/btvirt"];

/** What the kernel loads, in this order, with what each needs before it. Nothing loads by itself in the guest. */
const MODULES: readonly string[] = [
  ...["virtio_pci", "virtio-rng", "9pnet_virtio", "9p"],
  ...["can-raw", "can-bcm", "can-isotp", "can-j1939", "vcan"],
  ...["crc32c_generic", "sctp", "tipc", "vsock_loopback"],
  ...["algif_hash", "algif_skcipher", "algif_aead", "algif_rng"],
  ...["aes_generic", "cbc", "ctr", "hmac", "sha1_generic", "sha256_generic", "ghash-generic", "gcm", "cmac"],
  ...["drbg", "jitterentropy_rng", "ecdh_generic"],
  ...["rfcomm", "hci_vhci"],
  ...["tcp_diag", "udp_diag", "unix_diag", "dummy", "veth"],
];

const WITHOUT = "BERKELEY_VM=off leaves the guest out.";

export interface Image {
  readonly kernel: string;
  readonly initramfs: string;
  /** The folder of busybox, hciconfig and btvirt. */
  readonly programs: string;
}

function run(program: string, args: readonly string[], cwd?: string): string {
  try {
    return execFileSync(program, args, {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "pipe"],
      cwd,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(`There is no ${program}: the guest needs Debian with the packages of .ci/packages. ${WITHOUT}`);
  }
}

/** The package that a package stands for, and its version: `name=version`. */
function resolve(name: string): string {
  const dependency = /Depends: (linux-image-\S+)/.exec(run("apt-cache", ["depends", name]))?.[1];
  const real = name === KERNEL ? dependency : name;
  const version = real && /Candidate: (\S+)/.exec(run("apt-cache", ["policy", real]))?.[1];
  if (!version || version === "(none)") {
    throw new Error(
      `apt knows no package ${name}: run apt-get update, with Debian bookworm's security suite among its sources`,
    );
  }
  return `${real}=${version}`;
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "berkeley-vm");
}

/** The image for this machine's packages: from the cache, or made now. */
export function prepareImage(initScript: string): Image {
  const packages = [KERNEL, ...TOOLS].map(resolve);
  const recipe = createHash("sha256");
  for (const part of [...packages, ...MODULES, readFileSync(import.meta.filename), readFileSync(initScript)]) {
    recipe.update(part).update("\0");
  }
  const cache = cacheFolder();
  const folder = join(cache, recipe.digest("hex").slice(0, 16));
  const image: Image = {
    kernel: join(folder, "vmlinuz"),
    initramfs: join(folder, "initramfs.cpio"),
    programs: join(folder, "bin"),
  };
  if (existsSync(folder)) return image;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "making-"));
  try {
    make(work, packages, initScript);
    // Whoever else makes the same image at the same time makes it alike: the first one stays.
    if (!existsSync(folder)) renameSync(join(work, "image"), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return image;
}

function make(work: string, packages: readonly string[], initScript: string): void {
  const [downloads, tree, image, root] = ["downloads", "tree", "image", "root"].map((name) => join(work, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [downloads, tree, join(image, "bin"), join(root, "modules")])
    mkdirSync(folder, { recursive: true });
  run("apt-get", ["download", "-q", ...packages], downloads);
  for (const file of readdirSync(downloads)) run("dpkg", ["-x", join(downloads, file), tree]);

  const kernel = readdirSync(join(tree, "boot")).find((file) => file.startsWith("vmlinuz-"));
  if (kernel === undefined) throw new Error("The kernel's package holds no vmlinuz");
  copyFileSync(join(tree, "boot", kernel), join(image, "vmlinuz"));
  for (const program of PROGRAMS) {
    const target = join(image, "bin", basename(program));
    copyFileSync(join(tree, program), target);
    chmodSync(target, 0o755);
  }

  for (const folder of ["bin", "proc", "sys", "dev", "newroot"]) mkdirSync(join(root, folder));
  copyFileSync(join(image, "bin/busybox"), join(root, "bin/busybox"));
  chmodSync(join(root, "bin/busybox"), 0o755);
  copyFileSync(initScript, join(root, "init"));
  chmodSync(join(root, "init"), 0o755);
  const modules = modulesInOrder(join(tree, "lib/modules", kernel.slice("vmlinuz-".length)), MODULES);
  writeFileSync(join(root, "modules/order"), modules.map((module) => `${module.name}\n`).join(""));
  modules.forEach((module) => {
    writeModule(join(root, "modules", `${module.name}.ko`), module);
  });
  const names = run("find", ["."], root);
  const archive = execFileSync(join(root, "bin/busybox"), ["cpio", "-o", "-H", "newc"], {
    cwd: root,
    input: names,
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  writeFileSync(join(image, "initramfs.cpio"), archive);
}

// Without their debugging information modules load in a third of the time.
function writeModule(path: string, module: Module): void {
  writeFileSync(path, module.object);
  run("strip", ["--strip-debug", path]);
}
