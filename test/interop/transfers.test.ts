// Streams that are long, slow, ended on one side, or broken off: with Python's socket at the other end.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { AF_INET, AF_INET6, ConnectionResetError, OSError, SHUT_WR, SO_LINGER, SOL_SOCKET, Socket } from "berkeley";
import { python } from "./peer.ts";

const SIZE = 16_000_003;
const options = { timeout: 60_000 };
const data = randomBytes(SIZE);
const digest = createHash("sha256").update(data).digest("hex");

async function listening(family: typeof AF_INET | typeof AF_INET6 = AF_INET): Promise<Socket<2 | 10>> {
  const sock = new Socket<2 | 10>(family);
  await sock.bind([family === AF_INET ? "127.0.0.1" : "::1", 0]);
  sock.listen();
  return sock;
}

/** `body` is about `sock`, connected to `args[0]`. */
const connecting = (body: string): string =>
  `sock = socket.socket(socket.AF_INET6 if ':' in args[0][0] else socket.AF_INET)\nsock.connect(tuple(args[0]))\n${body}`;

const RECEIVE = connecting(`
seen = hashlib.sha256()
size = 1
while data := sock.recv(size):
    seen.update(data)
    size = size * 7 % 100003 + 1
print(seen.hexdigest())
sock.sendall(b'got it all')
`);

const SEND = connecting(`
import random
data = random.Random(1).randbytes(args[1])
sock.sendall(data)
sock.shutdown(socket.SHUT_WR)
print(hashlib.sha256(data).hexdigest() + ' ' + sock.recv(100).decode())
`);

for (const family of [AF_INET, AF_INET6] as const) {
  const name = family === AF_INET ? "IPv4" : "IPv6";

  test(
    `sendall over ${name} reaches a slow reader in Python whole, which answers after the half-close`,
    options,
    async (t) => {
      const listener = await listening(family);
      const peer = python(t, RECEIVE, listener.getsockname());
      const [conn] = await listener.accept();
      await conn.sendall(data);
      conn.shutdown(SHUT_WR);
      assert.equal(await peer.line(), digest);
      assert.equal(String(await conn.recv(100)), "got it all");
      await peer.end();
      conn.close();
      listener.close();
    },
  );

  test(
    `recv over ${name} takes all that Python's sendall sends, and answers after its half-close`,
    options,
    async (t) => {
      const listener = await listening(family);
      const peer = python(t, SEND, listener.getsockname(), SIZE);
      const [conn] = await listener.accept();
      const hash = createHash("sha256");
      for (let size = 1; ; size = ((size * 13) % 70_001) + 1) {
        const part = await conn.recv(size);
        if (part.length === 0) break;
        hash.update(part);
      }
      await conn.sendall(Buffer.from("thanks"));
      conn.close();
      assert.equal(await peer.line(), `${hash.digest("hex")} thanks`);
      await peer.end();
      listener.close();
    },
  );
}

test(
  "sendall that Python resets in the middle fails with ConnectionResetError or EPIPE, and tells bytesSent",
  options,
  async (t) => {
    const listener = await listening();
    const body = `
sock.recv(100000, socket.MSG_WAITALL)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
sock.close()
`;
    const peer = python(t, connecting(body), listener.getsockname());
    const [conn] = await listener.accept();
    const error: unknown = await conn.sendall(Buffer.alloc(100_000_000)).catch((reason: unknown) => reason);
    assert.ok(error instanceof OSError);
    assert.match(error.code, /^(ECONNRESET|EPIPE)$/);
    const sent = (error as OSError & { bytesSent: number }).bytesSent;
    assert.ok(sent >= 100_000 && sent < 100_000_000, String(sent));
    await peer.end();
    conn.close();
    listener.close();
  },
);

test(
  "recv of a connection that Python resets gives what came before, then ConnectionResetError",
  options,
  async (t) => {
    const listener = await listening();
    const body = `
sock.sendall(b'before')
sock.recv(1)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
sock.close()
`;
    const peer = python(t, connecting(body), listener.getsockname());
    const [conn] = await listener.accept();
    assert.equal(String(await conn.recv(100)), "before");
    await conn.sendall(Buffer.from("x"));
    await peer.end();
    await assert.rejects(conn.recv(100), ConnectionResetError);
    conn.close();
    listener.close();
  },
);

test("close with SO_LINGER 0 resets a connection to Python", options, async (t) => {
  const listener = await listening();
  const body = `
print('connected')
try: print(sock.recv(100))
except ConnectionResetError: print('reset')
`;
  const peer = python(t, connecting(body), listener.getsockname());
  const [conn] = await listener.accept();
  await peer.line();
  conn.setsockopt(SOL_SOCKET, SO_LINGER, new Int32Array([1, 0]));
  conn.close();
  assert.equal(await peer.line(), "reset");
  await peer.end();
  listener.close();
});
