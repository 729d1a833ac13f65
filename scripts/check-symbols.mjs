// The binaries run on every glibc from 2.28 on: none may ask for a symbol that is newer.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const NEWEST = [2, 28];
const folders = ["build/Release", "prebuilds"].filter((folder) => existsSync(folder));
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".node") && !file.includes("obj.target"))
    .map((file) => join(folder, file)),
);
if (files.length === 0) throw new Error("There is no addon to look at: run npm run build:native first");

for (const file of files) {
  // objdump -T reads the dynamic symbols of its own machine alone; readelf reads those of any.
  const symbols = execFileSync("readelf", ["--wide", "--dyn-syms", file], { encoding: "utf8" });
  for (const [, name, version] of symbols.matchAll(/(\S+)@GLIBC_([\d.]+)/g)) {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major < NEWEST[0] || (major === NEWEST[0] && minor <= NEWEST[1])) continue;
    console.error(`${file}: ${name} needs glibc ${version}; the newest allowed is ${NEWEST.join(".")}`);
    process.exitCode = 1;
  }
}
