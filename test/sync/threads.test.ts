import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { createConnection } from "berkeley";

test("accept on one listening socket by 20 workers serves 20 clients at the same time", {
  timeout: 120_000,
}, async () => {
  const server = spawn(process.execPath, ["build/ts/examples/sync/tcp-echo-server.js", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = createInterface({ input: server.stdout });
    const [serving] = (await once(lines, "line")) as [string];
    const port = Number(/(\d+)\)$/.exec(serving)?.[1]);
    // Every connection stays open until all have had an answer: no worker serves two.
    const clients = await Promise.all(Array.from({ length: 20 }, () => createConnection(["127.0.0.1", port])));
    await Promise.all(
      clients.map(async (client, index) => {
        await client.sendall(Buffer.from(`client ${index}`));
        assert.equal((await client.recv(1024)).toString(), `client ${index}`);
      }),
    );
    for (const client of clients) client.close();
    server.kill("SIGINT");
    assert.deepEqual(await once(server, "close"), [0, null]);
  } finally {
    server.kill("SIGKILL");
  }
});
