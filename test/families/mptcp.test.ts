import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { AF_INET, AF_INET6, IPPROTO_MPTCP, SOCK_STREAM, Socket } from "berkeley";

const enabled = "/proc/sys/net/mptcp/enabled";
const missing =
  existsSync(enabled) && readFileSync(enabled, "utf8").trim() === "1" ? false : "net.mptcp.enabled is not 1";
const SOL_MPTCP = 284;
const MPTCP_INFO = 1;

for (const [name, family, host] of [
  ["AF_INET", AF_INET, "127.0.0.1"],
  ["AF_INET6", AF_INET6, "::1"],
] as const) {
  test(`Socket of ${name} with IPPROTO_MPTCP speaks MPTCP to another`, { skip: missing }, async () => {
    using listener = new Socket<number>(family, SOCK_STREAM, IPPROTO_MPTCP);
    await listener.bind([host, 0]);
    listener.listen();
    using client = new Socket<number>(family, SOCK_STREAM, IPPROTO_MPTCP);
    client.settimeout(20);
    const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
    using closing = server;
    assert.equal(closing.proto, IPPROTO_MPTCP);
    await client.sendall(Buffer.from("over several paths"));
    assert.equal(String(await closing.recv(100)), "over several paths");
    // struct mptcp_info: the flags at 8; bit 0 says that the connection fell back to TCP.
    const info = client.getsockopt(SOL_MPTCP, MPTCP_INFO, 256);
    assert.equal(info.readUInt32LE(8) & 1, 0);
  });
}

test("Socket of IPPROTO_MPTCP speaks TCP with a server that knows no other", { skip: missing }, async () => {
  using listener = new Socket(AF_INET, SOCK_STREAM);
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  using client = new Socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
  client.settimeout(20);
  const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
  using closing = server;
  await closing.sendall(Buffer.from("plain"));
  assert.equal(String(await client.recv(100)), "plain");
});
