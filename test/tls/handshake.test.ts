import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { AF_UNIX, BlockingIOError, SO_LINGER, SOL_SOCKET, Socket, socketpair, TimeoutError } from "berkeley";
import * as sync from "berkeley/sync";
import { SSLContext, SSLEOFError, SSLError, SSLWantReadError, TLSVersion } from "berkeley/tls";
import { clientContext, connected, handshaken, listening, receive, serverContext } from "./pair.ts";

for (const version of ["TLSv1_2", "TLSv1_3"] as const) {
  test(`wrapSocket does the handshake of ${version} and carries bytes both ways`, async () => {
    const client = clientContext();
    client.minimumVersion = TLSVersion[version];
    client.maximumVersion = TLSVersion[version];
    const [near, far] = await handshaken(client);
    assert.equal(near.version(), version.replace("_", "."));
    assert.deepEqual(near.cipher(), far.cipher());
    await near.sendall(Buffer.from("hello"));
    assert.equal(String(await far.recv(100)), "hello");
    await far.sendall(Buffer.from("world"));
    assert.equal(String(await near.recv(100)), "world");
    near.close();
    assert.equal((await far.recv(100)).length, 0, "close_notify is a normal end");
    far.close();
  });
}

test("sendall and recv carry several megabytes both ways at the same time", async () => {
  const [near, far] = await handshaken();
  const data = randomBytes(6_000_000);
  const [back, forth] = await Promise.all([
    receive(near, data.length),
    receive(far, data.length),
    near.sendall(data),
    far.sendall(data),
  ]);
  assert.ok(back.equals(data));
  assert.ok(forth.equals(data));
  near.close();
  far.close();
});

test("recvInto fills the buffer given, and no more than nbytes", async () => {
  const [near, far] = await handshaken();
  await near.sendall(Buffer.from("abcdef"));
  const buffer = Buffer.alloc(8);
  assert.equal(await far.recvInto(buffer, 4), 4);
  assert.equal(String(buffer), "abcd\0\0\0\0");
  assert.equal(far.pending(), 2);
  assert.equal(await far.recvInto(buffer.subarray(4)), 2);
  assert.equal(String(buffer), "abcdef\0\0");
  near.close();
  far.close();
});

test("recv and send of an SSLSocket whose handshake was not done do it, in both lanes at once", async () => {
  const [near, far] = await connected();
  const mine = await clientContext().wrapSocket(near, { serverHostname: "localhost", doHandshakeOnConnect: false });
  const theirs = await serverContext().wrapSocket(far, { serverSide: true, doHandshakeOnConnect: false });
  const [answer, question] = await Promise.all([
    mine.recv(100),
    theirs.recv(100),
    mine.sendall(Buffer.from("question")),
    theirs.sendall(Buffer.from("answer")),
  ]);
  assert.equal(String(answer), "answer");
  assert.equal(String(question), "question");
  mine.close();
  theirs.close();
});

test("wrapSocket works on a socketpair", async () => {
  const [a, b] = socketpair();
  const [mine, theirs] = await Promise.all([
    clientContext().wrapSocket(a, { serverHostname: "localhost" }),
    serverContext().wrapSocket(b, { serverSide: true }),
  ]);
  await mine.sendall(Buffer.from("x"));
  assert.equal(String(await theirs.recv(1)), "x");
  mine.close();
  theirs.close();
});

