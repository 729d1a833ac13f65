// The guest lets every group ping: net.ipv4.ping_group_range.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  AF_INET6,
  decodeIcmpEcho,
  decodeIcmpv6Echo,
  encodeIcmpEcho,
  encodeIcmpv6Echo,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  SOCK_DGRAM,
  Socket,
} from "berkeley";

test("Socket of SOCK_DGRAM with IPPROTO_ICMP pings without rights", async () => {
  using sock = new Socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
  sock.settimeout(20);
  const data = Buffer.from("are you there");
  await sock.sendto(encodeIcmpEcho({ sequence: 1, data }), ["127.0.0.1", 0]);
  const [bytes, from] = await sock.recvfrom(1000);
  const echo = decodeIcmpEcho(bytes);
  assert.ok(echo !== null);
  // The kernel puts the socket's port in the identifier's place.
  assert.deepEqual([echo.reply, echo.sequence, echo.identifier], [true, 1, sock.getsockname()[1]]);
  assert.deepEqual(echo.data, data);
  assert.equal(from[0], "127.0.0.1");
});

test("Socket of SOCK_DGRAM with IPPROTO_ICMPV6 pings without rights", async () => {
  using sock = new Socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6);
  sock.settimeout(20);
  await sock.sendto(encodeIcmpv6Echo({ sequence: 2 }), ["::1", 0]);
  const echo = decodeIcmpv6Echo(await sock.recv(1000));
  assert.deepEqual([echo?.reply, echo?.sequence], [true, 2]);
});
