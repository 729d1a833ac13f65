// Connects to a serial port (RFCOMM) of a Bluetooth device. Arguments: the device's address, the channel, and, to
// choose among several adapters, the address of this machine's. Without arguments it asks the first adapter who it is.
import {
  AF_BLUETOOTH,
  BTPROTO_HCI,
  BTPROTO_RFCOMM,
  HCI_CHANNEL_RAW,
  HCI_FILTER,
  SOCK_RAW,
  SOCK_STREAM,
  SOL_HCI,
  Socket,
} from "berkeley";

const [device, channel = "1", adapter] = process.argv.slice(2);

if (device === undefined) {
  using hci = new Socket(AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI);
  // struct hci_filter: of what the controller says, its events (4), each of them.
  const filter = Buffer.alloc(16, 0);
  filter.writeUInt32LE(1 << 4, 0);
  filter.fill(0xff, 4, 12);
  hci.setsockopt(SOL_HCI, HCI_FILTER, filter);
  await hci.bind([0, HCI_CHANNEL_RAW]);
  // The command Read BD_ADDR; its Command Complete event has the address, last byte first.
  await hci.send(Buffer.from([0x01, 0x09, 0x10, 0x00]));
  let event = await hci.recv(260);
  while (event[1] !== 0x0e || event.readUInt16LE(4) !== 0x1009) event = await hci.recv(260);
  const bytes = Array.from(event.subarray(7, 13)).reverse();
  console.log(`hci0 is ${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`);
} else {
  using sock = new Socket(AF_BLUETOOTH, SOCK_STREAM, BTPROTO_RFCOMM);
  if (adapter !== undefined) await sock.bind([adapter, 0]);
  await sock.connect([device, Number(channel)]);
  await sock.sendall(Buffer.from("hello\r\n"));
  console.log(String(await sock.recv(1024)));
}
