// The layout of control data: hostile bytes, and round trips.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAncillary } from "berkeley";
import fc from "fast-check";
import { decodeControl, encodeControl } from "../../dist/core/ancillary/control.js";

const item = fc.tuple(
  fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

test("decodeControl gives back what encodeControl laid out", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 12 }), (items) => {
      const control = encodeControl(items);
      assert.deepEqual(decodeControl(Buffer.from(control ?? [])), items);
    }),
  );
});

test("decodeControl and parseAncillary stay inside any bytes, and come to an end", () => {
  const header = fc.tuple(
    fc.oneof(fc.nat(64), fc.constant(0xffff_ffff), fc.nat(0xffff_ffff)),
    fc.constantFrom(0, 1, 17, 41),
    fc.nat(80),
    fc.uint8Array({ maxLength: 40 }),
  );
  fc.assert(
    fc.property(fc.array(header, { maxLength: 20 }), fc.nat(15), (headers, cut) => {
      const parts = headers.map(([length, level, type, data]) => {
        const part = Buffer.alloc(16 + data.length);
        part.writeUInt32LE(length, 0);
        part.writeInt32LE(level, 8);
        part.writeInt32LE(type, 12);
        part.set(data, 16);
        return part;
      });
      const whole = Buffer.concat(parts);
      const control = whole.subarray(0, Math.max(0, whole.length - cut));
      const items = decodeControl(control);
      assert.ok(items.length <= control.length / 16);
      parseAncillary(items);
    }),
    { numRuns: 2000 },
  );
});
