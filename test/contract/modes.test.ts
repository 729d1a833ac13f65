import assert from "node:assert/strict";
import { AF_UNIX, BlockingIOError, MSG_DONTWAIT, MSG_WAITALL, SHUT_WR, TimeoutError } from "berkeley";
import { type Berkeley, beside, connected, contract, type Socket } from "./flavours.ts";

// Table 18-4, for everything that may wait: what is waited for, and the socket that it is called on.
type Waiting = readonly [name: string, wait: (sock: Socket) => unknown];
const reading: readonly Waiting[] = [
  ["recv", (sock) => sock.recv(1)],
  ["recvInto", (sock) => sock.recvInto(Buffer.alloc(1))],
  ["recvfrom", (sock) => sock.recvfrom(1)],
  ["recvfromInto", (sock) => sock.recvfromInto(Buffer.alloc(1))],
  ["recvmsg", (sock) => sock.recvmsg(1)],
  ["recvmsgInto", (sock) => sock.recvmsgInto([Buffer.alloc(1)])],
];
const writing: readonly Waiting[] = [
  ["send", (sock) => sock.send(Buffer.alloc(65_536))],
  ["sendall", (sock) => sock.sendall(Buffer.alloc(65_536))],
  ["sendmsg", (sock) => sock.sendmsg([Buffer.alloc(65_536)])],
];

/** Until the kernel takes no more. */
async function fill(sock: Socket): Promise<void> {
  sock.settimeout(0);
  for (;;) {
    try {
      await sock.send(Buffer.alloc(65_536));
    } catch (error) {
      assert.ok(error instanceof BlockingIOError);
      return;
    }
  }
}

for (const [name, wait] of reading) {
  contract(`${name} with nothing there: mode 0 is BlockingIOError, a time-out TimeoutError`, async (berkeley) => {
    const [left, right] = berkeley.socketpair();
    await refused(left as never, wait);
    left.close();
    right.close();
  });

  contract(`${name} in mode null waits for the peer`, async (berkeley) => {
    const [left, right] = await connected(berkeley);
    const done = await beside(right, "sock.sendall(Buffer.from('x'));");
    const result = await wait(left);
    assert.ok(Buffer.isBuffer(result) ? result.length === 1 : result === 1 || Array.isArray(result));
    await done();
    left.close();
    right.close();
  });
}

for (const [name, wait] of writing) {
  contract(`${name} with no room: mode 0 is BlockingIOError, a time-out TimeoutError`, async (berkeley) => {
    const [left, right] = berkeley.socketpair();
    await fill(left as never);
    await refused(left as never, wait);
    left.close();
    right.close();
  });

  contract(`${name} in mode null waits for room`, async (berkeley) => {
    const [left, right] = berkeley.socketpair();
    await fill(left as never);
    left.settimeout(null);
    const done = await beside(
      right,
      "let all = 0; for (let n; (n = sock.recv(65536).length) > 0; ) all += n; return all;",
    );
    await wait(left as never);
    left.shutdown(SHUT_WR);
    assert.ok(((await done()) as number) > 65_536);
    left.close();
    right.close();
  });
}

contract("MSG_DONTWAIT is mode 0 for one call, in every mode of the socket", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  await fill(right as never);
  for (const timeout of [null, 30]) {
    left.settimeout(timeout);
    right.settimeout(timeout);
    for (const call of [
      async () => right.recv(1, MSG_DONTWAIT),
      async () => right.recv(2, MSG_DONTWAIT | MSG_WAITALL),
      async () => right.recvInto(Buffer.alloc(1), 1, MSG_DONTWAIT),
      async () => right.recvfrom(1, MSG_DONTWAIT),
      async () => right.recvfromInto(Buffer.alloc(1), 1, MSG_DONTWAIT),
      async () => right.recvmsg(1, 0, MSG_DONTWAIT),
      async () => right.recvmsgInto([Buffer.alloc(1)], 0, MSG_DONTWAIT),
      async () => right.send(Buffer.alloc(65_536), MSG_DONTWAIT),
      async () => right.sendall(Buffer.alloc(65_536), MSG_DONTWAIT),
      async () => right.sendmsg([Buffer.alloc(65_536)], [], MSG_DONTWAIT),
    ]) {
      await assert.rejects(call, BlockingIOError, String(call));
    }
  }
  assert.equal((await left.recv(1, MSG_DONTWAIT)).length, 1);
  left.close();
  right.close();
});

