import assert from "node:assert/strict";
import { closeSync, fstatSync } from "node:fs";
import { AF_INET, AF_UNIX, SHUT_WR, SO_REUSEADDR, SO_TYPE, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET } from "berkeley";
import { connected, contract } from "./flavours.ts";

const EBADF = { code: "EBADF" };

contract("getsockname, getpeername and accept tell the same addresses", async (berkeley) => {
  const listener = new berkeley.Socket();
  await listener.bind(["127.0.0.1", 0]);
  listener.listen(5);
  const client = new berkeley.Socket();
  await client.connect(listener.getsockname());
  const [server, address] = await listener.accept();
  assert.deepEqual(address, client.getsockname());
  assert.deepEqual(server.getpeername(), client.getsockname());
  assert.deepEqual(client.getpeername(), listener.getsockname());
  assert.deepEqual([server.family, server.type, server.proto], [AF_INET, SOCK_STREAM, 0]);
  for (const sock of [listener, client, server]) sock.close();
});

contract(
  "connect to a port where nobody listens is ConnectionRefusedError, and connectEx gives its number",
  async (b) => {
    const closed = new b.Socket();
    await closed.bind(["127.0.0.1", 0]);
    const address = closed.getsockname();
    for (const timeout of [null, 5]) {
      const sock = new b.Socket();
      sock.settimeout(timeout);
      await assert.rejects(async () => sock.connect(address), b.ConnectionRefusedError);
      sock.close();
      const other = new b.Socket();
      other.settimeout(timeout);
      assert.equal(await other.connectEx(address), 111);
      other.close();
    }
    closed.close();
  },
);

contract("close twice is fine, and a closed socket gives EBADF", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  left.close();
  left.close();
  assert.deepEqual([left.closed, left.fileno()], [true, -1]);
  for (const use of [
    async () => left.recv(1),
    async () => left.send(Buffer.from("x")),
    async () => left.accept(),
    async () => left.getsockname(),
    async () => left.shutdown(SHUT_WR),
    async () => left.detach(),
    async () => left.dup(),
    async () => left.getInheritable(),
    async () => left.settimeout(1),
  ]) {
    await assert.rejects(use, EBADF);
  }
  assert.equal((await right.recv(1)).length, 0);
  right.close();
});

contract("a socket whose descriptor was closed underneath it gives EBADF, its close too", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  closeSync(left.fileno());
  await assert.rejects(async () => left.recv(1), EBADF);
  assert.throws(() => left.close(), EBADF);
  right.close();
});

contract("detach gives the descriptor away, and new Socket with fileno takes it over", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  const fd = left.detach();
  assert.deepEqual([left.closed, left.fileno()], [true, -1]);
  const again = new berkeley.Socket(undefined as never, undefined, undefined, fd);
  assert.deepEqual([again.family, again.type, again.fileno()], [AF_UNIX, SOCK_STREAM, fd]);
  await right.sendall(Buffer.from("x"));
  assert.equal((await again.recv(1)).toString(), "x");
  again.close();
  assert.throws(() => fstatSync(fd));
  right.close();
});

contract("dup makes a second socket on the same connection", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  left.settimeout(4);
  const copy = left.dup();
  assert.ok(copy instanceof berkeley.Socket);
  assert.notEqual(copy.fileno(), left.fileno());
  assert.deepEqual([copy.family, copy.type, copy.gettimeout()], [AF_UNIX, SOCK_STREAM, 4]);
  left.close();
  await copy.sendall(Buffer.from("x"));
  assert.equal((await right.recv(1)).toString(), "x");
  copy.close();
  right.close();
});

contract("fromfd duplicates a descriptor, which stays the caller's", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  const copy = berkeley.fromfd(left.fileno(), AF_UNIX, SOCK_STREAM);
  copy.close();
  await left.sendall(Buffer.from("x"));
  assert.equal((await right.recv(1)).toString(), "x");
  left.close();
  right.close();
});

contract(
  "getInheritable is false for a new, an accepted and a duplicated socket; setInheritable sets it",
  async (b) => {
    const [client, server] = await connected(b);
    const copy = server.dup();
    for (const sock of [client, server, copy]) assert.equal(sock.getInheritable(), false);
    copy.setInheritable(true);
    assert.equal(copy.getInheritable(), true);
    for (const sock of [client, server, copy]) sock.close();
  },
);

contract("getsockopt gives a number, or bytes for a buflen; setsockopt takes either", (berkeley) => {
  const sock = new berkeley.Socket(AF_INET, SOCK_DGRAM);
  assert.equal(sock.getsockopt(SOL_SOCKET, SO_TYPE), SOCK_DGRAM);
  sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  assert.deepEqual(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR, 4), Buffer.from([1, 0, 0, 0]));
  sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, Buffer.alloc(4));
  assert.equal(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR), 0);
  sock.close();
});

contract("Symbol.dispose and Symbol.asyncDispose close a socket", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  {
    using _left = left;
    await using _right = right;
  }
  assert.deepEqual([left.closed, right.closed], [true, true]);
});
