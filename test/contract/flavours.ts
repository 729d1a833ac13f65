// One body of tests for every flavour. A body is written with `await`, which leaves plain values as they are: what
// returns a promise in one flavour and a value in the other is tested by the same lines.
//
// A body must not need a second thread to go on: data that fit the kernel's buffers, connections that its backlog
// takes. Where a peer has to act meanwhile, `beside` runs it in a worker.
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import * as asynchronous from "berkeley";
import * as synchronous from "berkeley/sync";

export type Berkeley = typeof asynchronous;
export type Socket = asynchronous.Socket<2>;

const flavours: readonly [name: string, berkeley: Berkeley][] = [
  ["berkeley", asynchronous],
  ["berkeley/sync", synchronous as unknown as Berkeley],
];

/** Declares a test for each flavour. */
export function contract(title: string, body: (berkeley: Berkeley) => unknown): void {
  for (const [name, berkeley] of flavours) {
    test(`${title} (${name})`, { timeout: 60_000 }, async () => {
      await body(berkeley);
    });
  }
}

/** Two connected TCP sockets and how to close them. */
export async function connected(berkeley: Berkeley): Promise<[client: Socket, server: Socket]> {
  const { Socket } = berkeley;
  using listener = new Socket();
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  const client = new Socket();
  await client.connect(listener.getsockname());
  const [server] = await listener.accept();
  return [client, server];
}

/**
 * Runs `body`, the code of a function of (`sock`, `berkeley`), in a worker on a duplicate of the socket, in blocking
 * mode. Resolves once the worker has started; what resolves then, once the body is done, is what it returned.
 */
export async function beside(sock: { fileno(): number }, body: string): Promise<() => Promise<unknown>> {
  const copy = synchronous.fromfd(sock.fileno(), 1, 1);
  const code = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(${JSON.stringify(import.meta.resolve("berkeley/sync"))}).then((berkeley) => {
      const sock = new berkeley.Socket(undefined, undefined, undefined, workerData);
      parentPort.postMessage("started");
      const result = ((sock, berkeley) => { ${body} })(sock, berkeley);
      sock.close();
      parentPort.postMessage(result);
    });
  `;
  const worker = new Worker(code, { eval: true, workerData: copy.detach() });
  const failed = new Promise<never>((_, reject) => worker.once("error", reject));
  failed.catch(() => {});
  const result = new Promise((resolve) => worker.on("message", (message) => message !== "started" && resolve(message)));
  await Promise.race([new Promise((resolve) => worker.once("message", resolve)), failed]);
  return async () => {
    const value = await Promise.race([result, failed]);
    await worker.terminate();
    return value;
  };
}
