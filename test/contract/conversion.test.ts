import assert from "node:assert/strict";
import { test } from "node:test";
import * as asynchronous from "berkeley";
import { toAsync } from "berkeley";
import * as synchronous from "berkeley/sync";
import { toSync } from "berkeley/sync";
import { contract } from "./flavours.ts";

contract("toSync and toAsync take the descriptor and the mode over", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  left.settimeout(2);
  const fd = left.fileno();
  const blocking = toSync(left);
  assert.ok(blocking instanceof synchronous.Socket);
  assert.deepEqual([left.closed, blocking.fileno(), blocking.gettimeout(), blocking.family], [true, fd, 2, 1]);
  blocking.sendall(Buffer.from("x"));
  assert.equal((await right.recv(1)).toString(), "x");
  const awaited = toAsync(blocking);
  assert.ok(awaited instanceof asynchronous.Socket);
  await awaited.sendall(Buffer.from("y"));
  assert.equal((await right.recv(1)).toString(), "y");
  awaited.close();
  right.close();
});

contract("toSync and toAsync refuse a socket with an open file: EBUSY", async (berkeley) => {
  const [left, right] = berkeley.socketpair();
  const file = left.makefile("r");
  assert.throws(() => toSync(left), { code: "EBUSY" });
  assert.throws(() => toAsync(left), { code: "EBUSY" });
  await file.close();
  toSync(left).close();
  right.close();
});

test("berkeley and berkeley/sync export the same names, and the same objects where nothing waits", () => {
  const { toAsync: _a, ...awaited }: Record<string, unknown> = { ...asynchronous };
  const { toSync: _s, ...suspending }: Record<string, unknown> = { ...synchronous };
  assert.deepEqual(Object.keys(awaited).sort(), Object.keys(suspending).sort());
  const different = Object.keys(awaited).filter((name) => awaited[name] !== suspending[name]);
  for (const name of different) assert.equal(typeof awaited[name], "function", name);
  for (const name of ["OSError", "KeyError", "getdefaulttimeout", "hasDualstackIpv6", "CMSG_LEN"]) {
    assert.ok(!different.includes(name), name);
  }
});
