// As connect-berkeley.ts, by node:net.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { gauge } from "./gauge.ts";

const LANES = 8;

const accepted: Socket[] = [];
const waiting: ((socket: Socket) => void)[] = [];
const server = createServer((socket) => {
  socket.on("error", () => {});
  const next = waiting.shift();
  if (next === undefined) accepted.push(socket);
  else next(socket);
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 128 });
await once(server, "listening");
const { port } = server.address() as AddressInfo;

function accept(): Promise<Socket> {
  const socket = accepted.shift();
  return socket === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(socket);
}

function connected(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

async function lane(deadline: bigint): Promise<number> {
  let count = 0;
  for (; process.hrtime.bigint() < deadline; count++) {
    const [near, far] = await Promise.all([connected(), accept()]);
    near.destroy();
    far.destroy();
  }
  return count;
}

await gauge(async (deadline) => {
  const counts = await Promise.all(Array.from({ length: LANES }, () => lane(deadline)));
  return counts.reduce((sum, count) => sum + count, 0);
});
