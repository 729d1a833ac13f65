import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import {
  CAN_BCM_RX_CHANGED,
  CAN_BCM_TX_SETUP,
  CAN_ERR_BUSOFF,
  CAN_ERR_CNT,
  type CanFrameInput,
  decodeBcmMessage,
  decodeCanFilters,
  decodeCanFrame,
  encodeBcmMessage,
  encodeCanFilters,
  encodeCanFrame,
} from "berkeley";
import fc from "fast-check";

const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((data) => Buffer.from(data));
const byte = fc.integer({ min: 0, max: 255 });
const identifier = fc.oneof(
  fc.record({ id: fc.integer({ min: 0, max: 0x7ff }), extended: fc.constant(false) }, { noNullPrototype: true }),
  fc.record({ id: fc.integer({ min: 0, max: 0x1fff_ffff }), extended: fc.constant(true) }, { noNullPrototype: true }),
);
const classic = fc
  .tuple(identifier, fc.boolean(), fc.integer({ min: 0, max: 15 }), bytes(8, 8))
  .map(([id, remote, dlc, data]) => {
    return { type: "classic" as const, ...id, remote, dlc, data: data.subarray(0, remote ? 0 : dlc) };
  });
const fd = fc
  .tuple(
    identifier,
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64),
    bytes(64, 64),
  )
  .map(([id, bitRateSwitch, errorState, length, data]) => {
    return { type: "fd" as const, ...id, bitRateSwitch, errorState, data: data.subarray(0, length) };
  });
const xl = fc.record(
  {
    type: fc.constant("xl" as const),
    priority: fc.integer({ min: 0, max: 0x7ff }),
    vcid: byte,
    sdt: byte,
    af: fc.integer({ min: 0, max: 0xffff_ffff }),
    sec: fc.boolean(),
    rrs: fc.boolean(),
    data: bytes(1, 2048),
  },
  { noNullPrototype: true },
);

test("decodeCanFrame gives back what encodeCanFrame took: classic, FD and XL frames", () => {
  fc.assert(
    fc.property(fc.oneof(classic, fd, xl), (frame) => {
      assert.deepEqual(decodeCanFrame(encodeCanFrame(frame)), frame);
    }),
  );
});

test("decodeCanFrame either gives a frame or throws RangeError, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.oneof(bytes(0, 80), bytes(16, 16), bytes(72, 72)), (data) => {
      try {
        const { data: payload } = decodeCanFrame(data);
        assert.ok(payload.length <= data.length);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }),
  );
});

test("encodeCanFrame makes the bytes that Python's struct makes of the kernel's documentation", () => {
  const program = `import struct; print(struct.pack("=IB3x8s", 0x80000000 | 0x12345, 3, b"abc").hex())`;
  const python = execFileSync("/usr/bin/python3", ["-c", program], { encoding: "utf8" }).trim();
  assert.equal(encodeCanFrame({ id: 0x12345, extended: true, data: Buffer.from("abc") }).toString("hex"), python);
});

test("encodeCanFrame and decodeCanFrame know error frames, whose fields lie in the data", () => {
  const frame = decodeCanFrame(encodeCanFrame({ type: "error", classes: CAN_ERR_BUSOFF | CAN_ERR_CNT, txErrors: 255 }));
  assert.equal(frame.type, "error");
  assert.ok(frame.type === "error");
  assert.equal(frame.classes, CAN_ERR_BUSOFF | CAN_ERR_CNT);
  assert.equal(frame.txErrors, 255);
  assert.equal(frame.data[6], 255);
});

