// Each family and type, in both directions, with Python's socket.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import {
  type AddressInput,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SHUT_WR,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  Socket,
} from "berkeley";
import { directory, python } from "./peer.ts";

const MESSAGES = [Buffer.from("one"), Buffer.alloc(9000, "two"), Buffer.from("£€ \0 \xff", "latin1")];
const LENGTHS = MESSAGES.map((message) => message.length);

// Addresses go as lists, or as texts with an abstract name's zero byte.
const PYTHON = `
def address(given): return tuple(given) if isinstance(given, list) else given
def plain(given): return given.decode('latin1') if isinstance(given, bytes) else given
`;

const SERVER = `${PYTHON}
family, type, where = args
with socket.socket(family, type) as sock:
    sock.bind(address(where))
    if type != socket.SOCK_DGRAM: sock.listen()
    print(json.dumps(plain(sock.getsockname())))
    if type == socket.SOCK_DGRAM:
        while True:
            data, sender = sock.recvfrom(65536)
            if data == b'': break
            sock.sendto(data, sender)
    else:
        conn, _ = sock.accept()
        with conn:
            while data := conn.recv(65536): conn.sendall(data)
`;

const CLIENT = `${PYTHON}
family, type, where, own, messages = args
with socket.socket(family, type) as sock:
    if own is not None: sock.bind(address(own))
    if type == socket.SOCK_DGRAM:
        for message in messages:
            message = message.encode('latin1')
            sock.sendto(message, address(where))
            data, sender = sock.recvfrom(65536)
            print(data == message)
        sock.sendto(b'', address(where))
    else:
        sock.connect(address(where))
        for message in messages:
            message = message.encode('latin1')
            sock.sendall(message)
            data = b''
            while len(data) < len(message): data += sock.recv(65536)
            print(data == message)
        sock.shutdown(socket.SHUT_WR)
        print(sock.recv(1) == b'')
`;

const KINDS: readonly (readonly [string, number, number, (path: string) => unknown])[] = [
  ["TCP over IPv4", AF_INET, SOCK_STREAM, () => ["127.0.0.1", 0]],
  ["TCP over IPv6", AF_INET6, SOCK_STREAM, () => ["::1", 0]],
  ["UDP over IPv4", AF_INET, SOCK_DGRAM, () => ["127.0.0.1", 0]],
  ["UDP over IPv6", AF_INET6, SOCK_DGRAM, () => ["::1", 0]],
  ["A Unix stream by path", AF_UNIX, SOCK_STREAM, (path) => join(path, "é")],
  ["A Unix stream by abstract name", AF_UNIX, SOCK_STREAM, (path) => `\0${path}`],
  ["Unix datagrams by path", AF_UNIX, SOCK_DGRAM, (path) => join(path, "d")],
  ["Unix datagrams by abstract name", AF_UNIX, SOCK_DGRAM, (path) => `\0${path}d`],
  ["Unix packets by path", AF_UNIX, SOCK_SEQPACKET, (path) => join(path, "p")],
  ["Unix packets by abstract name", AF_UNIX, SOCK_SEQPACKET, (path) => `\0${path}p`],
];

/** Where to reach a socket that was bound to `asked` and tells `told`. */
function reachable(asked: unknown, told: unknown): unknown {
  return Array.isArray(asked) ? told : asked;
}

for (const [name, family, type, where] of KINDS) {
  const options = { timeout: 30_000 };

  test(`${name}: Socket as client of a server in Python`, options, async (t) => {
    const path = directory(t);
    const server = python(t, SERVER, family, type, where(path));
    const address = reachable(where(path), JSON.parse(await server.line())) as AddressInput<number>;
    const sock = new Socket<number>(family, type);
    if (type === SOCK_DGRAM) {
      if (family === AF_UNIX) await sock.bind("");
      for (const message of MESSAGES) {
        assert.equal(await sock.sendto(message, address), message.length);
        const [data, sender] = await sock.recvfrom(65_536);
        assert.ok(data.equals(message));
        assert.deepEqual(typeof sender === "string" ? sender : plain(sender), plain(address));
      }
      await sock.sendto(Buffer.alloc(0), address);
    } else {
      await sock.connect(address);
      for (const message of MESSAGES) {
        await sock.sendall(message);
        assert.ok((await exactly(sock, message.length)).equals(message));
      }
      sock.shutdown(SHUT_WR);
      assert.equal((await sock.recv(1)).length, 0);
    }
    await server.end();
    sock.close();
  });

  test(`${name}: Socket as server of a client in Python`, options, async (t) => {
    const path = directory(t);
    const sock = new Socket<number>(family, type);
    await sock.bind(where(path) as AddressInput<number>);
    if (type !== SOCK_DGRAM) sock.listen();
    const address = reachable(where(path), sock.getsockname());
    const own = family === AF_UNIX && type === SOCK_DGRAM ? "" : null;
    const messages = MESSAGES.map((message) => message.toString("latin1"));
    const client = python(t, CLIENT, family, type, address, own, messages);
    if (type === SOCK_DGRAM) {
      for (;;) {
        const [data, sender] = await sock.recvfrom(65_536);
        if (data.length === 0) break;
        assert.ok(LENGTHS.includes(data.length));
        await sock.sendto(data, sender as AddressInput<number>);
      }
    } else {
      const [conn] = await sock.accept();
      for (;;) {
        const data = await conn.recv(65_536);
        if (data.length === 0) break;
        await conn.sendall(data);
      }
      conn.close();
    }
    const lines = String(await client.end())
      .trim()
      .split("\n");
    assert.deepEqual(new Set(lines), new Set(["True"]));
    assert.equal(lines.length, type === SOCK_DGRAM ? 3 : 4);
    sock.close();
  });
}

function plain(address: unknown): unknown {
  return Buffer.isBuffer(address) ? address.toString("latin1") : address;
}

async function exactly(sock: Socket<number>, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let left = size; left > 0; left -= (parts.at(-1) as Buffer).length) {
    const part = await sock.recv(left);
    assert.notEqual(part.length, 0);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
