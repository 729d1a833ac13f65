// Records on the wire: what is sent together, and what is received ahead.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { fromfd, SHUT_WR, SOCK_STREAM } from "berkeley";
import { TLSVersion } from "berkeley/tls";
import { clientContext, handshaken, receive, serverContext } from "./pair.ts";

const versions = [
  ["TLS 1.2", TLSVersion.TLSv1_2],
  ["TLS 1.3", TLSVersion.TLSv1_3],
] as const;

for (const [name, version] of versions) {
  const client = clientContext();
  client.maximumVersion = version;
  // Around the longest alert, a record, and what is encrypted before it is sent.
  const sizes = [1, 5, 6, 511, 512, 513, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 200_000, 1];

  test(`sendall of any size is received byte for byte over ${name}, in pieces of any size`, async () => {
    const [near, far] = await handshaken(client, serverContext());
    using _near = near;
    using _far = far;
    for (const piece of [1000, 16_384, 65_536, 300_000]) {
      const sent = createHash("sha256");
      const received = createHash("sha256");
      const sending = (async () => {
        for (const [index, size] of sizes.entries()) {
          const data = Buffer.alloc(size, index + 1);
          sent.update(data);
          await near.sendall(data);
        }
      })();
      const total = sizes.reduce((sum, size) => sum + size, 0);
      for (let left = total; left > 0; ) {
        const data = await far.recv(Math.min(piece, left));
        received.update(data);
        left -= data.length;
      }
      await sending;
      assert.equal(received.digest("hex"), sent.digest("hex"));
    }
  });

  test(`what the peer says without TLS right behind its close_notify is the plain socket's, over ${name}`, async () => {
    const [near, far] = await handshaken(client, serverContext());
    const raw = fromfd(far.fileno(), far.family, SOCK_STREAM);
    await far.sendall(Buffer.alloc(40_000));
    const unwrapping = far.unwrap();
    await raw.sendall(Buffer.from("in the clear"));
    assert.equal((await receive(near, 40_000)).length, 40_000);
    assert.equal((await near.recv(100)).length, 0);
    const plain = await near.unwrap();
    assert.equal(String(await receive(plain, 12)), "in the clear");
    (await unwrapping).close();
    raw.close();
    plain.close();
  });

  test(`sendall of much to a peer that reads late keeps the order over ${name}, and so does the end`, async () => {
    const [near, far] = await handshaken(client, serverContext());
    using _near = near;
    using _far = far;
    const data = Buffer.alloc(6_000_000);
    for (let at = 0; at < data.length; at += 4) data.writeUInt32LE(at, at);
    const sending = near.sendall(data).then(() => near.shutdown(SHUT_WR));
    assert.ok((await receive(far, data.length)).equals(data));
    await sending;
    assert.equal((await far.recv(1)).length, 0);
  });
}
