// The TLS twin of the Connection-Oriented Socket Server. The handshake is done in each client's own task: a client that
// stalls in it, or fails, holds nobody else up.
//
//   node examples/tls-echo-server.ts --certificates DIRECTORY [--port 8881]      (Node 22.18 or later)
import { parseArgs } from "node:util";
import { AF_INET, SOCK_STREAM, Socket } from "berkeley";
import { createDefaultContext, Purpose } from "berkeley/tls";
import { certificates } from "./certificates.ts";
import { repr } from "./repr.ts";

const { values } = parseArgs({
  options: { certificates: { type: "string", default: "certificates" }, port: { type: "string", default: "8881" } },
});
const HANDSHAKE_TIMEOUT = 10;

const { certfile, keyfile } = certificates(values.certificates);
const context = createDefaultContext(Purpose.CLIENT_AUTH);
context.loadCertChain({ certfile, keyfile });
const connections = new Set<Socket>();

async function handle(plain: Socket, address: unknown): Promise<void> {
  connections.add(plain);
  let newSock = plain;
  try {
    plain.settimeout(HANDSHAKE_TIMEOUT);
    newSock = await context.wrapSocket(plain, { serverSide: true });
    connections.add(newSock);
    newSock.settimeout(null);
    console.log("Connected from", repr(address));
    while (true) {
      const received = await newSock.recv(1024);
      if (received.length === 0) break;
      const s = received.toString("utf-8");
      console.log(`Recv: ${repr(s)}`);
      await newSock.sendall(received);
      console.log(`Echo: ${repr(s)}`);
    }
  } catch (error) {
    // The connection broke, or was no TLS, or the server is being stopped: the others go on.
    if (!newSock.closed) console.error(String(error));
  } finally {
    newSock.close();
    connections.delete(plain);
    connections.delete(newSock);
  }
  console.log(`Disconnected from ${repr(address)}`);
}

const servsock = new Socket(
  AF_INET, // IPv4
  SOCK_STREAM, // TCP
);
// Ctrl-C, or kill: closing the sockets ends every wait.
function stop(): void {
  servsock.close();
  for (const connection of connections) connection.close();
}
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
try {
  await servsock.bind(["localhost", Number(values.port)]);
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
}
