// The connection-oriented server over a Unix socket: only processes on the same machine can reach it.
//
//   node examples/unix-stream-echo-server.ts [--path NAME]      (Node 22.18 or later)
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AF_UNIX, SOCK_STREAM, Socket } from "berkeley";
import { repr } from "./repr.ts";

const { values } = parseArgs({ options: { path: { type: "string", default: join(tmpdir(), "stream-echo.sock") } } });

const connections = new Set<Socket<1>>();

async function handle(newSock: Socket<1>, address: unknown): Promise<void> {
  console.log("Connected from", repr(address));
  connections.add(newSock);
  try {
    while (true) {
      const received = await newSock.recv(1024);
      if (received.length === 0) break;
      const s = received.toString("utf-8");
      console.log(`Recv: ${repr(s)}`);
      await newSock.sendall(received);
      console.log(`Echo: ${repr(s)}`);
    }
  } catch (error) {
    // The connection broke, or the server is being stopped: the others go on.
    if (!newSock.closed) console.error(String(error));
  } finally {
    newSock.close();
    connections.delete(newSock);
  }
  console.log(`Disconnected from ${repr(address)}`);
}

const servsock = new Socket(AF_UNIX, SOCK_STREAM);
// Ctrl-C, or kill: closing the sockets ends every wait.
function stop(): void {
  servsock.close();
  for (const connection of connections) connection.close();
}
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
try {
  // The name of a server that was not stopped in order is still there.
  rmSync(values.path, { force: true });
  await servsock.bind(values.path);
  servsock.listen(5);
  console.log(`Serving at ${repr(servsock.getsockname())}`);
  while (true) {
    const [newSock, address] = await servsock.accept();
    // Not awaited: any number of clients is served at the same time.
    void handle(newSock, address);
  }
} catch (error) {
  if (!servsock.closed) throw error;
} finally {
  servsock.close();
  rmSync(values.path, { force: true });
}
