// Workers that end, in every way they can, while their sockets are open.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { AF_UNIX, SOCK_STREAM, socketpair } from "berkeley";

const BUSY = new URL("./busy.worker.js", import.meta.url);

/** What every descriptor of this process refers to, the kernel's numbers left out: "socket", "anon_inode:[eventpoll]". */
function descriptors(): string[] {
  const kinds: string[] = [];
  for (const fd of readdirSync("/proc/self/fd")) {
    try {
      kinds.push(readlinkSync(`/proc/self/fd/${fd}`).replace(/:\[\d+\]$/, ""));
    } catch {
      // The descriptor by which the folder itself was read.
    }
  }
  return kinds.sort();
}

async function start(role: string): Promise<Worker> {
  const worker = new Worker(BUSY, { workerData: role });
  const [message] = await once(worker, "message");
  assert.equal(message, "ready");
  return worker;
}

/** Node opens some descriptors at the first worker, for good. */
async function warmUp(): Promise<string[]> {
  await (await start("wait")).terminate();
  return descriptors();
}

for (const role of ["wait", "talk"]) {
  test(`worker.terminate() while the Sockets of a worker ${role} leaves no descriptor`, {
    timeout: 120_000,
  }, async () => {
    const before = await warmUp();
    for (let round = 0; round < 6; round++) {
      const workers = await Promise.all([start(role), start(role), start(role)]);
      // In the middle of whatever it does.
      if (round % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(await Promise.all(workers.map((worker) => worker.terminate())), [1, 1, 1]);
    }
    assert.deepEqual(descriptors(), before);
  });
}

test("process.exit() in a worker whose Sockets wait leaves no descriptor", { timeout: 120_000 }, async () => {
  const before = await warmUp();
  for (let round = 0; round < 10; round++) {
    const worker = new Worker(BUSY, { workerData: "leave" });
    const [code] = await once(worker, "exit");
    assert.equal(code, 7);
  }
  assert.deepEqual(descriptors(), before);
});

test("an error thrown in a worker whose Sockets wait leaves no descriptor", { timeout: 120_000 }, async () => {
  const before = await warmUp();
  for (let round = 0; round < 10; round++) {
    const worker = new Worker(BUSY, { workerData: "fail" });
    const exited = once(worker, "exit").catch(() => undefined);
    const [error] = await new Promise<[Error]>((resolve) =>
      worker.once("error", (thrown) => resolve([thrown as Error])),
    );
    assert.equal(error.message, "thrown while a socket waits");
    await exited;
  }
  await settled(before);
});

test("a worker with idle Sockets ends by itself, and leaves no descriptor", { timeout: 120_000 }, async () => {
  const before = await warmUp();
  for (let round = 0; round < 10; round++) {
    const worker = new Worker(BUSY, { workerData: "idle" });
    const [code] = await once(worker, "exit");
    assert.equal(code, 0);
  }
  assert.deepEqual(descriptors(), before);
});

test("a Socket waits on undisturbed while workers with Sockets come and go", { timeout: 120_000 }, async () => {
  const [left, right] = socketpair(AF_UNIX, SOCK_STREAM);
  using _left = left;
  using _right = right;
  const received = left.recv(16);
  for (let round = 0; round < 5; round++) await (await start("talk")).terminate();
  await right.sendall(Buffer.from("still here"));
  assert.equal((await received).toString(), "still here");
});

/** "exit" of a worker that failed comes before its threads have let go of everything. */
async function settled(before: readonly string[]): Promise<void> {
  while (descriptors().length > before.length) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(descriptors(), before);
}
