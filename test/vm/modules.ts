// Kernel modules, and the order in which they have to be loaded: each names in itself what it needs.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Module {
  readonly name: string;
  readonly object: Buffer;
}

/** The kernel writes a module's name with either of `-` and `_`. */
function plain(name: string): string {
  return name.replaceAll("-", "_");
}

/** The wanted modules and all that they need, each after what it needs; without those that are built in. */
export function modulesInOrder(folder: string, wanted: readonly string[]): Module[] {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const name = /([^/]+)\.ko(\.xz)?$/.exec(entry)?.[1];
    if (name !== undefined) files.set(plain(name), join(folder, entry));
  }
  const builtin = new Set<string>();
  for (const line of readFileSync(join(folder, "modules.builtin"), "utf8").split("\n")) {
    const name = /([^/]+)\.ko$/.exec(line)?.[1];
    if (name !== undefined) builtin.add(plain(name));
  }

  const order = new Map<string, Module>();
  const add = (name: string): void => {
    const key = plain(name);
    if (order.has(key) || builtin.has(key)) return;
    const file = files.get(key);
    if (file === undefined) throw new Error(`The kernel has no module ${name}`);
    const object = file.endsWith(".xz")
      ? execFileSync("xz", ["-dc", file], { maxBuffer: 1 << 28 })
      : readFileSync(file);
    const depends = /\0depends=([^\0]*)\0/.exec(object.toString("latin1"))?.[1] ?? "";
    for (const other of depends.split(",")) if (other !== "") add(other);
    order.set(key, { name: key, object });
  };
  wanted.forEach(add);
  return [...order.values()];
}
