// A Connectionless Socket Client: sends each line of a text in a datagram, and prints what comes back.
//
//   node examples/sync/udp-echo-client.ts [--ipv6] [--port 8883]      (Node 22.18 or later)
import { parseArgs } from "node:util";
import { AF_INET, AF_INET6, SOCK_DGRAM, Socket } from "berkeley/sync";
import { repr } from "../repr.ts";

const { values } = parseArgs({ options: { ipv6: { type: "boolean" }, port: { type: "string", default: "8883" } } });
// Not every machine has an IPv6 address for the name localhost.
const UDP_IP = values.ipv6 ? "::1" : "localhost";
const UDP_PORT = Number(values.port);
const MESSAGE = `\
This is a bunch of lines, each
of which will be sent in a single
UDP datagram. No error detection
or correction will occur.
Crazy bananas! £€ should go through.`;

const server: [string, number] = [UDP_IP, UDP_PORT];
const encoding = "utf-8";
const sock = new Socket(
  values.ipv6 ? AF_INET6 : AF_INET, // IPv6 or IPv4
  SOCK_DGRAM, // UDP
);
try {
  for (const line of MESSAGE.split("\n")) {
    const data = Buffer.from(line, encoding);
    const bytesSent = sock.sendto(data, server);
    console.log(`SENT ${repr(data)} (${bytesSent} of ${data.length}) to ${repr(server)}`);
    const [response, address] = sock.recvfrom(1024); // buffer size: 1024
    console.log(`RCVD ${repr(response.toString(encoding))} from ${repr(address)}`);
  }
} finally {
  sock.close();
}
console.log("Disconnected from server");
