// Runs the tests with the addons built for AddressSanitizer and UndefinedBehaviorSanitizer, and those of TLS once more
// for LeakSanitizer. They are built in a copy of the project under build/sanitize, so that the loader needs no way to
// find them and the ordinary build stays as it is.
// Arguments: parts of the names of the test files wanted; none means all but those that start a virtual machine.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const copy = resolve("build/sanitize");
const logs = join(copy, "logs");
// These load the ordinary build, run in a namespace or a guest that has no sanitizer, start programs (curl, ip) that do
// not run with the sanitizer's library in them, or measure memory, of which the sanitizer keeps much.
const ELSEWHERE = ["-vm/", "-package/", "-examples/", "-names/dns", "-tls/interop", "-families/netlink", "-tls/memory"];

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

function run(tests, asan, more = {}) {
  const { status } = spawnSync(process.execPath, ["scripts/test.mjs", ...tests], {
    cwd: copy,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...environment, ...more, ASAN_OPTIONS: ["disable_coredump=1", ...asan].join(":") },
  });
  if (status !== 0) process.exitCode = 1;
}

function report(file, text) {
  console.error(`${file}:\n${text}`);
  process.exitCode = 1;
}

const wanted = process.argv.slice(2);
run(wanted.length > 0 ? wanted : ELSEWHERE, [
  "detect_leaks=0",
  "abort_on_error=1",
  `log_path=${join(logs, "address")}`,
]);
for (const file of readdirSync(logs)) report(file, readFileSync(join(logs, file), "utf8"));

// Leaks are looked for over the tests of TLS, where C owns most: frames of OpenSSL, which keeps no frame pointers, want
// the slow unwinder. The programs that tests start leave memory behind and are spared; loading.test starts Node itself.
const leaks = join(copy, "leaks");
if (wanted.length === 0 || wanted.every((part) => /^-?tls/.test(part))) {
  mkdirSync(leaks);
  const alone = "data:text/javascript,if(process.env.NODE_TEST_CONTEXT)delete(process.env.LD_PRELOAD)";
  run(
    [...(wanted.length > 0 ? wanted : ["tls/"]), "-tls/interop", "-tls/loading", "-tls/memory"],
    ["detect_leaks=1", "exitcode=0", "fast_unwind_on_malloc=0", "malloc_context_size=12", `log_path=${leaks}/leak`],
    { NODE_OPTIONS: `--import=${alone}` },
  );
  for (const file of readdirSync(leaks)) {
    const found = readFileSync(join(leaks, file), "utf8").split("\n\n").filter(isOurs);
    if (found.length > 0) report(file, found.join("\n\n"));
  }
}

/**
 * Whether a leak comes from the addons, and not from Node, which leaves much behind when it ends: of what Node-API
 * allocates it does not free the wrappers of externals that are alive then. That the search failed counts as well.
 */
function isOurs(block) {
  if (/ERROR: AddressSanitizer|has encountered a fatal error/.test(block)) return true;
  return (
    /^(?:Direct|Indirect) leak of /m.test(block) &&
    block.includes("../native/") &&
    !/#1 .* in napi_create_external /.test(block)
  );
}
