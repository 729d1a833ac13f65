// The three modes of Table 18-4, the default time-out, and signals.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  AF_UNIX,
  BlockingIOError,
  EVENT_READ,
  getdefaulttimeout,
  OSError,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  Socket,
  setdefaulttimeout,
  TimeoutError,
} from "berkeley";
import * as sync from "berkeley/sync";
import { fill, receive, tcpPair, unixPair } from "./peers.ts";

test("settimeout(null) lets recv wait until there is something", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  assert.equal(a.gettimeout(), null);
  assert.equal(a.getblocking(), true);
  const received = a.recv(10);
  await new Promise((resolve) => setImmediate(resolve));
  await b.sendall(Buffer.from("late"));
  assert.equal((await received).toString(), "late");
});

test("settimeout(0) lets every verb that would block reject with BlockingIOError", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  a.settimeout(0);
  assert.equal(a.getblocking(), false);
  const again = { name: "BlockingIOError", code: "EAGAIN", errno: 11 };
  await assert.rejects(a.recv(1), again);
  await assert.rejects(a.recvInto(Buffer.alloc(1)), again);
  await assert.rejects(a.recvfrom(1), again);
  await assert.rejects(a.recvfromInto(Buffer.alloc(1)), again);
  await assert.rejects(a.recvmsg(1), again);
  await assert.rejects(a.recvmsgInto([Buffer.alloc(1)]), again);
  await fill(a);
  await assert.rejects(a.send(Buffer.from("x")), again);
  await assert.rejects(a.sendall(Buffer.from("x")), { ...again, bytesSent: 0 });
  await assert.rejects(a.sendmsg([Buffer.from("x")]), again);
  using listener = new Socket(AF_INET);
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  listener.settimeout(0);
  await assert.rejects(listener.accept(), again);
});

test("recv that is asked again and again under settimeout(0) lets the event loop have its turn", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  a.settimeout(0);
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  for (let i = 0; i < 10_000 && !turned; i++) await a.recv(1).catch(() => {});
  assert.equal(turned, true);
});

test("settimeout(0) lets connect reject with BlockingIOError, EINPROGRESS, and connectEx give it", async () => {
  using listener = new Socket(AF_INET);
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  for (const attempt of [0, 1]) {
    using socket = new Socket(AF_INET);
    socket.settimeout(0);
    if (attempt === 0) {
      await assert.rejects(socket.connect(listener.getsockname()), (error: unknown) => {
        assert.ok(error instanceof BlockingIOError);
        assert.equal(error.code, "EINPROGRESS");
        return true;
      });
    } else {
      assert.equal(await socket.connectEx(listener.getsockname()), 115);
    }
    const [accepted] = await listener.accept();
    accepted.close();
  }
});

test("settimeout of a positive number lets recv reject with TimeoutError once it has passed", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  a.settimeout(0.02);
  await assert.rejects(a.recv(1), (error: unknown) => {
    assert.ok(error instanceof TimeoutError);
    assert.ok(error instanceof OSError);
    assert.equal(error.code, "ETIMEDOUT");
    assert.equal(error.syscall, "recv");
    return true;
  });
  await b.sendall(Buffer.from("still usable"));
  assert.equal((await a.recv(100)).toString(), "still usable");
});

test("recv and connect give what came in time, though the loop was busy when the time-out passed", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  using listener = new Socket();
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  using client = new Socket();
  client.settimeout(0.05);
  a.settimeout(0.05);
  // After this, timers come before events.
  await new Promise((resolve) => setImmediate(resolve));
  const received = a.recv(10);
  const connected = client.connect(listener.getsockname());
  const sent = b.sendall(Buffer.from("in time"));
  using selector = new sync.DefaultSelector();
  selector.register(listener.fileno(), EVENT_READ);
  for (const end = performance.now() + 100; performance.now() < end || selector.select(0).length === 0; );
  assert.equal((await received).toString(), "in time");
  await connected;
  await sent;
  await assert.rejects(a.recv(10), TimeoutError);
});

test("sendall has one time-out for the whole, and its TimeoutError tells bytesSent", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  a.settimeout(0.05);
  const data = Buffer.alloc(8 * 1024 * 1024, "s");
  let bytesSent = -1;
  await assert.rejects(a.sendall(data), (error: unknown) => {
    assert.ok(error instanceof TimeoutError);
    bytesSent = (error as TimeoutError & { bytesSent: number }).bytesSent;
    return true;
  });
  assert.ok(bytesSent > 0 && bytesSent < data.length);
  a.close();
  assert.equal((await receive(b, data.length)).length, bytesSent);
});

