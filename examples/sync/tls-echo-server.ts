// The TLS twin of the Connection-Oriented Socket Server with threads: four workers share one listening socket, and
// each has a context of its own.
//
//   node examples/sync/tls-echo-server.ts --certificates DIRECTORY [--port 8881]      (Node 22.18 or later)
import { writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { AF_INET, SOCK_STREAM, Socket } from "berkeley/sync";
import { createDefaultContext, Purpose, type SSLContext } from "berkeley/tls";
import { certificates } from "../certificates.ts";
import { repr } from "../repr.ts";

const THREADS = 4;
const HANDSHAKE_TIMEOUT = 10;

// console.log of a worker needs its event loop, which does not run while a call blocks.
function print(line: string): void {
  writeSync(1, `${line}\n`);
}

function handle(context: SSLContext, plain: Socket, address: unknown): void {
  try {
    plain.settimeout(HANDSHAKE_TIMEOUT);
    using newSock = context.wrapSocket(plain, { serverSide: true });
    newSock.settimeout(null);
    print(`Connected from ${repr(address)}`);
    while (true) {
      const received = newSock.recv(1024);
      if (received.length === 0) break;
      const s = received.toString("utf-8");
      print(`Recv: ${repr(s)}`);
      newSock.sendall(received);
      print(`Echo: ${repr(s)}`);
    }
  } catch (error) {
    // The connection broke, or was no TLS: the next client is served.
    console.error(String(error));
  } finally {
    plain.close();
  }
  print(`Disconnected from ${repr(address)}`);
}

function worker(): void {
  const context = createDefaultContext(Purpose.CLIENT_AUTH);
  context.loadCertChain({ certfile: workerData.certfile, keyfile: workerData.keyfile });
  using servsock = new Socket(AF_INET, SOCK_STREAM, 0, workerData.fileno);
  while (true) {
    const [newSock, address] = servsock.accept();
    handle(context, newSock, address);
  }
}

function main(): void {
  const { values } = parseArgs({
    options: { certificates: { type: "string", default: "certificates" }, port: { type: "string", default: "8881" } },
  });
  const { certfile, keyfile } = certificates(values.certificates);
  const servsock = new Socket(
    AF_INET, // IPv4
    SOCK_STREAM, // TCP
  );
  servsock.bind(["localhost", Number(values.port)]);
  servsock.listen(5);
  // Every worker owns a duplicate of the descriptor; who accepts first gets the client.
  const workers = Array.from({ length: THREADS }, () => {
    return new Worker(new URL(import.meta.url), {
      workerData: { fileno: servsock.dup().detach(), certfile, keyfile },
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
