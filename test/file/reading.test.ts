import assert from "node:assert/strict";
import { test } from "node:test";
import { OSError, SHUT_WR, TimeoutError } from "berkeley";
import { failureOf, flavours } from "./flavours.ts";

const bytes = (text: string): Buffer => Buffer.from(text);

for (const [name, pair] of flavours) {
  test(`${name}: SocketFile.read counts code points of text, and bytes without an encoding`, async () => {
    const [left, right] = pair();
    await left.sendall(bytes("🍌🍌é🍌"));
    using text = right.makefile();
    assert.equal(await text.read(1), "🍌");
    assert.equal(await text.read(2), "🍌é");
    assert.equal(await text.readline(1), "🍌");
    using binary = right.makefile("rb");
    await left.sendall(bytes("🍌"));
    assert.deepEqual(await binary.read(3), bytes("🍌").subarray(0, 3));
    left.close();
    right.close();
  });

  test(`${name}: SocketFile keeps what it received when a read times out, and goes on from there`, async () => {
    const [left, right] = pair();
    using file = right.makefile();
    right.settimeout(0.02);
    await left.sendall(bytes("first\nsec"));
    assert.ok((await failureOf(() => file.read(20))) instanceof TimeoutError);
    assert.ok((await failureOf(() => file.readlines())) instanceof TimeoutError);
    assert.ok((await failureOf(() => file.readlines(7))) instanceof TimeoutError);
    assert.equal(await file.readline(), "first\n");
    assert.ok((await failureOf(() => file.readline())) instanceof TimeoutError);
    await left.sendall(bytes("ond\n"));
    assert.equal(await file.readline(), "second\n");
    left.close();
    right.close();
  });

  test(`${name}: SocketFile without a buffer keeps a part of a line when readline times out`, async () => {
    const [left, right] = pair();
    using file = right.makefile("rb", { buffering: 0 });
    right.settimeout(0.02);
    await left.sendall(bytes("par"));
    assert.ok((await failureOf(() => file.readline())) instanceof TimeoutError);
    await left.sendall(bytes("t\nrest"));
    assert.equal(String(await file.readline()), "part\n");
    // Nothing was read ahead of the line's end.
    assert.equal(String(await right.recv(10)), "rest");
    left.close();
    right.close();
  });

  test(`${name}: SocketFile in mode 0 gives what is there, and null where there is nothing or no whole line`, async () => {
    const [left, right] = pair();
    right.settimeout(0);
    for (const file of [right.makefile("rb"), right.makefile("rb", { buffering: 0 }), right.makefile("r")]) {
      assert.equal(await file.read(3), null);
      assert.equal(await file.read(), null);
      assert.equal(await file.readline(), null);
      assert.equal(await file.readlines(), null);
      if (file.encoding === null) assert.equal(await file.readinto(Buffer.alloc(3)), null);
      await left.sendall(bytes("one\ntw"));
      assert.equal(String(await file.readline()), "one\n");
      assert.equal(await file.readline(), null);
      assert.equal(String(await file.read(10)), "tw");
      await left.sendall(bytes("a\nb\nc"));
      assert.deepEqual((await file.readlines())?.map(String), ["a\n", "b\n"]);
      assert.equal(String(await file.read()), "c");
      await file.close();
    }
    left.close();
    right.close();
  });

  test(`${name}: SocketFile.read gives what is left at the end of the stream, and then nothing`, async () => {
    const [left, right] = pair();
    await left.sendall(bytes("a\r\nb\rc"));
    left.shutdown(SHUT_WR);
    using file = right.makefile();
    assert.equal(file.newlines, null);
    assert.equal(await file.read(2), "a\n");
    assert.equal(await file.read(), "b\nc");
    assert.deepEqual(file.newlines, ["\r", "\r\n"]);
    assert.equal(await file.read(), "");
    assert.equal(await file.readline(), "");
    assert.deepEqual(await file.readlines(), []);
    left.close();
    right.close();
  });

  test(`${name}: SocketFile gives the text before bytes that are not in its encoding, and then the error each time`, async () => {
    const [left, right] = pair();
    await left.sendall(Buffer.concat([bytes("fine €\nhalf"), Buffer.from([0xff]), bytes("\n")]));
    using file = right.makefile();
    assert.equal(await file.readline(), "fine €\n");
    for (let i = 0; i < 2; i++) {
      const error = await failureOf(() => file.readline());
      assert.ok(error instanceof TypeError);
      assert.equal(error.code, "ERR_ENCODING_INVALID_ENCODED_DATA");
      assert.match(error.message, /byte 0xff at position 13/);
    }
    assert.equal(await file.read(4), "half");
    left.close();
    right.close();
  });

  test(`${name}: SocketFile refuses a character cut short by the end of the stream`, async () => {
    const [left, right] = pair();
    await left.sendall(Buffer.from([0x61, 0xe2, 0x82]));
    left.close();
    using file = right.makefile();
    assert.match((await failureOf(() => file.read())).message, /byte 0xe2 at position 1/);
    right.close();
  });

  test(`${name}: SocketFile reads in the encodings of TextDecoder, latin1 and ascii being what they say`, async () => {
    const cases = [
      ["shift_jis", "shift_jis", [0x93, 0xfa, 0x96, 0x7b], "日本"],
      ["windows-1252", "windows-1252", [0x80], "€"],
      ["Latin1", "iso-8859-1", [0x80, 0xe9], "\x80é"],
      ["UTF-16LE", "utf-16le", [0x3c, 0xd8, 0x4c, 0xdf], "🍌"],
      ["ascii", "ascii", [0x61], "a"],
    ] as const;
    for (const [label, encoding, data, expected] of cases) {
      const [left, right] = pair();
      // Byte by byte: characters come in parts.
      using file = right.makefile("r", { encoding: label });
      assert.equal(file.encoding, encoding);
      await left.sendall(Buffer.from(data));
      left.close();
      assert.equal(await file.read(), expected, label);
      right.close();
    }
    const [left, right] = pair();
    await left.sendall(Buffer.from([0x61, 0xe9]));
    using file = right.makefile("r", { encoding: "ascii" });
    assert.match((await failureOf(() => file.read(2))).message, /not valid ascii: byte 0xe9 at position 1/);
    left.close();
    right.close();
  });

  test(`${name}: SocketFile iterates over its lines up to the end of the stream`, async () => {
    const [left, right] = pair();
    await left.sendall(bytes("one\ntwo\r\nthree"));
    left.close();
    using file = right.makefile();
    const lines: string[] = [];
    for await (const line of file) lines.push(line);
    assert.deepEqual(lines, ["one\n", "two\n", "three"]);
    right.close();
  });

  test(`${name}: SocketFile.readinto fills the buffer, and an unbuffered one takes what comes`, async () => {
    const [left, right] = pair();
    await left.sendall(bytes("123456"));
    using file = right.makefile("rb");
    const buffer = new Uint16Array(2);
    assert.equal(await file.readinto(buffer), 4);
    assert.equal(Buffer.from(buffer.buffer).toString(), "1234");
    left.close();
    assert.equal(await file.readinto(buffer), 2);
    assert.equal(await file.readinto(buffer), 0);
    assert.match((await failureOf(() => right.makefile().readinto(buffer))).message, /add "b" to the mode/);
    right.close();
  });

  test(`${name}: SocketFile.read of a file for writing is an OSError that names the mode to use`, async () => {
    const [left, right] = pair();
    using file = right.makefile("w");
    const error = await failureOf(() => file.read());
    assert.ok(error instanceof OSError);
    assert.equal(error.code, "EBADF");
    assert.match(error.message, /the file's mode is "w".*"r"/);
    await file.close();
    assert.match((await failureOf(() => file.readline())).message, /the file is closed/);
    left.close();
    right.close();
  });
}
