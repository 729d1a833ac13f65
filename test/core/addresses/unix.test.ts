import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_UNIX, SOCK_DGRAM } from "berkeley";
import fc from "fast-check";
import { type AddressContext, decodeAddress, encodeAddress } from "../../../dist/core/addresses/index.js";
import { native } from "../../../dist/native/binding.js";
import { mailAddress } from "../../../dist/native/mailbox.js";

const context: AddressContext = { family: AF_UNIX, type: SOCK_DGRAM, proto: 0 };
const encode = (address: unknown): Uint8Array => encodeAddress(address, context) as Uint8Array;

/** What the kernel says of a socket bound to an address. */
function bound(address: unknown): unknown {
  const fd = native.socket(AF_UNIX, SOCK_DGRAM, 0);
  assert.ok(fd >= 0);
  try {
    assert.equal(native.bind(fd, encode(address)), 0);
    assert.ok(native.getsockname(fd) >= 0);
    return decodeAddress(mailAddress(), context);
  } finally {
    native.close(fd);
  }
}

test("unix encodes a path without a NUL at its end", () => {
  assert.deepEqual([...encode("/a")], [1, 0, 0x2f, 0x61]);
  assert.deepEqual([...encode("")], [1, 0]);
});

test("unix takes a path of 108 bytes, and refuses one of 109 with a RangeError", () => {
  assert.equal(encode("x".repeat(108)).length, 110);
  assert.throws(() => encode("x".repeat(109)), /^RangeError: address must be at most 108 bytes/);
  assert.throws(() => encode("é".repeat(55)), /^RangeError: address must be at most 108 bytes/);
  assert.throws(() => encode(Buffer.alloc(109, 1)), RangeError);
});

test("unix decodes the 111 bytes that the kernel gives for a path of 108", () => {
  const sockaddr = Buffer.concat([encode("x".repeat(108)), Buffer.of(0)]);
  assert.equal(decodeAddress(sockaddr, context), "x".repeat(108));
});

test("unix refuses a NUL inside a path, and a lone surrogate", () => {
  for (const path of ["a\0b", "a\0", Buffer.from("a\0b")]) assert.throws(() => encode(path), /^RangeError: address/);
  assert.throws(() => encode("/tmp/\udcff"), /^RangeError: address .*surrogate/);
});

test("unix refuses anything but a string or bytes with a TypeError", () => {
  for (const address of [null, undefined, 5, ["/a"], ["127.0.0.1", 80], {}, { host: "h", port: 1 }]) {
    assert.throws(() => encode(address), /^TypeError: address must be a path/);
  }
});

test("unix takes bytes in any view", () => {
  const bytes = Buffer.from("/tmp/x");
  const copy = new ArrayBuffer(6);
  new Uint8Array(copy).set(bytes);
  for (const view of [bytes, new Uint8Array(bytes), copy, new DataView(copy), new Uint16Array(copy)]) {
    assert.deepEqual(encode(view), encode("/tmp/x"));
  }
});

test("unix decodes what it encoded: any path as a string, any abstract name as a Buffer", () => {
  const path = fc
    .string({ unit: "grapheme", maxLength: 30 })
    .filter((text) => !text.includes("\0") && Buffer.byteLength(text) <= 108);
  fc.assert(fc.property(path, (text) => assert.equal(decodeAddress(encode(text), context), text)));
  const name = fc.uint8Array({ maxLength: 107 });
  fc.assert(
    fc.property(name, (rest) => {
      const abstract = Buffer.concat([Buffer.of(0), rest]);
      assert.deepEqual(decodeAddress(encode(abstract), context), abstract);
    }),
  );
});

test("unix decodes a path that is not UTF-8 as a Buffer, and an unnamed socket as ''", () => {
  const path = Buffer.from([0x2f, 0xff, 0xfe]);
  assert.deepEqual(decodeAddress(encode(path), context), path);
  assert.equal(decodeAddress(encode(""), context), "");
  assert.equal(decodeAddress(new Uint8Array(0), context), null);
  assert.equal(decodeAddress(new Uint8Array(1), context), null);
});

test("unix names go to the kernel and back: abstract ones byte by byte, autobind's five digits", () => {
  const name = Buffer.from(`\0berkeley-${process.pid}\0\xff\0`, "latin1");
  assert.deepEqual(bound(name), name);
  const chosen = bound("");
  assert.ok(Buffer.isBuffer(chosen));
  assert.match(chosen.toString("latin1"), /^\0[0-9a-f]{5}$/);
});
