import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_VSOCK, SOCK_SEQPACKET, SOCK_STREAM, Socket, VMADDR_CID_ANY, VMADDR_PORT_ANY } from "berkeley";
import { Socket as SyncSocket } from "berkeley/sync";

const VMADDR_CID_LOCAL = 1;

for (const [name, type] of [
  ["SOCK_STREAM", SOCK_STREAM],
  ["SOCK_SEQPACKET", SOCK_SEQPACKET],
] as const) {
  test(`Socket of AF_VSOCK with ${name} connects within this machine and carries data both ways`, async () => {
    using listener = new Socket(AF_VSOCK, type);
    await listener.bind([VMADDR_CID_ANY, VMADDR_PORT_ANY]);
    listener.listen();
    const [cid, port] = listener.getsockname();
    assert.equal(cid, VMADDR_CID_ANY);
    using client = new Socket(AF_VSOCK, type);
    client.settimeout(20);
    const [[server, address]] = await Promise.all([listener.accept(), client.connect([VMADDR_CID_LOCAL, port])]);
    using closing = server;
    assert.equal(address[0], VMADDR_CID_LOCAL);
    assert.deepEqual(client.getpeername(), [VMADDR_CID_LOCAL, port]);
    const data = Buffer.alloc(type === SOCK_STREAM ? 300_000 : 3000, 7);
    const receiving = (async () => {
      const parts: Buffer[] = [];
      for (let length = 0; length < data.length; ) {
        const part = await closing.recv(65_536);
        assert.notEqual(part.length, 0);
        parts.push(part);
        length += part.length;
      }
      return Buffer.concat(parts);
    })();
    await client.sendall(data);
    assert.deepEqual(await receiving, data);
    await closing.sendall(Buffer.from("thanks"));
    assert.equal(String(await client.recv(100)), "thanks");
  });
}

test("connect to a vsock port where nobody listens is reset", async () => {
  using client = new Socket(AF_VSOCK, SOCK_STREAM);
  await assert.rejects(client.connect([VMADDR_CID_LOCAL, 0x7fff_fff0]), { code: "ECONNRESET" });
});

test("Socket of AF_VSOCK of berkeley/sync gives the same addresses", () => {
  using sock = new SyncSocket(AF_VSOCK, SOCK_STREAM);
  sock.bind([VMADDR_CID_LOCAL, VMADDR_PORT_ANY]);
  assert.equal(sock.getsockname()[0], VMADDR_CID_LOCAL);
});
