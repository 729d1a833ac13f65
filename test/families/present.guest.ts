// That the guest has what its tests are about: otherwise they would prove nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { native } from "../../dist/native/binding.js";

const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const SOCK_SEQPACKET = 5;

const sockets: readonly [name: string, family: number, type: number, proto: number][] = [
  ["AF_CAN with CAN_RAW", 29, SOCK_RAW, 1],
  ["AF_CAN with CAN_BCM", 29, SOCK_DGRAM, 2],
  ["AF_CAN with CAN_ISOTP", 29, SOCK_DGRAM, 6],
  ["AF_CAN with CAN_J1939", 29, SOCK_DGRAM, 7],
  ["AF_TIPC", 30, SOCK_SEQPACKET, 0],
  ["AF_BLUETOOTH with BTPROTO_L2CAP", 31, SOCK_SEQPACKET, 0],
  ["AF_BLUETOOTH with BTPROTO_HCI", 31, SOCK_RAW, 1],
  ["AF_BLUETOOTH with BTPROTO_SCO", 31, SOCK_SEQPACKET, 2],
  ["AF_BLUETOOTH with BTPROTO_RFCOMM", 31, SOCK_STREAM, 3],
  ["AF_ALG", 38, SOCK_SEQPACKET, 0],
  ["AF_VSOCK", 40, SOCK_STREAM, 0],
  ["IPPROTO_SCTP", 2, SOCK_STREAM, 132],
  ["IPPROTO_MPTCP", 2, SOCK_STREAM, 262],
];

for (const [name, family, type, proto] of sockets) {
  test(`the kernel makes sockets of ${name}`, () => {
    const fd = native.socket(family, type, proto);
    assert.ok(fd >= 0, `errno ${-fd}`);
    native.close(fd);
  });
}
