// socat and ncat at the other end.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { AF_INET, AF_INET6, AF_UNIX, SHUT_WR, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM, Socket } from "berkeley";
import { directory, Peer } from "./peer.ts";

const options = { timeout: 30_000 };
const data = randomBytes(3_000_001);
const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function all(sock: Socket<1> | Socket<2> | Socket<10>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const part = await sock.recv(65_536);
    if (part.length === 0) return Buffer.concat(parts);
    parts.push(part);
  }
}

for (const [name, family, host, flag] of [
  ["IPv4", AF_INET, "127.0.0.1", "-4"],
  ["IPv6", AF_INET6, "::1", "-6"],
] as const) {
  // Left to itself, socat gives up half a second after one direction has ended, whether the other has or not.
  const peers = (port: number): [string, string, string[]][] => [
    ["socat", "socat", ["-t30", "-", `TCP${flag.slice(1)}:${host === "::1" ? "[::1]" : host}:${port}`]],
    ["ncat", "ncat", [flag, host, String(port)]],
  ];

  for (const which of [0, 1]) {
    test(`Socket serves ${which === 0 ? "socat" : "ncat"} over ${name}: both streams whole`, options, async (t) => {
      const listener = new Socket<2 | 10>(family, SOCK_STREAM);
      await listener.bind([host, 0]);
      listener.listen();
      const [, command, args] = peers(listener.getsockname()[1])[which] as [string, string, string[]];
      const peer = new Peer(t, command, args, data);
      const [conn] = await listener.accept();
      const received = all(conn as Socket<2>);
      await conn.sendall(data);
      conn.shutdown(SHUT_WR);
      assert.equal(digest(await received), digest(data));
      conn.close();
      assert.equal(digest(await peer.end()), digest(data));
      listener.close();
    });
  }

  test(`Socket exchanges datagrams with socat over ${name}`, options, async (t) => {
    const sock = new Socket<2 | 10>(family, SOCK_DGRAM);
    await sock.bind([host, 0]);
    const target = `UDP${flag.slice(1)}:${host === "::1" ? "[::1]" : host}:${sock.getsockname()[1]}`;
    const peer = new Peer(t, "socat", ["-", target]);
    peer.child.stdin?.write("to us\n");
    const [received, address] = await sock.recvfrom(100);
    assert.equal(String(received), "to us\n");
    await sock.sendto(Buffer.from("to socat\n"), address);
    assert.equal(await peer.line(), "to socat");
    peer.child.stdin?.end();
    await peer.end();
    sock.close();
  });
}

test("Socket connects to a Unix stream that socat listens on", options, async (t) => {
  const path = directory(t);
  const peer = new Peer(
    t,
    "socat",
    ["-d", "-d", "-lf", join(path, "log"), `UNIX-LISTEN:${join(path, "s")}`, "PIPE"],
    "",
  );
  const sock = new Socket(AF_UNIX, SOCK_STREAM);
  while ((await sock.connectEx(join(path, "s"))) !== 0) assert.equal(peer.child.exitCode, null);
  await sock.sendall(Buffer.from("through the pipe"));
  sock.shutdown(SHUT_WR);
  assert.equal(String(await all(sock)), "through the pipe");
  sock.close();
  await peer.end();
  assert.match(readFileSync(join(path, "log"), "utf8"), /listening on/);
});

test("Socket serves socat over abstract names, and over packets", options, async (t) => {
  const name = `${directory(t)}!`;
  for (const [type, kind] of [
    [SOCK_STREAM, ""],
    [SOCK_SEQPACKET, ",type=5"],
  ] as const) {
    const listener = new Socket(AF_UNIX, type);
    await listener.bind(`\0${name.replaceAll("/", "_")}`);
    listener.listen();
    const peer = new Peer(t, "socat", [
      "-",
      `ABSTRACT-CONNECT:${name.replaceAll("/", "_").replace("!", "\\!")}${kind}`,
    ]);
    const [conn] = await listener.accept();
    peer.child.stdin?.write("packet");
    assert.equal(String(await conn.recv(100)), "packet");
    await conn.sendall(Buffer.from("answer\n"));
    assert.equal(await peer.line(), "answer");
    conn.close();
    listener.close();
    await peer.end();
  }
});
