// Byte-exactness, queues, fairness, and arguments.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import {
  AF_INET,
  AF_UNIX,
  MSG_PEEK,
  MSG_TRUNC,
  SHUT_WR,
  SO_LINGER,
  SO_RCVBUF,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from "berkeley";
import { fill, receive, tcpPair, udpPair, unixPair } from "./peers.ts";

test("sendall delivers every byte in order to a slow reader, through partial writes", async () => {
  const [a, b] = await tcpPair();
  using _a = a;
  using _b = b;
  // Smaller than what is sent, and larger than a segment: else the sender waits for a timer before each one.
  b.setsockopt(SOL_SOCKET, SO_RCVBUF, 262_144);
  const data = randomBytes(24 * 1024 * 1024);
  const sent = a.sendall(data).then(() => a.shutdown(SHUT_WR));
  const hash = createHash("sha256");
  for (let size = 1; ; size = (size * 7 + 3) % 70_000) {
    const part = await b.recv(size + 1);
    if (part.length === 0) break;
    hash.update(part);
  }
  await sent;
  assert.equal(hash.digest("hex"), createHash("sha256").update(data).digest("hex"));
});

test("two sendalls on one socket never interleave", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  const length = 1_000_000;
  const sent = Promise.all(["x", "y", "z"].map((letter) => a.sendall(Buffer.alloc(length, letter))));
  const received = await receive(b, 3 * length);
  await sent;
  for (const [index, letter] of ["x", "y", "z"].entries()) {
    const part = received.subarray(index * length, (index + 1) * length);
    assert.ok(part.equals(Buffer.alloc(length, letter)));
  }
});

test("recvs on one socket are served in the order of the calls", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  const order: string[] = [];
  const received = Array.from({ length: 200 }, () => a.recv(2).then((data) => void order.push(data.toString())));
  const text = Array.from({ length: 200 }, (_, index) => String(index).padStart(2, "0").slice(-2)).join("");
  await b.sendall(Buffer.from(text));
  await Promise.all(received);
  assert.equal(order.join(""), text);
});

test("recv that could always go on lets timers and other sockets have their turn", async () => {
  const [a, b] = unixPair(SOCK_DGRAM);
  using _a = a;
  using _b = b;
  let fired = false;
  setImmediate(() => {
    fired = true;
  });
  for (let count = 0; !fired; count++) {
    await a.send(Buffer.from("x"));
    await b.recv(1);
    assert.ok(count < 1000, "the event loop did not turn");
  }
});

test("sendall of a lot to a fast reader lets timers have their turn", async () => {
  const [a, b] = await tcpPair();
  using _a = a;
  using _b = b;
  let turns = 0;
  let done = false;
  const count = (): void => {
    turns++;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  const data = Buffer.alloc(64 * 1024 * 1024);
  const [received] = await Promise.all([receive(b, data.length), a.sendall(data)]);
  done = true;
  assert.equal(received.length, data.length);
  assert.ok(turns > 4);
});

test("an empty datagram is received as empty, and send of nothing on a stream sends nothing", async () => {
  const [u, v] = await udpPair();
  using _u = u;
  using _v = v;
  assert.equal(await u.sendto(Buffer.alloc(0), v.getsockname()), 0);
  assert.equal(await u.sendto(Buffer.from("next"), v.getsockname()), 4);
  const [data, address] = await v.recvfrom(10);
  assert.equal(data.length, 0);
  assert.deepEqual(address, u.getsockname());
  assert.equal((await v.recv(10)).toString(), "next");
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  assert.equal(await a.send(Buffer.alloc(0)), 0);
  await a.sendall(Buffer.alloc(0));
  await a.sendall(Buffer.from("after"));
  assert.equal((await b.recv(10)).toString(), "after");
});

test("a datagram longer than the buffer is cut, and MSG_TRUNC tells so", async () => {
  const [u, v] = await udpPair();
  using _u = u;
  using _v = v;
  for (let i = 0; i < 4; i++) await u.sendto(Buffer.from("0123456789"), v.getsockname());
  assert.equal((await v.recv(4)).toString(), "0123");
  assert.equal((await v.recv(4, MSG_TRUNC)).toString(), "0123");
  const buffer = Buffer.alloc(4);
  assert.equal(await v.recvInto(buffer, 0, MSG_TRUNC), 10);
  const [data, ancdata, flags, address] = await v.recvmsg(4);
  assert.equal(data.toString(), "0123");
  assert.deepEqual(ancdata, []);
  assert.equal(flags & MSG_TRUNC, MSG_TRUNC);
  assert.deepEqual(address, u.getsockname());
});

test("MSG_PEEK leaves the data where they are", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  await a.sendall(Buffer.from("peeked"));
  assert.equal((await b.recv(3, MSG_PEEK)).toString(), "pee");
  assert.equal((await b.recv(10)).toString(), "peeked");
});

