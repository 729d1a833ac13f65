import assert from "node:assert/strict";
import { fstatSync } from "node:fs";
import { test } from "node:test";
import { fromPython } from "../core/python.ts";
import { failureOf, flavours } from "./flavours.ts";

const MODES = ["r", "w", "rw", "wr", "b", "rb", "br", "wb", "rwb", "wrb", "", "rr"];

const PYTHON = `
import json, socket, sys
result = []
for mode in json.load(sys.stdin):
    a, b = socket.socketpair()
    with a, b, a.makefile(mode) as file:
        result.append([file.readable(), file.writable(), file.seekable(), getattr(file, 'mode', None), 'b' in mode])
json.dump(result, sys.stdout)
`;

function descriptorIsOpen(fd: number): boolean {
  try {
    fstatSync(fd);
    return true;
  } catch {
    return false;
  }
}

for (const [name, pair] of flavours) {
  test(`${name}: makefile gives a file that can do what its mode says, as in Python`, async () => {
    const expected = fromPython<[boolean, boolean, boolean, string | null, boolean][]>(PYTHON, MODES);
    for (const [i, mode] of MODES.entries()) {
      const [left, right] = pair();
      await using file = left.makefile(mode);
      const [readable, writable, seekable, theirs, binary] = expected[i] as (typeof expected)[number];
      assert.deepEqual([file.readable(), file.writable(), file.seekable()], [readable, writable, seekable], mode);
      assert.equal(file.fileno(), left.fileno());
      // Python's pair of buffers tells no mode.
      assert.equal(file.mode, theirs ?? "rwb");
      assert.equal(file.name, left.fileno());
      assert.equal(file.encoding, binary ? null : "utf-8");
      assert.equal(file.closed, false);
      left.close();
      right.close();
    }
  });

  test(`${name}: makefile refuses wrong arguments, naming them`, () => {
    const [left, right] = pair();
    const make = (...args: unknown[]): (() => unknown) => {
      return () => (left.makefile as (...all: unknown[]) => unknown).apply(left, args);
    };
    assert.throws(make("x"), { name: "RangeError", message: /^mode must be made of r, w and b.*not "x"/ });
    assert.throws(make("r+"), { name: "RangeError", message: /^mode/ });
    assert.throws(make(5), { name: "TypeError", message: /^mode must be a string/ });
    assert.throws(make("r", { buffering: 0 }), { name: "RangeError", message: /^buffering/ });
    assert.throws(make("rb", { buffering: 1.5 }), { name: "RangeError", message: /^buffering/ });
    assert.throws(make("rb", { buffering: "1" }), { name: "TypeError", message: /^buffering/ });
    assert.throws(make("r", { encoding: "utf-7½" }), { name: "RangeError", message: /^encoding/ });
    assert.throws(make("r", { encoding: 8 }), { name: "TypeError", message: /^encoding/ });
    assert.throws(make("w", { encoding: "shift_jis" }), {
      name: "RangeError",
      message: /^encoding must be utf-8, utf-16le, latin1 or ascii for a file that is written to, not shift_jis/,
    });
    assert.throws(make("r", { newline: "\n\n" }), { name: "RangeError", message: /^newline/ });
    assert.throws(make("r", { newline: 10 }), { name: "TypeError", message: /^newline/ });
    assert.throws(make("r", null), { name: "TypeError", message: /^options/ });
    left.close();
    right.close();
    assert.throws(make("r"), { code: "EBADF", syscall: "makefile" });
  });

  test(`${name}: makefile takes its options without a mode`, async () => {
    const [left, right] = pair();
    await using file = left.makefile({ encoding: "latin1" });
    assert.deepEqual([file.mode, file.encoding], ["r", "iso-8859-1"]);
    left.close();
    right.close();
  });

  test(`${name}: close leaves the descriptor open until the last file made from the socket is closed`, async () => {
    const [left, right] = pair();
    const fd = left.fileno();
    const first = left.makefile("rw");
    const second = left.makefile("rb", { buffering: 0 });
    left.close();
    assert.equal(left.fileno(), -1);
    assert.equal((await failureOf(() => left.send(Buffer.from("x")))).code, "EBADF");
    await first.write("after close");
    await first.flush();
    assert.equal(String(await right.recv(100)), "after close");
    await right.sendall(Buffer.from("line\n"));
    assert.equal(await first.readline(), "line\n");
    await first.close();
    await first.close();
    assert.equal(second.fileno(), fd);
    assert.equal(descriptorIsOpen(fd), true);
    second[Symbol.dispose]();
    second[Symbol.dispose]();
    assert.equal(descriptorIsOpen(fd), false);
    right.close();
  });

  test(`${name}: a file that is closed leaves its socket open`, async () => {
    const [left, right] = pair();
    {
      await using file = left.makefile("w");
      await file.write("from the file");
    }
    await left.sendall(Buffer.from(", from the socket"));
    left.close();
    await using file = right.makefile();
    assert.equal(await file.read(), "from the file, from the socket");
    right.close();
  });
}
