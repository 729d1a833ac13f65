// A worker that holds sockets of every kind. `workerData` says what they do; "ready" is posted once they do it.
import { parentPort, workerData } from "node:worker_threads";
import { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, Socket, socketpair } from "berkeley";

type Held = Socket<number>;

const held: Held[] = [];

async function open(): Promise<{ listener: Socket; datagrams: Socket; left: Socket<1>; right: Socket<1> }> {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  const datagrams = new Socket(AF_INET, SOCK_DGRAM);
  await datagrams.bind(["127.0.0.1", 0]);
  const [left, right] = socketpair(AF_UNIX, SOCK_STREAM);
  held.push(listener as Held, datagrams as Held, left as Held, right as Held);
  return { listener, datagrams, left, right };
}

/** Waits in every direction: for ever, under a time-out, and with a signal. */
async function wait(): Promise<void> {
  const { listener, datagrams, left, right } = await open();
  const { signal } = new AbortController();
  listener.settimeout(3600);
  const waiting = [
    listener.accept(),
    datagrams.recvfrom(1024, { signal }),
    left.recv(1),
    left.sendall(Buffer.alloc(8 * 1024 * 1024)),
    right.connectEx("/nowhere"),
  ];
  await waiting.pop();
  parentPort?.postMessage("ready");
  await Promise.all(waiting);
}

/** Never stops sending and receiving. */
async function talk(): Promise<void> {
  const { left, right, listener } = await open();
  parentPort?.postMessage("ready");
  const echo = async (): Promise<void> => {
    for (;;) await right.sendall(await right.recv(65_536));
  };
  const speak = async (): Promise<void> => {
    for (;;) {
      await left.sendall(Buffer.alloc(100_000));
      for (let count = 0; count < 100_000; ) count += (await left.recv(65_536)).length;
    }
  };
  const call = async (): Promise<void> => {
    for (;;) {
      using client = new Socket(AF_INET, SOCK_STREAM);
      const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
      server.close();
    }
  };
  await Promise.all([echo(), speak(), call()]);
}

/** Sockets that were waited on, and are no more: nothing holds the event loop. */
async function idle(): Promise<void> {
  const { left, right } = await open();
  const received = left.recv(1);
  await right.send(Buffer.of(1));
  await received;
  parentPort?.postMessage("ready");
}

async function leave(): Promise<void> {
  const { left } = await open();
  const never = left.recv(1);
  parentPort?.postMessage("ready");
  setImmediate(() => process.exit(7));
  await never;
}

async function fail(): Promise<void> {
  const { left } = await open();
  const never = left.recv(1);
  parentPort?.postMessage("ready");
  setImmediate(() => {
    throw new Error("thrown while a socket waits");
  });
  await never;
}

const roles: Readonly<Record<string, () => Promise<void>>> = { wait, talk, idle, leave, fail };
await roles[workerData as string]?.();
