// The connectionless server over a Unix socket: only processes on the same machine can reach it.
//
//   node examples/sync/unix-datagram-echo-server.ts [--path NAME]      (Node 22.18 or later)
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AF_UNIX, InterruptedError, SOCK_DGRAM, Socket } from "berkeley/sync";
import { repr } from "../repr.ts";

const { values } = parseArgs({ options: { path: { type: "string", default: join(tmpdir(), "datagram-echo.sock") } } });

const sock = new Socket(AF_UNIX, SOCK_DGRAM);
// Ctrl-C, or kill: a signal that has a listener ends the wait below with InterruptedError.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => {});
try {
  // The name of a server that was not stopped in order is still there.
  rmSync(values.path, { force: true });
  sock.bind(values.path);
  console.log(`Serving at ${values.path}`);
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
  rmSync(values.path, { force: true });
}
