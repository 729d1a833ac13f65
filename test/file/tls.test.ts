// Files made from TLS connections: what goes over the wire is TLS's.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { TimeoutError } from "berkeley";
import { handshaken } from "../tls/pair.ts";
import { failureOf } from "./flavours.ts";

test("makefile of an SSLSocket reads and writes lines through TLS", async () => {
  const [client, server] = await handshaken();
  const near = client.makefile("rw", { newline: "\r\n" });
  const far = server.makefile("rw");
  await near.write("ping €\n");
  await near.flush();
  assert.equal(await far.readline(), "ping €\n");
  await far.write("pong\r\n");
  await far.close();
  server.close();
  assert.equal(await near.readline(), "pong\r\n");
  // The end of the stream came with close_notify.
  assert.equal(await near.readline(), "");
  await near.close();
  client.close();
});

test("makefile of an SSLSocket carries megabytes byte for byte to a slow reader", async () => {
  const [client, server] = await handshaken();
  const data = randomBytes(5_000_001);
  const write = async (): Promise<void> => {
    await using file = client.makefile("wb");
    for (let at = 0; at < data.length; ) at += await file.write(data.subarray(at, at + (at % 77_777) + 1));
    client.close();
  };
  const read = async (): Promise<string> => {
    await using file = server.makefile("rb");
    const hash = createHash("sha256");
    for (;;) {
      const part = await file.read(12_345);
      hash.update(part);
      if (part.length < 12_345) return hash.digest("hex");
    }
  };
  const [, digest] = await Promise.all([write(), read()]);
  assert.equal(digest, createHash("sha256").update(data).digest("hex"));
  server.close();
});

test("makefile of an SSLSocket keeps what it received when a read times out, and gives null in mode 0", async () => {
  const [client, server] = await handshaken();
  await using file = server.makefile();
  server.settimeout(0);
  assert.equal(await file.readline(), null);
  server.settimeout(0.05);
  await client.sendall(Buffer.from("par"));
  assert.ok((await failureOf(() => file.readline())) instanceof TimeoutError);
  await client.sendall(Buffer.from("t\n"));
  server.settimeout(20);
  assert.equal(await file.readline(), "part\n");
  await using raw = client.makefile("wb", { buffering: 0 });
  assert.equal(await raw.write(Buffer.from("raw\n")), 4);
  assert.equal(await file.readline(), "raw\n");
  client.close();
  server.close();
});
