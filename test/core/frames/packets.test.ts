import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodeEthernetFrame,
  decodeIcmp,
  decodeIcmpEcho,
  decodeIcmpv6Echo,
  decodeIpv4Packet,
  decodeIpv6Packet,
  encodeIcmpEcho,
  encodeIcmpv6Echo,
  internetChecksum,
} from "berkeley";
import fc from "fast-check";

const u16 = fc.integer({ min: 0, max: 0xffff });
const echoes = fc.record(
  {
    reply: fc.boolean(),
    identifier: u16,
    sequence: u16,
    data: fc.uint8Array({ maxLength: 100 }).map((data) => Buffer.from(data)),
  },
  { noNullPrototype: true },
);

test("internetChecksum is that of the example in RFC 1071", () => {
  // The sum of the example is 0xddf2; the checksum is its complement.
  assert.equal(internetChecksum(Buffer.from("0001f203f4f5f6f7", "hex")), ~0xddf2 & 0xffff);
});

test("decodeIcmpEcho gives back what encodeIcmpEcho took, and so for ICMPv6", () => {
  fc.assert(
    fc.property(echoes, (echo) => {
      assert.deepEqual(decodeIcmpEcho(encodeIcmpEcho(echo)), echo);
      assert.deepEqual(decodeIcmpv6Echo(encodeIcmpv6Echo(echo)), echo);
    }),
  );
});

test("encodeIcmpEcho makes the echo that was captured from ping", () => {
  const captured = "0800f7ff00000000";
  assert.equal(encodeIcmpEcho({}).toString("hex"), captured);
});

test("encodeIcmpv6Echo sums the addresses when they are given", () => {
  const loopback = Buffer.alloc(16);
  loopback[15] = 1;
  // Pseudo-header ::1, ::1, 8, 58 and type 128: 1 + 1 + 8 + 58 + 0x8000.
  const expected = ~(1 + 1 + 8 + 58 + 0x8000) & 0xffff;
  assert.equal(decodeIcmp(encodeIcmpv6Echo({}, loopback, loopback)).checksum, expected);
  assert.equal(decodeIcmp(encodeIcmpv6Echo({})).checksum, 0);
});

test("decodeIcmpEcho refuses a damaged echo, and gives null for another message", () => {
  const bytes = encodeIcmpEcho({ data: Buffer.from("hello") });
  bytes[9] = 0;
  assert.throws(() => decodeIcmpEcho(bytes), RangeError);
  assert.equal(decodeIcmpEcho(Buffer.from("0300000000000000", "hex")), null);
  assert.throws(() => decodeIcmpEcho(Buffer.alloc(7)), RangeError);
});

test("decodeIpv4Packet tells the header and gives the payload without padding", () => {
  const packet = Buffer.from("46b8001a00004000400100007f0000010a00000201010100aabbffff", "hex");
  assert.deepEqual(decodeIpv4Packet(packet), {
    version: 4,
    source: "127.0.0.1",
    destination: "10.0.0.2",
    protocol: 1,
    ttl: 64,
    tos: 0xb8,
    payload: Buffer.from("aabb", "hex"),
  });
});

test("decodeIpv6Packet tells the header and gives the payload", () => {
  const header = "6b8000000002114000000000000000000000000000000001fe800000000000000000000000000001";
  assert.deepEqual(decodeIpv6Packet(Buffer.from(`${header}aabb`, "hex")), {
    version: 6,
    source: "::1",
    destination: "fe80::1",
    protocol: 17,
    ttl: 64,
    tos: 0xb8,
    payload: Buffer.from("aabb", "hex"),
  });
});

test("decodeEthernetFrame tells addresses, protocol and virtual network", () => {
  assert.deepEqual(decodeEthernetFrame(Buffer.from("0102030405060a0b0c0d0e0f8100600508004500", "hex")), {
    destination: "01:02:03:04:05:06",
    source: "0a:0b:0c:0d:0e:0f",
    protocol: 0x800,
    vlan: 5,
    payload: Buffer.from("4500", "hex"),
  });
});

const decoders = {
  decodeIcmp,
  decodeIcmpEcho,
  decodeIcmpv6Echo,
  decodeEthernetFrame,
  decodeIpv4Packet,
  decodeIpv6Packet,
};
for (const [name, decode] of Object.entries(decoders)) {
  test(`${name} gives a result or throws RangeError, whatever the bytes`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          decode(bytes);
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error));
        }
      }),
    );
  });
}
