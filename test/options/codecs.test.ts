import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBpf, encodeBpf } from "berkeley";
import fc from "fast-check";
import { codecs } from "../../dist/core/options/kinds.js";
import { StructCodec } from "../../dist/core/options/struct.js";
import { decodeCongestionInfo } from "../../dist/core/options/structures/tcp.js";
import { fromPython } from "../core/python.ts";

const sock = { family: 2, fileno: () => -1 };
const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const i32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const flag = fc.boolean();
const record = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { noNullPrototype: true });
const assoc = { assocId: i32 };

/** What each codec takes and gives back unchanged. */
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  flag,
  int: i32,
  uint: u32,
  u64,
  rate: fc.oneof(fc.constant(null), fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_fffen })),
  text: fc.stringMatching(/^[a-z][a-z0-9_]{0,14}$/),
  bytes: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  linger: fc.oneof(fc.constant(null), record({ seconds: fc.integer({ min: 0, max: 0x7fff_ffff }) })),
  timeval: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 2 ** 40 }).map((micros) => micros / 1e6),
  ),
  txtime: record({ clockid: i32, flags: u32 }),
  timestamping: record({ flags: i32, bindPhc: i32 }),
  interface: fc.integer({ min: 0, max: 0x7fff_ffff }),
  netInterface: fc.integer({ min: 0, max: 0x7fff_ffff }),
  portRange: fc
    .tuple(u16, u16)
    .filter(([low, high]) => low <= high && high > 0)
    .map(([low, high]) => ({ low, high })),
  icmp6Filter: fc.uniqueArray(u8).map((types) => types.sort((a, b) => a - b)),
  program: fc.array(record({ code: u16, jt: u8, jf: u8, k: u32 }), { minLength: 1, maxLength: 50 }),
  repairWindow: record({ sndWl1: u32, sndWnd: u32, maxWindow: u32, rcvWnd: u32, rcvWup: u32 }),
  fanout: record({ id: u16, type: u8, flags: u8.map((bits) => bits << 8) }),
  vcid: record({ flags: u8, txVcid: u8, rxVcid: u8, rxVcidMask: u8 }),
  isotp: record({
    ...{ flags: u32, frameTxtime: u32, extAddress: u8, txpadContent: u8, rxpadContent: u8, rxExtAddress: u8 },
  }),
  isotpFlowControl: record({ bs: u8, stmin: u8, wftmax: u8 }),
  isotpLinkLayer: record({ mtu: u8, txDl: u8, txFlags: u8 }),
  sctpInitmsg: record({ numOstreams: u16, maxInstreams: u16, maxAttempts: u16, maxInitTimeo: u16 }),
  sctpEvent: record({ ...assoc, type: u16, on: flag }),
  sctpRtoinfo: record({ ...assoc, initial: u32, max: u32, min: u32 }),
  sctpAssocinfo: record({
    ...{ ...assoc, asocmaxrxt: u16, numberPeerDestinations: u16, peerRwnd: u32, localRwnd: u32, cookieLife: u32 },
  }),
  sctpSndinfo: record({ sid: u16, flags: u16, ppid: u32, context: u32, ...assoc }),
  sctpPrinfo: record({ ...assoc, value: u32, policy: u16 }),
  sctpAssocValue: record({ ...assoc, value: u32 }),
  sctpSackInfo: record({ ...assoc, delay: u32, freq: u32 }),
};

for (const [kind, arbitrary] of Object.entries(values)) {
  test(`the codec of ${kind} gives back what it took`, () => {
    const codec = codecs[kind as "int"];
    fc.assert(
      fc.property(arbitrary, (value) => {
        const bytes = Buffer.from(codec.encode(value as never, "value"));
        assert.deepEqual(codec.decode(bytes, sock), value);
      }),
      { numRuns: 200 },
    );
  });
}

