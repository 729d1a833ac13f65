// Processes that end while sockets are open, and sockets that become garbage.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";

const PREAMBLE = `
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { AF_INET, AF_UNIX, SOCK_STREAM, SOCK_DGRAM, Socket, socketpair } from "berkeley";
const descriptors = () => readdirSync("/proc/self/fd").length;
`;

/** Runs a program in a process of its own, for a minute at most. */
async function run(program: string): Promise<{ code: number | null; signal: string | null; output: string }> {
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", PREAMBLE + program], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => {
      output += data.toString();
    });
  const [code, signal] = await once(child, "close");
  return { code, signal, output };
}

async function passes(program: string, printed: string): Promise<void> {
  assert.deepEqual(await run(program), { code: 0, signal: null, output: printed });
}

test("a process with idle Sockets alone exits", async () => {
  const program = `
    const listener = new Socket(AF_INET, SOCK_STREAM);
    await listener.bind(["127.0.0.1", 0]);
    listener.listen();
    const client = new Socket(AF_INET, SOCK_STREAM);
    const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
    const received = server.recv(10);
    await client.sendall(Buffer.from("hello"));
    console.log((await received).toString());
    globalThis.kept = [listener, client, server];`;
  await passes(program, "hello\n");
});

test("a Socket that waits keeps the process running until it is closed", async () => {
  const program = `
    const [left, right] = socketpair(AF_UNIX, SOCK_STREAM);
    left.recv(1).catch((error) => console.log(error.code));
    setImmediate(() => { console.log("closing"); left.close(); });
    process.on("exit", () => console.log("exit"));
    globalThis.kept = right;`;
  await passes(program, "closing\nEBADF\nexit\n");
});

test("process.exit() while Sockets wait, in workers too, ends the process with its code", async () => {
  const program = `
    const [left] = socketpair(AF_UNIX, SOCK_STREAM);
    left.recv(1);
    const code = \`
      import { socketpair } from "berkeley";
      import { parentPort } from "node:worker_threads";
      const [left, right] = socketpair();
      left.recv(1);
      parentPort.postMessage("ready");\`;
    const workers = [1, 2, 3].map(() => new Worker(new URL("data:text/javascript," + encodeURIComponent(code.replaceAll(
      '"berkeley"', JSON.stringify(import.meta.resolve("berkeley")))))));
    await Promise.all(workers.map((worker) => new Promise((ready) => worker.once("message", ready))));
    console.log("ready");
    process.exit(0);`;
  await passes(program, "ready\n");
});

test("a Socket that becomes garbage while open is closed, with a ResourceWarning", async () => {
  const program = `
    const warnings = [];
    process.removeAllListeners("warning");
    process.on("warning", (warning) => warnings.push(warning.name));
    socketpair()[0].close(); // What is opened once is open from here on.
    const before = descriptors();
    function lose() { for (let i = 0; i < 50; i++) new Socket(AF_INET, SOCK_DGRAM); }
    lose();
    assert.equal(descriptors(), before + 50);
    while (descriptors() > before) { gc(); await new Promise(setImmediate); }
    while (warnings.length < 50) await new Promise(setImmediate);
    console.log(new Set(warnings));`;
  await passes(program, "Set(1) { 'ResourceWarning' }\n");
});

test("a Socket that waits does not become garbage", async () => {
  const program = `
    let sender;
    function wait() {
      const [left, right] = socketpair(AF_UNIX, SOCK_STREAM);
      sender = right;
      return left.recv(10);
    }
    const received = wait();
    for (let i = 0; i < 20; i++) { gc(); await new Promise(setImmediate); }
    await sender.sendall(Buffer.from("kept"));
    console.log((await received).toString());
    sender.close();
    process.removeAllListeners("warning");`;
  await passes(program, "kept\n");
});
