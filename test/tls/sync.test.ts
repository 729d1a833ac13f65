// The flavour that suspends the thread: both ends at once take two threads or processes, so the peer is another program.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BlockingIOError, Socket, socketpair, TimeoutError } from "berkeley/sync";
import { SSLEOFError, SSLError, type SSLSession, SSLWantReadError } from "berkeley/tls";
import { clientContext, server } from "./pair.ts";
import { type Peer, sServer } from "./peers.ts";

async function serving(...args: string[]): Promise<{ peer: Peer; port: number; connect: () => Socket }> {
  const { peer, port } = await sServer("-cert", server.certfile, "-key", server.keyfile, ...args);
  const connect = (): Socket => {
    const sock = new Socket();
    sock.settimeout(20);
    sock.connect(["127.0.0.1", port]);
    return sock;
  };
  return { peer, port, connect };
}

const options = { serverHostname: "localhost" };

test("wrapSocket of a sync Socket gives an SSLSocket of its flavour in the mode of the original", async () => {
  for (const timeout of [null, 20]) {
    // A server for each: s_server -rev does not answer a second client that sends at once behind its Finished.
    const { peer, connect } = await serving("-rev");
    await using _peer = peer;
    const plain = connect();
    plain.settimeout(timeout);
    const fd = plain.fileno();
    using sock = clientContext().wrapSocket(plain, options);
    assert.equal(plain.fileno(), -1);
    assert.equal(sock.fileno(), fd);
    assert.equal(sock.gettimeout(), timeout);
    assert.equal(sock.version(), "TLSv1.3");
    sock.sendall(Buffer.from("abc\n"));
    const buffer = Buffer.alloc(10);
    assert.equal(sock.recvInto(buffer), 4);
    assert.equal(String(buffer.subarray(0, 4)), "cba\n");
  }
});

test("connect of a wrapped sync Socket does the handshake", async () => {
  const { peer, port } = await serving("-rev");
  await using _peer = peer;
  using sock = clientContext().wrapSocket(new Socket(), options);
  sock.settimeout(20);
  assert.throws(() => sock.recv(1), { code: "ENOTCONN" });
  sock.connect(["127.0.0.1", port]);
  assert.equal(sock.getpeercert()?.version, 3);
});

test("a sync handshake with a peer that stalls throws TimeoutError and closes the descriptor", () => {
  const [near, far] = socketpair();
  near.settimeout(0.05);
  assert.throws(() => clientContext().wrapSocket(near, options), TimeoutError);
  assert.equal(near.fileno(), -1);
  far.settimeout(20);
  while (far.recv(4096).length > 0);
  far.close();
});

test("doHandshake of a sync SSLSocket in mode 0 throws SSLWantReadError, which is a BlockingIOError", () => {
  const [near, far] = socketpair();
  near.setblocking(false);
  using sock = clientContext().wrapSocket(near, { ...options, doHandshakeOnConnect: false });
  assert.throws(() => sock.doHandshake(), SSLWantReadError);
  assert.throws(() => sock.recv(1), BlockingIOError);
  far.close();
});

test("a sync recv throws SSLEOFError when the peer is gone without close_notify, and SSLError at garbage", async () => {
  const { peer, connect } = await serving("-rev");
  const sock = clientContext().wrapSocket(connect(), options);
  // The answer shows that the peer has read everything: killed before, its kernel would reset the connection.
  sock.sendall(Buffer.from("x\n"));
  assert.equal(String(sock.recv(2)), "x\n");
  await peer[Symbol.asyncDispose]();
  assert.throws(() => sock.recv(1), SSLEOFError);
  sock.close();
  const [near, far] = socketpair();
  far.sendall(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
  assert.throws(() => clientContext().wrapSocket(near, options), SSLError);
  assert.equal(near.fileno(), -1);
  far.close();
});

test("session is resumed by a sync SSLSocket", async () => {
  const { peer, connect } = await serving("-rev");
  await using _peer = peer;
  const context = clientContext();
  const first = context.wrapSocket(connect(), options);
  first.sendall(Buffer.from("x\n"));
  assert.equal(String(first.recv(10)), "x\n");
  const session = first.session as SSLSession;
  first.close();
  using second = context.wrapSocket(connect(), { ...options, session });
  assert.equal(second.sessionReused, true);
});

test("a sync SSLSocket refuses what has no meaning over TLS", async () => {
  const { peer, connect } = await serving("-rev");
  await using _peer = peer;
  using sock = clientContext().wrapSocket(connect(), options);
  for (const name of ["recvfrom", "recvfromInto", "recvmsg", "recvmsgInto", "sendto", "sendmsg", "dup"] as const) {
    assert.throws(() => (sock[name] as () => unknown)(), { name: "TypeError", message: /use / }, name);
  }
  assert.throws(() => sock.recv(1, 2), TypeError);
});
