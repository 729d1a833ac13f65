// The package as its users get it: packed, installed into a folder of its own without scripts, and loaded in every way.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

const PROGRAM = `
  const [left, right] = socketpair();
  await left.sendall(Buffer.from("through the package"));
  console.log(String(await right.recv(100)));
  left.close();
  right.close();`;
const PRINTED = "through the package\n";

let folder: string;

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    timeout: 120_000,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function runFile(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return run(process.execPath, "--no-warnings", name);
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), "berkeley-install-"));
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, resolve(".")];
  const [{ filename }] = JSON.parse(run("npm", ...pack)) as [{ filename: string }];
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  run("npm", "install", "--ignore-scripts", "--offline", "--no-audit", "--no-fund", `./${filename}`);
});

after(() => rmSync(folder, { recursive: true }));

test("an ESM program imports berkeley, berkeley/sync and berkeley/tls from the installed package", () => {
  const text = `
    import { socketpair } from "berkeley";
    import { socketpair as syncPair } from "berkeley/sync";
    import { createDefaultContext } from "berkeley/tls";
    const [from, to] = syncPair();
    from.sendall(Buffer.from("x"));
    if (to.recv(1).length !== 1 || createDefaultContext().checkHostname !== true) throw new Error("not as told");
    from.close();
    to.close();
    ${PROGRAM}`;
  assert.equal(runFile("program.mjs", text), PRINTED);
});

test("a CommonJS program loads berkeley with import()", () => {
  assert.equal(
    runFile("importing.cjs", `(async () => { const { socketpair } = await import("berkeley"); ${PROGRAM} })();`),
    PRINTED,
  );
});

const requires = (process.features as { require_module?: boolean }).require_module === true;
test("a CommonJS program loads berkeley with require()", {
  skip: requires ? false : `Node.js ${process.version} cannot require() an ES module`,
}, () => {
  const text = `const { socketpair } = require("berkeley"); (async () => { ${PROGRAM} })();`;
  assert.equal(runFile("requiring.cjs", text), PRINTED);
});

test("a TypeScript program that imports berkeley compiles under nodenext, as ESM and as CommonJS", () => {
  for (const part of ["@types", "undici-types"])
    symlinkSync(resolve("node_modules", part), join(folder, "node_modules", part));
  const body = `
    const sock = new Socket(AF_INET, SOCK_STREAM);
    const address: [string, number] = sock.getsockname();
    // @ts-expect-error a string is no bytes
    void sock.send("text");
    console.log(address, CERT_REQUIRED, SyncSocket);`;
  writeFileSync(
    join(folder, "program.mts"),
    `import { AF_INET, SOCK_STREAM, Socket } from "berkeley";
    import { Socket as SyncSocket } from "berkeley/sync";
    import { CERT_REQUIRED } from "berkeley/tls";
    ${body}`,
  );
  writeFileSync(
    join(folder, "program.cts"),
    `import type { Socket } from "berkeley" with { "resolution-mode": "import" };
    export async function open(): Promise<Socket> {
      const { AF_INET, SOCK_STREAM, Socket } = await import("berkeley");
      return new Socket(AF_INET, SOCK_STREAM);
    }`,
  );
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "node"];
  const lib = ["--lib", "es2023,esnext.disposable"];
  run(process.execPath, resolve("node_modules/typescript/bin/tsc"), ...options, ...lib, "program.mts", "program.cts");
});
