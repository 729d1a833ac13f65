import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  BPF_A,
  BPF_ABS,
  BPF_ALU,
  BPF_B,
  BPF_H,
  BPF_JEQ,
  BPF_JMP,
  BPF_K,
  BPF_LD,
  BPF_LEN,
  BPF_RET,
  BPF_SUB,
  BPF_W,
  type BpfInput,
  decodeBpf,
  encodeBpf,
  getOption,
  SO_GET_FILTER,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
  setOption,
} from "berkeley";

const UDP_HEADER = 8;
const PASS: BpfInput = { code: BPF_RET | BPF_K, k: 0xffff_ffff };
const DROP: BpfInput = { code: BPF_RET | BPF_K, k: 0 };

async function receiver(): Promise<Socket> {
  const sock = new Socket(AF_INET, SOCK_DGRAM);
  sock.settimeout(30);
  await sock.bind(["127.0.0.1", 0]);
  return sock;
}

/** Lets datagrams through whose first byte is this. */
const startsWith = (text: string): BpfInput[] => [
  { code: BPF_LD | BPF_B | BPF_ABS, k: UDP_HEADER },
  { code: BPF_JMP | BPF_JEQ | BPF_K, k: text.charCodeAt(0), jt: 0, jf: 1 },
  PASS,
  DROP,
];

async function texts(sock: Socket, count: number): Promise<string[]> {
  const all: string[] = [];
  for (let i = 0; i < count; i++) all.push((await sock.recv(100)).toString());
  return all;
}

test("setOption SO_ATTACH_FILTER lets through what the program passes, until SO_DETACH_FILTER", async () => {
  using sock = await receiver();
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  setOption(sock, "SO_ATTACH_FILTER", startsWith("y"));
  for (const text of ["no 1", "yes 1", "no 2", "yes 2"]) await sender.sendto(Buffer.from(text), sock.getsockname());
  assert.deepEqual(await texts(sock, 2), ["yes 1", "yes 2"]);
  setOption(sock, "SO_ATTACH_FILTER", startsWith("n"));
  for (const text of ["no 3", "yes 3", "no 4"]) await sender.sendto(Buffer.from(text), sock.getsockname());
  assert.deepEqual(await texts(sock, 2), ["no 3", "no 4"]);
  setOption(sock, "SO_DETACH_FILTER", null);
  for (const text of ["no 5", "yes 5"]) await sender.sendto(Buffer.from(text), sock.getsockname());
  assert.deepEqual(await texts(sock, 2), ["no 5", "yes 5"]);
});

test("setOption SO_ATTACH_FILTER with a program that computes how much passes cuts datagrams", async () => {
  using sock = await receiver();
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  setOption(sock, "SO_ATTACH_FILTER", [
    { code: BPF_LD | BPF_W | BPF_LEN },
    { code: BPF_ALU | BPF_SUB | BPF_K, k: 2 },
    { code: BPF_RET | BPF_A },
  ]);
  await sender.sendto(Buffer.from("abcdef"), sock.getsockname());
  assert.equal((await sock.recv(100)).toString(), "abcd");
});

test("setOption SO_ATTACH_FILTER tells datagrams apart by port", async () => {
  using sock = await receiver();
  using wanted = await receiver();
  using other = await receiver();
  setOption(sock, "SO_ATTACH_FILTER", [
    { code: BPF_LD | BPF_H | BPF_ABS, k: 0 },
    { code: BPF_JMP | BPF_JEQ | BPF_K, k: wanted.getsockname()[1], jt: 0, jf: 1 },
    PASS,
    DROP,
  ]);
  await other.sendto(Buffer.from("other"), sock.getsockname());
  await wanted.sendto(Buffer.from("wanted"), sock.getsockname());
  assert.equal((await sock.recv(100)).toString(), "wanted");
});

