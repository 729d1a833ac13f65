import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import {
  AF_INET,
  AF_NETLINK,
  decodeInetDiag,
  decodeNetlinkMessages,
  decodeRtnetlink,
  encodeInetDiagDump,
  encodeNetlinkMessage,
  encodeRtnetlinkDump,
  IPPROTO_TCP,
  type LinkMessage,
  NETLINK_EXT_ACK,
  NETLINK_ROUTE,
  NETLINK_SOCK_DIAG,
  type NetlinkMessage,
  NLM_F_ACK,
  NLM_F_REQUEST,
  NLMSG_DONE,
  netlinkError,
  RTM_DELLINK,
  type RtnetlinkMessage,
  SOCK_RAW,
  SOL_NETLINK,
  Socket,
} from "berkeley";

async function all(sock: Socket<16>, request: Buffer): Promise<NetlinkMessage[]> {
  await sock.send(request);
  const messages: NetlinkMessage[] = [];
  for (;;) {
    for (const message of decodeNetlinkMessages(await sock.recv(65_536))) {
      const error = netlinkError(message);
      if (error !== null) throw error;
      if (message.type === NLMSG_DONE) return messages;
      messages.push(message);
    }
  }
}

async function list<K extends RtnetlinkMessage["kind"]>(kind: K): Promise<Extract<RtnetlinkMessage, { kind: K }>[]> {
  using sock = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  sock.settimeout(20);
  await sock.bind([0, 0]);
  const messages = await all(sock, encodeRtnetlinkDump(kind, 0, 1));
  return messages.map(decodeRtnetlink) as Extract<RtnetlinkMessage, { kind: K }>[];
}

// What ip(8) shows as JSON.
function ip(...args: string[]): Record<string, unknown>[] {
  return JSON.parse(execFileSync("ip", ["-json", ...args], { encoding: "utf8" }));
}

test("bind gives a netlink socket a port, which getsockname tells", async () => {
  using sock = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  assert.deepEqual(sock.getsockname(), [0, 0]);
  await sock.bind([0, 5]);
  const [pid, groups] = sock.getsockname();
  assert.notEqual(pid, 0);
  assert.equal(groups, 5);
});

test("encodeRtnetlinkDump and decodeRtnetlink list the links as ip does", async () => {
  const links = await list("link");
  const shown = ip("link").map((link) => [link.ifindex, link.ifname, link.mtu, link.address ?? ""]);
  assert.deepEqual(
    links.map(({ index, name, mtu, address }) => [index, name, mtu, address]),
    shown,
  );
  const loopback = links.find(({ name }) => name === "lo") as LinkMessage;
  assert.deepEqual([loopback.kind, loopback.removed, loopback.type], ["link", false, 772]);
});

test("encodeRtnetlinkDump and decodeRtnetlink list the addresses as ip does", async () => {
  const addresses = await list("address");
  const shown = ip("address").flatMap(({ ifindex, addr_info }) =>
    (addr_info as Record<string, unknown>[]).map(({ local, prefixlen }) => `${ifindex} ${local}/${prefixlen}`),
  );
  assert.deepEqual(
    addresses.map(({ index, address, prefixLength }) => `${index} ${address}/${prefixLength}`).sort(),
    shown.sort(),
  );
});

test("encodeRtnetlinkDump and decodeRtnetlink list the routes as ip does", async () => {
  const names = new Map((await list("link")).map(({ index, name }) => [index, name]));
  const routes = (await list("route")).filter(({ family }) => family === AF_INET);
  const shown = ip("-4", "route", "show", "table", "all").map(({ dst, gateway, dev }) => `${dst} ${gateway} ${dev}`);
  const ours = routes.map(({ destination, prefixLength, gateway, outputInterface }) => {
    const to = destination === null ? "default" : `${destination}${prefixLength === 32 ? "" : `/${prefixLength}`}`;
    return `${to} ${gateway ?? undefined} ${names.get(outputInterface)}`;
  });
  assert.deepEqual(ours.sort(), shown.sort());
});

test("netlinkError tells what the kernel says about a request that failed", async () => {
  using sock = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  sock.settimeout(20);
  sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1);
  const payload = Buffer.alloc(16);
  payload.writeInt32LE(0x7fff_fff0, 4);
  await sock.send(encodeNetlinkMessage({ type: RTM_DELLINK, flags: NLM_F_REQUEST | NLM_F_ACK, payload }));
  const [message] = decodeNetlinkMessages(await sock.recv(65_536));
  const error = netlinkError(message as NetlinkMessage);
  assert.ok(error !== null);
  assert.match(error.code, /^(ENODEV|EPERM)$/);
});

test("encodeInetDiagDump and decodeInetDiag find a listening socket of this process", async () => {
  using listener = new Socket(AF_INET);
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  using sock = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
  sock.settimeout(20);
  const TCP_LISTEN = 10;
  const request = encodeInetDiagDump({ family: AF_INET, protocol: IPPROTO_TCP, states: 1 << TCP_LISTEN });
  let messages: NetlinkMessage[];
  try {
    messages = await all(sock, request);
  } catch (error) {
    // A kernel without the module inet_diag.
    assert.equal((error as NodeJS.ErrnoException).code, "ENOENT");
    return;
  }
  const [host, port] = listener.getsockname();
  const found = messages.map(decodeInetDiag).find((entry) => entry?.local[1] === port);
  assert.deepEqual(found?.local, [host, port]);
  assert.equal(found?.state, TCP_LISTEN);
});
