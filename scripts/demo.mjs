// The chapter's conversations, held for real: each server and each client is a process of its own. Every line they
// print is shown and compared with the transcripts in examples/transcripts. What is not built yet is built first.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const compiled = join(root, "build/ts/examples");
const PATIENCE = 60_000;

function build() {
  const run = (...args) => {
    const { status } = spawnSync("npm", args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error(`npm ${args.join(" ")} failed`);
  };
  const built = ["build/Release/berkeley.node", "build/Release/berkeley_tls.node", "dist/tls.js"].every((file) =>
    existsSync(join(root, file)),
  );
  if (!built) run("run", "--silent", "build");
  run("exec", "--", "tsc", "-p", "examples/tsconfig.json");
}

/** A program as a child process, whose lines are kept as they come. */
class Program {
  lines = [];
  #child;
  #waiting = [];
  #closed;

  constructor(label, file, args) {
    this.#child = spawn(process.execPath, ["--enable-source-maps", join(compiled, file), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#closed = new Promise((resolve) => this.#child.once("close", (code, signal) => resolve(code ?? signal)));
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      console.log(`  ${label} | ${line}`);
      this.lines.push(line);
      this.#waiting = this.#waiting.filter((check) => !check());
    });
  }

  /** Resolves once there are `count` lines, or the program has ended, or patience has. */
  async linesCame(count) {
    const enough = new Promise((resolve) => {
      const check = () => {
        if (this.lines.length < count) return false;
        resolve();
        return true;
      };
      if (!check()) this.#waiting.push(check);
    });
    await patiently(Promise.race([enough, this.#closed]));
  }

  /** How the program ended: its exit status, or the signal that ended it. */
  async ended() {
    const status = await patiently(this.#closed);
    if (status === undefined) this.#child.kill("SIGKILL");
    return status ?? "no end";
  }

  stop(signal) {
    this.#child.kill(signal);
  }
}

async function patiently(promise) {
  let timer;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  try {
    return await Promise.race([promise, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lines that are not those of a transcript, whose {names} stand for what `names` says, alike wherever they occur. */
function differences(program, transcript, lines, names) {
  const expected = readFileSync(join(root, "examples/transcripts", transcript), "utf8")
    .trimEnd()
    .split("\n");
  const seen = new Map();
  const found = [];
  for (let i = 0; i < Math.max(expected.length, lines.length); i++) {
    if (!matches(expected[i], lines[i], names, seen)) {
      found.push(
        `${program}, line ${i + 1}: expected ${expected[i] ?? "nothing"}`,
        `  and it is ${lines[i] ?? "missing"}`,
      );
    }
  }
  return found;
}

function matches(expected, line, names, seen) {
  if (expected === undefined || line === undefined) return false;
  const keys = [];
  const parts = expected.split(/\{(\w+)\}/).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    keys.push(part);
    return `(${names[part].source})`;
  });
  const match = new RegExp(`^${parts.join("")}$`).exec(line);
  return (
    match !== null && keys.every((key, i) => (seen.get(key) ?? seen.set(key, match[i + 1]).get(key)) === match[i + 1])
  );
}

async function hold(title, kind, programs, serverArgs, clientArgs, names, signal) {
  console.log(`\n${title}`);
  const server = new Program("server", `${programs}-server.js`, serverArgs);
  await server.linesCame(1);
  const client = new Program("client", `${programs}-client.js`, clientArgs(server.lines[0] ?? ""));
  const clientStatus = await client.ended();
  const expected = readFileSync(join(root, `examples/transcripts/${kind}-server.txt`), "utf8")
    .trimEnd()
    .split("\n");
  await server.linesCame(expected.length);
  server.stop(signal);
  const serverStatus = await server.ended();
  const found = [
    ...differences("server", `${kind}-server.txt`, server.lines, names),
    ...differences("client", `${kind}-client.txt`, client.lines, names),
  ];
  if (clientStatus !== 0) found.push(`client: ended with ${clientStatus}`);
  if (serverStatus !== 0) found.push(`server: ended with ${serverStatus} after ${signal}`);
  for (const line of found) console.error(`  ${line}`);
  return found.length === 0;
}

function internet(title, kind, programs, ipv6, signal) {
  const ip = ipv6 ? "'::1', \\d+, 0, 0" : "'127\\.0\\.0\\.1', \\d+";
  const host = ipv6 ? "::1" : "localhost";
  const names = {
    place: new RegExp(`${host}:\\d+`),
    server: new RegExp(`\\('${host}', \\d+\\)`),
    peer: new RegExp(`\\(${ip}\\)`),
    client: new RegExp(`\\(${ip}\\)`),
    from: /None/,
  };
  const family = ipv6 ? ["--ipv6"] : [];
  // The port that the server was given: the last number but the zeros of an IPv6 address.
  const clientArgs = (line) => [...family, "--port", /(\d+)(?:, 0, 0)?\)?$/.exec(line)?.[1] ?? "0"];
  return hold(title, kind, programs, [...family, "--port", "0"], clientArgs, names, signal);
}

/** The stream programs over TLS, with certificates that the server makes in a directory of its own. */
function tls(title, programs, directory, signal) {
  const address = /\('127\.0\.0\.1', \d+\)/;
  const names = { place: /localhost:\d+/, peer: address, client: address, from: address };
  const args = ["--certificates", directory];
  const clientArgs = (line) => [...args, "--port", /(\d+)\)$/.exec(line)?.[1] ?? "0"];
  return hold(title, "stream", programs, [...args, "--port", "0"], clientArgs, names, signal);
}

function unix(title, kind, programs, path, signal) {
  const names = {
    place: new RegExp(path),
    server: new RegExp(`'${path}'`),
    peer: new RegExp(`'${path}'`),
    from: /None/,
  };
  const client = kind === "stream" ? /''/ : /b'\\x00[0-9a-f]{5}'/;
  return hold(title, kind, programs, ["--path", path], () => ["--path", path], { ...names, client }, signal);
}

function hasIpv6() {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(0, "::1", () => server.close(() => resolve(true)));
  });
}

build();
const ipv6 = await hasIpv6();
const directory = mkdtempSync(join(tmpdir(), "berkeley-demo-"));
const path = (name) => join(directory, name);
// Awaited, and by threads that block.
const conversations = ["", "sync/"]
  .flatMap((folder) => [
    () => internet(`${folder}UDP over IPv4`, "datagram", `${folder}udp-echo`, false, "SIGINT"),
    () => internet(`${folder}TCP over IPv4`, "stream", `${folder}tcp-echo`, false, "SIGTERM"),
    ipv6 && (() => internet(`${folder}UDP over IPv6`, "datagram", `${folder}udp-echo`, true, "SIGTERM")),
    ipv6 && (() => internet(`${folder}TCP over IPv6`, "stream", `${folder}tcp-echo`, true, "SIGINT")),
    () =>
      unix(`${folder}Datagrams over a Unix socket`, "datagram", `${folder}unix-datagram-echo`, path("dgram"), "SIGINT"),
    () => tls(`${folder}TLS over IPv4`, `${folder}tls-echo`, path(folder === "" ? "certs" : "sync-certs"), "SIGTERM"),
    () =>
      unix(`${folder}A stream over a Unix socket`, "stream", `${folder}unix-stream-echo`, path("stream"), "SIGTERM"),
  ])
  .filter(Boolean);
let good = 0;
try {
  for (const conversation of conversations) if (await conversation()) good++;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
if (!ipv6) console.log("\nWithout the conversations over IPv6: this machine has no address ::1.");
console.log(`\n${good} of ${conversations.length} conversations went as the chapter prints them.`);
process.exitCode = good === conversations.length ? 0 : 1;
