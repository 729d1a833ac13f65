import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  AF_PACKET,
  decodeEthernetFrame,
  decodeIpv4Packet,
  ETH_P_ALL,
  ETH_P_IP,
  htons,
  PACKET_HOST,
  SOCK_DGRAM,
  SOCK_RAW,
  Socket,
} from "berkeley";

const root = process.geteuid?.() === 0;
const options = { skip: root ? false : "AF_PACKET needs CAP_NET_RAW" };
const ARPHRD_LOOPBACK = 772;

/** Sends until it comes: the socket drops what comes while its buffer is full of the interface's other traffic. */
async function captured(
  sniffer: Socket<17>,
  text: string,
  send: () => Promise<number>,
): Promise<[Buffer, ReturnType<typeof sniffer.getsockname>]> {
  for (;;) {
    await send();
    const [data, address] = await sniffer.recvfrom(65_536);
    if (data.includes(text) && address[2] === PACKET_HOST) return [data, address];
  }
}

test("Socket of AF_PACKET with SOCK_RAW sees the frames of an interface", options, async () => {
  using sniffer = new Socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  sniffer.settimeout(20);
  await sniffer.bind(["lo", ETH_P_IP]);
  const own = sniffer.getsockname();
  assert.deepEqual(own, ["lo", ETH_P_IP, 0, ARPHRD_LOOPBACK, Buffer.alloc(6)]);
  using udp = new Socket(AF_INET, SOCK_DGRAM);
  await udp.bind(["127.0.0.1", 0]);
  const text = `sniffed by ${process.pid} raw`;
  const send = () => udp.sendto(Buffer.from(text), udp.getsockname());
  const [data, address] = await captured(sniffer, text, send);
  assert.deepEqual(address, ["lo", ETH_P_IP, PACKET_HOST, ARPHRD_LOOPBACK, Buffer.alloc(6)]);
  const frame = decodeEthernetFrame(data);
  assert.deepEqual([frame.protocol, frame.source], [ETH_P_IP, "00:00:00:00:00:00"]);
  const packet = decodeIpv4Packet(frame.payload);
  assert.deepEqual([packet.source, packet.destination, packet.protocol], ["127.0.0.1", "127.0.0.1", 17]);
  assert.equal(String(packet.payload.subarray(8)), text);
});

test("Socket of AF_PACKET with SOCK_DGRAM leaves the link's header out", options, async () => {
  using sniffer = new Socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
  sniffer.settimeout(20);
  await sniffer.bind(["lo", ETH_P_IP]);
  using udp = new Socket(AF_INET, SOCK_DGRAM);
  await udp.bind(["127.0.0.1", 0]);
  const text = `sniffed by ${process.pid} cooked`;
  const [data] = await captured(sniffer, text, () => udp.sendto(Buffer.from(text), udp.getsockname()));
  assert.equal(decodeIpv4Packet(data).ttl, 64);
});

test("sendto on a socket of AF_PACKET makes the link's header from the address", options, async () => {
  // IEEE 802 keeps this protocol for experiments.
  const ETH_P_EXPERIMENT = 0x88b5;
  using receiver = new Socket(AF_PACKET, SOCK_RAW, htons(ETH_P_EXPERIMENT));
  receiver.settimeout(20);
  await receiver.bind(["lo", ETH_P_EXPERIMENT]);
  using sender = new Socket(AF_PACKET, SOCK_DGRAM, 0);
  const text = `sent by ${process.pid}`;
  const send = () => sender.sendto(Buffer.from(text), ["lo", ETH_P_EXPERIMENT, 0, 0, Buffer.alloc(6)]);
  const [data] = await captured(receiver, text, send);
  const frame = decodeEthernetFrame(data);
  assert.deepEqual([frame.protocol, String(frame.payload)], [ETH_P_EXPERIMENT, text]);
});
