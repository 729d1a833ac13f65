// close, detach, dup, ownership of descriptors.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, fstatSync, openSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";
import { AF_INET, AF_UNIX, fromfd, OSError, SOCK_DGRAM, SOCK_STREAM, Socket, socketpair } from "berkeley";
import { fill, tcpPair, unixPair } from "./peers.ts";

const EBADF = { code: "EBADF", errno: 9 };

test("close rejects what waits in either direction with EBADF", async () => {
  const [a, b] = unixPair();
  using _b = b;
  await fill(a);
  const waiting = [a.recv(1), a.recv(1), a.sendall(Buffer.alloc(10)), a.send(Buffer.alloc(1))];
  const settledAll = Promise.allSettled(waiting);
  a.close();
  for (const result of await settledAll) {
    assert.equal(result.status, "rejected");
    assert.ok((result as PromiseRejectedResult).reason instanceof OSError);
    assert.equal((result as PromiseRejectedResult).reason.code, "EBADF");
  }
});

test("close tells bytesSent of the sendall that it ends, and the address of the connect", async () => {
  const [a, b] = unixPair();
  using _b = b;
  const size = 8 * 1024 * 1024;
  const sending = a.sendall(Buffer.alloc(size));
  const first = await b.recv(1000);
  a.close();
  let bytesSent = 0;
  await assert.rejects(sending, (error: OSError & { bytesSent: number }) => {
    ({ bytesSent } = error);
    return error.code === "EBADF" && error.syscall === "send";
  });
  let received = first.length;
  for (let data = await b.recv(65_536); data.length > 0; data = await b.recv(65_536)) received += data.length;
  assert.equal(received, bytesSent);
  const listener = new Socket(AF_UNIX);
  await listener.bind("");
  listener.listen(0);
  const address = listener.getsockname();
  using queued = new Socket(AF_UNIX);
  await queued.connect(address);
  const refused = new Socket(AF_UNIX);
  const connecting = refused.connect(address);
  refused.close();
  await assert.rejects(connecting, { ...EBADF, syscall: "connect", address });
  listener.close();
});

test("close twice is fine, and every use after it is EBADF", async () => {
  const [a, b] = unixPair();
  using _b = b;
  a.close();
  a.close();
  assert.equal(a.closed, true);
  assert.equal(a.fileno(), -1);
  await assert.rejects(a.recv(1), EBADF);
  await assert.rejects(a.sendall(Buffer.alloc(1)), EBADF);
  await assert.rejects(a.accept(), EBADF);
  await assert.rejects(a.bind("x"), EBADF);
  await assert.rejects(a.connect("x"), EBADF);
  assert.equal(await a.connectEx("x"), 9);
  assert.throws(() => a.getsockname(), EBADF);
  assert.throws(() => a.getpeername(), EBADF);
  assert.throws(() => a.getsockopt(1, 3), EBADF);
  assert.throws(() => a.setsockopt(1, 2, 1), EBADF);
  assert.throws(() => a.listen(), EBADF);
  assert.throws(() => a.shutdown(2), EBADF);
  assert.throws(() => a.dup(), EBADF);
  assert.throws(() => a.detach(), EBADF);
  assert.throws(() => a.getInheritable(), EBADF);
  assert.throws(() => a.settimeout(1), EBADF);
});

test("close of a socket whose descriptor was closed underneath is EBADF, once", async () => {
  const socket = new Socket();
  closeSync(socket.fileno());
  assert.throws(() => socket.getsockname(), EBADF);
  assert.throws(() => socket.close(), EBADF);
  socket.close();
  assert.equal(socket.closed, true);
});

test("using and await using close the socket", async () => {
  let fd: number;
  {
    using socket = new Socket();
    fd = socket.fileno();
  }
  assert.throws(() => fstatSync(fd), EBADF_OF_FS);
  {
    await using socket = new Socket();
    fd = socket.fileno();
  }
  assert.throws(() => fstatSync(fd), EBADF_OF_FS);
});

const EBADF_OF_FS = { code: "EBADF" };

test("detach gives the descriptor and leaves it open; what waits is rejected", async () => {
  const [a, b] = unixPair();
  using _b = b;
  const waiting = assert.rejects(a.recv(1), EBADF);
  const fd = a.detach();
  await waiting;
  assert.equal(a.closed, true);
  assert.equal(a.fileno(), -1);
  a.close();
  using again = new Socket<1>(undefined, undefined, undefined, fd);
  await again.sendall(Buffer.from("through"));
  assert.equal((await b.recv(10)).toString(), "through");
});

test("new Socket with fileno reads family, type and protocol from it", () => {
  for (const [family, type] of [
    [AF_INET, SOCK_STREAM],
    [AF_INET, SOCK_DGRAM],
    [AF_UNIX, SOCK_DGRAM],
  ] as const) {
    const fd = new Socket(family, type).detach();
    using adopted = new Socket<number>(undefined, undefined, undefined, fd);
    assert.equal(adopted.family, family);
    assert.equal(adopted.type, type);
    assert.equal(adopted.fileno(), fd);
  }
});

