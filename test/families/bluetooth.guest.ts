// Two emulated adapters, which btvirt connects.
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  AF_BLUETOOTH,
  BDADDR_ANY,
  BDADDR_LE_PUBLIC,
  BTPROTO_HCI,
  BTPROTO_L2CAP,
  BTPROTO_RFCOMM,
  BTPROTO_SCO,
  HCI_CHANNEL_CONTROL,
  HCI_CHANNEL_MONITOR,
  HCI_CHANNEL_RAW,
  HCI_DEV_NONE,
  HCI_FILTER,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_HCI,
  Socket,
} from "berkeley";
import { runExample } from "./example.ts";

let btvirt: ChildProcess;
const addresses: string[] = [];

before(async () => {
  btvirt = spawn("btvirt", ["-l2"], { stdio: "ignore" });
  for (const name of ["hci0", "hci1"]) {
    for (const end = Date.now() + 60_000; !existsSync(`/sys/class/bluetooth/${name}`); ) {
      assert.ok(Date.now() < end, `btvirt made no ${name}`);
      await delay(50);
    }
    for (const settings of [["up"], ["piscan"], ["noauth"], ["scomtu", "64:8"]])
      execFileSync("hciconfig", [name, ...settings]);
    const shown = execFileSync("hciconfig", [name], { encoding: "utf8" });
    addresses.push(/BD Address: ([0-9A-F:]{17})/.exec(shown)?.[1] ?? "");
  }
});

after(() => {
  btvirt.kill();
});

const device = (index: number): string => addresses[index] as string;

async function echo(server: Socket<31>, client: Socket<31>): Promise<void> {
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    const data = Buffer.from(Array.from({ length: 200 }, (_, i) => i));
    await from.sendall(data);
    // A stream may give it in pieces.
    let received = await to.recv(1000);
    while (to.type === SOCK_STREAM && received.length < data.length) {
      const more = await to.recv(1000);
      assert.notEqual(more.length, 0);
      received = Buffer.concat([received, more]);
    }
    assert.deepEqual(received, data);
  }
}

for (const [name, type] of [
  ["SOCK_SEQPACKET", SOCK_SEQPACKET],
  ["SOCK_STREAM", SOCK_STREAM],
] as const) {
  test(`Socket of BTPROTO_L2CAP with ${name} connects two adapters`, async () => {
    const psm = type === SOCK_STREAM ? 0x1003 : 0x1001;
    using listener = new Socket(AF_BLUETOOTH, type, BTPROTO_L2CAP);
    listener.settimeout(60);
    await listener.bind([device(0), psm]);
    listener.listen();
    assert.deepEqual(listener.getsockname(), [device(0), psm, 0, 0]);
    using client = new Socket(AF_BLUETOOTH, type, BTPROTO_L2CAP);
    client.settimeout(60);
    await client.bind([device(1), 0]);
    const [[server, address]] = await Promise.all([listener.accept(), client.connect([device(0), psm])]);
    using closing = server;
    assert.equal(address[0], device(1));
    closing.settimeout(60);
    await echo(closing, client);
  });
}

const MGMT_SET_LE = 0x0d;
const MGMT_SET_ADVERTISING = 0x29;

/** A command of the management interface with one byte: struct mgmt_hdr has the command, the adapter and the length. */
async function manage(command: number, index: number, value: number): Promise<void> {
  using control = new Socket(AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI);
  control.settimeout(20);
  await control.bind([HCI_DEV_NONE, HCI_CHANNEL_CONTROL]);
  await control.send(Buffer.from([command, 0, index, 0, 1, 0, value]));
  for (;;) {
    const event = await control.recv(1000);
    // Command Complete or Command Status of this command.
    if (event.readUInt16LE(0) > 2 || event.readUInt16LE(6) !== command) continue;
    assert.equal(event.readUInt8(8), 0, "the status of the command");
    return;
  }
}

test("Socket of BTPROTO_L2CAP connects over Low Energy when the kind of address says so", async () => {
  using listener = new Socket(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_L2CAP);
  listener.settimeout(60);
  for (const index of [0, 1]) await manage(MGMT_SET_LE, index, 1);
  // 2: so that others can connect.
  await manage(MGMT_SET_ADVERTISING, 0, 2);
  await listener.bind([device(0), 0x80, 0, BDADDR_LE_PUBLIC]);
  listener.listen();
  using client = new Socket(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_L2CAP);
  client.settimeout(60);
  await client.bind([device(1), 0, 0, BDADDR_LE_PUBLIC]);
  const to = [device(0), 0x80, 0, BDADDR_LE_PUBLIC] as const;
  const [[server]] = await Promise.all([listener.accept(), client.connect(to)]);
  using closing = server;
  closing.settimeout(60);
  await echo(closing, client);
});

