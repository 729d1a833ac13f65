// Ancillary data by meaning, over real sockets.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  CMSG_SPACE,
  enableAncillary,
  hopLimit,
  MSG_ERRQUEUE,
  MSG_ZEROCOPY,
  packetInfo,
  parseAncillary,
  SO_RCVBUF,
  SOCK_DGRAM,
  SOL_SOCKET,
  SOL_TCP,
  Socket,
  scmCredentials,
  setOption,
  socketpair,
  TCP_INQ,
  trafficClass,
  udpSegment,
} from "berkeley";
import { tcpPair } from "../async/peers.ts";

for (const [family, host, origin] of [
  [AF_INET, "127.0.0.1", "icmp"],
  [AF_INET6, "::1", "icmp6"],
  [AF_INET6, "::ffff:127.0.0.1", "icmp"],
] as const) {
  test(`recvmsg with MSG_ERRQUEUE decodes the error of a refused datagram, over ${host}`, async () => {
    using closedPort = new Socket<number>(family, SOCK_DGRAM);
    await closedPort.bind([host, 0]);
    const target = closedPort.getsockname();
    closedPort.close();
    using sender = new Socket<number>(family, SOCK_DGRAM);
    // The error queue tells of these as well, before the error.
    enableAncillary(sender, ["packetInfo", "hopLimit", "trafficClass", "timestamp", "error"]);
    await sender.connect(target);
    await sender.send(Buffer.from("anybody?"));
    // The refusal is told first as the error of the next receipt, and lies in the queue with its particulars.
    sender.settimeout(20);
    await assert.rejects(sender.recv(1), { code: "ECONNREFUSED" });
    const [data, ancillary, flags, address] = await sender.recvmsg(100, { ancillary: ["error"], flags: MSG_ERRQUEUE });
    const { error, truncated } = ancillary;
    assert.equal(data.toString(), "anybody?");
    assert.equal(flags & MSG_ERRQUEUE, MSG_ERRQUEUE);
    assert.deepEqual(address, target);
    assert.equal(error?.code, "ECONNREFUSED");
    assert.equal(error?.origin, origin);
    assert.equal(error?.offender?.[0], host);
    assert.equal(truncated, false);
  });
}

for (const [family, host] of [
  [AF_INET, "127.0.0.1"],
  [AF_INET6, "::1"],
] as const) {
  test(`recvmsg decodes packetInfo, hopLimit and trafficClass sent by sendmsg, over ${host}`, async () => {
    using receiver = new Socket<number>(family, SOCK_DGRAM);
    using sender = new Socket<number>(family, SOCK_DGRAM);
    await receiver.bind([host, 0]);
    await sender.bind([host, 0]);
    const kinds = ["packetInfo", "hopLimit", "trafficClass", "timestamp"] as const;
    enableAncillary(receiver, kinds);
    const ancdata = [packetInfo({ address: host }), hopLimit(family, 7), trafficClass(family, 0x2a)];
    await sender.sendmsg([Buffer.from("x")], ancdata, 0, receiver.getsockname());
    const [data, ancillary, , address] = await receiver.recvmsg(10, { ancillary: kinds });
    assert.equal(data.toString(), "x");
    assert.deepEqual(address, sender.getsockname());
    assert.equal(ancillary.packetInfo?.address, host);
    assert.ok((ancillary.packetInfo?.interfaceIndex ?? 0) > 0);
    assert.equal(ancillary.hopLimit, 7);
    assert.equal(ancillary.trafficClass, 0x2a);
    assert.equal(typeof ancillary.timestamp, "bigint");
    assert.deepEqual(ancillary.others, []);
    assert.deepEqual(ancillary.rights, []);
    assert.equal(ancillary.truncated, false);
  });
}

test("recvmsg with MSG_ERRQUEUE does not wait for a recv that waits", async () => {
  using closedPort = new Socket(AF_INET, SOCK_DGRAM);
  await closedPort.bind(["127.0.0.1", 0]);
  const target = closedPort.getsockname();
  closedPort.close();
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  enableAncillary(sender, ["error"]);
  sender.settimeout(20);
  const received = sender.recv(1).catch(() => undefined);
  const queued = sender.recvmsg(100, { ancillary: ["error"], flags: MSG_ERRQUEUE });
  // Unconnected: the refusal is in the queue, and the recv is told of it or goes on waiting.
  await sender.sendto(Buffer.from("anybody?"), target);
  assert.equal((await queued)[1].error?.code, "ECONNREFUSED");
  sender.close();
  await received;
});

