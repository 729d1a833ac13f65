// Passes a descriptor over a pair of Unix sockets within one process, one at a time, and closes what comes out.
import { openSync } from "node:fs";
import { close, recvFds, sendFds, socketpair } from "berkeley";
import { gauge } from "./gauge.ts";

const [near, far] = socketpair();
const data = [Buffer.from("x")];
const fds = [openSync("/dev/null", "r")];

await gauge(async (deadline) => {
  let count = 0;
  for (; process.hrtime.bigint() < deadline; count++) {
    await sendFds(near, data, fds);
    const [, received] = await recvFds(far, 16, 1);
    close(received[0] as number);
  }
  return count;
});
