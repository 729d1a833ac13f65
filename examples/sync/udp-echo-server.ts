// A Connectionless Socket Server: sends every datagram back to where it came from.
//
//   node examples/sync/udp-echo-server.ts [--ipv6] [--port 8883]      (Node 22.18 or later)
import { parseArgs } from "node:util";
import { AF_INET, AF_INET6, InterruptedError, SOCK_DGRAM, Socket } from "berkeley/sync";
import { repr } from "../repr.ts";

const { values } = parseArgs({ options: { ipv6: { type: "boolean" }, port: { type: "string", default: "8883" } } });
// Not every machine has an IPv6 address for the name localhost.
const UDP_IP = values.ipv6 ? "::1" : "localhost";
const UDP_PORT = Number(values.port);

const sock = new Socket(
  values.ipv6 ? AF_INET6 : AF_INET, // IPv6 or IPv4
  SOCK_DGRAM, // UDP
);
// Ctrl-C, or kill: a signal that has a listener ends the wait below with InterruptedError.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => {});
try {
  sock.bind([UDP_IP, UDP_PORT]);
  console.log(`Serving at ${UDP_IP}:${sock.getsockname()[1]}`);
  while (true) {
    const [data, senderAddr] = sock.recvfrom(1024); // 1024-byte buffer
    // The parenthesis without its other half is the chapter's.
    console.log(`RCVD ${repr(data)}) from ${repr(senderAddr)}`);
    const bytesSent = sock.sendto(data, senderAddr);
    console.log(`SENT ${repr(data)} (${bytesSent}/${data.length}) to ${repr(senderAddr)}`);
  }
} catch (error) {
  if (!(error instanceof InterruptedError)) throw error;
} finally {
  sock.close();
}