test("connectEx gives EAGAIN when the time-out elapsed, as connect_ex does", async () => {
  using listener = new Socket(AF_UNIX, SOCK_STREAM);
  await listener.bind("");
  listener.listen(0);
  const name = listener.getsockname();
  using first = new Socket(AF_UNIX, SOCK_STREAM);
  await first.connect(name);
  using second = new Socket(AF_UNIX, SOCK_STREAM);
  second.settimeout(0.05);
  assert.equal(await second.connectEx(name), 11);
});

test("connect to a Unix socket with a full backlog goes on once there is room", async () => {
  using listener = new Socket(AF_UNIX, SOCK_STREAM);
  await listener.bind("");
  listener.listen(0);
  const name = listener.getsockname();
  using first = new Socket(AF_UNIX, SOCK_STREAM);
  await first.connect(name);
  using second = new Socket(AF_UNIX, SOCK_STREAM);
  const connected = second.connect(name);
  const [one] = await listener.accept();
  const [two] = await listener.accept();
  await connected;
  one.close();
  two.close();
});

test("setdefaulttimeout sets the mode of new sockets, accepted ones included", async () => {
  try {
    setdefaulttimeout(2.5);
    assert.equal(getdefaulttimeout(), 2.5);
    const [client, server] = await tcpPair();
    assert.equal(client.gettimeout(), 2.5);
    assert.equal(server.timeout, 2.5);
    client.close();
    server.close();
  } finally {
    setdefaulttimeout(null);
  }
  using socket = new Socket();
  assert.equal(socket.gettimeout(), null);
  assert.throws(() => setdefaulttimeout(-1), RangeError);
  assert.throws(() => setdefaulttimeout(Number.NaN), RangeError);
  assert.throws(() => setdefaulttimeout("1" as never), TypeError);
});

test("SOCK_NONBLOCK in the type sets time-out 0 and is not part of type", () => {
  using socket = new Socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK);
  assert.equal(socket.type, SOCK_DGRAM);
  assert.equal(socket.gettimeout(), 0);
});

test("an AbortSignal abandons recv with its reason, and no byte is lost", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  const controller = new AbortController();
  const reason = new Error("enough");
  const first = a.recv(10, { signal: controller.signal });
  const second = a.recv(10);
  controller.abort(reason);
  await assert.rejects(first, (error) => error === reason);
  await b.sendall(Buffer.from("for second"));
  assert.equal((await second).toString(), "for second");
});

test("an AbortSignal that is aborted already rejects before any system call", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  await b.sendall(Buffer.from("x"));
  await assert.rejects(a.recv(1, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal((await a.recv(1)).toString(), "x");
});

test("an AbortSignal works on every verb that waits", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  await fill(b);
  using listener = new Socket();
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  const controller = new AbortController();
  const { signal } = controller;
  const [c, d] = unixPair();
  using _c = c;
  using _d = d;
  const waiting = [
    c.recv(1, { signal }),
    c.recv(1, 0, { signal }),
    c.recvInto(Buffer.alloc(1), { signal }),
    c.recvInto(Buffer.alloc(1), 1, { signal }),
    c.recvInto(Buffer.alloc(1), 1, 0, { signal }),
    c.recvfrom(1, { signal }),
    c.recvfromInto(Buffer.alloc(1), { signal }),
    c.recvmsg(1, { signal }),
    c.recvmsg(1, 0, 0, { signal }),
    c.recvmsgInto([Buffer.alloc(1)], { signal }),
    b.send(Buffer.alloc(1), { signal }),
    b.sendall(Buffer.alloc(1), 0, { signal }),
    b.sendmsg([Buffer.alloc(1)], [], 0, null, { signal }),
    listener.accept({ signal }),
  ];
  const settledAll = Promise.allSettled(waiting);
  controller.abort();
  for (const result of await settledAll) {
    assert.equal(result.status, "rejected");
    assert.equal((result as PromiseRejectedResult).reason.name, "AbortError");
  }
});

test("an AbortSignal of many waiters makes no warning, and keeps no listener of those that are done", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on("warning", onWarning);
  const { signal } = new AbortController();
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  const received = Array.from({ length: 50 }, () => a.recv(1, { signal }));
  await b.sendall(Buffer.alloc(50, "x"));
  assert.equal(Buffer.concat(await Promise.all(received)).toString(), "x".repeat(50));
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", onWarning);
  assert.deepEqual(warnings, []);
});

test("a signal that is none is a TypeError", async () => {
  using socket = new Socket();
  await assert.rejects(socket.recv(1, { signal: "no" as never }), TypeError);
  await assert.rejects(socket.recv(1, 0, 5 as never), TypeError);
});