test("a peer's reset in the middle of a transfer rejects sendall and recv with ECONNRESET or EPIPE", async () => {
  const [a, b] = await tcpPair();
  using _a = a;
  await a.sendall(Buffer.from("unread"));
  const waiting = a.recv(1);
  b.setsockopt(SOL_SOCKET, SO_LINGER, new Uint8Array(new Int32Array([1, 0]).buffer));
  b.close();
  await assert.rejects(waiting, { name: "ConnectionResetError", code: "ECONNRESET" });
  await assert.rejects(a.sendall(Buffer.alloc(100)), { name: "BrokenPipeError", code: "EPIPE", bytesSent: 0 });
});

test("shutdown(SHUT_WR) ends one direction: the peer reads the end, and can still answer", async () => {
  const [a, b] = await tcpPair();
  using _a = a;
  using _b = b;
  await a.sendall(Buffer.from("question"));
  a.shutdown(SHUT_WR);
  assert.equal((await receive(b, 100)).toString(), "question");
  await b.sendall(Buffer.from("answer"));
  assert.equal((await a.recv(100)).toString(), "answer");
  await assert.rejects(a.send(Buffer.from("x")), { code: "EPIPE" });
});

test("recvfrom on a connected stream gives null for the address", async () => {
  const [a, b] = await tcpPair();
  using _a = a;
  using _b = b;
  await a.sendall(Buffer.from("stream"));
  const [data, address] = await b.recvfrom(10);
  assert.equal(data.toString(), "stream");
  assert.equal(address, null);
});

test("sendto to a Unix datagram socket with a full queue waits until its reader makes room", async () => {
  using receiver = new Socket(AF_UNIX, SOCK_DGRAM);
  await receiver.bind("");
  const name = receiver.getsockname();
  using sender = new Socket(AF_UNIX, SOCK_DGRAM);
  sender.settimeout(0);
  let queued = 0;
  for (;;) {
    try {
      await sender.sendto(Buffer.from("q"), name);
      queued++;
    } catch (error) {
      assert.equal((error as { code: string }).code, "EAGAIN");
      break;
    }
  }
  sender.settimeout(null);
  const sent = sender.sendto(Buffer.from("last"), name);
  for (let i = 0; i < queued; i++) assert.equal((await receiver.recv(10)).toString(), "q");
  assert.equal(await sent, 4);
  assert.equal((await receiver.recv(10)).toString(), "last");
});

test("SOCK_SEQPACKET keeps the bounds of messages", async () => {
  const [a, b] = unixPair(SOCK_SEQPACKET);
  using _a = a;
  using _b = b;
  await a.send(Buffer.from("one"));
  await a.send(Buffer.from("two"));
  assert.equal((await b.recv(100)).toString(), "one");
  assert.equal((await b.recv(100)).toString(), "two");
});

test("sendmsg gathers and recvmsgInto scatters", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  assert.equal(await a.sendmsg([Buffer.from("ab"), new Uint8Array([99, 100]), new DataView(new ArrayBuffer(2))]), 6);
  const buffers = [Buffer.alloc(1), Buffer.alloc(3), Buffer.alloc(10)];
  const [count] = await b.recvmsgInto(buffers);
  assert.equal(count, 6);
  assert.equal(Buffer.concat(buffers).subarray(0, 6).toString("latin1"), "abcd\0\0");
  await assert.rejects(a.sendmsg(Array.from({ length: 1025 }, () => Buffer.alloc(1))), { code: "EMSGSIZE" });
});

test("results of recv are the caller's own: later receipts do not change them", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  const kept: Buffer[] = [];
  for (let i = 0; i < 50; i++) {
    const size = 1 + ((i * 2741) % 60_000);
    await a.sendall(Buffer.alloc(size, i));
    kept.push(await receive(b, size));
  }
  for (const [i, data] of kept.entries()) assert.ok(data.every((byte) => byte === i));
});

