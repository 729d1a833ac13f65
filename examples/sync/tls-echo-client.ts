// The TLS twin of the Connection-Oriented Socket Client: what differs from tcp-echo-client.ts is the
// context, and that the socket is wrapped.
//
//   node examples/sync/tls-echo-client.ts --certificates DIRECTORY [--port 8881]      (Node 22.18 or later)
import { parseArgs } from "node:util";
import { AF_INET, SOCK_STREAM, Socket } from "berkeley/sync";
import { createDefaultContext } from "berkeley/tls";
import { certificates } from "../certificates.ts";
import { repr } from "../repr.ts";

const { values } = parseArgs({
  options: { certificates: { type: "string", default: "certificates" }, port: { type: "string", default: "8881" } },
});
const IP_ADDR = "localhost";
const IP_PORT = Number(values.port);
const MESSAGE = `\
A few lines of text
including non-ASCII characters: €£
to test the operation
of both server
and client.`;

const encoding = "utf-8";
// Without cafile: what the system trusts.
const context = createDefaultContext(undefined, { cafile: certificates(values.certificates).authority });
const sock = context.wrapSocket(
  new Socket(
    AF_INET, // IPv4
    SOCK_STREAM, // TCP
  ),
  { serverHostname: IP_ADDR },
);
try {
  sock.connect([IP_ADDR, IP_PORT]);
  console.log(`Connected to server ${IP_ADDR}:${IP_PORT}`);
  for (const line of MESSAGE.split("\n")) {
    const data = Buffer.from(line, encoding);
    sock.sendall(data);
    console.log(`SENT ${repr(data)} (${data.length})`);
    const response = sock.recv(1024); // buffer size: 1024
    console.log(`RCVD ${repr(response.toString(encoding))} (${response.length}) from ${repr(sock.getpeername())}`);
  }
} finally {
  sock.close();
}
console.log("Disconnected from server");
