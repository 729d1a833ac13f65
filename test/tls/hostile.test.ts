// What peers do that no honest peer does: each ends in an error of its own, the descriptor closed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Socket, socketpair, TimeoutError } from "berkeley";
import { SSLEOFError, SSLError, type SSLSocket, TLSVersion } from "berkeley/tls";
import { clientContext, connected, handshaken, listening, serverContext } from "./pair.ts";
import { Peer } from "./peers.ts";

/** What a server makes of these first bytes of a client, after which the client closes. */
async function firstBytes(bytes: Buffer, end = true): Promise<SSLError> {
  const [near, far] = await connected();
  const fd = far.fileno();
  const serving = serverContext().wrapSocket(far, { serverSide: true });
  serving.catch(() => {});
  await near.sendall(bytes);
  if (end) near.shutdown(1);
  try {
    const error = await serving.then(
      () => assert.fail("The handshake did not fail"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof SSLError, String(error));
    assert.throws(() => new Socket(undefined, undefined, undefined, fd), { code: /EBADF|ENOTSOCK/ });
    return error;
  } finally {
    near.close();
  }
}

test("wrapSocket refuses plain HTTP with a reason that says so", async () => {
  const error = await firstBytes(Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), false);
  assert.equal(error.reason, "HTTP_REQUEST");
  assert.match(error.message, /plain HTTP/);
});

test("wrapSocket refuses garbage, and a stream that ends at once or in the middle of a record", async () => {
  assert.match((await firstBytes(Buffer.alloc(600, 0xa5), false)).reason, /^[A-Z0-9_]+$/);
  assert.ok((await firstBytes(Buffer.alloc(0))) instanceof SSLEOFError);
  assert.ok((await firstBytes(Buffer.of(22, 3, 1, 2, 0, 1))) instanceof SSLEOFError);
});

test("wrapSocket of a client refuses a server that answers in plain text", async () => {
  const [near, far] = await connected();
  const client = clientContext().wrapSocket(near, { serverHostname: "localhost" });
  await far.sendall(Buffer.from("220 mail.example.test ESMTP\r\n"));
  await assert.rejects(client, { reason: "WRONG_VERSION_NUMBER", message: /does not speak TLS/ });
  far.close();
});

test("recv refuses a record that is longer than TLS allows, and closes the descriptor", async () => {
  const [near, far] = await handshaken();
  const raw = new Socket(undefined, undefined, undefined, far.detach());
  await raw.sendall(Buffer.concat([Buffer.of(23, 3, 3, 0xff, 0xff), Buffer.alloc(0xffff)]));
  const refused = { name: "SSLError", reason: /^(PACKET|ENCRYPTED)_LENGTH_TOO_LONG$/, message: /^TLS: recv failed/ };
  await assert.rejects(near.recv(100), refused);
  assert.equal(near.fileno(), -1);
  await assert.rejects(near.recv(100), refused, "the first error stays");
  near.close();
  raw.close();
});

test("recv refuses a record that was tampered with, and what waits in the other lane gets the same error", async () => {
  const [near, far] = await handshaken();
  const sending = near.sendall(Buffer.alloc(20_000_000));
  sending.catch(() => {});
  const raw = new Socket(undefined, undefined, undefined, far.detach());
  await raw.sendall(Buffer.concat([Buffer.of(23, 3, 3, 0, 40), Buffer.alloc(40, 7)]));
  const reason = /DECRYPTION_FAILED_OR_BAD_RECORD_MAC/;
  await assert.rejects(near.recv(100), { name: "SSLError", reason });
  await assert.rejects(sending, { name: "SSLError", reason });
  assert.equal(near.fileno(), -1);
  raw.close();
});

test("bytes that came before a damaged record are received before its error", async () => {
  const [near, far] = await handshaken();
  await far.sendall(Buffer.alloc(16_384, 1));
  const raw = new Socket(undefined, undefined, undefined, far.detach());
  await raw.sendall(Buffer.concat([Buffer.of(23, 3, 3, 0, 40), Buffer.alloc(40, 7)]));
  assert.equal((await near.recv(16_384)).length, 16_384);
  await assert.rejects(near.recv(100), { name: "SSLError" });
  raw.close();
});