test("each codec decodes bytes of any length and content, or says in a RangeError that they are too few", () => {
  for (const [kind, codec] of Object.entries(codecs)) {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        try {
          codec.decode(Buffer.from(bytes) as never, sock);
        } catch (error) {
          // An option that can only be set has nothing to decode, and says so.
          if (error instanceof TypeError) assert.match(error.message, /can only be (set|got)$/, kind);
          else assert.ok(error instanceof RangeError, kind);
        }
      }),
      { numRuns: 50 },
    );
  }
});

test("each codec refuses hostile values with a TypeError or a RangeError that names the argument", () => {
  for (const [kind, codec] of Object.entries(codecs)) {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (value) => {
        try {
          codec.encode(value as never, "argument");
        } catch (error) {
          const kinds = error instanceof TypeError || error instanceof RangeError;
          // An interface that does not exist, by name or by index, is the kernel's to refuse.
          if (!kinds) assert.match(String((error as { code?: string }).code), /^(?:ENODEV|ENXIO)$/, kind);
          else assert.match((error as Error).message, /argument|filters|This option can only be got/, kind);
        }
      }),
      { numRuns: 300 },
    );
  }
});

// Python's struct module with native alignment is what a C compiler does.
const packed: readonly [kind: string, value: unknown, format: string, fields: readonly (number | string)[]][] = [
  ["linger", { seconds: 5 }, "@ii", [1, 5]],
  ["linger", null, "@ii", [0, 0]],
  ["timeval", 1.5, "@ll", [1, 500_000]],
  ["txtime", { clockid: 11, flags: 3 }, "@iI", [11, 3]],
  ["netInterface", 7, "!I", [7]],
  ["group4", { group: "239.1.2.3", interface: 7, address: "192.0.2.1" }, "@4s4si", ["ef010203", "c0000201", 7]],
  ["source4", { group: "239.1.2.3", source: "192.0.2.9" }, "@4s4s4s", ["ef010203", "00000000", "c0000209"]],
  ["group6", { group: "ff05::1:3", interface: 7 }, "@16si", ["ff050000000000000000000000010003", 7]],
  ["group", { group: "239.1.2.3", interface: 7 }, "@IxxxxHxx4s120s", [7, 2, "ef010203", ""]],
  [
    "groupSource",
    { group: "ff05::1", source: "2001:db8::1", interface: 7 },
    "@IxxxxHxx4x16s104xHxx4x16s104x",
    [7, 10, "ff050000000000000000000000000001", 10, "20010db8000000000000000000000001"],
  ],
  [
    "groupFilter",
    { group: "239.1.2.3", mode: "include", sources: ["192.0.2.1"], interface: 7 },
    "@IxxxxHxx4s120sIIHxx4s120s",
    [7, 2, "ef010203", "", 1, 1, 2, "c0000201", ""],
  ],
  ["membership", { interface: 7, type: 1, address: Buffer.of(1, 2, 3, 4, 5, 6) }, "@iHH8s", [7, 1, 6, "010203040506"]],
  ["fanout", { id: 9, type: 6, flags: 0x8000, maxMembers: 4 }, "@HHI", [9, 0x8006, 4]],
  ["isotp", { flags: 4, frameTxtime: 9, txpadContent: 0xaa }, "@IIBBBB", [4, 9, 0, 0xaa, 0, 0]],
  ["j1939Filters", [{ name: 5n, pgn: 0x1234, addr: 7, addrMask: 255 }], "@QQIIBBxxxxxx", [5, 0, 0x1234, 0, 7, 255]],
  ["sctpInitmsg", { numOstreams: 5, maxAttempts: 3 }, "@HHHH", [5, 0, 3, 0]],
  ["sctpEvent", { assocId: -1, type: 0x8001, on: true }, "@iHBx", [-1, 0x8001, 1]],
  ["sctpAssocinfo", { assocId: 1, asocmaxrxt: 5, cookieLife: 6 }, "@iHHIII", [1, 5, 0, 0, 0, 6]],
  ["sctpSndinfo", { sid: 1, ppid: 2, assocId: 3 }, "@HHIIi", [1, 0, 2, 0, 3]],
  ["sctpPrinfo", { assocId: 1, value: 2, policy: 3 }, "@iIHxx", [1, 2, 3]],
  [
    "md5",
    { address: "192.0.2.1", key: Buffer.from("k"), prefix: 24 },
    "@Hxx4s120sBBHi80s",
    [2, "c0000201", "", 1, 24, 1, 0, "6b"],
  ],
];