test("Socket of BTPROTO_RFCOMM connects two adapters", async () => {
  using listener = new Socket(AF_BLUETOOTH, SOCK_STREAM, BTPROTO_RFCOMM);
  listener.settimeout(60);
  await listener.bind([device(0), 7]);
  listener.listen();
  using client = new Socket(AF_BLUETOOTH, SOCK_STREAM, BTPROTO_RFCOMM);
  client.settimeout(60);
  await client.bind([device(1), 0]);
  const [[server, address]] = await Promise.all([listener.accept(), client.connect([device(0), 7])]);
  using closing = server;
  assert.equal(address[0], device(1));
  closing.settimeout(60);
  await echo(closing, client);
});

test("Socket of BTPROTO_HCI sends a command to the controller and receives its event", async () => {
  using sock = new Socket(AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI);
  sock.settimeout(20);
  // struct hci_filter: let events through (packet type 4), every one of them.
  const filter = Buffer.alloc(16);
  filter.writeUInt32LE(1 << 4, 0);
  filter.fill(0xff, 4, 12);
  sock.setsockopt(SOL_HCI, HCI_FILTER, filter);
  await sock.bind([0, HCI_CHANNEL_RAW]);
  assert.deepEqual(sock.getsockname(), [0, HCI_CHANNEL_RAW]);
  // Read BD_ADDR: opcode 0x1009, no parameters.
  await sock.send(Buffer.from([0x01, 0x09, 0x10, 0x00]));
  for (;;) {
    const event = await sock.recv(300);
    // Command Complete of this opcode: status, then the address with its last byte first.
    if (event[1] !== 0x0e || event.readUInt16LE(4) !== 0x1009) continue;
    const address = Array.from(event.subarray(7, 13)).reverse();
    assert.equal(address.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(":"), device(0));
    break;
  }
});

test("Socket of BTPROTO_HCI watches all adapters on the monitor channel", async () => {
  using monitor = new Socket(AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI);
  monitor.settimeout(20);
  await monitor.bind([HCI_DEV_NONE, HCI_CHANNEL_MONITOR]);
  // The first messages tell what there is: struct hci_mon_hdr, then its data.
  const message = await monitor.recv(2000);
  assert.equal(message.length, 6 + message.readUInt16LE(4));
});

test("Socket of BTPROTO_SCO binds to an adapter by its address alone", async () => {
  using sock = new Socket(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_SCO);
  await sock.bind(device(0));
  assert.equal(sock.getsockname(), device(0));
  using any = new Socket(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_SCO);
  await any.bind(BDADDR_ANY);
  any.listen();
});

// The emulated controllers never tell the far end of a synchronous link, so that only the near one can be tested.
test("connect of a BTPROTO_SCO socket makes a link to another adapter", async () => {
  using sock = new Socket(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_SCO);
  sock.settimeout(60);
  await sock.bind(device(1));
  await sock.connect(device(0));
  assert.equal(sock.getpeername(), device(0));
});

test("the example of Socket with BTPROTO_HCI and BTPROTO_RFCOMM runs", async () => {
  assert.equal(await runExample("bluetooth"), `hci0 is ${device(0).toLowerCase()}\n`);
  using listener = new Socket(AF_BLUETOOTH, SOCK_STREAM, BTPROTO_RFCOMM);
  listener.settimeout(60);
  await listener.bind([device(0), 9]);
  listener.listen();
  const serving = (async () => {
    const [server] = await listener.accept();
    await server.sendall(Buffer.from(`you said ${await server.recv(100)}`));
    server.close();
  })();
  const [printed] = await Promise.all([runExample("bluetooth", device(0), "9", device(1)), serving]);
  assert.match(printed, /^you said hello/);
});

test("connect to a device that is not there fails", async () => {
  using client = new Socket(AF_BLUETOOTH, SOCK_STREAM, BTPROTO_RFCOMM);
  client.settimeout(60);
  await client.bind([device(1), 0]);
  await assert.rejects(client.connect(["02:03:04:05:06:07", 1]), (error: NodeJS.ErrnoException) => {
    return ["EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT", "ECONNREFUSED", "EIO", "EMLINK"].includes(error.code ?? "");
  });
});