test("an attempt to renegotiate ends the connection with an SSLError", async () => {
  using listener = await listening();
  const context = serverContext();
  context.maximumVersion = TLSVersion.TLSv1_2;
  const accepting = listener.accept();
  const [, port] = listener.getsockname();
  await using peer = new Peer("openssl", ["s_client", "-connect", `127.0.0.1:${port}`, "-tls1_2"]);
  const [accepted] = await accepting;
  accepted.settimeout(20);
  const sock = await context.wrapSocket(accepted, { serverSide: true });
  await peer.line(/Verify return code|---/);
  await sock.sendall(Buffer.from("ready\n"));
  await peer.line(/ready/);
  peer.say("R\n");
  await assert.rejects(sock.recv(100), { name: "SSLError", reason: "NO_RENEGOTIATION" });
  assert.equal(sock.fileno(), -1);
});

test("an endless trickle of single bytes runs into the time-out, which is for the whole handshake", async () => {
  const [near, far] = socketpair();
  far.settimeout(0.3);
  const serving = serverContext().wrapSocket(far, { serverSide: true });
  let over = false;
  const outcome = serving.then(
    () => assert.fail("The handshake did not fail"),
    (reason: unknown) => {
      over = true;
      return reason;
    },
  );
  // The beginning of a hello that says it is 16 KiB long, and then a byte in each turn of the event loop.
  await near.sendall(Buffer.of(22, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xfc));
  for (let sent = 0; !over && sent < 16_000; sent++) {
    await near.sendall(Buffer.of(3)).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.ok((await outcome) instanceof TimeoutError);
  near.close();
});

test("a flood of handshakes that are broken off leaves no descriptor behind", async () => {
  const { readdirSync } = await import("node:fs");
  const context = serverContext();
  const before = readdirSync("/proc/self/fd").length;
  for (let i = 0; i < 200; i++) {
    const [near, far] = socketpair();
    const serving = context.wrapSocket(far, { serverSide: true });
    await near.sendall(Buffer.of(22, 3, 1, 0, 5));
    near.close();
    await assert.rejects(serving, SSLError);
  }
  assert.ok(readdirSync("/proc/self/fd").length <= before);
});

test("a peer that closes in the middle of sendall ends it with an OSError that tells bytesSent", async () => {
  const [near, far] = await handshaken();
  const sending = near.sendall(Buffer.alloc(20_000_000));
  new Socket(undefined, undefined, undefined, far.detach()).close();
  await assert.rejects(sending, (error: Error & { code?: string; bytesSent?: number }) => {
    assert.match(error.code ?? "", /^(EPIPE|ECONNRESET)$/);
    assert.ok((error.bytesSent ?? 0) > 0);
    return true;
  });
  near.close();
});

test("records of every length, and floods of tiny and of empty ones, arrive as they were sent", async () => {
  const [near, far] = await handshaken();
  const sizes = [1, 2, 255, 16_383, 16_384, 16_385, 40_000];
  const sending = (async () => {
    for (const size of sizes) {
      await near.sendall(Buffer.alloc(size, size));
      await near.sendall(Buffer.alloc(0));
    }
    for (let i = 0; i < 500; i++) await near.sendall(Buffer.of(i & 255));
    near.close();
  })();
  let total = 0;
  for (let data = await far.recv(100_000); data.length > 0; data = await far.recv(100_000)) total += data.length;
  assert.equal(
    total,
    sizes.reduce((sum, size) => sum + size, 500),
  );
  await sending;
  far.close();
});

test("bytes of the application never arrive at a client before it has verified the server", async () => {
  const wrong = clientContext();
  const [near, far] = await connected();
  const seen: Buffer[] = [];
  const client = wrong.wrapSocket(near, { serverHostname: "elsewhere.test", doHandshakeOnConnect: false });
  const serving: Promise<SSLSocket> = serverContext().wrapSocket(far, { serverSide: true });
  const sock = await client;
  const outcomes = await Promise.allSettled([
    sock.recv(100).then((data) => seen.push(data)),
    sock.sendall(Buffer.from("secret")),
    serving.then((theirs) => theirs.recv(100).then((data) => seen.push(data))),
  ]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["rejected", "rejected", "rejected"],
  );
  assert.deepEqual(seen, []);
});
