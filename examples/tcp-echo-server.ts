// A Connection-Oriented Socket Server: sends back whatever a client sends, until the client closes the connection.
//
//   node examples/tcp-echo-server.ts [--ipv6] [--port 8881]      (Node 22.18 or later)
import { parseArgs } from "node:util";
import { AF_INET, AF_INET6, SOCK_STREAM, Socket } from "berkeley";
import { repr } from "./repr.ts";

const { values } = parseArgs({ options: { ipv6: { type: "boolean" }, port: { type: "string", default: "8881" } } });
// Not every machine has an IPv6 address for the name localhost.
const IP_ADDR = values.ipv6 ? "::1" : "localhost";
const IP_PORT = Number(values.port);

const connections = new Set<Socket<2 | 10>>();

async function handle(newSock: Socket<2 | 10>, address: unknown): Promise<void> {
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

const servsock = new Socket(
  values.ipv6 ? AF_INET6 : AF_INET, // IPv6 or IPv4
  SOCK_STREAM, // TCP
);
// Ctrl-C, or kill: closing the sockets ends every wait.
function stop(): void {
  servsock.close();
  for (const connection of connections) connection.close();
}
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
try {
  await servsock.bind([IP_ADDR, IP_PORT]);
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
