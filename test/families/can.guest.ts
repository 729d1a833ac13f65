import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_CAN,
  type BcmMessageInput,
  CAN_BCM,
  CAN_BCM_RX_CHANGED,
  CAN_BCM_RX_SETUP,
  CAN_BCM_RX_TIMEOUT,
  CAN_BCM_SETTIMER,
  CAN_BCM_STARTTIMER,
  CAN_BCM_TX_DELETE,
  CAN_BCM_TX_SEND,
  CAN_BCM_TX_SETUP,
  CAN_ISOTP,
  CAN_J1939,
  CAN_RAW,
  CAN_RAW_FD_FRAMES,
  CAN_RAW_FILTER,
  CAN_RAW_RECV_OWN_MSGS,
  CAN_RAW_XL_FRAMES,
  type CanFrameInput,
  decodeBcmMessage,
  decodeCanFrame,
  encodeBcmMessage,
  encodeCanFilters,
  encodeCanFrame,
  J1939_NO_ADDR,
  J1939_NO_NAME,
  J1939_NO_PGN,
  SO_BROADCAST,
  SOCK_DGRAM,
  SOCK_RAW,
  SOL_CAN_RAW,
  SOL_SOCKET,
  Socket,
} from "berkeley";

const VCAN = "vcan0";
const EXTENDED = 0x8000_0000;

async function raw(filters: Parameters<typeof encodeCanFilters>[0]): Promise<Socket<29>> {
  const sock = new Socket(AF_CAN, SOCK_RAW, CAN_RAW);
  sock.settimeout(20);
  sock.setsockopt(SOL_CAN_RAW, CAN_RAW_FD_FRAMES, 1);
  sock.setsockopt(SOL_CAN_RAW, CAN_RAW_XL_FRAMES, 1);
  sock.setsockopt(SOL_CAN_RAW, CAN_RAW_FILTER, encodeCanFilters(filters));
  await sock.bind([VCAN]);
  return sock;
}

const only = (id: number) => [{ id, mask: 0x7ff }];

const frames: readonly [name: string, frame: CanFrameInput & { id: number }][] = [
  ["a classic frame", { type: "classic", id: 0x101, data: Buffer.from([1, 2, 3]) }],
  ["a classic frame of 8 bytes", { type: "classic", id: 0x102, data: Buffer.alloc(8, 7) }],
  ["a remote frame", { type: "classic", id: 0x103, remote: true, dlc: 4 }],
  ["an FD frame of 64 bytes", { type: "fd", id: 0x104, bitRateSwitch: true, data: Buffer.alloc(64, 9) }],
];
for (const [name, frame] of frames) {
  test(`Socket of CAN_RAW carries ${name} from one socket to another`, async () => {
    using receiver = await raw(only(frame.id));
    using sender = await raw([]);
    const encoded = encodeCanFrame(frame);
    assert.equal(await sender.send(encoded), encoded.length);
    const [data, address] = await receiver.recvfrom(4096);
    assert.deepEqual(address, [VCAN]);
    const received = decodeCanFrame(data);
    assert.deepEqual(encodeCanFrame(received as CanFrameInput), encoded);
  });
}

test("Socket of CAN_RAW carries an extended identifier, for which the filter says so", async () => {
  using receiver = await raw([{ id: 0x1234_5678, mask: 0x1fff_ffff, extended: true }]);
  using sender = await raw([]);
  await sender.send(encodeCanFrame({ id: 0x123, data: Buffer.from("no") }));
  await sender.send(encodeCanFrame({ id: 0x1234_5678, extended: true, data: Buffer.from("yes") }));
  const frame = decodeCanFrame(await receiver.recv(4096));
  assert.equal(frame.type, "classic");
  assert.ok(frame.type === "classic");
  assert.deepEqual([frame.id, frame.extended, String(frame.data)], [0x1234_5678, true, "yes"]);
});

test("Socket of CAN_RAW carries an XL frame of 2048 bytes", async () => {
  using receiver = await raw([{ id: 0x155, mask: 0x7ff }]);
  using sender = await raw([]);
  const frame = { type: "xl" as const, priority: 0x155, sdt: 3, af: 0xdead_beef, data: Buffer.alloc(2048, 5) };
  await sender.send(encodeCanFrame(frame));
  const received = decodeCanFrame(await receiver.recv(4096));
  assert.deepEqual(received, { ...frame, vcid: 0, sec: false, rrs: false });
});

test("sendto on a CAN_RAW socket that is bound to no interface names the interface", async () => {
  using receiver = await raw(only(0x106));
  using sender = new Socket(AF_CAN, SOCK_RAW, CAN_RAW);
  await sender.sendto(encodeCanFrame({ id: 0x106 }), [VCAN]);
  assert.equal(decodeCanFrame(await receiver.recv(16)).data.length, 0);
  assert.deepEqual(receiver.getsockname(), [VCAN]);
});

test("Socket of CAN_RAW gets its own frames back with CAN_RAW_RECV_OWN_MSGS", async () => {
  using sock = await raw(only(0x107));
  sock.setsockopt(SOL_CAN_RAW, CAN_RAW_RECV_OWN_MSGS, 1);
  await sock.send(encodeCanFrame({ id: 0x107, data: Buffer.from("own") }));
  assert.equal(String(decodeCanFrame(await sock.recv(16)).data), "own");
});

async function bcm(): Promise<Socket<29>> {
  const sock = new Socket(AF_CAN, SOCK_DGRAM, CAN_BCM);
  sock.settimeout(20);
  await sock.connect([VCAN]);
  return sock;
}

