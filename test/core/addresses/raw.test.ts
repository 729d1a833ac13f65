import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_APPLETALK } from "berkeley";
import { type AddressContext, decodeAddress, encodeAddress } from "../../../dist/core/addresses/index.js";

const context: AddressContext = { family: AF_APPLETALK, type: 2, proto: 0 };

test("raw: an address of a family without a codec is the bytes after sa_family", () => {
  const sockaddr = encodeAddress(Buffer.from([1, 2, 3]), context) as Uint8Array;
  assert.deepEqual([...sockaddr], [AF_APPLETALK, 0, 1, 2, 3]);
  assert.deepEqual(decodeAddress(sockaddr, context), Buffer.from([1, 2, 3]));
  assert.deepEqual(decodeAddress(sockaddr.subarray(0, 2), context), Buffer.alloc(0));
});

test("raw refuses what is no bytes, and more than a sockaddr_storage holds", () => {
  assert.throws(() => encodeAddress("x", context), /^TypeError: address must be bytes/);
  assert.throws(() => encodeAddress(["x", 1], context), /^TypeError: address/);
  assert.throws(() => encodeAddress(Buffer.alloc(127), context), /^RangeError: address must be at most 126 bytes/);
});
