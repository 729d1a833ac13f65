// Sends a CAN frame from one socket and receives it on another. Argument: the interface, by default vcan0.
import {
  AF_CAN,
  CAN_RAW,
  CAN_RAW_FILTER,
  decodeCanFrame,
  encodeCanFilters,
  encodeCanFrame,
  SOCK_RAW,
  SOL_CAN_RAW,
  Socket,
} from "berkeley";

const ifname = process.argv[2] ?? "vcan0";

using receiver = new Socket(AF_CAN, SOCK_RAW, CAN_RAW);
// Only frames whose identifier is 0x123 are wanted; without a filter all of the bus would come.
receiver.setsockopt(SOL_CAN_RAW, CAN_RAW_FILTER, encodeCanFilters([{ id: 0x123, mask: 0x7ff }]));
await receiver.bind([ifname]);

using sender = new Socket(AF_CAN, SOCK_RAW, CAN_RAW);
await sender.bind([ifname]);
await sender.send(encodeCanFrame({ id: 0x123, data: Buffer.from([1, 2, 3]) }));

const [data, [from]] = await receiver.recvfrom(72);
const frame = decodeCanFrame(data);
if (frame.type === "classic") console.log(`${from}: ${frame.id.toString(16)} ${frame.data.toString("hex")}`);
