// Shows the next IPv4 packet on an interface. Argument: the interface, by default lo.
import {
  AF_INET,
  AF_PACKET,
  decodeEthernetFrame,
  decodeIpv4Packet,
  ETH_P_IP,
  htons,
  SOCK_DGRAM,
  SOCK_RAW,
  Socket,
} from "berkeley";

const ifname = process.argv[2] ?? "lo";

// Nothing is received before `bind`: protocol 0.
using sniffer = new Socket(AF_PACKET, SOCK_RAW, 0);
await sniffer.bind([ifname, ETH_P_IP]);

// Something to see.
using udp = new Socket(AF_INET, SOCK_DGRAM);
await udp.sendto(Buffer.from("hello"), ["127.0.0.1", 9]);

const [data, [, protocol, pkttype]] = await sniffer.recvfrom(65_536);
const frame = decodeEthernetFrame(data);
const packet = decodeIpv4Packet(frame.payload);
console.log(`protocol ${protocol.toString(16)} (${htons(protocol).toString(16)} on the wire), packet type ${pkttype}`);
console.log(`${packet.source} > ${packet.destination}: IP protocol ${packet.protocol}, ttl ${packet.ttl}`);
