import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { SHUT_RDWR, socketpair } from "berkeley/sync";
import { blocked, suspend } from "./threads.ts";

const LISTENER = fileURLToPath(new URL("./listener.js", import.meta.url));

type Ending = [code: number | null, output: string, signal?: NodeJS.Signals];

const RECV = `
  const sock = new Socket(undefined, undefined, undefined, data.fd);
  sock.settimeout(data.timeout);
  started();
  try {
    report(sock.recv(1).length);
  } catch (error) {
    report([error.code, sock.fileno()]);
  }
`;

for (const [mode, timeout] of [
  ["blocking mode", null],
  ["under a time-out", 60],
] as const) {
  test(`worker.terminate() ends a recv in ${mode}, and its descriptor with it`, { timeout: 30_000 }, async () => {
    const [left, right] = socketpair();
    const { worker } = await suspend(RECV, { fd: left.detach(), timeout });
    assert.equal(await worker.terminate(), 1);
    assert.equal(right.recv(1).length, 0);
    right.close();
  });

  test(`close in another thread wakes a recv in ${mode} with EBADF`, { timeout: 30_000 }, async () => {
    const [left, right] = socketpair();
    const fd = left.fileno();
    const { outcome, worker } = await suspend(RECV, { fd, timeout });
    left.close();
    assert.deepEqual(await outcome, ["EBADF", fd]);
    right.close();
    await worker.terminate();
  });

  test(`a recv in ${mode} never reads from another socket that was given its number`, { timeout: 30_000 }, async () => {
    const [left, right] = socketpair();
    const fd = left.fileno();
    const { outcome, worker } = await suspend(RECV, { fd, timeout });
    left.close();
    const [near, far] = socketpair();
    const [reused, peer] = near.fileno() === fd ? [near, far] : [far, near];
    assert.equal(reused.fileno(), fd);
    peer.sendall(Buffer.from("x"));
    assert.deepEqual(await outcome, ["EBADF", -1]);
    assert.equal(reused.recv(1).toString(), "x");
    await worker.terminate();
    for (const sock of [right, near, far]) sock.close();
  });

  test(`shutdown in another thread wakes a recv in ${mode}`, { timeout: 30_000 }, async () => {
    const [left, right] = socketpair();
    const copy = left.dup();
    const { outcome, worker } = await suspend(RECV, { fd: left.detach(), timeout });
    copy.shutdown(SHUT_RDWR);
    assert.equal(await outcome, 0);
    await worker.terminate();
    copy.close();
    right.close();
  });

  test(`Ctrl-C ends a recv in ${mode} with InterruptedError, and the listener for SIGINT then runs`, {
    timeout: 30_000,
  }, async () => {
    const [code, output] = await interrupted(`
      process.on("SIGINT", () => { console.log("listener"); process.exit(3); });
      const [sock] = socketpair();
      sock.settimeout(${timeout});
      console.log("ready");
      try { sock.recv(1); } catch (error) { console.log(error.constructor.name, error.code, error.syscall); }
    `);
    assert.deepEqual([code, output], [3, "ready\nInterruptedError EINTR recv\nlistener\n"]);
  });
}

test("the listener for SIGINT runs, once, also where nobody catches the InterruptedError of a recv", {
  timeout: 30_000,
}, async () => {
  const [code, output] = await interrupted(`
    process.on("SIGINT", (name, number) => { console.log(name, number); process.exit(3); });
    const [sock] = socketpair();
    console.log("ready");
    sock.recv(1);
  `);
  assert.deepEqual([code, output], [3, "ready\nSIGINT 2\n"]);
});

test("Ctrl-C ends a recv without any listener for SIGINT", { timeout: 30_000 }, async () => {
  const [, , signal] = await interrupted(`
    const [sock] = socketpair();
    console.log("ready");
    sock.recv(1);
  `);
  assert.equal(signal, "SIGINT");
});

