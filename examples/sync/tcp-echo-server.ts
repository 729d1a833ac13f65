// A Connection-Oriented Socket Server with threads: twenty workers share one listening socket, and each serves one
// client at a time until the client closes the connection.
//
//   node examples/sync/tcp-echo-server.ts [--ipv6] [--port 8881]      (Node 22.18 or later)
import { writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { AF_INET, AF_INET6, SOCK_STREAM, Socket } from "berkeley/sync";
import { repr } from "../repr.ts";

const THREADS = 20;

// console.log of a worker needs its event loop, which does not run while a call blocks.
function print(line: string): void {
  writeSync(1, `${line}\n`);
}

function handle(newSock: Socket<number>, address: unknown): void {
  print(`Connected from ${repr(address)}`);
  try {
    while (true) {
      const received = newSock.recv(1024);
      if (received.length === 0) break;
      const s = received.toString("utf-8");
      print(`Recv: ${repr(s)}`);
      newSock.sendall(received);
      print(`Echo: ${repr(s)}`);
    }
  } catch (error) {
    // The connection broke: the next client is served.
    console.error(String(error));
  } finally {
    newSock.close();
  }
  print(`Disconnected from ${repr(address)}`);
}

function worker(): void {
  using servsock = new Socket<number>(workerData.family, SOCK_STREAM, 0, workerData.fileno);
  while (true) {
    const [newSock, address] = servsock.accept();
    handle(newSock, address);
  }
}

function main(): void {
  const { values } = parseArgs({ options: { ipv6: { type: "boolean" }, port: { type: "string", default: "8881" } } });
  // Not every machine has an IPv6 address for the name localhost.
  const IP_ADDR = values.ipv6 ? "::1" : "localhost";
  const servsock = new Socket(
    values.ipv6 ? AF_INET6 : AF_INET, // IPv6 or IPv4
    SOCK_STREAM, // TCP
  );
  servsock.bind([IP_ADDR, Number(values.port)]);
  servsock.listen(5);
  // Every worker owns a duplicate of the descriptor; who accepts first gets the client.
  const workers = Array.from({ length: THREADS }, () => {
    return new Worker(new URL(import.meta.url), {
      workerData: { family: servsock.family, fileno: servsock.dup().detach() },
    });
  });
  print(`Serving at ${repr(servsock.getsockname())}`);
  // Ctrl-C, or kill. The main thread does not block, so that its listeners run.
  async function stop(): Promise<void> {
    await Promise.all(workers.map((thread) => thread.terminate()));
    servsock.close();
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
}

if (isMainThread) main();
else worker();