test("Socket of CAN_BCM sends one frame by TX_SEND", async () => {
  using receiver = await raw(only(0x201));
  using manager = await bcm();
  const frames = [{ id: 0x201, data: Buffer.from("once") }];
  await manager.send(encodeBcmMessage({ opcode: CAN_BCM_TX_SEND, id: 0x201, frames }));
  assert.equal(String(decodeCanFrame(await receiver.recv(16)).data), "once");
});

test("Socket of CAN_BCM has the kernel send a frame again and again, until TX_DELETE", async () => {
  using receiver = await raw(only(0x202));
  using manager = await bcm();
  const setup: BcmMessageInput = {
    opcode: CAN_BCM_TX_SETUP,
    flags: CAN_BCM_SETTIMER | CAN_BCM_STARTTIMER,
    id: 0x202,
    interval2: 0.01,
    frames: [{ id: 0x202, data: Buffer.from([1]) }],
  };
  await manager.send(encodeBcmMessage(setup));
  for (let i = 0; i < 5; i++) assert.deepEqual(decodeCanFrame(await receiver.recv(16)).data, Buffer.from([1]));
  await manager.send(encodeBcmMessage({ opcode: CAN_BCM_TX_DELETE, id: 0x202 }));
});

test("Socket of CAN_BCM tells of a change of the bits it watches, and of a frame that stays away", async () => {
  using manager = await bcm();
  using sender = await raw([]);
  await manager.send(
    encodeBcmMessage({
      opcode: CAN_BCM_RX_SETUP,
      flags: CAN_BCM_SETTIMER,
      id: 0x203,
      interval1: 0.2,
      frames: [{ id: 0x203, data: Buffer.from([0xff, 0]) }],
    }),
  );
  await sender.send(encodeCanFrame({ id: 0x203, data: Buffer.from([1, 1]) }));
  const changed = decodeBcmMessage(await manager.recv(4096));
  assert.equal(changed.opcode, CAN_BCM_RX_CHANGED);
  assert.equal(changed.id, 0x203);
  assert.deepEqual(changed.frames[0]?.data, Buffer.from([1, 1]));
  const late = decodeBcmMessage(await manager.recv(4096));
  assert.equal(late.opcode, CAN_BCM_RX_TIMEOUT);
});

test("Socket of CAN_ISOTP carries 500 bytes in many frames, both ways", async () => {
  using one = new Socket(AF_CAN, SOCK_DGRAM, CAN_ISOTP);
  using other = new Socket(AF_CAN, SOCK_DGRAM, CAN_ISOTP);
  for (const sock of [one, other]) sock.settimeout(30);
  await one.bind([VCAN, 0x301, 0x302]);
  await other.bind([VCAN, 0x302, 0x301]);
  assert.deepEqual(one.getsockname(), [VCAN, 0x301, 0x302]);
  const data = Buffer.from(Array.from({ length: 500 }, (_, i) => i & 0xff));
  const [received] = await Promise.all([other.recv(1000), one.send(data)]);
  assert.deepEqual(received, data);
  const [answer] = await Promise.all([one.recv(1000), other.send(Buffer.from("short"))]);
  assert.equal(String(answer), "short");
});

test("Socket of CAN_ISOTP takes identifiers of 29 bits with CAN_EFF_FLAG", async () => {
  using sock = new Socket(AF_CAN, SOCK_DGRAM, CAN_ISOTP);
  const address = [VCAN, EXTENDED + 0x18da_f110, EXTENDED + 0x18da_10f1] as const;
  await sock.bind(address);
  assert.deepEqual(sock.getsockname(), address);
});

for (const length of [8, 100]) {
  test(`Socket of CAN_J1939 carries ${length} bytes from address to address`, async () => {
    const pgn = 0x12300;
    using sender = new Socket(AF_CAN, SOCK_DGRAM, CAN_J1939);
    using receiver = new Socket(AF_CAN, SOCK_DGRAM, CAN_J1939);
    receiver.settimeout(30);
    sender.setsockopt(SOL_SOCKET, SO_BROADCAST, 1);
    await sender.bind([VCAN, J1939_NO_NAME, J1939_NO_PGN, 0x20]);
    await receiver.bind([VCAN, J1939_NO_NAME, J1939_NO_PGN, 0x21 + (length > 8 ? 1 : 0)]);
    assert.deepEqual(sender.getsockname(), [VCAN, 0n, J1939_NO_PGN, 0x20]);
    const data = Buffer.alloc(length, 3);
    const to = [VCAN, J1939_NO_NAME, pgn, 0x21 + (length > 8 ? 1 : 0)] as const;
    const [[received, from]] = await Promise.all([receiver.recvfrom(1000), sender.sendto(data, to)]);
    assert.deepEqual(received, data);
    // Of a message that took several frames the kernel does not tell the interface.
    assert.deepEqual(from, [length > 8 ? "" : VCAN, 0n, pgn, 0x20]);
    assert.equal(J1939_NO_ADDR, 255);
  });
}

for (const [name, type, proto] of [
  ["CAN_RAW", SOCK_RAW, CAN_RAW],
  ["CAN_BCM", SOCK_DGRAM, CAN_BCM],
  ["CAN_ISOTP", SOCK_DGRAM, CAN_ISOTP],
  ["CAN_J1939", SOCK_DGRAM, CAN_J1939],
] as const) {
  test(`Socket with fileno alone reads family, type and protocol of a ${name} socket from it`, () => {
    const fd = new Socket(AF_CAN, type, proto).detach();
    using sock = new Socket(undefined, undefined, undefined, fd);
    assert.deepEqual([sock.family, sock.type, sock.proto], [AF_CAN, type, proto]);
  });
}
