// Operations given up at any moment: what they had taken is not lost, and nobody behind them is forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_UNIX, BlockingIOError, SHUT_WR, SOCK_SEQPACKET, Socket } from "berkeley";
import fc from "fast-check";
import { unixPair } from "./peers.ts";

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test("recv aborted at any moment takes nothing: the other recvs get every byte, in order", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("send" as const), size: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant("recv" as const), size: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant("abort" as const), size: fc.nat(5) }),
    fc.record({ kind: fc.constant("turn" as const), size: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const [a, b] = unixPair();
      const results: Promise<Buffer>[] = [];
      const controllers: AbortController[] = [];
      let sent = 0;
      for (const { kind, size } of steps) {
        if (kind === "send") {
          await a.sendall(Buffer.alloc(size).map(() => sent++ % 251));
        } else if (kind === "recv") {
          const controller = new AbortController();
          controllers.push(controller);
          results.push(b.recv(size, { signal: controller.signal }).catch(() => Buffer.alloc(0)));
        } else if (kind === "abort") controllers.at(-1 - size)?.abort();
        else await turn();
      }
      a.shutdown(SHUT_WR);
      const parts = await Promise.all(results);
      for (;;) {
        const rest = await b.recv(100);
        if (rest.length === 0) break;
        parts.push(rest);
      }
      const received = Buffer.concat(parts);
      assert.equal(received.length, sent);
      assert.ok(received.every((byte, i) => byte === i % 251));
      a.close();
      b.close();
    }),
    { numRuns: 100 },
  );
});

test("send of a packet that is aborted while it waits is not sent, and those behind it are", async () => {
  const [a, b] = unixPair(SOCK_SEQPACKET);
  let filled = 0;
  a.settimeout(0);
  for (;;) {
    try {
      await a.send(Buffer.alloc(1000));
      filled++;
    } catch (error) {
      assert.ok(error instanceof BlockingIOError);
      break;
    }
  }
  a.settimeout(null);
  const controllers = Array.from({ length: 6 }, () => new AbortController());
  const sends = controllers.map(({ signal }, i) => a.send(Buffer.from([i]), { signal }).catch(() => -1));
  for (const i of [0, 3, 5]) controllers[i]?.abort();
  for (let i = 0; i < filled; i++) assert.equal((await b.recv(2000)).length, 1000);
  assert.deepEqual(await Promise.all(sends), [-1, 1, 1, -1, 1, -1]);
  for (const i of [1, 2, 4]) assert.deepEqual([...(await b.recv(10))], [i]);
  a.close();
  b.close();
});

test("connect in mode 0 to a Unix socket with a full backlog is EAGAIN: nothing is under way", async () => {
  const name = `\0${process.pid}-full`;
  const listener = new Socket(AF_UNIX);
  await listener.bind(name);
  listener.listen(0);
  const clients: Socket<1>[] = [];
  let errno = 0;
  while (errno === 0) {
    const client = new Socket(AF_UNIX);
    client.settimeout(0);
    clients.push(client);
    errno = await client.connectEx(name);
  }
  assert.equal(errno, 11);
  const last = clients.at(-1) as Socket<1>;
  await assert.rejects(last.connect(name), { name: "BlockingIOError", code: "EAGAIN", syscall: "connect" });
  for (const client of clients) client.close();
  listener.close();
});
