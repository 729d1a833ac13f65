// Connects to itself over TCP, accepts, and closes both ends; a few at a time.
import { createConnection, createServer } from "berkeley";
import { gauge } from "./gauge.ts";

const LANES = 8;

const server = await createServer(["127.0.0.1", 0], { backlog: 128 });
const [, port] = server.getsockname() as [string, number];

async function lane(deadline: bigint): Promise<number> {
  let count = 0;
  for (; process.hrtime.bigint() < deadline; count++) {
    const [near, [far]] = await Promise.all([createConnection(["127.0.0.1", port]), server.accept()]);
    near.close();
    far.close();
  }
  return count;
}

await gauge(async (deadline) => {
  const counts = await Promise.all(Array.from({ length: LANES }, () => lane(deadline)));
  return counts.reduce((sum, count) => sum + count, 0);
});