test("connect of a wrapped socket does the handshake, and accept of a wrapped listener gives an SSLSocket", async () => {
  const listener = await serverContext().wrapSocket(await listening(), { serverSide: true });
  listener.settimeout(20);
  const client = await clientContext().wrapSocket(new Socket(), { serverHostname: "localhost" });
  const [[accepted]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
  await accepted.sendall(Buffer.from("hi"));
  assert.equal(String(await client.recv(10)), "hi");
  for (const sock of [accepted, client, listener]) sock.close();
});

test("an SSLSocket that is not connected never sends or receives without TLS", async () => {
  const sock = await clientContext().wrapSocket(new Socket(), { serverHostname: "localhost" });
  await assert.rejects(sock.send(Buffer.from("x")), { code: "ENOTCONN" });
  await assert.rejects(sock.recv(1), { code: "ENOTCONN" });
  sock.close();
});

test("wrapSocket detaches the original, and leaves it as it is after a wrong argument", async () => {
  const [near, far] = await connected();
  await assert.rejects(clientContext().wrapSocket(near), RangeError);
  await assert.rejects(clientContext().wrapSocket(near, { serverSide: true }), RangeError);
  await assert.rejects(clientContext().wrapSocket(near, { serverHostname: "" }), RangeError);
  await assert.rejects(clientContext().wrapSocket(near, { serverHostname: 3 as never }), TypeError);
  assert.throws(() => clientContext().wrapSocket({} as never), TypeError);
  const fd = near.fileno();
  assert.ok(fd >= 0);
  const options = { serverHostname: "localhost", doHandshakeOnConnect: false };
  const sock = await clientContext().wrapSocket(near, options);
  assert.equal(near.fileno(), -1);
  assert.equal(sock.fileno(), fd);
  sock.close();
  far.close();
});

test("wrapSocket refuses a datagram socket with TypeError, and mode 0 with RangeError", async () => {
  using datagram = new Socket(2, 2);
  await assert.rejects(clientContext().wrapSocket(datagram, { serverHostname: "localhost" }), TypeError);
  const [near, far] = await connected();
  near.setblocking(false);
  await assert.rejects(clientContext().wrapSocket(near, { serverHostname: "localhost" }), RangeError);
  near.close();
  far.close();
});

test("doHandshake and recv in mode 0 reject with SSLWantReadError, which is a BlockingIOError and an SSLError", async () => {
  const [near, far] = await connected();
  near.setblocking(false);
  const sock = await clientContext().wrapSocket(near, { serverHostname: "localhost", doHandshakeOnConnect: false });
  await assert.rejects(sock.doHandshake(), (error) => {
    assert.ok(error instanceof SSLWantReadError);
    assert.ok(error instanceof BlockingIOError);
    assert.ok(error instanceof SSLError);
    assert.equal(error.code, "EAGAIN");
    return true;
  });
  sock.close();
  far.close();
});

test("a peer that stalls in the handshake runs into the time-out, and the descriptor is closed", async () => {
  const [near, far] = await connected();
  near.settimeout(0.05);
  const options = { serverHostname: "localhost" };
  await assert.rejects(clientContext().wrapSocket(near, options), TimeoutError);
  assert.equal(near.fileno(), -1);
  // The end of the stream shows that the descriptor is closed: first comes the client's hello, then nothing.
  while ((await far.recv(4096)).length > 0);
  far.close();
});

test("accept of a wrapped listener in mode 0 takes no connection whose handshake it could not do", async () => {
  const listener = await serverContext().wrapSocket(await listening(), { serverSide: true });
  const plain = new Socket();
  await plain.connect(listener.getsockname());
  listener.settimeout(0);
  await assert.rejects(listener.accept(), RangeError);
  listener.settimeout(20);
  const [[accepted], client] = await Promise.all([
    listener.accept(),
    clientContext().wrapSocket(plain, { serverHostname: "localhost" }),
  ]);
  for (const sock of [accepted, client, listener]) sock.close();
});

test("connect in mode 0 leaves a handshake that could not be done to doHandshake", async () => {
  const listener = new Socket(AF_UNIX);
  await listener.bind("");
  listener.listen();
  const client = await clientContext().wrapSocket(new Socket(AF_UNIX), { serverHostname: "localhost" });
  client.settimeout(0);
  await assert.rejects(client.connect(listener.getsockname()), SSLWantReadError);
  client.settimeout(20);
  const [accepted] = await listener.accept();
  const [serving] = await Promise.all([
    serverContext().wrapSocket(accepted, { serverSide: true }),
    client.doHandshake(),
  ]);
  assert.equal(client.version(), "TLSv1.3");
  for (const sock of [serving, client, listener]) sock.close();
});

test("wrapSocket refuses a connection that was reset, and does not take it for one that is yet to be made", async () => {
  for (const flavour of [{ Socket }, sync]) {
    const listener = await listening();
    const client = new flavour.Socket();
    await client.connect(listener.getsockname());
    const [accepted] = await listener.accept();
    accepted.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.of(1, 0, 0, 0, 0, 0, 0, 0));
    accepted.close();
    const wrapping = async (): Promise<unknown> =>
      clientContext().wrapSocket(client as Socket, { serverHostname: "localhost" });
    await assert.rejects(wrapping(), { code: "ECONNRESET" });
    assert.equal(client.fileno(), -1);
    listener.close();
  }
});

test("an AbortSignal ends the handshake with its reason", async () => {
  const [near, far] = await connected();
  const controller = new AbortController();
  const wrapping = clientContext().wrapSocket(near, { serverHostname: "localhost", signal: controller.signal });
  const reason = new Error("enough");
  controller.abort(reason);
  await assert.rejects(wrapping, reason);
  far.close();
});

