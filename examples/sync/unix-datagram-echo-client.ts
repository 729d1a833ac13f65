// The connectionless client over a Unix socket.
//
//   node examples/sync/unix-datagram-echo-client.ts [--path NAME]      (Node 22.18 or later)
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AF_UNIX, SOCK_DGRAM, Socket } from "berkeley/sync";
import { repr } from "../repr.ts";

const { values } = parseArgs({ options: { path: { type: "string", default: join(tmpdir(), "datagram-echo.sock") } } });
const MESSAGE = `\
This is a bunch of lines, each
of which will be sent in a single
UDP datagram. No error detection
or correction will occur.
Crazy bananas! £€ should go through.`;

const server = values.path;
const encoding = "utf-8";
const sock = new Socket(AF_UNIX, SOCK_DGRAM);
try {
  // Unlike an internet socket, a Unix socket has no name of its own until it is bound: an empty name lets Linux choose
  // one, for the answers to be sent to.
  sock.bind("");
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
