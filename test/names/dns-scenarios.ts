// Runs in a namespace whose resolv.conf names a dnsmasq of its own, which forwards `*.slow.test` to a server that holds
// its answers back. dns.test.ts calls the scenarios.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setImmediate, setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import * as berkeley from "berkeley";
import * as sync from "berkeley/sync";
import { THREADS } from "../../dist/core/names/pool.js";
import { NameServer } from "./name-server.js";
import { offer } from "./namespace.js";
import { askPython, assertSame, type Call, type Outcome, outcomeOf } from "./python.js";

const PORT = 5353;
const many = Array.from({ length: 60 }, (_, i) => `--address=/many.test/10.88.0.${i + 1}`);
const DNSMASQ = [
  "--keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --pid-file --user=root --log-facility=/dev/null",
  "--listen-address=127.0.0.1 --bind-interfaces --no-negcache --dns-forward-max=1000 --no-round-robin",
  `--server=/slow.test/127.0.0.1#${PORT} --local=/test/`,
  "--host-record=both.test,10.88.1.1,2001:db8:88::1 --host-record=six.test,2001:db8:88::6",
  "--host-record=four.test,10.88.1.4 --cname=alias.test,four.test --host-record=xn--mnchen-3ya.test,10.88.1.9",
].flatMap((line) => line.split(" "));

const server = new NameServer();
let dnsmasq: ChildProcess | undefined;

async function start(): Promise<void> {
  await server.listen(PORT);
  dnsmasq = spawn("dnsmasq", [...DNSMASQ, ...many], { stdio: "inherit" });
  for (;;) {
    const up = await berkeley.getaddrinfo("four.test", 1).then(
      () => true,
      () => false,
    );
    if (up) return;
    assert.equal(dnsmasq.exitCode, null, "dnsmasq has ended");
    await setTimeout(10);
  }
}

/** A look-up that is under way: the server has its query. */
async function held(name: string): Promise<void> {
  await server.until(() => server.held.has(name));
}

const threads = (): number => readdirSync("/proc/self/task").length;
const descriptors = (): number => readdirSync("/proc/self/fd").length;

async function settle(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(5);
}

const CALLS: readonly Call[] = [
  ["getaddrinfo", ["both.test", 80]],
  ["getaddrinfo", ["both.test", "https"], { type: 1 }],
  ["getaddrinfo", ["six.test", 80], { type: 1 }],
  ["getaddrinfo", ["six.test", 80], { type: 1, family: 2 }],
  ["getaddrinfo", ["six.test", 80], { type: 1, family: 10, flags: 0x8 }],
  ["getaddrinfo", ["four.test", 80], { type: 1, family: 10, flags: 0x8 }],
  ["getaddrinfo", ["alias.test", null], { flags: 2 }],
  ["getaddrinfo", ["many.test", 80], { type: 1 }],
  ["getaddrinfo", ["truncated.slow.test", 80], { type: 1 }],
  ["getaddrinfo", ["fail.slow.test", 80]],
  ["getaddrinfo", ["nothing.test", 80]],
  ["getaddrinfo", ["four.test", "no-such-service"]],
  ["getaddrinfo", ["münchen.test", 80], { type: 1 }],
  ["gethostbyname", ["both.test"]],
  ["gethostbyname", ["six.test"]],
  ["gethostbyname", ["nothing.test"]],
  ["gethostbyname_ex", ["alias.test"]],
  ["gethostbyname_ex", ["many.test"]],
  ["gethostbyname_ex", ["nothing.test"]],
  ["gethostbyaddr", ["10.88.1.4"]],
  ["gethostbyaddr", ["2001:db8:88::6"]],
  ["gethostbyaddr", ["four.test"]],
  ["gethostbyaddr", ["10.99.0.1"]],
  ["gethostbyaddr", ["nothing.test"]],
  ["getnameinfo", [["10.88.1.4", 443], 0]],
  ["getnameinfo", [["2001:db8:88::6", 53, 0, 0], 16]],
  ["getnameinfo", [["10.99.0.1", 80], 0]],
  ["getnameinfo", [["10.99.0.1", 80], 8]],
  ["getfqdn", ["10.88.1.4"]],
  ["getfqdn", ["alias.test"]],
  ["getfqdn", ["nothing.test"]],
  ["getfqdn", [""]],
  ["getfqdn", ["0.0.0.0"]],
  ["getfqdn", ["::"]],
  ["getfqdn", ["::1"]],
  ["gethostbyaddr", ["::1"]],
  ["gethostbyaddr", ["0.0.0.0"]],
];

type Ours = readonly [name: string, args: readonly unknown[]];

async function compare(carryOut: (calls: readonly Ours[]) => Promise<Outcome[]>): Promise<void> {
  const expected = await askPython(CALLS);
  const ours = CALLS.map(([name, args, options]): Ours => {
    return [name === "gethostbyname_ex" ? "gethostbynameEx" : name, options === undefined ? args : [...args, options]];
  });
  const actual = await carryOut(ours);
  for (const [i, outcome] of actual.entries()) assertSame(outcome, expected[i], JSON.stringify(CALLS[i]));
}

