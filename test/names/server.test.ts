import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import * as berkeley from "berkeley";
import {
  AF_INET6,
  createConnection,
  createServer,
  hasDualstackIpv6,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOL_SOCKET,
  SOMAXCONN,
  Socket,
} from "berkeley";
import * as sync from "berkeley/sync";

// The sync flavour's promises are plain values: awaiting them changes nothing.
for (const [flavour, { createServer, createConnection }] of Object.entries({ async: berkeley, sync })) {
  test(`createServer sets SO_REUSEADDR and listens (${flavour})`, async () => {
    using server = await createServer(["127.0.0.1", 0], { backlog: SOMAXCONN });
    assert.notEqual(server.getsockopt(SOL_SOCKET, SO_REUSEADDR), 0);
    assert.equal(server.getsockopt(SOL_SOCKET, SO_REUSEPORT), 0);
    using client = await createConnection(server.getsockname(), { timeout: 5 });
    const [accepted, peer] = await server.accept();
    assert.deepEqual(peer, client.getsockname());
    assert.equal(client.gettimeout(), 5);
    accepted.close();
  });

  test(`createServer takes IPv4 too with dualstackIpv6, and IPv6 alone without (${flavour})`, async () => {
    assert.equal(hasDualstackIpv6(), true);
    using both = await createServer(["", 0], { family: AF_INET6, dualstackIpv6: true });
    assert.equal(both.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY), 0);
    using client = await createConnection(["127.0.0.1", both.getsockname()[1]]);
    const [accepted, peer] = await both.accept();
    assert.equal(peer[0], "::ffff:127.0.0.1");
    accepted.close();
    client.close();
    using six = await createServer(["", 0], { family: AF_INET6 });
    assert.equal(six.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY), 1);
  });

  test(`createServer shares a port with reusePort, and otherwise tells the address that is in use (${flavour})`, async () => {
    using first = await createServer(["127.0.0.1", 0], { reusePort: true });
    const address = first.getsockname();
    using second = await createServer(address, { reusePort: true });
    assert.deepEqual(second.getsockname(), address);
    await assert.rejects(async () => createServer(address), { code: "EADDRINUSE", address, syscall: "bind" });
  });

  test(`createServer and createConnection refuse wrong arguments (${flavour})`, async () => {
    const server = createServer as (...args: unknown[]) => unknown;
    const connect = createConnection as (...args: unknown[]) => unknown;
    const range = { name: "RangeError" };
    const type = { name: "TypeError" };
    await assert.rejects(async () => server(["", 0], { dualstackIpv6: true }), range);
    await assert.rejects(async () => server(["", 0], { reusePort: 1 }), type);
    await assert.rejects(async () => server(["", 0], { backlog: "x" }), type);
    await assert.rejects(async () => connect("localhost:80"), type);
    await assert.rejects(async () => connect(["localhost"]), type);
    await assert.rejects(async () => connect(["localhost", null]), type);
    await assert.rejects(async () => connect({ port: 80 }), { ...type, message: /host/ });
    await assert.rejects(async () => connect(["::1", 1, "x"]), { ...type, message: /flowinfo/ });
    await assert.rejects(async () => connect(["::1", 1, 0, -1]), { ...range, message: /scopeid/ });
    await assert.rejects(async () => connect(["::1", 1], { sourceAddress: ["::1", 0, 0x10_0000] }), range);
    await assert.rejects(async () => connect(["localhost", 65_536]), range);
    await assert.rejects(async () => connect(["localhost", 1], { timeout: -1 }), range);
    await assert.rejects(async () => connect(["localhost", 1], { sourceAddress: "a" }), type);
    await assert.rejects(async () => connect(["localhost", 1], { allErrors: 1 }), type);
  });
}

test("createConnection called many times with one signal leaves no listener, and does not make Node warn of them", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on("warning", onWarning);
  await using server = await createServer(["127.0.0.1", 0]);
  const { signal } = new AbortController();
  const connecting = Array.from({ length: 20 }, () => createConnection(server.getsockname(), { signal }));
  for (const connection of await Promise.all(connecting)) connection.close();
  // Warnings are told in the next turn.
  await new Promise(setImmediate);
  process.off("warning", onWarning);
  assert.deepEqual(warnings, []);
  assert.deepEqual(getEventListeners(signal, "abort"), []);
});

test("createConnection made in time counts, though the loop was busy when the time-out passed", async () => {
  await using server = await createServer(["127.0.0.1", 0]);
  const connecting = createConnection(server.getsockname(), { timeout: 0.05 });
  // Until the connection is under way; the kernel makes it by itself.
  for (let i = 0; i < 20; i++) await Promise.resolve();
  using selector = new sync.DefaultSelector();
  selector.register(server.fileno(), berkeley.EVENT_READ);
  for (const end = performance.now() + 100; performance.now() < end || selector.select(0).length === 0; );
  await using connection = await connecting;
  assert.equal(connection.gettimeout(), 0.05);
});

test("createConnection takes the default time-out when none is given, and null for none", async () => {
  await using server = await createServer(["127.0.0.1", 0]);
  berkeley.setdefaulttimeout(7);
  try {
    await using defaulted = await createConnection(server.getsockname());
    assert.equal(defaulted.gettimeout(), 7);
    await using waiting = await createConnection(server.getsockname(), { timeout: null });
    assert.equal(waiting.gettimeout(), null);
  } finally {
    berkeley.setdefaulttimeout(null);
  }
});

test("createConnection takes null for this host, and the name of a service for the port", async () => {
  await using server = await createServer(["127.0.0.1", 0]);
  const port = server.getsockname()[1];
  await using connection = await createConnection([null, String(port)]);
  assert.ok(connection instanceof Socket);
  assert.equal(connection.getpeername()[1], port);
});