test("Ctrl-C ends a recv at the prompt of the REPL, which evaluates lines so that SIGINT breaks them", {
  timeout: 30_000,
}, async () => {
  const program = `
    import { runInThisContext } from "node:vm";
    import { socketpair } from "${import.meta.resolve("berkeley/sync")}";
    globalThis.pair = socketpair();
    console.log(pair[0].fileno());
    try {
      runInThisContext("pair[0].recv(1)", { breakOnSigint: true });
    } catch (error) {
      console.log(error.code);
    }
    pair[1].sendall(Buffer.from("x"));
    console.log(pair[0].recv(1).toString());
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const output: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => output.push(chunk));
  await once(child.stdout, "data");
  // Node 22 and 24 lose a SIGINT that comes before the evaluation waits.
  await blocked(String(child.pid), Number(output[0]), String(child.pid));
  child.kill("SIGINT");
  assert.deepEqual(await ended, [0, null]);
  assert.equal(output.slice(1).join(""), "ERR_SCRIPT_EXECUTION_INTERRUPTED\nx\n");
});

test("Ctrl-C ends a program that never waits long: each recv finds its data within moments", {
  timeout: 30_000,
}, async () => {
  const [code, output] = await interrupted(`
    process.on("SIGINT", () => process.exit(3));
    const [left, right] = socketpair();
    console.log("ready");
    try { for (;;) { left.sendall(Buffer.from("x")); right.recv(1); } } catch (error) { console.log(error.code); }
  `);
  assert.deepEqual([code, output], [3, "ready\nEINTR\n"]);
});

test("Ctrl-C ends a createConnection that waits for its peer", { timeout: 30_000 }, async () => {
  const [code, output] = await interrupted(`
    process.on("SIGINT", () => process.exit(3));
    const listener = new Socket();
    listener.bind(["127.0.0.1", 0]);
    listener.listen(0);
    console.log("ready");
    // The backlog takes one or two; the next waits.
    try { for (;;) createConnection(listener.getsockname(), { timeout: 60 }); } catch (error) { console.log(error.code); }
  `);
  assert.deepEqual([code, output], [3, "ready\nEINTR\n"]);
});

for (const order of ["before", "after"]) {
  test(`a recv in the listener for SIGINT, added ${order} the import, is not interrupted by that signal`, {
    timeout: 30_000,
  }, async () => {
    const [code, output] = await signalled([LISTENER, order]);
    assert.deepEqual([code, output], [0, "ready\nETIMEDOUT\nETIMEDOUT\n"]);
  });
}

test("a signal with a listener that asks for no end, SIGUSR2, does not interrupt a recv", {
  timeout: 30_000,
}, async () => {
  const [code, output] = await interrupted(
    `
      const forever = setInterval(() => {}, 1000);
      process.on("SIGUSR2", () => { console.log("listener"); clearInterval(forever); });
      const [left] = socketpair();
      left.settimeout(0.5);
      console.log("ready");
      try { left.recv(1); } catch (error) { console.log(error.code); }
    `,
    "SIGUSR2",
  );
  assert.deepEqual([code, output], [0, "ready\nETIMEDOUT\nlistener\n"]);
});

test("200 workers terminated in mid-recv leave no descriptor", { timeout: 300_000 }, async () => {
  const before = readdirSync("/proc/self/fd").length;
  for (let batch = 0; batch < 20; batch++) {
    const pairs = Array.from({ length: 10 }, () => socketpair());
    const workers = await Promise.all(
      pairs.map(([left], index) => suspend(RECV, { fd: left.detach(), timeout: index % 2 === 0 ? null : 60 })),
    );
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
    for (const [, right] of pairs) {
      assert.equal(right.recv(1).length, 0);
      right.close();
    }
  }
  assert.equal(readdirSync("/proc/self/fd").length, before);
});

for (const ending of ["", "process.exit();", "throw new Error('expected');"]) {
  test(`a worker that ends with ${ending || "its last line"} leaves no descriptor open`, {
    timeout: 30_000,
  }, async () => {
    const [left, right] = socketpair();
    const code = `
      const { workerData } = require("node:worker_threads");
      import(${JSON.stringify(import.meta.resolve("berkeley/sync"))}).then(({ Socket }) => {
        globalThis.sock = new Socket(undefined, undefined, undefined, workerData);
        sock.recv(1);
        ${ending}
      });
    `;
    const worker = new Worker(code, { eval: true, workerData: left.detach() });
    worker.on("error", () => {});
    right.sendall(Buffer.from("x"));
    await new Promise((resolve) => worker.once("exit", resolve));
    assert.equal(right.recv(1).length, 0);
    right.close();
  });
}

/** Runs a program of `berkeley/sync`, as `signalled` does. */
function interrupted(program: string, signal: NodeJS.Signals = "SIGINT"): Promise<Ending> {
  const code = `import { createConnection, Socket, socketpair } from "${import.meta.resolve("berkeley/sync")}";\n${program}`;
  return signalled(["--input-type=module", "-e", code], signal);
}

/** Runs node, sends it a signal when it says that it is ready: exit code, output and ending signal. */
async function signalled(args: readonly string[], signal: NodeJS.Signals = "SIGINT"): Promise<Ending> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (output === "") child.kill(signal);
    output += chunk;
  });
  const [status, ended] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return ended === null ? [status, output] : [status, output, ended];
}
