// What would be published: everything the package needs, nothing else, and types that every resolution understands.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ADDONS = ["build/Release/berkeley.node", "build/Release/berkeley_tls.node"];
const NEEDED = ["package.json", "LICENSE", "README.md", "CHANGELOG.md", ...ADDONS];
const ALLOWED = [
  /^(?:package\.json|LICENSE|README\.md|CHANGELOG\.md|binding\.gyp)$/,
  /^dist\/.+\.(?:js|js\.map|d\.ts)$/,
  /^build\/Release\/[\w-]+\.node$/,
  /^native\/.+\.[ch]$/,
  /^docs\/.+\.(?:md|svg|png)$/,
];

function run(program, ...args) {
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const targets = Object.values(exports).flatMap((target) =>
  typeof target === "string" ? [target] : Object.values(target),
);
const needed = [...NEEDED, ...targets.map((path) => path.replace(/^\.\//, ""))];

const folder = mkdtempSync(join(tmpdir(), "berkeley-package-"));
try {
  const [packed] = JSON.parse(run("npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder));
  const files = packed.files.map((file) => file.path);
  const problems = [
    ...needed.filter((path) => !files.includes(path)).map((path) => `${path} is missing from the package`),
    ...files
      .filter((path) => !ALLOWED.some((pattern) => pattern.test(path)))
      .map((path) => `${path} does not belong into the package`),
  ];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const tarball = join(folder, packed.filename);
  run("publint", "run", "--strict", tarball);
  run("attw", "--profile", "esm-only", "--no-emoji", tarball);
} catch (error) {
  console.error(error.stdout || error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
