import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  AF_INET6,
  decodeIcmpEcho,
  decodeIcmpv6Echo,
  decodeIpv4Packet,
  encodeIcmpEcho,
  encodeIcmpv6Echo,
  IP_HDRINCL,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_IP,
  IPPROTO_RAW,
  SOCK_RAW,
  Socket,
} from "berkeley";

const root = process.geteuid?.() === 0;
const rights = root ? false : "raw sockets need CAP_NET_RAW";

test("Socket of SOCK_RAW with IPPROTO_ICMP sees the IP header before the echo", { skip: rights }, async () => {
  using sock = new Socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  sock.settimeout(20);
  const identifier = process.pid & 0xffff;
  await sock.sendto(encodeIcmpEcho({ identifier, sequence: 9, data: Buffer.from("raw") }), ["127.0.0.1", 0]);
  for (;;) {
    const packet = decodeIpv4Packet(await sock.recv(65_536));
    const echo = decodeIcmpEcho(packet.payload);
    // A raw socket sees every echo on the machine, its own request too.
    if (echo === null || !echo.reply || echo.identifier !== identifier || echo.sequence !== 9) continue;
    assert.deepEqual([packet.source, packet.destination, packet.protocol], ["127.0.0.1", "127.0.0.1", IPPROTO_ICMP]);
    assert.equal(String(echo.data), "raw");
    break;
  }
});

test("Socket of SOCK_RAW with IPPROTO_ICMPV6 has the kernel fill in the checksum", { skip: rights }, async () => {
  using sock = new Socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
  sock.settimeout(20);
  const identifier = process.pid & 0xffff;
  await sock.sendto(encodeIcmpv6Echo({ identifier, sequence: 8 }), ["::1", 0]);
  for (;;) {
    const echo = decodeIcmpv6Echo(await sock.recv(65_536));
    if (echo === null || !echo.reply || echo.identifier !== identifier || echo.sequence !== 8) continue;
    break;
  }
});

test("Socket of IPPROTO_RAW sends a packet whose header the program made", { skip: rights }, async () => {
  using receiver = new Socket(AF_INET, SOCK_RAW, 253);
  receiver.settimeout(20);
  using sender = new Socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
  assert.equal(sender.getsockopt(IPPROTO_IP, IP_HDRINCL), 1);
  // Protocol 253 is for experiments: RFC 3692. The kernel fills in length, checksum and identification.
  const header = Buffer.from("4500000000000000 40fd0000 7f000001 7f000001".replaceAll(" ", ""), "hex");
  await sender.sendto(Buffer.concat([header, Buffer.from("payload")]), ["127.0.0.1", 0]);
  const packet = decodeIpv4Packet(await receiver.recv(65_536));
  assert.deepEqual([packet.protocol, packet.ttl, String(packet.payload)], [253, 64, "payload"]);
});
