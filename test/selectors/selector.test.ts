import assert from "node:assert/strict";
import { EVENT_READ, EVENT_WRITE, KeyError, PermissionError } from "berkeley";
import { contract } from "../contract/flavours.ts";

contract("select gives a socket with data as readable, again and again until they are read", async (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  const key = selector.register(left, EVENT_READ, "mine");
  assert.deepEqual(await selector.select(0), []);
  await right.sendall(Buffer.from("x"));
  assert.deepEqual(await selector.select(), [[key, EVENT_READ]]);
  assert.deepEqual(await selector.select(1), [[key, EVENT_READ]]);
  await left.recv(1);
  assert.deepEqual(await selector.select(0), []);
  left.close();
  right.close();
});

contract("register freezes { fileobj, fd, events, data }, with null for no data", (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  const key = selector.register(left, EVENT_READ | EVENT_WRITE);
  assert.deepEqual({ ...key }, { fileobj: left, fd: left.fileno(), events: EVENT_READ | EVENT_WRITE, data: null });
  assert.equal(Object.isFrozen(key), true);
  assert.equal(selector.getKey(left), key);
  assert.equal(selector.getKey(left.fileno()), key);
  left.close();
  right.close();
});

contract("select masks what is ready by the events that were registered", async (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  await right.sendall(Buffer.from("x"));
  const both = selector.register(left, EVENT_READ | EVENT_WRITE);
  assert.deepEqual(await selector.select(), [[both, EVENT_READ | EVENT_WRITE]]);
  const write = selector.modify(left, EVENT_WRITE, "now");
  assert.deepEqual(await selector.select(), [[write, EVENT_WRITE]]);
  assert.equal(write.data, "now");
  // The end and an error let either direction go on.
  right.close();
  assert.deepEqual(await selector.select(), [[write, EVENT_WRITE]]);
  left.close();
});

contract("select waits for a fraction of a second, and not at all for 0 and below", async (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  selector.register(left, EVENT_READ);
  for (const timeout of [0, -1, -0.5, 0.01]) assert.deepEqual(await selector.select(timeout), []);
  await assert.rejects(async () => selector.select(Number.NaN), RangeError);
  await assert.rejects(async () => selector.select("1" as never), TypeError);
  left.close();
  right.close();
});

contract("register takes a plain descriptor, and refuses a regular file with EPERM", async (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  const key = selector.register(left.fileno(), EVENT_WRITE);
  assert.deepEqual(await selector.select(), [[key, EVENT_WRITE]]);
  const { open } = await import("node:fs/promises");
  const file = await open(process.execPath);
  assert.throws(() => selector.register(file.fd, EVENT_READ), PermissionError);
  await file.close();
  left.close();
  right.close();
});

contract("register refuses what is registered, unregister, modify and getKey what is not: KeyError", (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  selector.register(left, EVENT_READ);
  assert.throws(() => selector.register(left, EVENT_WRITE), KeyError);
  for (const refused of [
    () => selector.unregister(right),
    () => selector.modify(right, EVENT_READ),
    () => selector.getKey(right),
  ]) {
    assert.throws(refused, KeyError);
  }
  assert.equal(new KeyError("x") instanceof RangeError, true);
  left.close();
  right.close();
});

contract("register checks its arguments before any system call", (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  for (const events of [0, 4, -1, 1.5]) assert.throws(() => selector.register(0, events), RangeError);
  assert.throws(() => selector.register(0, "1" as never), TypeError);
  assert.throws(() => selector.register(-1, EVENT_READ), RangeError);
  assert.throws(() => selector.register({} as never, EVENT_READ), TypeError);
  const sock = new berkeley.Socket();
  sock.close();
  assert.throws(() => selector.register(sock, EVENT_READ), RangeError);
});

contract("unregister works for a socket that has been closed", (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  const key = selector.register(left, EVENT_READ);
  left.close();
  assert.equal(selector.unregister(left), key);
  assert.throws(() => selector.unregister(left), KeyError);
  right.close();
});

contract("getMap is a Map by object that follows the registrations", (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  const map = selector.getMap();
  assert.equal(map.size, 0);
  const key = selector.register(left, EVENT_READ, 1);
  selector.register(right, EVENT_READ, 2);
  assert.deepEqual([map.size, map.get(left), map.has(right)], [2, key, true]);
  assert.deepEqual([...map.keys()], [left, right]);
  assert.deepEqual(
    [...map].map(([fileobj, { data }]) => [fileobj, data]),
    [
      [left, 1],
      [right, 2],
    ],
  );
  selector.unregister(right);
  assert.deepEqual([...map.values()], [key]);
  assert.equal(map.get(left.fileno() as never), key);
  for (const absent of [right, {}, undefined, -1]) assert.equal(map.has(absent as never), false);
  left.close();
  right.close();
});

contract("getMap cannot be changed but through the selector", (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  const key = selector.register(left, EVENT_READ);
  const map = selector.getMap() as Map<unknown, unknown>;
  assert.ok(map instanceof Map);
  assert.throws(() => map.set(right, key), TypeError);
  assert.throws(() => map.delete(left), TypeError);
  assert.throws(() => map.clear(), TypeError);
  assert.deepEqual([...map], [[left, key]]);
  selector.close();
  assert.equal(map.size, 0);
  left.close();
  right.close();
});

contract("close ends a selector, and what is asked of it then is a KeyError", async (berkeley) => {
  const selector = new berkeley.DefaultSelector();
  const [left, right] = berkeley.socketpair();
  selector.register(left, EVENT_READ);
  selector.close();
  selector.close();
  assert.throws(() => selector.register(right, EVENT_READ), KeyError);
  assert.throws(() => selector.unregister(left), KeyError);
  assert.throws(() => selector.getKey(left), KeyError);
  assert.throws(() => selector.getMap(), KeyError);
  await assert.rejects(async () => selector.select(), KeyError);
  assert.equal(left.closed, false);
  left.close();
  right.close();
});

contract("select throws the reason of an aborted signal", async (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const reason = new Error("enough");
  await assert.rejects(async () => selector.select({ signal: AbortSignal.abort(reason) }), reason);
  await assert.rejects(async () => selector.select(null, { signal: AbortSignal.abort(reason) }), reason);
});

contract("select gives all that is ready, in the order in which it was registered", async (berkeley) => {
  using selector = new berkeley.DefaultSelector();
  const pairs = Array.from({ length: 150 }, () => berkeley.socketpair());
  const keys = pairs.map(([left]) => selector.register(left, EVENT_WRITE));
  assert.deepEqual(
    await selector.select(),
    keys.map((key) => [key, EVENT_WRITE]),
  );
  for (const [left, right] of pairs) {
    left.close();
    right.close();
  }
});
