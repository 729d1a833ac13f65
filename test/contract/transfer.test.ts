import assert from "node:assert/strict";
import {
  AF_INET,
  Socket as asynchronousSocket,
  CMSG_SPACE,
  MSG_PEEK,
  MSG_WAITALL,
  SCM_RIGHTS,
  SHUT_WR,
  SOCK_DGRAM,
  SOL_SOCKET,
} from "berkeley";
import { type Berkeley, beside, connected, contract, type Socket } from "./flavours.ts";

contract("recv with MSG_PEEK leaves the data", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  await right.sendall(Buffer.from("abc"));
  assert.equal((await left.recv(2, MSG_PEEK)).toString(), "ab");
  assert.equal((await left.recv(10)).toString(), "abc");
  left.close();
  right.close();
});

contract(
  "sendto and recvfrom exchange datagrams with their addresses, recvfromInto into a buffer",
  async (berkeley) => {
    const [one, two] = await datagrams(berkeley);
    assert.equal(await one.sendto(Buffer.from("a datagram"), two.getsockname()), 10);
    assert.equal(await one.sendto(Buffer.from("with flags"), 0, two.getsockname()), 10);
    const [data, address] = await two.recvfrom(4);
    assert.deepEqual([data.toString(), address], ["a da", one.getsockname()]);
    const buffer = Buffer.alloc(20);
    assert.deepEqual(await two.recvfromInto(buffer), [10, one.getsockname()]);
    assert.equal(buffer.toString("latin1", 0, 10), "with flags");
    one.close();
    two.close();
  },
);

contract("recv and recvInto of no bytes give none at once, and leave a datagram where it is", async (berkeley) => {
  const { AF_UNIX, MSG_PEEK, MSG_TRUNC, SOCK_DGRAM } = berkeley;
  const [left, right] = berkeley.socketpair(AF_UNIX, SOCK_DGRAM);
  assert.equal((await right.recv(0)).length, 0);
  assert.equal(await right.recvInto(new Uint8Array(0)), 0);
  await left.send(Buffer.from("seven b"));
  assert.equal((await right.recv(0)).length, 0);
  assert.equal(await right.recvInto(new Uint8Array(0), 0, MSG_PEEK | MSG_TRUNC), 7);
  assert.equal(String(await right.recv(100)), "seven b");
  left.close();
  right.close();
});

contract("recvfrom on a connected stream gives null for the address", async (berkeley) => {
  const [client, server] = await connected(berkeley);
  await client.sendall(Buffer.from("x"));
  assert.deepEqual(await server.recvfrom(1), [Buffer.from("x"), null]);
  client.close();
  server.close();
});

contract("recvfrom and recvmsg on a Unix stream give null, also where the peer has a name", async (berkeley) => {
  const { AF_UNIX, Socket } = berkeley;
  using listener = new Socket(AF_UNIX);
  await listener.bind("");
  listener.listen();
  using client = new Socket(AF_UNIX);
  await client.connect(listener.getsockname());
  const [server] = await listener.accept();
  await server.sendall(Buffer.from("abcd"));
  assert.deepEqual(await client.recvfrom(1), [Buffer.from("a"), null]);
  assert.deepEqual(await client.recvfromInto(Buffer.alloc(1)), [1, null]);
  assert.deepEqual(await client.recvmsg(1), [Buffer.from("c"), [], 0, null]);
  assert.deepEqual(await client.recvmsgInto([Buffer.alloc(1)]), [1, [], 0, null]);
  server.close();
});

contract('recvfrom and recvmsg of a datagram from a Unix socket without a name give ""', async (berkeley) => {
  const { AF_UNIX, SOCK_DGRAM, Socket } = berkeley;
  using receiver = new Socket(AF_UNIX, SOCK_DGRAM);
  await receiver.bind("");
  using sender = new Socket(AF_UNIX, SOCK_DGRAM);
  for (const _ of [1, 2]) await sender.sendto(Buffer.from("x"), receiver.getsockname());
  assert.deepEqual(await receiver.recvfrom(1), [Buffer.from("x"), ""]);
  assert.deepEqual(await receiver.recvmsg(1), [Buffer.from("x"), [], 0, ""]);
});

