import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { socketpair } from "berkeley";
import type { SSLContext } from "berkeley/tls";
import { clientContext, serverContext } from "./pair.ts";

const collect = (globalThis as { gc?: () => void }).gc;

async function handshakes(client: SSLContext, serving: SSLContext, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const [a, b] = socketpair();
    const [near, far] = await Promise.all([
      client.wrapSocket(a, { serverHostname: "localhost" }),
      serving.wrapSocket(b, { serverSide: true }),
    ]);
    await far.sendall(Buffer.from("x"));
    await near.recv(1);
    near.close();
    far.close();
  }
}

test("10,000 handshakes leave no memory and no descriptor behind", {
  skip: collect === undefined && "needs --expose-gc",
}, async () => {
  const [client, serving] = [clientContext(), serverContext()];
  await handshakes(client, serving, 1000);
  const settled = async (): Promise<number> => {
    for (let i = 0; i < 3; i++) {
      collect?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return process.memoryUsage.rss();
  };
  const before = await settled();
  const descriptors = readdirSync("/proc/self/fd").length;
  const count = 9000;
  await handshakes(client, serving, count);
  const grown = (await settled()) - before;
  assert.ok(readdirSync("/proc/self/fd").length <= descriptors);
  // The allocator's own keeping moves by some megabytes. A connection weighs 20 KiB: 180 megabytes, if they stayed.
  assert.ok(grown < 10_000_000, `${grown} bytes more after ${count} handshakes`);
});