contract("accept with nobody there: mode 0 is BlockingIOError, a time-out TimeoutError", async (berkeley) => {
  const listener = await listening(berkeley);
  await refused(listener, (sock) => sock.accept());
  listener.close();
});

for (const timeout of [null, 30]) {
  contract(
    `accept with time-out ${timeout} waits for a client, and connect to a Unix socket for room`,
    async (berkeley) => {
      const listener = new berkeley.Socket(AF_UNIX);
      await listener.bind("");
      listener.listen(0);
      listener.settimeout(timeout);
      // The worker's second connect finds the backlog full until the first client is accepted.
      const done = await beside(
        listener,
        `
        const clients = [0, 1, 2].map(() => {
          const client = new berkeley.Socket(berkeley.AF_UNIX);
          client.settimeout(${timeout});
          client.connect(sock.getsockname());
          return client;
        });
        for (const client of clients) client.close();
        return clients.length;
      `,
      );
      for (let i = 0; i < 3; i++) {
        const [server, address] = await listener.accept();
        assert.equal(address, "");
        server.close();
      }
      assert.equal(await done(), 3);
      listener.close();
    },
  );
}

contract("connect in mode 0 is BlockingIOError (EINPROGRESS), and connectEx gives that number", async (berkeley) => {
  const listener = await listening(berkeley);
  for (const wait of [true, false]) {
    const sock = new berkeley.Socket();
    sock.settimeout(0);
    if (wait) {
      await assert.rejects(
        async () => sock.connect(listener.getsockname()),
        (error) => {
          return error instanceof BlockingIOError && error.code === "EINPROGRESS";
        },
      );
    } else assert.equal(await sock.connectEx(listener.getsockname()), 115);
    sock.close();
  }
  listener.close();
});

contract("setblocking, getblocking, settimeout and gettimeout are one setting", (berkeley) => {
  const sock = new berkeley.Socket();
  assert.deepEqual([sock.gettimeout(), sock.timeout, sock.getblocking()], [null, null, true]);
  sock.setblocking(false);
  assert.deepEqual([sock.gettimeout(), sock.getblocking()], [0, false]);
  sock.settimeout(1.5);
  assert.deepEqual([sock.gettimeout(), sock.timeout, sock.getblocking()], [1.5, 1.5, false]);
  sock.setblocking(true);
  assert.equal(sock.gettimeout(), null);
  assert.throws(() => sock.settimeout(-1), RangeError);
  assert.throws(() => sock.settimeout(Number.NaN), RangeError);
  assert.throws(() => sock.settimeout("1" as never), TypeError);
  sock.close();
});

contract("a new socket, and an accepted one, take getdefaulttimeout", async (berkeley) => {
  berkeley.setdefaulttimeout(3);
  try {
    const [client, server] = await connected(berkeley);
    assert.deepEqual([client.gettimeout(), server.gettimeout()], [3, 3]);
    await client.sendall(Buffer.from("x"));
    assert.equal((await server.recv(10)).toString(), "x");
    client.close();
    server.close();
  } finally {
    berkeley.setdefaulttimeout(null);
  }
});

async function listening(berkeley: Berkeley): Promise<Socket> {
  const listener = new berkeley.Socket();
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  return listener;
}

async function refused(sock: Socket, wait: (sock: Socket) => unknown): Promise<void> {
  sock.settimeout(0);
  await assert.rejects(async () => wait(sock), BlockingIOError);
  sock.settimeout(0.01);
  await assert.rejects(async () => wait(sock), TimeoutError);
}
