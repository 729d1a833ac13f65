import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { temporary } from "./authority.ts";

// A copy of the package, whose TLS addon is another.
const folder = temporary("package");
mkdirSync(join(folder, "build/Release"), { recursive: true });
cpSync(resolve("dist"), join(folder, "dist"), { recursive: true });
cpSync(resolve("package.json"), join(folder, "package.json"));
cpSync(resolve("build/Release/berkeley.node"), join(folder, "build/Release/berkeley.node"));

/** What importing `berkeley/tls` says. */
function importing(): string {
  const script = `import(${JSON.stringify(join(folder, "dist/tls.js"))}).catch((error) => console.log(error.message))`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  return stdout + stderr;
}

test("importing berkeley/tls without its addon says that", () => {
  assert.match(importing(), /^berkeley\/tls could not load its addon, berkeley_tls\.node/);
});

test("importing berkeley/tls where the runtime has no OpenSSL symbols says so", () => {
  const source = join(folder, "addon.c");
  writeFileSync(source, "void SSL_of_another_runtime(void); void entry(void) { SSL_of_another_runtime(); }");
  const addon = join(folder, "build/Release/berkeley_tls.node");
  execFileSync("cc", ["-shared", "-fPIC", "-Wl,-z,now", "-o", addon, source]);
  const message = /^berkeley\/tls needs a Node\.js whose executable exports OpenSSL 3; this runtime \(.*\) does not/;
  assert.match(importing(), message);
});
