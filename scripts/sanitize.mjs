// Runs the tests with the addons built for AddressSanitizer and UndefinedBehaviorSanitizer. They are built in a copy of
// the project under build/sanitize, so that the loader needs no way to find them and the ordinary build stays as it is.
// Arguments: parts of the names of the test files wanted; none means all but those that start a virtual machine.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const copy = resolve("build/sanitize");
const logs = join(copy, "logs");
// These load the ordinary build, run in a namespace or a guest that has no sanitizer, or start programs (curl, ip) that
// do not run with the sanitizer's library in them.
const ELSEWHERE = ["-vm/", "-package/", "-examples/", "-names/dns", "-tls/interop", "-families/netlink"];

rmSync(copy, { recursive: true, force: true });
mkdirSync(logs, { recursive: true });
bring("package.json", "binding.gyp", "native", "dist", "docs", "test", "examples", "bench", "scripts");
symlinkSync(resolve("node_modules"), join(copy, "node_modules"));

function bring(...paths) {
  for (const path of paths)
    if (existsSync(path)) cpSync(path, join(copy, path), { recursive: true, verbatimSymlinks: true });
}

const flags = "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g -O1";
const built = spawnSync(process.execPath, [resolve("scripts/build-native.mjs")], {
  cwd: copy,
  encoding: "utf8",
  env: { ...process.env, CC: "gcc", LINK: "gcc", CFLAGS: flags, LDFLAGS: flags },
});
if (built.status !== 0) throw new Error(`The addons could not be built with the sanitizers:\n${built.stderr}`);
bring("build/ts"); // After the build, which starts with an empty folder.

const runtimes = ["libasan.so", "libubsan.so"].map((name) =>
  execFileSync("gcc", [`-print-file-name=${name}`], { encoding: "utf8" }).trim(),
);
const environment = {
  ...process.env,
  LD_PRELOAD: runtimes.join(":"),
  UBSAN_OPTIONS: `print_stacktrace=1:log_path=${join(logs, "undefined")}`,
};

// Node, and the programs that tests start, leave memory behind when they end: leaks are not looked for here.
const asan = ["detect_leaks=0", "abort_on_error=1", "disable_coredump=1", `log_path=${join(logs, "address")}`];
const wanted = process.argv.slice(2);
const { status } = spawnSync(process.execPath, ["scripts/test.mjs", ...(wanted.length > 0 ? wanted : ELSEWHERE)], {
  cwd: copy,
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...environment, ASAN_OPTIONS: asan.join(":") },
});
const reports = readdirSync(logs);
for (const file of reports) console.error(`${file}:\n${readFileSync(join(logs, file), "utf8")}`);
if (status !== 0 || reports.length > 0) process.exitCode = 1;
