// A Connection-Oriented Socket Client: sends each line of a text over one connection, and prints what comes back.
//
//   node examples/sync/tcp-echo-client.ts [--ipv6] [--port 8881]      (Node 22.18 or later)
import { parseArgs } from "node:util";
import { AF_INET, AF_INET6, SOCK_STREAM, Socket } from "berkeley/sync";
import { repr } from "../repr.ts";

const { values } = parseArgs({ options: { ipv6: { type: "boolean" }, port: { type: "string", default: "8881" } } });
// Not every machine has an IPv6 address for the name localhost.
const IP_ADDR = values.ipv6 ? "::1" : "localhost";
const IP_PORT = Number(values.port);
const MESSAGE = `\
A few lines of text
including non-ASCII characters: €£
to test the operation
of both server
and client.`;

const encoding = "utf-8";
const sock = new Socket(
  values.ipv6 ? AF_INET6 : AF_INET, // IPv6 or IPv4
  SOCK_STREAM, // TCP
);
try {
  sock.connect([IP_ADDR, IP_PORT]);
  console.log(`Connected to server ${IP_ADDR}:${IP_PORT}`);
  for (const line of MESSAGE.split("\n")) {
    const data = Buffer.from(line, encoding);
    sock.sendall(data);
    console.log(`SENT ${repr(data)} (${data.length})`);
    const [response, address] = sock.recvfrom(1024); // buffer size: 1024
    console.log(`RCVD ${repr(response.toString(encoding))} (${response.length}) from ${repr(address)}`);
  }
} finally {
  sock.close();
}
console.log("Disconnected from server");