test("recvmsg with MSG_ERRQUEUE tells that sends with MSG_ZEROCOPY are over, and which", async () => {
  const [client, receiver] = await tcpPair();
  using _client = client;
  using _receiver = receiver;
  client.settimeout(20);
  setOption(client, "SO_ZEROCOPY", true);
  const data = Buffer.alloc(10_000, 1);
  for (let i = 0; i < 2; i++) {
    await client.send(data, MSG_ZEROCOPY);
    assert.ok((await receiver.recv(data.length)).length > 0);
  }
  const finished: number[] = [];
  while (finished.length < 2) {
    const [, { error }] = await client.recvmsg(1, { ancillary: ["error"], flags: MSG_ERRQUEUE });
    assert.deepEqual([error?.origin, error?.errno], ["zerocopy", 0]);
    for (let send = error?.info as number; send <= (error?.data as number); send++) finished.push(send);
  }
  assert.deepEqual(finished, [0, 1]);
});

test("parseAncillary decodes what recvmsg gave in a buffer of the caller's size", async () => {
  using receiver = new Socket(AF_INET, SOCK_DGRAM);
  await receiver.bind(["127.0.0.1", 0]);
  enableAncillary(receiver, ["hopLimit"]);
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  await sender.sendto(Buffer.from("x"), receiver.getsockname());
  const [, ancdata] = await receiver.recvmsg(10, CMSG_SPACE(4));
  assert.equal(ancdata.length, 1);
  assert.equal(parseAncillary(ancdata).hopLimit, 64);
});

test("udpSegment cuts one sendmsg into datagrams, and segmentSize joins them in one recvmsg", async () => {
  using receiver = new Socket(AF_INET, SOCK_DGRAM);
  await receiver.bind(["127.0.0.1", 0]);
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  await sender.connect(receiver.getsockname());
  const data = Buffer.from("aaaabbbbcc");
  await sender.sendmsg([data], [udpSegment(4)]);
  assert.equal((await receiver.recv(100)).toString(), "aaaa");
  assert.equal((await receiver.recv(100)).toString(), "bbbb");
  assert.equal((await receiver.recv(100)).toString(), "cc");
  enableAncillary(receiver, ["segmentSize"]);
  await sender.sendmsg([data], [udpSegment(4)]);
  const [joined, { segmentSize }] = await receiver.recvmsg(100, { ancillary: ["segmentSize"] });
  assert.equal(joined.toString(), data.toString());
  assert.equal(segmentSize, 4);
});

test("dropped counts the datagrams that had no room", async () => {
  using receiver = new Socket(AF_INET, SOCK_DGRAM);
  receiver.setsockopt(SOL_SOCKET, SO_RCVBUF, 2048);
  await receiver.bind(["127.0.0.1", 0]);
  enableAncillary(receiver, ["dropped"]);
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  for (let i = 0; i < 50; i++) await sender.sendto(Buffer.alloc(1000), receiver.getsockname());
  receiver.settimeout(0);
  try {
    for (;;) await receiver.recv(1000);
  } catch (error) {
    assert.equal((error as { code: string }).code, "EAGAIN");
  }
  receiver.settimeout(20);
  await sender.sendto(Buffer.alloc(10), receiver.getsockname());
  const [, { dropped }] = await receiver.recvmsg(1000, { ancillary: ["dropped"] });
  assert.ok((dropped ?? 0) > 0 && (dropped ?? 0) < 50);
});

