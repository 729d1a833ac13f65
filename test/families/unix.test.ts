import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_UNIX, MSG_TRUNC, SOCK_SEQPACKET, Socket, socketpair } from "berkeley";

test("Socket of AF_UNIX with SOCK_SEQPACKET keeps messages apart, in order, and tells the end", async () => {
  using listener = new Socket(AF_UNIX, SOCK_SEQPACKET);
  await listener.bind(`\0berkeley-seqpacket-${process.pid}`);
  listener.listen();
  using client = new Socket(AF_UNIX, SOCK_SEQPACKET);
  client.settimeout(20);
  const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
  using closing = server;
  closing.settimeout(20);
  for (const text of ["one", "two", "three"]) await client.send(Buffer.from(text));
  for (const text of ["one", "two", "three"]) assert.equal(String(await closing.recv(100)), text);
  client.close();
  assert.equal((await closing.recv(100)).length, 0);
});

test("recvmsg on a SOCK_SEQPACKET socket says that a message was cut", async () => {
  const [left, right] = socketpair(AF_UNIX, SOCK_SEQPACKET);
  using one = left;
  using other = right;
  await one.send(Buffer.from("longer than that"));
  const [data, , flags] = await other.recvmsg(6);
  assert.equal(String(data), "longer");
  assert.equal(flags & MSG_TRUNC, MSG_TRUNC);
});
