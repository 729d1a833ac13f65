// The connectionless server over a Unix socket: only processes on the same machine can reach it.
//
//   node examples/unix-datagram-echo-server.ts [--path NAME]      (Node 22.18 or later)
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AF_UNIX, SOCK_DGRAM, Socket } from "berkeley";
import { repr } from "./repr.ts";

const { values } = parseArgs({ options: { path: { type: "string", default: join(tmpdir(), "datagram-echo.sock") } } });

const sock = new Socket(AF_UNIX, SOCK_DGRAM);
// Ctrl-C, or kill: closing the socket ends the wait below.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => sock.close());
try {
  // The name of a server that was not stopped in order is still there.
  rmSync(values.path, { force: true });
  await sock.bind(values.path);
  console.log(`Serving at ${values.path}`);
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
  rmSync(values.path, { force: true });
}
