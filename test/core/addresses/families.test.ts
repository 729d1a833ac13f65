// The address codecs of the families besides AF_INET, AF_INET6 and AF_UNIX: that what goes in comes out, that bytes
// from the kernel are never trusted, and that the bytes are those that Python makes.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeAddress, encodeAddress } from "../../../dist/core/addresses/index.js";
import { type Case, fromPython } from "./python.ts";

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const device = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(":"));
const text = (most: number) =>
  fc.string({ maxLength: most, unit: "binary-ascii" }).filter((value) => !value.includes("\0"));
const interfaces = fc.constantFrom("", "lo");
const hardware = fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes));

const plain = (value: bigint) => (value > BigInt(Number.MAX_SAFE_INTEGER) + 1n ? value : Number(value));

interface Form {
  readonly name: string;
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly addresses: fc.Arbitrary<unknown>;
  /** Bytes of padding, which Python leaves as they were on its stack. */
  readonly padding?: (address: never) => readonly [from: number, to: number][];
  /** The address as Python 3.11 takes and gives it, where that differs. */
  readonly pythonTakes?: (address: never) => unknown;
  readonly pythonGives?: (address: never) => unknown;
}

type Tipc = [number, number, number, number, number];

const forms: readonly Form[] = [
  { name: "AF_NETLINK", family: 16, type: 3, proto: 0, addresses: fc.tuple(u32, u32), padding: () => [[2, 4]] },
  {
    name: "AF_PACKET",
    family: 17,
    type: 3,
    proto: 0,
    addresses: fc.tuple(interfaces, u16, u8, u16, hardware),
    padding: (address: [string, number, number, number, Buffer]) => [[12 + address[4].length, 20]],
    pythonTakes: (address: [string, number, number, number, Buffer]) => [
      ...address.slice(0, 4),
      { bytes: address[4].toString("hex") },
    ],
  },
  {
    name: "AF_CAN with CAN_RAW",
    family: 29,
    type: 3,
    proto: 1,
    addresses: fc.tuple(interfaces),
    padding: () => [
      [2, 4],
      [8, 24],
    ],
  },
  {
    name: "AF_CAN with CAN_ISOTP",
    family: 29,
    type: 2,
    proto: 6,
    addresses: fc.tuple(interfaces, u32, u32),
    padding: () => [
      [2, 4],
      [16, 24],
    ],
  },
  {
    name: "AF_CAN with CAN_J1939",
    family: 29,
    type: 2,
    proto: 7,
    addresses: fc.tuple(interfaces, u64, u32, u8),
    // Python has one kind of integer.
    pythonGives: ([name, j1939, ...rest]: [string, bigint, number, number]) => [name, plain(j1939), ...rest],
    padding: () => [
      [2, 4],
      [21, 24],
    ],
  },
  {
    name: "AF_TIPC",
    family: 30,
    type: 4,
    proto: 0,
    addresses: fc.oneof(
      fc.tuple(fc.constant(1), u32, u32, u32, fc.integer({ min: 1, max: 3 })),
      fc.tuple(fc.constant(2), u32, u32, fc.constant(0), fc.integer({ min: 1, max: 3 })),
      fc.tuple(fc.constant(3), u32, u32, fc.constant(0), fc.integer({ min: 1, max: 3 })),
    ),
    // Python repeats the instance of a name where ours tells the domain.
    pythonGives: ([kind, v1, v2, v3, scope]: Tipc) => [kind, v1, v2, kind === 2 ? v2 : v3, scope],
  },
  {
    name: "AF_BLUETOOTH with BTPROTO_L2CAP",
    family: 31,
    type: 5,
    proto: 0,
    addresses: fc.tuple(device, u16, fc.constant(0), fc.constant(0)),
    pythonTakes: (address: unknown[]) => address.slice(0, 2),
    pythonGives: (address: unknown[]) => address.slice(0, 2),
  },
  { name: "AF_BLUETOOTH with BTPROTO_RFCOMM", family: 31, type: 1, proto: 3, addresses: fc.tuple(device, u8) },
  {
    name: "AF_BLUETOOTH with BTPROTO_SCO",
    family: 31,
    type: 5,
    proto: 2,
    addresses: device,
    pythonTakes: (address: string) => ({ bytes: Buffer.from(address).toString("hex") }),
  },
  {
    name: "AF_BLUETOOTH with BTPROTO_HCI",
    family: 31,
    type: 3,
    proto: 1,
    addresses: fc.tuple(u16, fc.constant(0)),
    pythonTakes: (address: unknown[]) => address.slice(0, 1),
    pythonGives: (address: unknown[]) => address[0],
  },
  // Python cuts feat and mask to 16 bits.
  { name: "AF_ALG", family: 38, type: 5, proto: 0, addresses: fc.tuple(text(13), text(63), u16, u16) },
  { name: "AF_VSOCK", family: 40, type: 1, proto: 0, addresses: fc.tuple(u32, u32) },
];

const sockaddrOf = (form: Form, address: unknown): Uint8Array => encodeAddress(address, form) as Uint8Array;

