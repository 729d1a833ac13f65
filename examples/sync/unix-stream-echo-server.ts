// The connection-oriented server over a Unix socket, with threads: twenty workers share one listening socket, and each
// serves one client at a time.
//
//   node examples/sync/unix-stream-echo-server.ts [--path NAME]      (Node 22.18 or later)
import { rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { AF_UNIX, SOCK_STREAM, Socket } from "berkeley/sync";
import { repr } from "../repr.ts";

const THREADS = 20;

// console.log of a worker needs its event loop, which does not run while a call blocks.
function print(line: string): void {
  writeSync(1, `${line}\n`);
}

function handle(newSock: Socket<1>, address: unknown): void {
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
  using servsock = new Socket(AF_UNIX, SOCK_STREAM, 0, workerData as number);
  while (true) {
    const [newSock, address] = servsock.accept();
    handle(newSock, address);
  }
}

function main(): void {
  const { values } = parseArgs({ options: { path: { type: "string", default: join(tmpdir(), "stream-echo.sock") } } });
  const servsock = new Socket(AF_UNIX, SOCK_STREAM);
  // The name of a server that was not stopped in order is still there.
  rmSync(values.path, { force: true });
  servsock.bind(values.path);
  servsock.listen(5);
  // Every worker owns a duplicate of the descriptor; who accepts first gets the client.
  const workers = Array.from({ length: THREADS }, () => {
    return new Worker(new URL(import.meta.url), { workerData: servsock.dup().detach() });
  });
  print(`Serving at ${repr(servsock.getsockname())}`);
  // Ctrl-C, or kill. The main thread does not block, so that its listeners run.
  async function stop(): Promise<void> {
    await Promise.all(workers.map((thread) => thread.terminate()));
    servsock.close();
    rmSync(values.path, { force: true });
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
}

if (isMainThread) main();
else worker();