type Functions = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

function awaited(calls: readonly Ours[]): Promise<Outcome[]> {
  return Promise.all(calls.map(([name, args]) => outcomeOf(() => (berkeley as unknown as Functions)[name]?.(...args))));
}

// On another thread: the name server is on this one.
function suspended(calls: readonly Ours[]): Promise<Outcome[]> {
  const caller = new Worker(new URL("./sync-caller.js", import.meta.url), { workerData: calls });
  return new Promise((resolve, reject) => caller.on("message", resolve).on("error", reject));
}

function worker(flavour: string): Worker {
  const call = flavour === "sync" ? "b.getaddrinfo" : "await b.getaddrinfo";
  const module = flavour === "sync" ? "berkeley/sync" : "berkeley";
  const url = JSON.stringify(import.meta.resolve(module));
  return new Worker(new URL(`data:text/javascript,import * as b from ${url}; ${call}("held-${flavour}.slow.test", 1)`));
}

function run(program: string): ChildProcess {
  const url = JSON.stringify(import.meta.resolve("berkeley"));
  const source = `import * as b from ${url};\n${program}`;
  return spawn(process.execPath, ["--input-type=module", "-e", source], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

function exit(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on("exit", resolve));
}

const started = start();

/** Each scenario begins with a server that holds, and ends with one that has answered. */
function scenario(body: () => Promise<void>): () => Promise<void> {
  return async () => {
    await started;
    server.hold();
    try {
      await body();
    } finally {
      server.release();
    }
  };
}

offer({
  compareAsync: scenario(() => compare(awaited)),
  compareSync: scenario(() => compare(suspended)),

  abort: scenario(async () => {
    const controller = new AbortController();
    using socket = new berkeley.Socket();
    const lookups = [
      berkeley.getaddrinfo("held-abort.slow.test", 1, { signal: controller.signal }),
      socket.connect(["held-abort.slow.test", 1], { signal: controller.signal }),
      berkeley.createConnection(["held-abort.slow.test", 1], { signal: controller.signal }),
    ];
    await held("held-abort.slow.test");
    controller.abort(new Error("enough"));
    for (const lookup of lookups) await assert.rejects(lookup, { message: "enough" });
    assert.ok(server.held.has("held-abort.slow.test"));
  }),

  close: scenario(async () => {
    const address = ["held-close.slow.test", 1] as const;
    const badDescriptor = (syscall: string) => ({ name: "OSError", code: "EBADF", syscall });
    const closing = new berkeley.Socket();
    const detaching = new berkeley.Socket(2, 2);
    const withFile = new berkeley.Socket();
    const file = withFile.makefile("rwb");
    const connecting = closing.connect(address);
    const number = closing.connectEx(address);
    const sending = detaching.sendto(Buffer.from("x"), address);
    const binding = withFile.bind(address);
    await held("held-close.slow.test");
    closing.close();
    berkeley.close(detaching.detach());
    withFile.close();
    await assert.rejects(connecting, badDescriptor("connect"));
    assert.equal(await number, berkeley.EBADF);
    await assert.rejects(sending, badDescriptor("sendto"));
    await assert.rejects(binding, badDescriptor("bind"));
    assert.ok(server.held.has("held-close.slow.test"));
    await file.close();
    assert.equal(await closing.connectEx(address), berkeley.EBADF);
    const blocking = new sync.Socket();
    blocking.close();
    assert.equal(blocking.connectEx(address), berkeley.EBADF);
  }),

  deadline: scenario(async () => {
    const timedOut = { name: "TimeoutError", code: "ETIMEDOUT", syscall: "getaddrinfo" };
    await assert.rejects(berkeley.createConnection(["held-deadline.slow.test", 1], { timeout: 0.05 }), timedOut);
    using socket = new berkeley.Socket();
    socket.settimeout(0.05);
    await assert.rejects(socket.connect(["held-deadline.slow.test", 1]), timedOut);
    assert.throws(() => sync.createConnection(["held-deadline.slow.test", 1], { timeout: 0.05 }), timedOut);
    using blocking = new sync.Socket();
    blocking.settimeout(0.05);
    assert.throws(() => blocking.connect(["held-deadline.slow.test", 1]), timedOut);
    await held("held-deadline.slow.test");
  }),

  share: scenario(async () => {
    const lookups = Array.from({ length: 50 }, () =>
      berkeley.getaddrinfo("held-share.slow.test", 80, { family: 2, type: 1 }),
    );
    const aborted = berkeley.getaddrinfo("held-share.slow.test", 80, {
      family: 2,
      type: 1,
      signal: AbortSignal.timeout(20),
    });
    await assert.rejects(aborted, { name: "TimeoutError" });
    await held("held-share.slow.test");
    server.release();
    const expected = [[2, 1, 6, "", ["10.77.0.7", 80]]];
    for (const result of await Promise.all(lookups)) assert.deepEqual(result, expected);
    assert.equal(server.seen.get("held-share.slow.test"), 1);
  }),

  crowd: scenario(async () => {
    // Starts the threads that are libuv's.
    await readFile("/proc/self/status");
    const before = threads();
    const controller = new AbortController();
    const name = (i: number): string => `held${i}.slow.test`;
    const lookups = Array.from({ length: 200 }, (_, i) =>
      berkeley.getaddrinfo(name(i), 80, { family: 2, type: 1, ...(i >= 150 && { signal: controller.signal }) }),
    );
    // A failed assertion must not leave rejections without a handler.
    for (const lookup of lookups) lookup.catch(() => {});
    await server.until(() => server.held.size === THREADS);
    // The file system and the timers are not behind the look-ups.
    await readFile("/proc/self/status");
    await setTimeout(1);
    await setImmediate();
    assert.equal(server.held.size, THREADS);
    assert.ok(threads() <= before + THREADS + 1);
    // What still queues when it is aborted is never asked.
    controller.abort(new Error("enough"));
    for (const lookup of lookups.slice(150)) await assert.rejects(lookup, { message: "enough" });
    server.release();
    for (const result of await Promise.all(lookups.slice(0, 150))) {
      assert.deepEqual(result, [[2, 1, 6, "", ["10.77.0.7", 80]]]);
    }
    assert.equal(server.seen.size, 150);
    assert.ok(!server.seen.has(name(199)));
    await settle(() => threads() <= before);
  }),

  terminateAsync: scenario(() => terminated("async")),
  terminateSync: scenario(() => terminated("sync")),

  unload: scenario(async () => {
    // Nothing but the worker has loaded the addon: its code must stay while a thread is still in it.
    const url = JSON.stringify(import.meta.resolve("berkeley"));
    const inner = `import * as b from ${url}; await b.getaddrinfo("held-unload.slow.test", 1)`;
    const source = `
      import { readdirSync } from "node:fs";
      import { Worker } from "node:worker_threads";
      const threads = () => readdirSync("/proc/self/task").length;
      const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(${JSON.stringify(inner)})));
      process.once("message", async () => {
        await worker.terminate();
        const during = threads();
        process.send("terminated");
        while (threads() >= during) await new Promise((resolve) => setTimeout(resolve, 5));
        process.exit(5);
      });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const code = exit(child);
    await held("held-unload.slow.test");
    const told = new Promise((resolve) => child.once("message", resolve));
    child.send("terminate");
    await told;
    server.release();
    assert.equal(await code, 5);
  }),

  exit: scenario(async () => {
    const child = run(`b.getaddrinfo("held-exit.slow.test", 1); process.once("message", () => process.exit(7));`);
    const code = exit(child);
    await held("held-exit.slow.test");
    child.send("exit");
    assert.equal(await code, 7);
  }),

  unreferenced: scenario(async () => {
    // An abandoned look-up does not keep the program running, one that is awaited does.
    const signal = "signal: AbortSignal.timeout(20)";
    const child = run(`await b.getaddrinfo("held-unreferenced.slow.test", 1, { ${signal} }).catch(() => {});`);
    assert.equal(await exit(child), 0);
    const waiting = run(`await b.getaddrinfo("held2.slow.test", 1); process.exitCode = 3;`);
    const code = exit(waiting);
    await held("held2.slow.test");
    server.release();
    assert.equal(await code, 3);
  }),

  resolve: scenario(async () => {
    server.release();
    await using peer = await berkeley.createServer(["localhost", 0]);
    const port = peer.getsockname()[1];
    await using datagrams = new berkeley.Socket(2, 2);
    assert.equal(await datagrams.sendto(Buffer.from("x"), ["localhost", port]), 1);
    await using client = new berkeley.Socket();
    client.settimeout(0);
    // As in Python, the look-up is waited for even by a socket that does not wait.
    await client.bind(["localhost", 0]);
    assert.equal(client.getsockname()[0], "127.0.0.1");
    await using six = new berkeley.Socket(10);
    await assert.rejects(six.connect(["four.test", 1]), { name: "GAIError" });
  }),
});

async function terminated(flavour: string): Promise<void> {
  await settle(() => threads() <= 16);
  const before = descriptors();
  const doomed = worker(flavour);
  doomed.on("error", (error) => console.error(error));
  await held(`held-${flavour}.slow.test`);
  await doomed.terminate();
  assert.ok(server.held.has(`held-${flavour}.slow.test`));
  const during = threads();
  assert.ok(descriptors() <= before + 2, "only the sockets of the look-up itself are left");
  server.release();
  await settle(() => threads() < during && descriptors() <= before);
}
