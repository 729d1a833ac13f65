// The same bytes, cut in the same pieces, read by the same calls: by Python's socket.makefile and by ours.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as asynchronous from "berkeley";
import { SHUT_WR, SOCK_SEQPACKET } from "berkeley";
import * as synchronous from "berkeley/sync";
import fc from "fast-check";
import { fromPython } from "../core/python.ts";

type Call = ["read" | "readline" | "readlines" | "readinto", number];

interface Case {
  mode: string;
  encoding: string | null;
  newline: string | null;
  buffering: number;
  pieces: number[][];
  calls: Call[];
}

// Packets keep the pieces apart on their way. What Python does not give back as it was (bytes) comes as latin1.
const PYTHON = `
import json, socket, sys

def plain(value):
    if isinstance(value, (bytes, bytearray)): return value.decode('latin1')
    if isinstance(value, (list, tuple)): return [plain(item) for item in value]
    return value

def run(case):
    a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for piece in case['pieces']: a.send(bytes(piece))
    a.shutdown(socket.SHUT_WR)
    file = b.makefile(case['mode'], case['buffering'], encoding=case['encoding'], newline=case['newline'])
    results = []
    for name, argument in case['calls']:
        try:
            if name == 'readinto':
                buffer = bytearray(argument)
                results.append(plain(buffer[:file.readinto(buffer)]))
            else: results.append(plain(getattr(file, name)(argument)))
        except UnicodeDecodeError: results.append('UnicodeDecodeError'); break
    newlines = plain(getattr(file, 'newlines', None))
    file.close(); a.close(); b.close()
    return [results, newlines]

json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
`;

function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString("latin1");
  return Array.isArray(value) ? value.map(plain) : value;
}

type Flavour = typeof asynchronous | typeof synchronous;
// Awaited, a plain value is as good as a promise of it.
type File = asynchronous.SocketFile<string | Buffer>;
type Pair = [asynchronous.Socket<1>, asynchronous.Socket<1>];

async function call(file: File, [name, argument]: Call): Promise<unknown> {
  if (name !== "readinto") return plain(await file[name](argument));
  const buffer = Buffer.alloc(argument);
  return plain(buffer.subarray(0, await file.readinto(buffer)));
}

async function run(flavour: Flavour, one: Case): Promise<unknown> {
  const { mode, encoding, newline, buffering, pieces, calls } = one;
  const [a, b] = flavour.socketpair(1, SOCK_SEQPACKET) as unknown as Pair;
  for (const piece of pieces) await a.send(Buffer.from(piece));
  a.shutdown(SHUT_WR);
  const file = b.makefile(mode, { buffering, encoding, newline: newline as "\n" });
  const results: unknown[] = [];
  for (const next of calls) {
    try {
      results.push(await call(file, next));
    } catch (error) {
      assert.equal((error as { code: string }).code, "ERR_ENCODING_INVALID_ENCODED_DATA");
      results.push("UnicodeDecodeError");
      break;
    }
  }
  const { newlines } = file;
  await file.close();
  a.close();
  b.close();
  return [results, newlines];
}

async function compare(cases: Case[]): Promise<void> {
  const expected = fromPython<unknown[]>(PYTHON, cases);
  for (const flavour of [asynchronous, synchronous]) {
    for (const [i, one] of cases.entries()) assert.deepEqual(await run(flavour, one), expected[i], JSON.stringify(one));
  }
}

const NEWLINES = [null, "", "\n", "\r", "\r\n"];

/** A stream in which newlines of every kind are frequent, cut anywhere, through characters and "\r\n" too. */
function pieces(encoding: BufferEncoding, alphabet: string[]): fc.Arbitrary<number[][]> {
  return fc
    .tuple(fc.array(fc.constantFrom(...alphabet), { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 12 }))
    .map(([characters, cuts]) => {
      const bytes = [...Buffer.from(characters.join(""), encoding)];
      const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((x, y) => x - y), bytes.length];
      return edges.slice(1).map((edge, i) => bytes.slice(edges[i], edge));
    })
    .map((all) => all.filter((piece) => piece.length > 0));
}

