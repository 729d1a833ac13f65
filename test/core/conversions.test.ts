import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  CMSG_LEN,
  CMSG_SPACE,
  htonl,
  htons,
  inetAton,
  inetNtoa,
  inetNtop,
  inetPton,
  ntohl,
  ntohs,
} from "berkeley";
import fc from "fast-check";
import { fromPython } from "./python.ts";

/** The result, or null where it refuses the input with a RangeError. */
function attempt(function_: () => Buffer | string): string | null {
  try {
    const result = function_();
    return typeof result === "string" ? result : result.toString("hex");
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error));
    return null;
  }
}

const PYTHON = `
import json, socket, sys
def attempt(f, *args):
    try:
        result = f(*args)
        return result if isinstance(result, str) else result.hex()
    except (OSError, ValueError):
        return None
texts, packed = json.load(sys.stdin)
print(json.dumps([
    [[attempt(socket.inet_aton, t), attempt(socket.inet_pton, socket.AF_INET, t),
      attempt(socket.inet_pton, socket.AF_INET6, t)] for t in texts],
    [attempt(socket.inet_ntop, socket.AF_INET6, bytes.fromhex(p)) for p in packed],
]))`;

// Pieces of addresses, put together at random: nearly right input finds more than noise does.
const number = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map(String),
  fc.integer({ min: 0, max: 0xffff_ffff }).map(String),
  fc.integer({ min: 0, max: 0x1ff }).map((value) => `0x${value.toString(16)}`),
  fc.integer({ min: 0, max: 0x1ff }).map((value) => `0${value.toString(8)}`),
  fc.constantFrom(
    "",
    "0",
    "00",
    "0x",
    "0X1F",
    "08",
    "09",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "-1",
    "+1",
    " 1",
    "1 ",
  ),
);
const v4 = fc.array(number, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("."));
const group = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16)),
  fc.constantFrom("", "", "0", "0000", "00000", "ffff", "FFFF", "10000", "g", "1%lo", "%1", "x", " "),
);
const v6 = fc
  .tuple(
    fc.array(group, { minLength: 1, maxLength: 9 }),
    fc.option(v4, { nil: null }),
    fc.constantFrom("", "", "::", ":"),
  )
  .map(([groups, tail, head]) => head + groups.join(":") + (tail === null ? "" : `:${tail}`));
const suffixed = fc
  .tuple(v4, fc.constantFrom("", " ", "\n", "\t x", "x", ".", "..", " 1", "\u00a0", "\v", "\0"))
  .map((pair) => pair.join(""));
const text = fc.oneof(v4, v6, fc.ipV6(), fc.ipV4(), fc.ipV4Extended(), suffixed, fc.string({ maxLength: 12 }));
const words = fc.array(fc.constantFrom(0, 0, 0, 1, 0xffff, 0x00ff, 0xff00), { minLength: 8, maxLength: 8 });
const packed = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  words.map((values) => Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]))),
);

test("inetAton, inetPton and inetNtop answer as Python's do, over random and hostile input", () => {
  const texts = [
    ...fc.sample(text, 20_000),
    ...[
      "1",
      "0x7f.1",
      "1.2.3",
      "1.2.3.4",
      "127.1",
      "",
      ".",
      "::",
      ":::",
      "1::",
      "::1",
      ":1",
      "1:",
      "::1::",
      "0:0:0:0:0:0:0:0",
    ],
    ...["1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4"],
    ...["::1.2.3.4", "::1.2.3.04", "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4::", "::ffff:1.2.3", "::1.2.3.4:5", "١.٢.٣.٤"],
  ].filter((sample) => Buffer.from(sample).toString() === sample);
  const samples = fc.sample(packed, 5_000);
  const input = [texts, samples.map((bytes) => bytes.toString("hex"))];
  const [fromText, fromBytes] = fromPython<[(string | null)[][], (string | null)[]]>(PYTHON, input);
  texts.forEach((sample, index) => {
    const ours = [
      attempt(() => inetAton(sample)),
      attempt(() => inetPton(AF_INET, sample)),
      attempt(() => inetPton(AF_INET6, sample)),
    ];
    assert.deepEqual(ours, fromText[index], JSON.stringify(sample));
  });
  samples.forEach((bytes, index) => assert.equal(inetNtop(AF_INET6, bytes), fromBytes[index], bytes.toString("hex")));
});