test("setOption SO_ATTACH_REUSEPORT_CBPF chooses among the sockets of a port", async () => {
  using first = new Socket(AF_INET, SOCK_DGRAM);
  using second = new Socket(AF_INET, SOCK_DGRAM);
  for (const sock of [first, second]) {
    sock.settimeout(30);
    setOption(sock, "SO_REUSEPORT", true);
  }
  await first.bind(["127.0.0.1", 0]);
  await second.bind(first.getsockname());
  // The number of the socket, in the order of bind, is the first byte less "0".
  setOption(first, "SO_ATTACH_REUSEPORT_CBPF", [
    { code: BPF_LD | BPF_B | BPF_ABS, k: 0 },
    { code: BPF_ALU | BPF_SUB | BPF_K, k: 0x30 },
    { code: BPF_RET | BPF_A },
  ]);
  using sender = new Socket(AF_INET, SOCK_DGRAM);
  for (const text of ["0a", "1a", "1b", "0b"]) await sender.sendto(Buffer.from(text), first.getsockname());
  assert.deepEqual(await texts(first, 2), ["0a", "0b"]);
  assert.deepEqual(await texts(second, 2), ["1a", "1b"]);
});

test("getsockopt SO_GET_FILTER writes no more than its buffer has room for", () => {
  using sock = new Socket(AF_INET, SOCK_DGRAM);
  const program = [...Array.from({ length: 7 }, () => ({ code: BPF_LD | BPF_W | BPF_LEN })), PASS];
  setOption(sock, "SO_ATTACH_FILTER", program);
  assert.equal(sock.getsockopt(SOL_SOCKET, SO_GET_FILTER, 64).length, 64);
  assert.deepEqual(decodeBpf(sock.getsockopt(SOL_SOCKET, SO_GET_FILTER, 64)), getOption(sock, "SO_GET_FILTER"));
  // 63 bytes have room for seven instructions, and there are eight.
  assert.throws(() => sock.getsockopt(SOL_SOCKET, SO_GET_FILTER, 63), /EINVAL/);
});

test("setOption SO_ATTACH_FILTER of the longest program is read back whole", () => {
  using sock = new Socket(AF_INET, SOCK_DGRAM);
  setOption(sock, "SO_ATTACH_FILTER", Array<BpfInput>(4096).fill(PASS));
  assert.equal(getOption(sock, "SO_GET_FILTER").length, 4096);
});

const refused: readonly [what: string, program: unknown, kind: ErrorConstructor, name: RegExp][] = [
  ["no list", "ret", TypeError, /^program must be a list/],
  ["an empty list", [], RangeError, /^program must have from 1/],
  ["too long a list", Array(4097).fill(PASS), RangeError, /^program must have from 1 to 4096/],
  ["a hole", Array(1), TypeError, /^program\[0\]/],
  ["no code", [{ k: 1 }], TypeError, /^program\[0\]\.code/],
  ["a code of 17 bits", [{ code: 0x1_0000 }], RangeError, /^program\[0\]\.code/],
  ["a jump of 256", [PASS, { code: 5, jt: 256 }], RangeError, /^program\[1\]\.jt/],
  ["a negative operand", [{ code: 6, k: -1 }], RangeError, /^program\[0\]\.k/],
  ["a field that does not exist", [{ code: 6, K: 1 }], TypeError, /^program\[0\]\.K is no field/],
];
for (const [what, program, kind, message] of refused) {
  test(`encodeBpf refuses ${what}`, () => {
    assert.throws(
      () => encodeBpf(program as never),
      (error: Error) => error.constructor === kind && message.test(error.message),
    );
  });
}

test("setOption SO_ATTACH_FILTER of a program that the kernel finds unsafe is an OSError with EINVAL", () => {
  using sock = new Socket(AF_INET, SOCK_DGRAM);
  // It ends without BPF_RET.
  assert.throws(() => setOption(sock, "SO_ATTACH_FILTER", [{ code: BPF_LD | BPF_W | BPF_LEN }]), /EINVAL/);
});