const refused: readonly [name: string, frame: unknown, kind: ErrorConstructor][] = [
  ["an identifier of 12 bits", { id: 0x800 }, RangeError],
  ["an extended identifier of 30 bits", { id: 0x2000_0000, extended: true }, RangeError],
  ["9 bytes in a classic frame", { id: 1, data: Buffer.alloc(9) }, RangeError],
  ["data in a remote frame", { id: 1, remote: true, data: Buffer.alloc(1) }, RangeError],
  ["9 bytes in an FD frame, which has no such length", { type: "fd", id: 1, data: Buffer.alloc(9) }, RangeError],
  ["65 bytes in an FD frame", { type: "fd", id: 1, data: Buffer.alloc(65) }, RangeError],
  ["no data in an XL frame", { type: "xl", priority: 1, data: Buffer.alloc(0) }, RangeError],
  ["an unknown type", { type: "xxl", id: 1 }, RangeError],
  ["text as data", { id: 1, data: "abc" }, TypeError],
  ["no identifier", {}, TypeError],
  ["no object", 1, TypeError],
];
for (const [name, frame, kind] of refused) {
  test(`encodeCanFrame refuses ${name}`, () => {
    assert.throws(
      () => encodeCanFrame(frame as never),
      (error: Error) => error.constructor === kind && error.message.startsWith("frame"),
    );
  });
}

test("decodeBcmMessage gives back what encodeBcmMessage took, with frames of one kind", () => {
  const interval = fc.integer({ min: 0, max: 2 ** 40 }).map((value) => value / 1e6);
  const frames = fc.oneof(fc.array(classic, { maxLength: 5 }), fc.array(fd, { minLength: 1, maxLength: 5 }));
  fc.assert(
    fc.property(identifier, frames, interval, interval, byte, (id, list, interval1, interval2, count) => {
      const message = { opcode: CAN_BCM_TX_SETUP, flags: 3, count, interval1, interval2, ...id, frames: list };
      const decoded = decodeBcmMessage(encodeBcmMessage(message));
      const flags = list[0]?.type === "fd" ? 0x803 : 3;
      assert.deepEqual(decoded, { ...message, flags });
    }),
  );
});

test("encodeBcmMessage makes the bytes that Python's struct makes with native alignment", () => {
  const program = `import struct; print(struct.pack("@3I4l2I0q", 1, 3, 10, 1, 500000, 0, 100000, 0x123, 0).hex())`;
  const python = execFileSync("/usr/bin/python3", ["-c", program], { encoding: "utf8" }).trim();
  const message = { opcode: CAN_BCM_TX_SETUP, flags: 3, count: 10, interval1: 1.5, interval2: 0.1, id: 0x123 };
  assert.equal(encodeBcmMessage(message).toString("hex"), python);
});

test("encodeBcmMessage refuses frames of two kinds, and those that the broadcast manager does not know", () => {
  const refused: CanFrameInput[][] = [
    [{ id: 1 }, { type: "fd", id: 1 }],
    // As long as a classic frame, and as long as an FD frame.
    [{ type: "xl", priority: 1, data: Buffer.alloc(4) }],
    [{ type: "xl", priority: 1, data: Buffer.alloc(60) }],
    [{ type: "error", classes: 1 }],
  ];
  for (const frames of refused) {
    assert.throws(() => encodeBcmMessage({ opcode: CAN_BCM_TX_SETUP, id: 1, frames }), RangeError);
  }
});

test("decodeBcmMessage refuses a message whose number of frames is not that of its bytes", () => {
  const bytes = encodeBcmMessage({ opcode: CAN_BCM_RX_CHANGED, id: 1, frames: [{ id: 1 }] });
  assert.throws(() => decodeBcmMessage(bytes.subarray(0, 60)), RangeError);
  bytes.writeUInt32LE(0xffff_ffff, 52);
  assert.throws(() => decodeBcmMessage(bytes), RangeError);
});

test("decodeCanFilters gives back what encodeCanFilters took", () => {
  const filters = [
    { id: 0x123, mask: 0x7ff, extended: false, inverted: false },
    { id: 0x1234567, mask: 0x1fff_ffff, extended: true, inverted: true },
  ];
  assert.deepEqual(decodeCanFilters(encodeCanFilters(filters)), filters);
});
