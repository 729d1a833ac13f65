// The examples against the chapter's own programs: one side is Python's.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";

const UDP_SERVER = `
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    sock.bind(('localhost', 0))
    print(sock.getsockname()[1], flush=True)
    while True:
        data, sender_addr = sock.recvfrom(1024)
        bytes_sent = sock.sendto(data, sender_addr)
`;

const UDP_CLIENT = `
import socket, sys
server = 'localhost', int(sys.argv[1])
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    for line in ['lines of text', 'Crazy bananas! £€ should go through.', "don't", 'both \\' and "', '\\t\\\\\\x01']:
        data = line.encode('utf-8')
        bytes_sent = sock.sendto(data, server)
        response, address = sock.recvfrom(1024)
        print(f"RCVD {data!r}) from {sock.getsockname()}".replace('0.0.0.0', '127.0.0.1'))
        print(f"SENT {data!r} ({bytes_sent}/{len(data)}) to {sock.getsockname()}".replace('0.0.0.0', '127.0.0.1'))
`;

function linesOf(child: ChildProcess): string[] {
  const lines: string[] = [];
  createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> }).on("line", (line) =>
    lines.push(line),
  );
  return lines;
}

async function until(child: ChildProcess, condition: () => boolean): Promise<void> {
  while (!condition()) await once(child.stdout as NonNullable<ChildProcess["stdout"]>, "data");
}

test("the UDP client talks to the chapter's server in Python", { timeout: 30_000 }, async () => {
  const server = spawn("/usr/bin/python3", ["-c", UDP_SERVER], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const served = linesOf(server);
    await until(server, () => served.length > 0);
    const client = spawn(process.execPath, ["build/ts/examples/udp-echo-client.js", "--port", served[0] as string], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = linesOf(client);
    assert.deepEqual(await once(client, "close"), [0, null]);
    assert.equal(lines.length, 11);
    assert.equal(lines[9], `RCVD 'Crazy bananas! £€ should go through.' from ('127.0.0.1', ${served[0]})`);
  } finally {
    server.kill();
  }
});

test("the UDP server prints to a client in Python what Python would print", { timeout: 30_000 }, async () => {
  const server = spawn(process.execPath, ["build/ts/examples/udp-echo-server.js", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = linesOf(server);
    await until(server, () => lines.length > 0);
    const port = /:(\d+)$/.exec(lines[0] as string)?.[1] as string;
    const client = spawn("/usr/bin/python3", ["-X", "utf8", "-c", UDP_CLIENT, port], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const expected = linesOf(client);
    assert.deepEqual(await once(client, "close"), [0, null]);
    await until(server, () => lines.length > expected.length);
    assert.deepEqual(lines.slice(1), expected);
    server.kill("SIGINT");
    assert.deepEqual(await once(server, "close"), [0, null]);
  } finally {
    server.kill();
  }
});