test("credentials tell who sent, and peerCredentials who is at the other end", async () => {
  const [a, b] = socketpair(AF_UNIX, SOCK_DGRAM);
  using _a = a;
  using _b = b;
  const own = { pid: process.pid, uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
  enableAncillary(b, ["credentials"]);
  await a.send(Buffer.from("implicit"));
  assert.deepEqual((await b.recvmsg(20, { ancillary: ["credentials"] }))[1].credentials, own);
  await a.sendmsg([Buffer.from("explicit")], [scmCredentials(own)]);
  assert.deepEqual((await b.recvmsg(20, { ancillary: ["credentials"] }))[1].credentials, own);
  const { pid, uid, gid, groups, securityLabel } = a.peerCredentials();
  assert.deepEqual({ pid, uid, gid }, own);
  assert.ok(groups === null || groups.every((group) => Number.isInteger(group)));
  assert.ok(securityLabel === null || typeof securityLabel === "string");
});

test("peerCredentials gives nobody's credentials for no peer", () => {
  using stream = new Socket(AF_UNIX);
  assert.throws(() => stream.peerCredentials(), { code: "ENOTCONN", syscall: "getsockopt" });
  using datagrams = new Socket(AF_INET, SOCK_DGRAM);
  assert.throws(() => datagrams.peerCredentials(), { code: "EOPNOTSUPP", syscall: "getsockopt" });
  stream.close();
  assert.throws(() => stream.peerCredentials(), { code: "EBADF" });
});

test("what is no kind, descriptor or address is refused, naming the argument", async () => {
  const [a, b] = socketpair(AF_UNIX, SOCK_DGRAM);
  using _a = a;
  using _b = b;
  await assert.rejects(a.recvmsg(1, { ancillary: ["nothing" as never] }), { name: "RangeError", message: /ancillary/ });
  await assert.rejects(a.recvmsg(1, { ancillary: "rights" as never }), { name: "TypeError", message: /ancillary/ });
  assert.throws(() => enableAncillary(a, [1 as never]), TypeError);
  assert.throws(() => enableAncillary(a, ["packetInfo"]), { code: "EOPNOTSUPP" });
  assert.throws(() => packetInfo({ address: "example.org" }), { name: "RangeError", message: /address/ });
  assert.throws(() => hopLimit(AF_INET, 256), { name: "RangeError", message: /hops/ });
  assert.throws(() => udpSegment(0), { name: "RangeError", message: /size/ });
  assert.throws(() => scmCredentials({ pid: 1, uid: -1, gid: 0 }), { name: "RangeError", message: /uid/ });
});

test("recvmsg gives a kind that was asked for, whatever else the socket has options for", async () => {
  using receiver = new Socket(AF_INET, SOCK_DGRAM);
  await receiver.bind(["127.0.0.1", 0]);
  enableAncillary(receiver, ["packetInfo", "hopLimit", "trafficClass", "timestamp", "timestamps"]);
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  await sender.sendto(Buffer.from("x"), receiver.getsockname());
  const [, { trafficClass: value, truncated }] = await receiver.recvmsg(10, { ancillary: ["trafficClass"] });
  assert.deepEqual([value, truncated], [0, false]);
});

test("recvmsg gives control messages of an unknown kind as others", async () => {
  const [client, receiver] = await tcpPair();
  using _client = client;
  using _receiver = receiver;
  // Each receipt tells how many bytes are left.
  receiver.setsockopt(SOL_TCP, TCP_INQ, 1);
  await client.sendall(Buffer.from("x"));
  const [, { others, truncated }] = await receiver.recvmsg(10, { ancillary: [] });
  assert.deepEqual(others, [[SOL_TCP, TCP_INQ, Buffer.alloc(4)]]);
  assert.equal(truncated, false);
});

test("enableAncillary on a dual-stack socket is for what comes over IPv4 too", async () => {
  const kinds = ["packetInfo", "hopLimit", "trafficClass"] as const;
  using receiver = new Socket(AF_INET6, SOCK_DGRAM);
  await receiver.bind(["::", 0]);
  enableAncillary(receiver, kinds);
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  const to = ["127.0.0.1", receiver.getsockname()[1]] as const;
  await sender.sendmsg([Buffer.from("x")], [hopLimit(AF_INET, 9), trafficClass(AF_INET, 4)], 0, to);
  const [, ancillary] = await receiver.recvmsg(10, { ancillary: kinds });
  assert.equal(ancillary.packetInfo?.address, "::ffff:127.0.0.1");
  assert.deepEqual([ancillary.hopLimit, ancillary.trafficClass], [9, 4]);
});
