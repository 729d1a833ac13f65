import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_INET6, ifNametoindex, inetNtop, inetPton, OSError, SOCK_STREAM } from "berkeley";
import fc from "fast-check";
import {
  type AddressContext,
  decodeAddress,
  encodeAddress,
  type Unresolved,
} from "../../../dist/core/addresses/index.js";

const context: AddressContext = { family: AF_INET6, type: SOCK_STREAM, proto: 0 };
const encode = (address: unknown): Uint8Array => {
  const result = encodeAddress(address, context);
  assert.ok(result instanceof Uint8Array);
  return result;
};

test("inet6 encodes as a sockaddr_in6: port and flowinfo in network order, the scope in the machine's", () => {
  const bytes = encode(["2001:db8::1", 0x1234, 0xabcde, 7]);
  assert.equal(bytes.length, 28);
  assert.deepEqual([...bytes.subarray(0, 8)], [10, 0, 0x12, 0x34, 0, 0x0a, 0xbc, 0xde]);
  assert.deepEqual([...bytes.subarray(8, 24)], [...inetPton(AF_INET6, "2001:db8::1")]);
  assert.equal(new DataView(bytes.buffer).getUint32(24, true), 7);
});

test("inet6 decodes what it encoded: always four fields", () => {
  const field = (max: number) => fc.integer({ min: 0, max });
  fc.assert(
    fc.property(fc.ipV6(), field(65_535), field(0xfffff), field(0xffff_ffff), (text, port, flowinfo, scopeid) => {
      const host = inetNtop(AF_INET6, inetPton(AF_INET6, text));
      assert.deepEqual(decodeAddress(encode([text, port, flowinfo, scopeid]), context), [
        host,
        port,
        flowinfo,
        scopeid,
      ]);
    }),
  );
});

test("inet6 takes '', objects, Node's own endpoints, and leaves flowinfo and scopeid at 0", () => {
  assert.deepEqual(decodeAddress(encode(["", 1]), context), ["::", 1, 0, 0]);
  assert.deepEqual(encode({ host: "::1", port: 2 }), encode(["::1", 2, 0, 0]));
  assert.deepEqual(encode({ host: "::1", port: 2, flowinfo: 3, scopeid: 4 }), encode(["::1", 2, 3, 4]));
  assert.deepEqual(encode({ address: "::1", port: 2, family: "IPv6" }), encode(["::1", 2]));
  assert.deepEqual(encode({ address: "::1", port: 2, family: 6 }), encode(["::1", 2]));
});

test("inet6 takes the scope by number and by interface name, in host and as scopeid", () => {
  const lo = ifNametoindex("lo");
  for (const address of [
    ["fe80::1%lo", 1],
    [`fe80::1%${lo}`, 1],
    ["fe80::1", 1, 0, "lo"],
    ["fe80::1%lo", 1, 0, lo],
  ]) {
    assert.deepEqual(decodeAddress(encode(address), context), ["fe80::1", 1, 0, lo]);
  }
  assert.throws(() => encode(["fe80::1%lo", 1, 0, lo + 1]), /^RangeError: address: .* different scopes/);
  assert.throws(() => encode(["fe80::1%", 1]), /^RangeError: address: host/);
  assert.throws(() => encode(["fe80::1%4294967296", 1]), /^RangeError: address: the scope in host/);
  assert.throws(
    () => encode(["fe80::1%nosuchif0", 1]),
    (error) => error instanceof OSError && error.code === "ENODEV",
  );
  assert.throws(() => encode(["fe80::1%an interface name too long", 1]), OSError);
});

test("inet6 leaves a name to the resolver, and completes it with port, flowinfo and scope", () => {
  const result = encodeAddress(["localhost", 80, 3, 2], context) as Unresolved;
  assert.equal(result.host, "localhost");
  assert.equal(result.family, AF_INET6);
  assert.deepEqual(result.complete("fe80::5"), encode(["fe80::5", 80, 3, 2]));
  const scopeless = encodeAddress(["printer.local", 80], context) as Unresolved;
  assert.deepEqual(scopeless.complete("fe80::5%lo"), encode(["fe80::5%lo", 80]));
});

test("inet6 refuses an IPv4 address with a RangeError, but takes a mapped one", () => {
  const message = "address: host 127.0.0.1 is an IPv4 address, and the socket's family is AF_INET6";
  assert.throws(() => encode(["127.0.0.1", 1]), { name: "RangeError", message });
  assert.deepEqual(decodeAddress(encode(["::ffff:127.0.0.1", 1]), context), ["::ffff:127.0.0.1", 1, 0, 0]);
});

test("inet6 refuses wrong types with a TypeError, and values out of range with a RangeError", () => {
  const types: unknown[] = ["::1", ["::1"], ["::1", 1, 0, 0, 0], ["::1", "1"], ["::1", 1, "0"], ["::1", 1, 0, null], 6];
  for (const address of types) assert.throws(() => encode(address), /^TypeError: address/, String(address));
  const family = { address: "127.0.0.1", port: 1, family: "IPv4" };
  assert.throws(() => encode(family), /^TypeError: address\.family must be IPv6 or 6/);
  const ranges: unknown[] = [
    ["::1", 65_536],
    ["::1", -1],
    ["::1", 1.5],
    ["::1", 1, 0x10_0000],
    ["::1", 1, -1],
    ["::1", 1, 0, -1],
    ["::1", 1, 0, 0x1_0000_0000],
    ["<broadcast>", 1],
  ];
  for (const address of ranges) assert.throws(() => encode(address), /^RangeError: address/, String(address));
});

test("decodeAddress of a short sockaddr_in6 reads no more than there is", () => {
  const whole = encode(["2001:db8::1", 5, 6, 7]);
  for (let length = 0; length < 24; length++) assert.equal(decodeAddress(whole.subarray(0, length), context), null);
  for (let length = 24; length < 28; length++) {
    assert.deepEqual(decodeAddress(whole.subarray(0, length), context), ["2001:db8::1", 5, 6, 0]);
  }
});
