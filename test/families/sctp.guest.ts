import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  AF_INET6,
  decodeSctpReceiveInfo,
  encodeSctpSendInfo,
  IPPROTO_SCTP,
  SCTP_NODELAY,
  SCTP_RCVINFO,
  SCTP_RECVRCVINFO,
  SCTP_SNDINFO,
  SCTP_UNORDERED,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  Socket,
} from "berkeley";

for (const [name, family, host] of [
  ["AF_INET", AF_INET, "127.0.0.1"],
  ["AF_INET6", AF_INET6, "::1"],
] as const) {
  test(`Socket of ${name} with IPPROTO_SCTP connects one to one`, async () => {
    using listener = new Socket<number>(family, SOCK_STREAM, IPPROTO_SCTP);
    await listener.bind([host, 0]);
    listener.listen();
    using client = new Socket<number>(family, SOCK_STREAM, IPPROTO_SCTP);
    client.settimeout(20);
    client.setsockopt(IPPROTO_SCTP, SCTP_NODELAY, 1);
    assert.equal(client.getsockopt(IPPROTO_SCTP, SCTP_NODELAY), 1);
    const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
    using closing = server;
    await client.sendall(Buffer.from("hello"));
    assert.equal(String(await closing.recv(100)), "hello");
    await closing.sendall(Buffer.from("world"));
    assert.equal(String(await client.recv(100)), "world");
    assert.deepEqual(client.getpeername(), listener.getsockname());
  });
}

test("Socket of SOCK_SEQPACKET with IPPROTO_SCTP serves many peers, and keeps messages apart", async () => {
  using server = new Socket(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP);
  await server.bind(["127.0.0.1", 0]);
  server.listen();
  server.settimeout(20);
  using one = new Socket(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP);
  using other = new Socket(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP);
  for (const [sock, text] of [
    [one, "one"],
    [other, "other"],
  ] as const) {
    sock.settimeout(20);
    await sock.sendto(Buffer.from(text), server.getsockname());
    await sock.sendto(Buffer.from("again"), server.getsockname());
  }
  const messages: [string, number][] = [];
  for (let i = 0; i < 4; i++) {
    const [data, address] = await server.recvfrom(100);
    messages.push([String(data), address[1]]);
  }
  const texts = messages.map(([text]) => text).sort();
  assert.deepEqual(texts, ["again", "again", "one", "other"]);
  assert.equal(new Set(messages.map(([, port]) => port)).size, 2);
});

test("sendmsg chooses the stream and the payload protocol, and recvmsg tells them", async () => {
  using server = new Socket(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP);
  await server.bind(["127.0.0.1", 0]);
  server.listen();
  server.settimeout(20);
  server.setsockopt(IPPROTO_SCTP, SCTP_RECVRCVINFO, 1);
  using client = new Socket(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP);
  client.settimeout(20);
  const info = encodeSctpSendInfo({ stream: 3, ppid: 46, flags: SCTP_UNORDERED });
  const ancdata = [[IPPROTO_SCTP, SCTP_SNDINFO, info]] as const;
  await client.sendmsg([Buffer.from("on three")], ancdata, 0, server.getsockname());
  const [data, { others }] = await server.recvmsg(100, { ancillary: [] });
  assert.equal(String(data), "on three");
  const found = others.find(([level, type]) => level === IPPROTO_SCTP && type === SCTP_RCVINFO);
  assert.ok(found);
  const { stream, ppid, flags } = decodeSctpReceiveInfo(found[2]);
  assert.deepEqual([stream, ppid, flags & SCTP_UNORDERED], [3, 46, SCTP_UNORDERED]);
});
