import assert from "node:assert/strict";
import { test } from "node:test";
import { DefaultSelector, EVENT_READ, EVENT_WRITE, socketpair } from "berkeley";

test("select lets the event loop run while it waits", { timeout: 20_000 }, async () => {
  using selector = new DefaultSelector();
  const [left, right] = socketpair();
  const key = selector.register(left, EVENT_READ);
  for (let round = 0; round < 3; round++) {
    const selected = selector.select();
    setImmediate(() => void right.sendall(Buffer.from("x")));
    assert.deepEqual(await selected, [[key, EVENT_READ]]);
    await left.recv(1);
  }
  left.close();
  right.close();
});

test("select(0) that is asked again and again lets the event loop have its turn", async () => {
  using selector = new DefaultSelector();
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  for (let i = 0; i < 10_000 && !turned; i++) await selector.select(0);
  assert.equal(turned, true);
});

test("modify wakes a select that waits", { timeout: 20_000 }, async () => {
  using selector = new DefaultSelector();
  const [left, right] = socketpair();
  selector.register(left, EVENT_READ);
  const selected = selector.select();
  const key = selector.modify(left, EVENT_WRITE);
  assert.deepEqual(await selected, [[key, EVENT_WRITE]]);
  left.close();
  right.close();
});

test("register of a ready socket wakes a select that waits", { timeout: 20_000 }, async () => {
  using selector = new DefaultSelector();
  const [left, right] = socketpair();
  const selected = selector.select();
  await right.sendall(Buffer.from("x"));
  const key = selector.register(left, EVENT_READ);
  assert.deepEqual(await selected, [[key, EVENT_READ]]);
  left.close();
  right.close();
});

test("select is abandoned by its signal, and close rejects it", { timeout: 20_000 }, async () => {
  const selector = new DefaultSelector();
  const controller = new AbortController();
  const abandoned = selector.select({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assert.rejects(abandoned, /enough/);
  const pending = selector.select(null);
  selector.close();
  await assert.rejects(pending, { code: "EBADF" });
});
