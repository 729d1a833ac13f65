// Everything that can be told without running the tests. Arguments: names of the checks wanted; none means all.
// A check that needs what another one makes stands behind it in its lane; the two lanes run side by side.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { resolve as absolute, delimiter, dirname, join } from "node:path";

const headers = join(dirname(dirname(process.execPath)), "include/node");
// The tables of constants hold no logic.
const logic = sources(/\.c$/).filter((file) => file.startsWith("native/") && !file.startsWith("native/constants/"));

function sources(pattern) {
  return ["native", "bench/native", "test/native"]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
    .filter((file) => pattern.test(file))
    .sort();
}

const lanes = [
  [
    ["format", "biome", ["ci", "--error-on-warnings", "."]],
    ["layout", "node", ["scripts/check-layout.mjs"]],
    ["build", "tsc", ["-p", "src/tsconfig.json"]],
    ["types", "tsc", ["-p", "test/tsconfig.json", "--noEmit"]],
    ["promises", "oxlint", ["--type-aware", "--deny-warnings", "src", "test"]],
    ["unused", "knip", []],
    ["package", "node", ["scripts/check-package.mjs"], "build-native"],
  ],
  [
    ["clang-format", "clang-format", ["--dry-run", "--Werror", ...sources(/\.[ch]$/)]],
    ["build-native", "npm", ["run", "--silent", "build:native"]],
    ["symbols", "node", ["scripts/check-symbols.mjs"]],
    ["clang-tidy", "clang-tidy", ["--quiet", ...logic, "--", "-std=c11", ...definitions(), "-isystem", headers]],
    ["reference", "npm", ["run", "--silent", "docs", "--", "--emit", "none"]],
  ],
];

function definitions() {
  return ["-D_GNU_SOURCE", "-DNAPI_VERSION=8", "-Inative", "-Wall", "-Wextra"];
}

const PATH = [absolute("node_modules/.bin"), process.env.PATH].join(delimiter);

/** Runs one program; its output is shown only when it fails. */
function run(name, program, args) {
  const start = performance.now();
  return new Promise((done) => {
    const child = spawn(program, args, { env: { ...process.env, PATH }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    // A program that could not be started closes too.
    child.on("error", (error) => {
      output += `${error.message}\n${program} is missing: npm ci, or apt-get install the packages of .ci/packages\n`;
    });
    child.on("close", (status) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
      if (status !== 0) {
        console.log(output.replace(/^\d+ warnings? generated\.\n/gm, "").trimEnd());
        process.exitCode = 1;
      }
      done();
    });
  });
}

const wanted = process.argv.slice(2);
const names = lanes.flat().map(([name]) => name);
for (const name of wanted)
  if (!names.includes(name)) throw new Error(`There is no check ${name}; there are ${names.join(", ")}`);
const chosen = names.filter((name) => wanted.length === 0 || wanted.includes(name));

// What a check of the other lane waits for.
const finished = new Map();
for (const name of chosen) {
  let finish;
  const promise = new Promise((resolve) => {
    finish = resolve;
  });
  finished.set(name, { promise, finish });
}

async function runLane(lane) {
  for (const [name, program, args, after] of lane) {
    if (!chosen.includes(name)) continue;
    await finished.get(after)?.promise;
    await run(name, program, args);
    finished.get(name).finish();
  }
}

await Promise.all(lanes.map(runLane));
