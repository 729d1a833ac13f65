import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_TIPC,
  decodeTipcEvent,
  encodeTipcGroupRequest,
  encodeTipcSubscription,
  MSG_OOB,
  SOCK_DGRAM,
  SOCK_RDM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_TIPC,
  Socket,
  TIPC_ADDR_ID,
  TIPC_ADDR_NAME,
  TIPC_ADDR_NAMESEQ,
  TIPC_GROUP_JOIN,
  TIPC_GROUP_LEAVE,
  TIPC_GROUP_MEMBER_EVTS,
  TIPC_NODE_SCOPE,
  TIPC_PUBLISHED,
  TIPC_SUB_PORTS,
  TIPC_SUBSCR_TIMEOUT,
  TIPC_TOP_SRV,
  TIPC_WITHDRAWN,
} from "berkeley";

let nextType = 18_000;

function open(type: number): Socket<30> {
  const sock = new Socket(AF_TIPC, type);
  sock.settimeout(20);
  return sock;
}

for (const [name, kind] of [
  ["SOCK_RDM", SOCK_RDM],
  ["SOCK_DGRAM", SOCK_DGRAM],
] as const) {
  test(`Socket of AF_TIPC with ${name} sends to a service by name, and answers a socket`, async () => {
    const service = nextType++;
    using server = open(kind);
    using client = open(kind);
    await server.bind([TIPC_ADDR_NAMESEQ, service, 1, 10, TIPC_NODE_SCOPE]);
    await client.sendto(Buffer.from("question"), [TIPC_ADDR_NAME, service, 5, 0]);
    const [data, from] = await server.recvfrom(100);
    assert.equal(String(data), "question");
    assert.deepEqual(from.slice(0, 3), client.getsockname().slice(0, 3));
    assert.equal(from[0], TIPC_ADDR_ID);
    await server.sendto(Buffer.from("answer"), from);
    assert.equal(String(await client.recv(100)), "answer");
  });
}

test("sendto a range of instances reaches every socket that is bound to one of them", async () => {
  const service = nextType++;
  using one = open(SOCK_DGRAM);
  using other = open(SOCK_DGRAM);
  using outside = open(SOCK_DGRAM);
  await one.bind([TIPC_ADDR_NAMESEQ, service, 1, 1]);
  await other.bind([TIPC_ADDR_NAMESEQ, service, 2, 2]);
  await outside.bind([TIPC_ADDR_NAMESEQ, service, 9, 9]);
  using sender = open(SOCK_DGRAM);
  await sender.sendto(Buffer.from("all"), [TIPC_ADDR_NAMESEQ, service, 1, 5]);
  assert.equal(String(await one.recv(100)), "all");
  assert.equal(String(await other.recv(100)), "all");
  outside.settimeout(0);
  await assert.rejects(outside.recv(100), { code: "EAGAIN" });
});

for (const [name, kind] of [
  ["SOCK_STREAM", SOCK_STREAM],
  ["SOCK_SEQPACKET", SOCK_SEQPACKET],
] as const) {
  test(`Socket of AF_TIPC with ${name} connects to a service by name`, async () => {
    const service = nextType++;
    using listener = open(kind);
    await listener.bind([TIPC_ADDR_NAMESEQ, service, 0, 0]);
    listener.listen();
    using client = open(kind);
    const [[server]] = await Promise.all([listener.accept(), client.connect([TIPC_ADDR_NAME, service, 0, 0])]);
    using closing = server;
    await client.sendall(Buffer.from("hello"));
    assert.equal(String(await closing.recv(100)), "hello");
    assert.deepEqual(closing.getpeername().slice(0, 3), client.getsockname().slice(0, 3));
  });
}

test("a subscription to the topology service tells of sockets that come and go", async () => {
  const service = nextType++;
  using topology = open(SOCK_SEQPACKET);
  await topology.connect([TIPC_ADDR_NAME, TIPC_TOP_SRV, TIPC_TOP_SRV, 0]);
  const handle = Buffer.from("subject!");
  await topology.send(encodeTipcSubscription({ type: service, filter: TIPC_SUB_PORTS, handle }));
  const sock = open(SOCK_RDM);
  await sock.bind([TIPC_ADDR_NAMESEQ, service, 3, 4]);
  const published = decodeTipcEvent(await topology.recv(100));
  assert.equal(published.event, TIPC_PUBLISHED);
  assert.deepEqual([published.lower, published.upper], [3, 4]);
  assert.deepEqual([published.node, published.reference], sock.getsockname().slice(1, 3));
  assert.deepEqual(published.subscription.handle, handle);
  sock.close();
  assert.equal(decodeTipcEvent(await topology.recv(100)).event, TIPC_WITHDRAWN);
});