const textCalls = fc.array(
  fc.oneof(
    fc.tuple(fc.constant("read" as const), fc.integer({ min: -1, max: 6 })),
    // Not 0, for which Python waits.
    fc.tuple(fc.constant("readline" as const), fc.constantFrom(-1, -1, -1, 1, 2, 3, 6)),
    fc.tuple(fc.constant("readlines" as const), fc.integer({ min: -1, max: 12 })),
  ),
  { minLength: 1, maxLength: 30 },
);

const ALPHABET = ["a", "b", "é", "€", "🍌", "\r", "\n", "\r\n", "\r", "\n", "\r\n", "\u2028", "\ufeff"];

for (const encoding of ["utf-8", "utf-16le", "latin1"]) {
  const own: BufferEncoding = encoding === "latin1" ? "latin1" : encoding === "utf-8" ? "utf8" : "utf16le";
  const alphabet = encoding === "latin1" ? ["a", "\x85", "é", "\r", "\n", "\r\n"] : ALPHABET;
  test(`makefile reads ${encoding} text as Python does, in each newline mode`, async () => {
    const arbitrary = fc.record<Case>({
      mode: fc.constantFrom("r", "rw", "", "wr"),
      encoding: fc.constant(encoding),
      newline: fc.constantFrom(...NEWLINES),
      buffering: fc.constantFrom(-1, 100, 8192),
      pieces: pieces(own, alphabet),
      calls: textCalls,
    });
    await compare(fc.sample(arbitrary, 400));
  });
}

test("makefile refuses text that is not UTF-8 where Python does, after every character before it", async () => {
  const byte = fc.constantFrom(
    0x61,
    0x0a,
    0xc3,
    0xa9,
    0xe2,
    0x82,
    0xac,
    0xf0,
    0x9f,
    0x8d,
    0x8c,
    0xff,
    0xed,
    0xa0,
    0x80,
  );
  const arbitrary = fc.array(byte, { minLength: 1, maxLength: 12 }).map(
    (bytes): Case => ({
      mode: "r",
      encoding: "utf-8",
      newline: "\n",
      buffering: -1,
      pieces: [bytes],
      calls: [["read", -1]],
    }),
  );
  await compare(fc.sample(arbitrary, 400));
});

test("makefile reads bytes as Python does, with a buffer and without", async () => {
  const arbitrary = fc.record<Case>({
    // Not "rwb": Python's readline(limit) of such a file gives more than its limit.
    mode: fc.constantFrom("rb", "b"),
    encoding: fc.constant(null),
    newline: fc.constant(null),
    buffering: fc.constantFrom(-1, 64, 8192),
    pieces: pieces("utf8", ALPHABET),
    calls: fc.array(
      fc.oneof(
        fc.tuple(fc.constantFrom("read" as const, "readline" as const), fc.integer({ min: -1, max: 9 })),
        fc.tuple(fc.constant("readlines" as const), fc.integer({ min: -1, max: 12 })),
        fc.tuple(fc.constant("readinto" as const), fc.nat(9)),
      ),
      { minLength: 1, maxLength: 20 },
    ),
  });
  await compare(fc.sample(arbitrary, 400));
});

test("makefile without a buffer gives what each receive gives, as Python does", async () => {
  // A receive of fewer bytes than a packet has would lose the rest of it, in both.
  const arbitrary = fc.record<Case>({
    mode: fc.constantFrom("rb", "rwb"),
    encoding: fc.constant(null),
    newline: fc.constant(null),
    buffering: fc.constant(0),
    pieces: pieces("utf8", ALPHABET),
    calls: fc.array(
      fc.oneof(
        fc.tuple(fc.constant("read" as const), fc.constantFrom(-1, 0, 300)),
        fc.tuple(fc.constant("readinto" as const), fc.constantFrom(0, 300)),
      ),
      { minLength: 1, maxLength: 12 },
    ),
  });
  await compare(fc.sample(arbitrary, 200));
});
