import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_INET, AF_INET6, SOCK_DGRAM } from "berkeley";
import fc from "fast-check";
import {
  type AddressContext,
  decodeAddress,
  encodeAddress,
  type Unresolved,
} from "../../../dist/core/addresses/index.js";

const context: AddressContext = { family: AF_INET, type: SOCK_DGRAM, proto: 0 };
const encode = (address: unknown): Uint8Array => {
  const result = encodeAddress(address, context);
  assert.ok(result instanceof Uint8Array);
  return result;
};

test("inet encodes [host, port] as a sockaddr_in, port in network order", () => {
  assert.deepEqual([...encode(["1.2.3.4", 0x1234])], [2, 0, 0x12, 0x34, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test("inet takes objects, Node's own endpoints, and the two names of special addresses", () => {
  const expected = encode(["127.0.0.1", 80]);
  assert.deepEqual(encode({ host: "127.0.0.1", port: 80 }), expected);
  assert.deepEqual(encode({ address: "127.0.0.1", port: 80, family: "IPv4" }), expected);
  assert.deepEqual(encode({ address: "127.0.0.1", port: 80, family: 4, size: 5 }), expected);
  assert.deepEqual(encode(["", 80]), encode(["0.0.0.0", 80]));
  assert.deepEqual(encode(["<broadcast>", 80]), encode(["255.255.255.255", 80]));
});

test("inet decodes what it encoded, for every address and port", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 65_535 }), (host, port) => {
      assert.deepEqual(decodeAddress(encode([host, port]), context), [host, port]);
      // The second time both come from what was kept of the first.
      assert.deepEqual(decodeAddress(encode([host, port]), context), [host, port]);
    }),
  );
});

test("inet tells apart hosts that share the slot of the last byte", () => {
  for (const host of [
    "10.0.0.1",
    "10.0.1.1",
    "0.0.0.0",
    "10.0.0.1",
    "255.255.255.0",
    "0.0.0.0",
    "128.0.0.1",
    "0.0.0.1",
  ]) {
    assert.deepEqual(decodeAddress(encode([host, 9]), context), [host, 9]);
  }
});

test("inet never changes a sockaddr that it handed out", () => {
  const first = encode(["10.0.0.1", 1]);
  const copy = Uint8Array.from(first);
  encode(["10.0.0.2", 2]);
  encode(["10.0.0.1", 3]);
  assert.deepEqual(first, copy);
});

test("inet leaves a name, and forms that are not four decimal numbers, to the resolver", () => {
  for (const host of [
    "localhost",
    "127.1",
    "0x7f.1",
    "010.0.0.1",
    "1.2.3.4 ",
    "bücher.example",
    "1.2.3.4.5",
    "256.0.0.1",
  ]) {
    const result = encodeAddress([host, 80], context) as Unresolved;
    assert.equal(result.host, host);
    assert.equal(result.family, AF_INET);
    assert.deepEqual(result.complete("127.0.0.1"), encode(["127.0.0.1", 80]));
  }
});

test("inet refuses an IPv6 address, with a scope or without, with a RangeError", () => {
  for (const host of ["::1", "fe80::1%lo"]) {
    const message = `address: host ${host} is an IPv6 address, and the socket's family is AF_INET`;
    assert.throws(() => encodeAddress([host, 80], context), { name: "RangeError", message });
  }
});

test("inet refuses wrong types with a TypeError that names the argument", () => {
  const wrong: unknown[] = [
    "127.0.0.1",
    null,
    undefined,
    5,
    [],
    ["127.0.0.1"],
    ["127.0.0.1", 1, 0],
    {},
    { host: "h" },
    ["127.0.0.1", "80"],
    [1, 80],
    [null, 80],
    [Buffer.from("h"), 80],
    Buffer.from("h"),
    { address: "::1", port: 1, family: "IPv6" },
    ["127.0.0.1", 80n],
    ["127.0.0.1", null],
    { path: "/x" },
  ];
  for (const address of wrong)
    assert.throws(() => encodeAddress(address, context), /^TypeError: address/, String(address));
});

test("inet refuses a port out of range, and a host with a NUL, with a RangeError", () => {
  for (const port of [-1, 65_536, 70_000, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => encodeAddress(["127.0.0.1", port], context), /^RangeError: address: port/, String(port));
  }
  assert.throws(() => encodeAddress(["a\0b", 80], context), /^RangeError: address: host/);
});

test("decodeAddress reads no more than the kernel gave: null for nothing and for less than a sockaddr_in", () => {
  const whole = encode(["1.2.3.4", 5]);
  for (let length = 0; length < 8; length++) assert.equal(decodeAddress(whole.subarray(0, length), context), null);
  assert.deepEqual(decodeAddress(whole.subarray(0, 8), context), ["1.2.3.4", 5]);
});

test("decodeAddress goes by the family in the bytes, not by the socket's", () => {
  const inet6: AddressContext = { family: AF_INET6, type: SOCK_DGRAM, proto: 0 };
  assert.deepEqual(decodeAddress(encode(["1.2.3.4", 5]), inet6), ["1.2.3.4", 5]);
});