test("a subscription ends with an event when its time is over", async () => {
  using topology = open(SOCK_SEQPACKET);
  await topology.connect([TIPC_ADDR_NAME, TIPC_TOP_SRV, TIPC_TOP_SRV, 0]);
  await topology.send(encodeTipcSubscription({ type: nextType++, timeout: 0.05 }));
  assert.equal(decodeTipcEvent(await topology.recv(100)).event, TIPC_SUBSCR_TIMEOUT);
});

test("send to a group reaches its members, which TIPC_GROUP_JOIN makes", async () => {
  const type = nextType++;
  using one = open(SOCK_RDM);
  using other = open(SOCK_RDM);
  // An empty message tells of each member, so that nobody sends before the other is there.
  one.setsockopt(
    SOL_TIPC,
    TIPC_GROUP_JOIN,
    encodeTipcGroupRequest({ type, instance: 1, flags: TIPC_GROUP_MEMBER_EVTS }),
  );
  other.setsockopt(SOL_TIPC, TIPC_GROUP_JOIN, encodeTipcGroupRequest({ type, instance: 2, flags: 0 }));
  const [event] = await one.recvfrom(100);
  assert.equal(event.length, 0);
  await one.send(Buffer.from("to all"));
  const [data, from] = await other.recvfrom(100);
  assert.equal(String(data), "to all");
  assert.deepEqual(from.slice(0, 3), one.getsockname().slice(0, 3));
  // An option without any value.
  other.setsockopt(SOL_TIPC, TIPC_GROUP_LEAVE, null, 0);
});

test("sendto in a group reaches a member, one of those with an instance, or all of those", async () => {
  const type = nextType++;
  using one = open(SOCK_RDM);
  using two = open(SOCK_RDM);
  using twin = open(SOCK_RDM);
  for (const [member, instance] of [
    [one, 1],
    [two, 2],
    [twin, 2],
  ] as const) {
    member.setsockopt(SOL_TIPC, TIPC_GROUP_JOIN, encodeTipcGroupRequest({ type, instance }));
  }
  using sender = open(SOCK_RDM);
  sender.setsockopt(
    SOL_TIPC,
    TIPC_GROUP_JOIN,
    encodeTipcGroupRequest({ type, instance: 9, flags: TIPC_GROUP_MEMBER_EVTS }),
  );
  const joined: number[] = [];
  while (joined.length < 3) {
    const [event, , flags, from] = await sender.recvmsg(100);
    assert.deepEqual([event.length, flags & MSG_OOB], [0, MSG_OOB]);
    joined.push(from[2]);
  }
  const references = [one, two, twin].map((member) => member.getsockname()[2]);
  assert.deepEqual(joined.sort(), references.sort());

  await sender.sendto(Buffer.from("to you"), one.getsockname());
  assert.equal(String(await one.recv(100)), "to you");
  await sender.sendto(Buffer.from("to one of you"), [TIPC_ADDR_NAME, type, 2, 0]);
  await sender.sendto(Buffer.from("to both of you"), [TIPC_ADDR_NAMESEQ, type, 2, 2]);
  const first = (await Promise.all([two.recv(100), twin.recv(100)])).map(String);
  assert.deepEqual([...first].sort(), ["to both of you", "to one of you"]);
  const chosen = first[0] === "to one of you" ? two : twin;
  assert.equal(String(await chosen.recv(100)), "to both of you");
});

test("connect to a TIPC service that nobody offers is refused", async () => {
  using client = open(SOCK_STREAM);
  await assert.rejects(client.connect([TIPC_ADDR_NAME, nextType++, 0, 0]), (error: NodeJS.ErrnoException) => {
    return error.code === "ECONNREFUSED" || error.code === "EHOSTUNREACH";
  });
});
