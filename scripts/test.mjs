// Runs the compiled tests under node:test. Arguments: parts of the names of the test files wanted, none means all; a
// part after `-` is left out.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const root = "build/ts/test";
// The compiled tests lie two folders deeper than their sources: `../../dist` has to mean the same from both.
rmSync("build/ts/dist", { recursive: true, force: true });
symlinkSync("../../dist", "build/ts/dist");
const parts = process.argv.slice(2);
const unwanted = parts.filter((part) => part.startsWith("-")).map((part) => part.slice(1));
const wanted = parts.filter((part) => !part.startsWith("-"));
const files = readdirSync(root, { recursive: true })
  .filter((file) => file.endsWith(".test.js"))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .filter((file) => !unwanted.some((part) => file.includes(part)))
  .sort()
  .map((file) => join(root, file));
if (files.length === 0) throw new Error(`No test file matches ${wanted.join(" ")}`);
const { status } = spawnSync(process.execPath, ["--expose-gc", "--enable-source-maps", "--test", ...files], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