contract("sendall sends every byte while the peer reads", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  const size = 24 * 1024 * 1024;
  const done = await beside(
    right,
    `
      const { createHash } = process.getBuiltinModule?.("node:crypto") ?? require("node:crypto");
      const hash = createHash("sha256");
      const buffer = Buffer.alloc(65536);
      for (let n; (n = sock.recvInto(buffer)) > 0; ) hash.update(buffer.subarray(0, n));
      return hash.digest("hex");
    `,
  );
  const data = Buffer.alloc(size);
  for (let i = 0; i < size; i += 4) data.writeUInt32LE(i, i);
  await left.sendall(data);
  left.shutdown(SHUT_WR);
  const { createHash } = await import("node:crypto");
  assert.equal(await done(), createHash("sha256").update(data).digest("hex"));
  left.close();
  right.close();
});

contract("recv with MSG_WAITALL in mode null waits for every byte", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  const done = await beside(
    right,
    `
      for (let i = 0; i < 3; i++) {
        sock.sendall(Buffer.from("part"));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 350);
      }
    `,
  );
  const received = await left.recv(12, MSG_WAITALL);
  // The flavour for await never suspends the thread: there the flag gives what has arrived.
  assert.equal(received.toString(), berkeley.Socket === asynchronousSocket ? "part" : "partpartpart");
  await done();
  left.close();
  right.close();
});

contract("sendmsg gathers and recvmsgInto scatters", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  assert.equal(await left.sendmsg([Buffer.from("abc"), new Uint8Array([100, 101])]), 5);
  const parts = [Buffer.alloc(2), Buffer.alloc(10)];
  const [count, ancdata] = await right.recvmsgInto(parts);
  assert.deepEqual([count, ancdata], [5, []]);
  assert.deepEqual(
    parts.map((part) => part.toString().replaceAll("\0", "")),
    ["ab", "cde"],
  );
  left.close();
  right.close();
});

contract(
  "sendFds and recvFds pass descriptors, which belong to the receiver and are not inherited",
  async (berkeley) => {
    const [left, right] = berkeley.socketpair();
    const [sent, peer] = berkeley.socketpair();
    assert.equal(await berkeley.sendFds(left, [Buffer.from("two")], [sent.fileno(), peer.fileno()]), 3);
    const [data, fds, flags, address] = await berkeley.recvFds(right, 10, 2);
    assert.deepEqual([data.toString(), fds.length, flags, address], ["two", 2, 0, null]);
    const [one, two] = fds.map((fd) => new berkeley.Socket(undefined as never, undefined, undefined, fd));
    assert.equal(one?.getInheritable(), false);
    await one?.sendall(Buffer.from("x"));
    assert.equal((await two?.recv(1))?.toString(), "x");
    for (const sock of [left, right, sent, peer, one, two]) sock?.close();
  },
);

contract("recvmsg gives [data, ancdata, msgFlags, address], with ancillary data as [level, type, data]", async (b) => {
  const [left, right] = b.socketpair();
  const rights = Buffer.from(Int32Array.of(left.fileno()).buffer);
  assert.equal(await left.sendmsg([Buffer.from("with")], [[SOL_SOCKET, SCM_RIGHTS, rights]]), 4);
  const [data, ancdata, flags, address] = await right.recvmsg(10, CMSG_SPACE(4));
  assert.deepEqual([data.toString(), flags, address], ["with", 0, null]);
  const [level, type, received] = ancdata[0] as [number, number, Buffer];
  assert.deepEqual([ancdata.length, level, type, received.length], [1, SOL_SOCKET, SCM_RIGHTS, 4]);
  b.close(received.readInt32LE());
  left.close();
  right.close();
});

async function datagrams(berkeley: Berkeley): Promise<[Socket, Socket]> {
  const [one, two] = [new berkeley.Socket(AF_INET, SOCK_DGRAM), new berkeley.Socket(AF_INET, SOCK_DGRAM)];
  await one.bind(["127.0.0.1", 0]);
  await two.bind(["127.0.0.1", 0]);
  return [one, two];
}