test("the codecs make the bytes that Python's struct makes with native alignment", () => {
  const program = `
import json, struct, sys
out = []
for format, fields in json.load(sys.stdin):
    out.append(struct.pack(format, *[bytes.fromhex(f) if isinstance(f, str) else f for f in fields]).hex())
print(json.dumps(out))`;
  const python = fromPython<string[]>(
    program,
    packed.map(([, , format, fields]) => [format, fields]),
  );
  packed.forEach(([kind, value], i) => {
    const bytes = codecs[kind as "int"].encode(value as never, "value");
    assert.equal(Buffer.from(bytes).toString("hex"), python[i], `${kind} ${i}`);
  });
});

test("the codec of tcpInfo leaves out what an older kernel does not give", () => {
  const bytes = Buffer.from(Array.from({ length: 280 }, (_, i) => i & 0xff));
  const whole = codecs.tcpInfo.decode(bytes, sock);
  // Linux 2.6 gave 104 bytes, 4.9 192 of them.
  const old = codecs.tcpInfo.decode(bytes.subarray(0, 104), sock);
  assert.equal(old.totalRetrans, whole.totalRetrans);
  assert.equal("pacingRate" in old, false);
  const later = codecs.tcpInfo.decode(bytes.subarray(0, 168), sock);
  assert.equal(later.deliveryRate, whole.deliveryRate);
  assert.equal("busyTime" in later, false);
  // One that is newer than this library gives more: the rest is as it was.
  assert.deepEqual(codecs.tcpInfo.decode(Buffer.concat([bytes, Buffer.alloc(100)]), sock), whole);
  assert.deepEqual([whole.sndWscale, whole.rcvWscale], [6, 0]);
  assert.deepEqual([whole.deliveryRateAppLimited, whole.fastopenClientFail], [true, 3]);
  assert.throws(() => codecs.tcpInfo.decode(bytes.subarray(0, 103), sock), RangeError);
});

test("decodeCongestionInfo goes by the name of the algorithm", () => {
  const bytes = Buffer.from(new Uint32Array([5, 1, 300, 256, 512]).buffer);
  assert.deepEqual(decodeCongestionInfo(bytes, "bbr"), {
    algorithm: "bbr",
    bandwidth: 0x1_0000_0005n,
    minRtt: 300,
    pacingGain: 256,
    cwndGain: 512,
  });
  assert.deepEqual(decodeCongestionInfo(bytes.subarray(0, 16), "vegas"), {
    ...{ algorithm: "vegas", enabled: 5, rttcnt: 1, rtt: 300, minrtt: 256 },
  });
  assert.deepEqual(decodeCongestionInfo(bytes.subarray(0, 16), "dctcp"), {
    ...{ algorithm: "dctcp", enabled: 5, ceState: 0, alpha: 1, abEcn: 300, abTot: 256 },
  });
  assert.deepEqual(decodeCongestionInfo(Buffer.alloc(0), "bbr"), {
    ...{ algorithm: "other", name: "bbr", data: Buffer.alloc(0) },
  });
});

test("StructCodec refuses a field that there is not, and what is no object", () => {
  const codec = new StructCodec([["one", "u8"]] as const);
  assert.throws(() => codec.encode({ two: 1 } as never, "value"), /^TypeError: value.two is no field: there are one$/);
  for (const wrong of [null, 1, "one", [1], Buffer.of(1), undefined]) {
    assert.throws(() => codec.encode(wrong as never, "value"), /^TypeError: value must be an object/);
  }
});

test("decodeBpf gives back what encodeBpf took, and refuses half an instruction", () => {
  const program = [{ code: 0x28, jt: 0, jf: 0, k: 12 }];
  assert.deepEqual(decodeBpf(encodeBpf(program)), program);
  assert.throws(() => decodeBpf(Buffer.alloc(12)), RangeError);
});