test("inetNtop and inetPton undo each other", () => {
  fc.assert(fc.property(packed, (bytes) => assert.deepEqual(inetPton(AF_INET6, inetNtop(AF_INET6, bytes)), bytes)));
  const four = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(four, (bytes) => {
      assert.deepEqual(inetPton(AF_INET, inetNtop(AF_INET, bytes)), bytes);
      assert.equal(inetNtoa(bytes), [...bytes].join("."));
      assert.deepEqual(inetAton(inetNtoa(bytes)), bytes);
    }),
  );
});

test("inetNtop, inetNtoa and inetPton name the argument that is wrong", () => {
  assert.throws(() => inetNtop(AF_INET, Buffer.alloc(16)), /^RangeError: packed must be 4 bytes/);
  assert.throws(() => inetNtop(AF_INET6, Buffer.alloc(4)), /^RangeError: packed must be 16 bytes/);
  assert.throws(() => inetNtoa(Buffer.alloc(5)), /^RangeError: packed must be 4 bytes/);
  assert.throws(() => inetNtoa("abcd" as never), /^TypeError: packed must be bytes/);
  assert.throws(() => inetNtop(AF_UNIX, Buffer.alloc(4)), /^RangeError: family must be AF_INET or AF_INET6/);
  assert.throws(() => inetPton(AF_UNIX, "x"), /^RangeError: family must be AF_INET or AF_INET6/);
  assert.throws(() => inetPton("2" as never, "1.2.3.4"), /^TypeError: family/);
  assert.throws(() => inetPton(AF_INET, 5 as never), /^TypeError: text must be a string/);
  assert.throws(() => inetPton(AF_INET, "1.2.3.4\0"), /^RangeError: text must not hold a NUL/);
  assert.throws(() => inetPton(AF_INET, "1.2.3"), /^RangeError: text must be an IPv4 address, not "1\.2\.3"/);
  assert.throws(() => inetAton(Buffer.from("1.2.3.4") as never), /^TypeError: text must be a string/);
  assert.throws(() => inetAton("x"), /^RangeError: text must be an IPv4 address/);
});

test("inetNtop takes any view of bytes", () => {
  assert.equal(inetNtop(AF_INET, new Uint8Array([1, 2, 3, 4]).buffer), "1.2.3.4");
  assert.equal(inetNtoa(new DataView(new ArrayBuffer(4))), "0.0.0.0");
});

test("ntohs, htons, ntohl and htonl answer as Python's do", () => {
  const values = [
    ...fc.sample(fc.integer({ min: 0, max: 0xffff_ffff }), 500),
    0,
    1,
    0xffff,
    0x1_0000,
    0x8000_0000,
    0xffff_ffff,
  ];
  const program = `
import json, socket, sys
v = json.load(sys.stdin)
print(json.dumps([[socket.ntohs(x & 0xffff), socket.htons(x & 0xffff), socket.ntohl(x), socket.htonl(x)] for x in v]))`;
  const expected = fromPython<number[][]>(program, values);
  values.forEach((value, index) => {
    const low = value & 0xffff;
    assert.deepEqual([ntohs(low), htons(low), ntohl(value), htonl(value)], expected[index], String(value));
  });
});

test("ntohs, htons, ntohl and htonl refuse what does not fit", () => {
  for (const function_ of [ntohs, htons]) {
    for (const value of [-1, 0x1_0000, 1.5, Number.NaN])
      assert.throws(() => function_(value), /^RangeError: x must be/);
  }
  for (const function_ of [ntohl, htonl]) {
    for (const value of [-1, 0x1_0000_0000, 0.5]) assert.throws(() => function_(value), /^RangeError: x must be/);
  }
  for (const function_ of [ntohs, htons, ntohl, htonl]) {
    for (const value of ["1", 1n, null, undefined])
      assert.throws(() => function_(value as never), /^TypeError: x must be/);
  }
});

test("CMSG_LEN and CMSG_SPACE answer as Python's do", () => {
  const sizes = [...Array(40).keys(), 4096, 1_000_003];
  const program = `
import json, socket, sys
print(json.dumps([[socket.CMSG_LEN(n), socket.CMSG_SPACE(n)] for n in json.load(sys.stdin)]))`;
  const expected = fromPython<number[][]>(program, sizes);
  sizes.forEach((size, index) => assert.deepEqual([CMSG_LEN(size), CMSG_SPACE(size)], expected[index], String(size)));
  for (const function_ of [CMSG_LEN, CMSG_SPACE]) {
    assert.throws(() => function_(-1), /^RangeError: length/);
    assert.throws(() => function_(2 ** 31), /^RangeError: length/);
    assert.throws(() => function_("4" as never), /^TypeError: length/);
  }
});
