// recvmsg packet-info | recvfrom: sends itself datagrams over UDP, and counts the time it takes to receive them.
import { AF_INET, enableAncillary, SOCK_DGRAM, Socket } from "berkeley";
import { stopwatch } from "./gauge.ts";

const BATCH = 32;
const ancillary = ["packetInfo"] as const;

const receiver = new Socket(AF_INET, SOCK_DGRAM);
const sender = new Socket(AF_INET, SOCK_DGRAM);
await receiver.bind(["127.0.0.1", 0]);
await sender.connect(receiver.getsockname());
const data = Buffer.alloc(64);
const withInfo = process.argv[2] === "packet-info";
if (withInfo) enableAncillary(receiver, ancillary);

async function receive(): Promise<void> {
  for (let i = 0; i < BATCH; i++) {
    if (withInfo) {
      const [, { packetInfo }] = await receiver.recvmsg(2048, { ancillary });
      if (packetInfo === undefined) throw new Error("No packet information came");
    } else await receiver.recvfrom(2048);
  }
}

await stopwatch(async (deadline) => {
  let count = 0;
  let time = 0n;
  for (let start = 0n; start < deadline; count += BATCH) {
    for (let i = 0; i < BATCH; i++) await sender.send(data);
    start = process.hrtime.bigint();
    await receive();
    time += process.hrtime.bigint() - start;
  }
  return [count, time];
});