test("recv rejects with SSLEOFError when the stream ends without close_notify", async () => {
  const [near, far] = await handshaken();
  await far.sendall(Buffer.from("half a mess"));
  const raw = new Socket(undefined, undefined, undefined, far.detach());
  raw.close();
  assert.equal(String(await near.recv(100)), "half a mess");
  await assert.rejects(near.recv(100), SSLEOFError);
  near.close();
});

test("recv takes an end without close_notify for a normal one with suppressRaggedEofs", async () => {
  const [near, far] = await handshaken(clientContext(), serverContext(), { suppressRaggedEofs: true });
  new Socket(undefined, undefined, undefined, far.detach()).close();
  assert.equal((await near.recv(100)).length, 0);
  near.close();
});

test("unwrap ends TLS on both sides and gives Sockets that go on in the clear", async () => {
  const [near, far] = await handshaken();
  const fd = near.fileno();
  const [mine, theirs] = await Promise.all([near.unwrap(), far.unwrap()]);
  assert.equal(mine.fileno(), fd);
  assert.equal(near.fileno(), -1);
  await mine.sendall(Buffer.from("clear"));
  assert.equal(String(await theirs.recv(100)), "clear");
  mine.close();
  theirs.close();
});

test("unwrap loses no byte that the peer sends in the clear right behind its close_notify", async () => {
  const [near, far] = await handshaken();
  const unwrapping = near.unwrap();
  const theirs = await far.unwrap();
  await theirs.sendall(Buffer.from("right behind"));
  const mine = await unwrapping;
  assert.equal(String(await mine.recv(100)), "right behind");
  mine.close();
  theirs.close();
});

test("shutdown(SHUT_WR) tells the peer with close_notify, and receiving goes on", async () => {
  const [near, far] = await handshaken();
  assert.throws(() => near.shutdown(3), RangeError);
  near.shutdown(1);
  assert.equal((await far.recv(10)).length, 0);
  await assert.rejects(near.send(Buffer.from("x")), { name: "BrokenPipeError", code: "EPIPE" });
  await far.sendall(Buffer.from("still"));
  assert.equal(String(await near.recv(10)), "still");
  near.close();
  far.close();
});

test("close while operations wait rejects them with EBADF", async () => {
  const [near, far] = await handshaken();
  const waiting = near.recv(1);
  near.close();
  await assert.rejects(waiting, { code: "EBADF" });
  await assert.rejects(near.recv(1), { code: "EBADF" });
  assert.throws(() => near.cipher(), { code: "EBADF" });
  near.close();
  far.close();
});

test("close after sendall loses nothing, however full the transport is", async () => {
  const [near, far] = await handshaken();
  const data = randomBytes(3_000_000);
  const receiving = receive(far, data.length);
  await near.sendall(data);
  near.close();
  assert.ok((await receiving).equals(data));
  assert.equal((await far.recv(1)).length, 0);
  far.close();
});

test("sendall that is given up tells bytesSent, and what follows continues the stream there", async () => {
  const [near, far] = await handshaken();
  const data = randomBytes(12_000_000);
  near.settimeout(0.1);
  let sent = -1;
  await assert.rejects(near.sendall(data), (error) => {
    assert.ok(error instanceof TimeoutError);
    sent = (error as TimeoutError & { bytesSent: number }).bytesSent;
    return true;
  });
  assert.ok(sent > 0 && sent < data.length);
  near.settimeout(20);
  const [received] = await Promise.all([receive(far, data.length), near.sendall(data.subarray(sent))]);
  assert.ok(received.equals(data));
  near.close();
  far.close();
});

test("an SSLSocket refuses what has no meaning over TLS, naming the method to use", async () => {
  const [near, far] = await handshaken();
  const sock = near as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>;
  for (const name of ["recvfrom", "recvfromInto", "recvmsg", "recvmsgInto", "sendto", "sendmsg"]) {
    await assert.rejects((async () => sock[name]?.(Buffer.from("x")))(), { name: "TypeError", message: /use / }, name);
  }
  assert.throws(() => near.dup(), TypeError);
  await assert.rejects(near.recv(1, 2), TypeError);
  await assert.rejects(near.send(Buffer.from("x"), 1), TypeError);
  await assert.rejects(near.send("text" as never), TypeError);
  near.close();
  far.close();
});

test("SSLContext without a certificate cannot serve: both sides get an SSLError", async () => {
  await assert.rejects(handshaken(clientContext(), new SSLContext(17)), SSLError);
});
