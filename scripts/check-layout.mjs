// The rules of the layout, which ARCHITECTURE.md explains: imports point one way, names say something, files stay small.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";

const LONGEST = 400;
const FORBIDDEN = new Set(["utils", "util", "common", "misc", "helpers", "helper"]);

// What each folder of src may import. An entry point (a file of src itself) may import everything below it.
const MAY_IMPORT = {
  native: ["native"],
  core: ["core", "native"],
  tls: ["tls", "core", "native"],
  async: ["async", "selectors", "tls", "core", "native"],
  sync: ["sync", "selectors", "tls", "core", "native"],
  selectors: ["selectors", "core", "native"],
};

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => /\.(?:[cm]?[jt]s|[ch]|sh|py)$/.test(file));
const problems = [];

function folderOf(file) {
  const parts = file.split("/");
  return parts.length > 2 ? parts[1] : "entry";
}

function* importsOf(text) {
  const pattern = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"']+)["']/g;
  for (const [, specifier] of text.matchAll(pattern)) yield specifier;
}

function checkImport(file, specifier) {
  if (specifier.endsWith(".node") && !file.startsWith("src/native/"))
    problems.push(`${file}: only src/native imports the addon, not ${specifier}`);
  if (specifier === "berkeley" || specifier.startsWith("berkeley/"))
    problems.push(`${file}: src imports its own files, not the package ${specifier}`);
  if (!specifier.startsWith(".") || specifier.endsWith(".node")) return;
  if (!specifier.endsWith(".ts")) problems.push(`${file}: an import names the file with .ts: ${specifier}`);
  const from = folderOf(file);
  const to = folderOf(normalize(join(dirname(file), specifier)));
  if (from === "entry" || from === to) return;
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) problems.push(`${file}: add src/${from} to the folders of scripts/check-layout.mjs`);
  else if (!allowed.includes(to)) problems.push(`${file}: src/${from} may not import src/${to} (${specifier})`);
}

for (const file of files) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    continue; // Deleted, not committed yet.
  }
  const lines = text.split("\n").length - 1;
  if (lines > LONGEST) problems.push(`${file}: ${lines} lines; at most ${LONGEST}: divide it by concern`);
  for (const part of [...dirname(file).split("/"), basename(file).replace(/\..*$/, "")])
    if (FORBIDDEN.has(part.toLowerCase())) problems.push(`${file}: ${part} says nothing; name it after its concern`);
  if (/^src\/.*\.ts$/.test(file)) for (const specifier of importsOf(text)) checkImport(file, specifier);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