function withoutPadding(form: Form, address: unknown, sockaddr: string): string {
  const bytes = Buffer.from(sockaddr, "hex");
  for (const [from, to] of form.padding?.(address as never) ?? []) bytes.fill(0, from, to);
  return bytes.toString("hex");
}

for (const form of forms) {
  test(`decodeAddress gives back what encodeAddress took: ${form.name}`, () => {
    fc.assert(
      fc.property(form.addresses, (address) => {
        assert.deepEqual(decodeAddress(sockaddrOf(form, address), form), address);
      }),
    );
  });

  test(`decodeAddress reads no byte behind the end of any sockaddr: ${form.name}`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(60), (bytes, length) => {
        const cut = bytes.subarray(0, Math.max(1, Math.min(length, bytes.length)));
        const alone = decodeAddress(Uint8Array.from(cut), form);
        assert.deepEqual(decodeAddress(cut, form), alone);
      }),
    );
  });

  test(`encodeAddress and decodeAddress agree with Python byte for byte: ${form.name}`, () => {
    const addresses = fc.sample(form.addresses, 50);
    const common = { family: form.family, type: form.type, proto: form.proto };
    const takes = (form.pythonTakes ?? ((address) => address)) as (address: unknown) => unknown;
    const gives = (form.pythonGives ?? ((address) => address)) as (address: unknown) => unknown;
    // Python knows no way to say "every interface" to AF_PACKET.
    const known = addresses.filter((address) => form.family !== 17 || (address as string[])[0] !== "");
    const encoded = fromPython(known.map((address): Case => ({ ...common, address: takes(address) })));
    assert.deepEqual(
      known.map((address) => Buffer.from(sockaddrOf(form, address)).toString("hex")),
      encoded.map((sockaddr, i) => withoutPadding(form, known[i], sockaddr as string)),
    );
    const sockaddrs = addresses.map((address) => Buffer.from(sockaddrOf(form, address)).toString("hex"));
    const decoded = fromPython(sockaddrs.map((sockaddr): Case => ({ ...common, sockaddr })));
    assert.deepEqual(addresses.map(gives), decoded);
  });
}

const refused: readonly [name: string, family: number, proto: number, address: unknown, kind: ErrorConstructor][] = [
  ["a list that is none", 40, 0, "3:1024", TypeError],
  ["too few fields", 40, 0, [3], TypeError],
  ["too many fields", 16, 0, [0, 0, 0], TypeError],
  ["a negative port", 40, 0, [3, -1], RangeError],
  ["a port beyond 32 bits", 40, 0, [3, 2 ** 32], RangeError],
  ["a number that is a string", 16, 0, ["0", 0], TypeError],
  ["an interface name of 16 bytes", 29, 1, ["a".repeat(16)], RangeError],
  ["an interface name with a NUL", 29, 1, ["vcan0\0"], RangeError],
  ["a J1939 name that is a string", 29, 7, ["vcan0", "0", 0, 0], TypeError],
  ["a J1939 name that is no exact number", 29, 7, ["vcan0", 2 ** 53, 0, 0], RangeError],
  ["a J1939 name beyond 64 bits", 29, 7, ["vcan0", 2n ** 64n, 0, 0], RangeError],
  ["an ISO-TP address without identifiers", 29, 6, ["vcan0"], TypeError],
  ["a Bluetooth address that is too short", 31, 3, ["00:11:22:33:44", 1], RangeError],
  ["a Bluetooth address that is a number", 31, 2, 1, TypeError],
  ["an RFCOMM channel beyond a byte", 31, 3, ["00:11:22:33:44:55", 256], RangeError],
  ["a TIPC address of an unknown kind", 30, 0, [4, 0, 0, 0], RangeError],
  ["a TIPC scope out of range", 30, 0, [2, 0, 0, 0, 4], RangeError],
  ["a crypto type that is too long", 38, 0, ["a".repeat(14), "sha1"], RangeError],
  ["a crypto name that is too long", 38, 0, ["hash", "a".repeat(64)], RangeError],
  ["a packet address that is a string", 17, 0, ["lo", 0, 0, 0, "001122334455"], TypeError],
  ["a packet protocol beyond 16 bits", 17, 0, ["lo", 65536], RangeError],
];
for (const [name, family, proto, address, kind] of refused) {
  test(`encodeAddress refuses ${name}, and names the argument`, () => {
    assert.throws(
      () => encodeAddress(address, { family, type: 1, proto }),
      (error: Error) => error.constructor === kind && error.message.startsWith("address"),
    );
  });
}

test("encodeAddress tells that an interface does not exist", () => {
  assert.throws(() => encodeAddress(["nosuch0"], { family: 29, type: 3, proto: 1 }), {
    code: "ENODEV",
    syscall: "if_nametoindex",
    address: "nosuch0",
  });
});

test("encodeAddress takes an InfiniBand address of 20 bytes for AF_PACKET", () => {
  const address = ["lo", 0x800, 0, 32, Buffer.alloc(20, 7)];
  const context = { family: 17, type: 3, proto: 0 };
  const sockaddr = encodeAddress(address, context) as Uint8Array;
  assert.equal(sockaddr.length, 32);
  assert.deepEqual(decodeAddress(sockaddr, context), address);
});
