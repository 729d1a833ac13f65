import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodeInetDiag,
  decodeNetlinkAttributes,
  decodeNetlinkMessages,
  decodeRtnetlink,
  decodeTipcEvent,
  decodeUevent,
  encodeNetlinkAttributes,
  encodeNetlinkMessage,
  encodeRtnetlinkDump,
  encodeTipcGroupRequest,
  encodeTipcSubscription,
  netlinkError,
  PermissionError,
} from "berkeley";
import fc from "fast-check";

const data = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const messages = fc.record(
  { type: u16, flags: u16, sequence: u32, pid: u32, payload: data },
  { noNullPrototype: true },
);
const attributes = fc.record(
  {
    type: fc.integer({ min: 0, max: 0x3fff }),
    nested: fc.boolean(),
    networkOrder: fc.boolean(),
    data,
  },
  { noNullPrototype: true },
);

test("decodeNetlinkMessages gives back the messages that encodeNetlinkMessage made, one after the other", () => {
  fc.assert(
    fc.property(fc.array(messages, { maxLength: 5 }), (list) => {
      assert.deepEqual(decodeNetlinkMessages(Buffer.concat(list.map(encodeNetlinkMessage))), list);
    }),
  );
});

test("decodeNetlinkAttributes gives back the attributes that encodeNetlinkAttributes took", () => {
  fc.assert(
    fc.property(fc.array(attributes, { maxLength: 5 }), (list) => {
      assert.deepEqual(decodeNetlinkAttributes(encodeNetlinkAttributes(list)), list);
    }),
  );
});

const decoders: Record<string, (bytes: Uint8Array) => unknown> = {
  decodeNetlinkMessages,
  decodeNetlinkAttributes,
  decodeUevent,
  decodeTipcEvent,
};
for (const type of [16, 17, 20, 24]) {
  decoders[`decodeRtnetlink (type ${type})`] = (payload) =>
    decodeRtnetlink({ type, flags: 0, sequence: 0, pid: 0, payload: Buffer.from(payload) });
}
decoders.decodeInetDiag = (payload) =>
  decodeInetDiag({ type: 20, flags: 0, sequence: 0, pid: 0, payload: Buffer.from(payload) });
decoders.netlinkError = (payload) =>
  netlinkError({ type: 2, flags: 0x200, sequence: 0, pid: 0, payload: Buffer.from(payload) });
for (const [name, decode] of Object.entries(decoders)) {
  test(`${name} gives a result or throws RangeError, whatever the bytes`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        try {
          decode(bytes);
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error));
        }
      }),
    );
  });
}

test("decodeNetlinkMessages tells of a message whose length goes beyond what is there", () => {
  const bytes = encodeNetlinkMessage({ type: 1, payload: Buffer.alloc(8) });
  assert.throws(() => decodeNetlinkMessages(bytes.subarray(0, 20)), /says that it has 24 bytes, of which 20 are there/);
});

test("netlinkError is null for an acknowledgement and an OSError with the errno otherwise", () => {
  const payload = Buffer.alloc(20);
  const message = { type: 2, flags: 0, sequence: 1, pid: 0, payload };
  assert.equal(netlinkError(message), null);
  payload.writeInt32LE(-1, 0);
  assert.equal(netlinkError(message)?.code, "EPERM");
});

test("netlinkError has the kernel's explanation in its message, and at the head of its stack", () => {
  const header = Buffer.alloc(20);
  header.writeInt32LE(-1, 0);
  header.writeUInt32LE(16, 4);
  const text = encodeNetlinkAttributes([{ type: 1, data: Buffer.from("not yours\0") }]);
  const message = { type: 2, flags: 0x300, sequence: 1, pid: 0, payload: Buffer.concat([header, text]) };
  const error = netlinkError(message);
  assert.ok(error instanceof PermissionError);
  assert.match(error.message, /The kernel says: not yours$/);
  assert.match(error.stack ?? "", /not yours/);
});

test("encodeRtnetlinkDump refuses what it cannot list", () => {
  assert.throws(() => encodeRtnetlinkDump("neighbour" as never), RangeError);
  assert.throws(() => encodeRtnetlinkDump("link", 256), RangeError);
});

test("decodeUevent reads the action, the path and the properties", () => {
  const event = decodeUevent(Buffer.from("add@/devices/virtual/net/dummy0\0ACTION=add\0INTERFACE=dummy0\0EMPTY=\0"));
  assert.equal(event.action, "add");
  assert.equal(event.devpath, "/devices/virtual/net/dummy0");
  assert.deepEqual(Object.fromEntries(event.properties), { ACTION: "add", INTERFACE: "dummy0", EMPTY: "" });
  assert.throws(() => decodeUevent(Buffer.from("libudev\0")), RangeError);
});

test("encodeTipcSubscription makes 28 bytes, which decodeTipcEvent gives back inside an event", () => {
  const subscription = { type: 1000, lower: 1, upper: 9, timeout: 1.5, filter: 1, handle: Buffer.from("12345678") };
  const event = Buffer.alloc(48);
  event.writeUInt32LE(1, 0);
  event.set(encodeTipcSubscription(subscription), 20);
  assert.deepEqual(decodeTipcEvent(event), { event: 1, lower: 0, upper: 0, node: 0, reference: 0, subscription });
  assert.throws(() => encodeTipcSubscription({ type: 1, handle: Buffer.alloc(9) }), RangeError);
  assert.throws(() => encodeTipcSubscription({ type: 1, timeout: -1 }), RangeError);
});

test("encodeTipcGroupRequest makes the 16 bytes of struct tipc_group_req", () => {
  const bytes = encodeTipcGroupRequest({ type: 4711, instance: 17, flags: 1 });
  assert.deepEqual(
    [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)),
    [4711, 17, 2, 1],
  );
});
