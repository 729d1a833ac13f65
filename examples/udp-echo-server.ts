// A Connectionless Socket Server: sends every datagram back to where it came from.
//
//   node examples/udp-echo-server.ts [--ipv6] [--port 8883]      (Node 22.18 or later)
import { parseArgs } from "node:util";
import { AF_INET, AF_INET6, SOCK_DGRAM, Socket } from "berkeley";
import { repr } from "./repr.ts";

const { values } = parseArgs({ options: { ipv6: { type: "boolean" }, port: { type: "string", default: "8883" } } });
// Not every machine has an IPv6 address for the name localhost.
const UDP_IP = values.ipv6 ? "::1" : "localhost";
const UDP_PORT = Number(values.port);

const sock = new Socket(
  values.ipv6 ? AF_INET6 : AF_INET, // IPv6 or IPv4
  SOCK_DGRAM, // UDP
);
// Ctrl-C, or kill: closing the socket ends the wait below.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => sock.close());
try {
  await sock.bind([UDP_IP, UDP_PORT]);
  console.log(`Serving at ${UDP_IP}:${sock.getsockname()[1]}`);
  while (true) {
    const [data, senderAddr] = await sock.recvfrom(1024); // 1024-byte buffer
    // The parenthesis without its other half is the chapter's.
    console.log(`RCVD ${repr(data)}) from ${repr(senderAddr)}`);
    const bytesSent = await sock.sendto(data, senderAddr);
    console.log(`SENT ${repr(data)} (${bytesSent}/${data.length}) to ${repr(senderAddr)}`);
  }
} catch (error) {
  if (!sock.closed) throw error;
} finally {
  sock.close();
}