test("what is no bytes, size, flag or address is refused before any system call, naming the argument", async () => {
  const [a, b] = unixPair();
  using _b = b;
  using _a = a;
  await assert.rejects(a.send("text" as never), { name: "TypeError", message: /data must be bytes.*encode/ });
  await assert.rejects(a.send(5 as never), { name: "TypeError", message: /data/ });
  await assert.rejects(a.sendall(null as never), { name: "TypeError", message: /data/ });
  await assert.rejects(a.recv(-1), { name: "RangeError", message: /bufsize/ });
  await assert.rejects(a.recv(1.5), { name: "RangeError", message: /bufsize/ });
  await assert.rejects(a.recv("1" as never), { name: "TypeError", message: /bufsize/ });
  await assert.rejects(a.recv(undefined as never), { name: "TypeError", message: /bufsize/ });
  await assert.rejects(a.recv(1, "x" as never), { name: "TypeError", message: /flags/ });
  await assert.rejects(a.recvInto(Buffer.alloc(2), 3), { name: "RangeError", message: /nbytes/ });
  await assert.rejects(a.recvInto("buffer" as never), { name: "TypeError", message: /buffer/ });
  await assert.rejects(a.sendmsg(Buffer.from("x") as never), { name: "TypeError", message: /buffers/ });
  await assert.rejects(a.sendmsg(["x"] as never), { name: "TypeError", message: /buffers\[0\]/ });
  await assert.rejects(a.sendmsg([], [[1, 1]] as never), { name: "TypeError", message: /ancdata\[0\]/ });
  const detached = new Uint8Array(8);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  await assert.rejects(a.send(detached), { name: "TypeError", message: /data.*detached/ });
  await assert.rejects(a.recvInto(detached), { name: "TypeError", message: /buffer.*detached/ });
  using socket = new Socket(AF_INET);
  await assert.rejects(socket.bind(["127.0.0.1", 70_000]), { name: "RangeError", message: /port/ });
  await assert.rejects(socket.bind(["127.0.0.1", 1.5]), { name: "RangeError", message: /port/ });
  await assert.rejects(socket.connect(["127.0.0.1", -1]), { name: "RangeError", message: /port/ });
  await assert.rejects(socket.connect("/tmp/x" as never), TypeError);
  await assert.rejects(socket.sendto(Buffer.alloc(1), { signal: undefined } as never), TypeError);
  assert.throws(() => socket.shutdown(3), RangeError);
  assert.throws(() => socket.setblocking("false" as never), { name: "TypeError", message: /flag must be a boolean/ });
  assert.throws(() => socket.setInheritable(1 as never), { name: "TypeError", message: /flag must be a boolean/ });
  assert.throws(() => socket.settimeout(-1), RangeError);
  assert.throws(() => socket.settimeout("1" as never), TypeError);
  assert.throws(() => socket.setsockopt(1, 2, "1" as never), TypeError);
  assert.throws(() => socket.getsockopt(1, 2, -1), RangeError);
});

test("bytes of another realm are bytes", async () => {
  const [a, b] = unixPair();
  using _b = b;
  using _a = a;
  for (const source of ["new Uint8Array([1])", "new Uint8Array([1]).buffer", "new SharedArrayBuffer(1)"]) {
    assert.equal(await a.send(runInNewContext(source) as ArrayBuffer), 1, source);
    assert.equal(await b.recvInto(runInNewContext("new ArrayBuffer(4)") as ArrayBuffer), 1);
  }
  using socket = new Socket(AF_UNIX);
  await socket.bind(runInNewContext("new ArrayBuffer(0)") as ArrayBuffer);
});

test("getsockopt and setsockopt pass numbers and bytes", async () => {
  using socket = new Socket(AF_INET, SOCK_STREAM);
  socket.setsockopt(SOL_SOCKET, 2, 1);
  assert.equal(socket.getsockopt(SOL_SOCKET, 2), 1);
  socket.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.from(new Int32Array([1, 7]).buffer));
  const linger = socket.getsockopt(SOL_SOCKET, SO_LINGER, 8);
  assert.deepEqual([linger.readInt32LE(0), linger.readInt32LE(4)], [1, 7]);
  assert.throws(() => socket.setsockopt(SOL_SOCKET, 9999, 1), { code: "ENOPROTOOPT" });
});

test("a recv with a pending send and the other way round do not hinder each other", async () => {
  const [a, b] = unixPair();
  using _a = a;
  using _b = b;
  const filled = await fill(a);
  const sent = a.sendall(Buffer.from("tail"));
  const received = a.recv(10);
  await b.sendall(Buffer.from("answer"));
  assert.equal((await received).toString(), "answer");
  assert.equal((await receive(b, filled + 4)).length, filled + 4);
  await sent;
});