test("new Socket with a fileno that is no socket throws, and the descriptor stays the caller's", () => {
  assert.throws(() => new Socket(undefined, undefined, undefined, -1), RangeError);
  assert.throws(() => new Socket(undefined, undefined, undefined, 1.5), RangeError);
  assert.throws(() => new Socket(undefined, undefined, undefined, "3" as never), TypeError);
  assert.throws(() => new Socket(undefined, undefined, undefined, 900_000), EBADF);
  const file = openSync("/dev/null", "r");
  assert.throws(() => new Socket(AF_INET, SOCK_STREAM, 0, file), { code: "ENOTSOCK" });
  closeSync(file);
});

test("new Socket refuses what is no family, type or protocol", () => {
  assert.throws(() => new Socket("AF_INET" as never), TypeError);
  assert.throws(() => new Socket(null as never), TypeError);
  assert.throws(() => new Socket(2.5), RangeError);
  assert.throws(() => new Socket(-1), RangeError);
  assert.throws(() => new Socket(AF_INET, SOCK_STREAM, -2), RangeError);
  assert.throws(() => new Socket(63_000), { code: "EAFNOSUPPORT" });
});

test("dup shares the connection, has the same mode, and is not inheritable", async () => {
  const [a, b] = unixPair();
  using _b = b;
  a.settimeout(3);
  using copy = a.dup();
  assert.equal(copy.gettimeout(), 3);
  assert.equal(copy.getInheritable(), false);
  assert.notEqual(copy.fileno(), a.fileno());
  a.close();
  await b.sendall(Buffer.from("to the copy"));
  assert.equal((await copy.recv(20)).toString(), "to the copy");
});

test("a socket closed while a duplicate lives brings no event to the number's next owner", async () => {
  const [a, b] = unixPair();
  using _b = b;
  using copy = a.dup();
  const waiting = assert.rejects(a.recv(1), EBADF);
  const fd = a.fileno();
  a.close();
  await waiting;
  const [c, d] = unixPair();
  using _c = c;
  using _d = d;
  assert.equal(c.fileno(), fd);
  let settledTooEarly = true;
  const received = c.recv(5).finally(() => assert.equal(settledTooEarly, false));
  await b.sendall(Buffer.from("x"));
  assert.equal((await copy.recv(1)).toString(), "x");
  settledTooEarly = false;
  await d.sendall(Buffer.from("yes"));
  assert.equal((await received).toString(), "yes");
});

test("fromfd duplicates the descriptor", async () => {
  const [a, b] = unixPair();
  using _b = b;
  {
    using copy = fromfd(a.fileno(), AF_UNIX, SOCK_STREAM);
    assert.notEqual(copy.fileno(), a.fileno());
    await copy.sendall(Buffer.from("one"));
  }
  await a.sendall(Buffer.from("two"));
  assert.equal((await b.recv(10)).toString(), "onetwo");
  assert.throws(() => fromfd(-1, AF_UNIX, SOCK_STREAM), RangeError);
  a.close();
});

test("setInheritable lets a child process see the descriptor", () => {
  using socket = new Socket();
  assert.equal(socket.getInheritable(), false);
  const script = `test -e /proc/self/fd/${socket.fileno()} && echo there || echo gone`;
  assert.equal(execFileSync("sh", ["-c", script]).toString(), "gone\n");
  socket.setInheritable(true);
  assert.equal(socket.getInheritable(), true);
  socket.setInheritable(false);
  assert.equal(socket.getInheritable(), false);
});

test("socketpair gives AF_UNIX streams unless told otherwise", async () => {
  const [a, b] = socketpair();
  using _a = a;
  using _b = b;
  assert.equal(a.family, AF_UNIX);
  assert.equal(b.type, SOCK_STREAM);
  assert.equal(a.getInheritable(), false);
  assert.throws(() => socketpair(AF_INET), { code: "EOPNOTSUPP" });
});

test("an accepted socket that nobody takes is not left behind when accept is abandoned", async () => {
  const before = readdirSync("/proc/self/fd").length;
  const [client, server] = await tcpPair();
  client.close();
  server.close();
  assert.equal(readdirSync("/proc/self/fd").length, before);
});

test("util.inspect of a Socket shows descriptor, family, type and addresses", async () => {
  const [client, server] = await tcpPair();
  using _client = client;
  const text = inspect(server);
  assert.match(text, /^Socket \{ fd: \d+, family: AF_INET, type: SOCK_STREAM, laddr: \[.*\], raddr: \[.*\] \}$/);
  server.close();
  assert.match(inspect(server), /fd: -1.*closed/);
});
