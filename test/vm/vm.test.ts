// The families that a host's kernel often lacks are tested in a Linux guest that is started here. Each test that ran
// in the guest is told again as a test of this file, so that it counts in the summary.
//
// BERKELEY_VM=off leaves the guest out; any other value runs only the files whose names hold it.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Image, prepareImage } from "./image.ts";
import { type Outcome, runInGuest } from "./machine.ts";
import type { Result } from "./reporter.ts";

// CPU-bound work is up to forty times slower in the guest than on its host.
const SECONDS = 600;
const CHOICE: string = process.env.BERKELEY_VM ?? "";

const root: string = fileURLToPath(new URL("../../../../", import.meta.url));
const compiled = "build/ts/test";

function skipped(): string | false {
  if (CHOICE === "off") return "BERKELEY_VM=off";
  if (process.arch !== "x64")
    return `the guest's packages are for x64, and the Node that it borrows is for ${process.arch}`;
  return false;
}

function guestFiles(): string[] {
  return readdirSync(join(root, compiled), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".guest.js") && (CHOICE === "" || file.includes(CHOICE)))
    .map((file) => join(compiled, file))
    .sort();
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function script(image: Image, files: readonly string[]): string {
  return [
    `export PATH=${quoted(`${dirname(process.execPath)}:${image.programs}:/usr/sbin:/usr/bin:/sbin:/bin`)} HOME=/tmp`,
    // The console is a file in the end, for people to read.
    "export NO_COLOR=1",
    "ip link set lo up",
    // An MTU of 2060 is what makes the interface carry XL frames besides FD and classic ones.
    "ip link add vcan0 type vcan && ip link set vcan0 mtu 2060 && ip link set vcan0 up",
    "tipc node set identity n1",
    'echo "0 2147483647" > /proc/sys/net/ipv4/ping_group_range',
    `cd ${quoted(root)}`,
    [
      ...[quoted(process.execPath), "--test", "--enable-source-maps", "--test-concurrency=2"],
      ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
      ...[`--test-reporter=./${compiled}/vm/reporter.js`, "--test-reporter-destination=/run/vm/results"],
      ...files.map(quoted),
    ].join(" "),
  ].join("\n");
}

test("the families in a Linux guest", { skip: skipped(), timeout: (SECONDS + 300) * 1000 }, async (t) => {
  const files = guestFiles();
  assert.notEqual(files.length, 0, "no compiled test of the guest");
  const image = prepareImage(join(root, "test/vm/init.sh"));
  const needed = [root, dirname(dirname(process.execPath)), image.programs];
  const outcome = await runInGuest(image, script(image, files), needed, SECONDS);
  const log = join(root, "build/vm/console.log");
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, outcome.console);
  t.diagnostic(`the guest's console: ${log}`);

  const results = outcome.results
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Result);
  for (const result of results.filter((result) => !isFile(result))) {
    await t.test(`${result.file}: ${result.name}`, { skip: result.skip ?? false }, () => {
      assert.ok(result.passed, result.error);
    });
  }
  await t.test("the guest came to its end and told of every file", () => verify(outcome, results, files));
});

// Nodes before 22 report a file as a test of its own around those in it.
function isFile(result: Result): boolean {
  return result.nesting === 0 && existsSync(result.name);
}

function verify(outcome: Outcome, results: readonly Result[], files: readonly string[]): void {
  const end = outcome.console.split("\n").slice(-60).join("\n");
  assert.notEqual(outcome.status, null, `The guest panicked or ran out of time (${SECONDS} s):\n${end}`);
  for (const file of files) {
    const told = results.some((result) => result.file === basename(file, ".js") && !isFile(result));
    assert.ok(told, `No test of ${file} was reported:\n${end}`);
  }
  const failed = results.some((result) => !result.passed);
  assert.equal(outcome.status, failed ? 1 : 0, `The exit status is ${outcome.status}:\n${end}`);
}
