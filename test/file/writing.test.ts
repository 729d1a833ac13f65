import assert from "node:assert/strict";
import { test } from "node:test";
import { BlockingIOError, BrokenPipeError, SHUT_WR, SO_SNDBUF, SOL_SOCKET, TimeoutError } from "berkeley";
import { fromPython } from "../core/python.ts";
import { failureOf, flavours } from "./flavours.ts";

/** What there is to receive, without waiting. */
async function there(sock: { settimeout(t: number | null): void; recv(n: number): unknown }): Promise<string> {
  sock.settimeout(0);
  let text = "";
  try {
    for (;;) {
      const data = (await sock.recv(1_000_000)) as Buffer;
      if (data.length === 0) return text;
      text += data.toString("latin1");
    }
  } catch (error) {
    if (!(error instanceof BlockingIOError)) throw error;
    return text;
  }
}

for (const [name, pair, waits] of flavours) {
  test(`${name}: SocketFile.write holds back what fits its buffer, until flush or close`, async () => {
    const [left, right] = pair();
    const file = left.makefile("w", { buffering: 10 });
    assert.equal(await file.write("12345"), 5);
    assert.equal(await file.write("67890"), 5);
    assert.equal(await there(right), "");
    assert.equal(await file.write("!"), 1);
    assert.equal(await there(right), "1234567890");
    assert.equal(await file.write("more"), 4);
    await file.flush();
    assert.equal(await there(right), "!more");
    assert.equal(await file.write("larger than the buffer"), 22);
    assert.equal(await there(right), "larger than the buffer");
    await file.write("last");
    await file.close();
    assert.equal(await there(right), "last");
    left.close();
    right.close();
  });

  test(`${name}: SocketFile with buffering 1 sends at the end of each line`, async () => {
    const [left, right] = pair();
    using text = left.makefile("w", { buffering: 1 });
    using binary = left.makefile("wb", { buffering: 1 });
    await text.write("no ");
    assert.equal(await there(right), "");
    await text.write("line\nand");
    assert.equal(await there(right), "no line\nand");
    await binary.write(Buffer.from("a"));
    assert.equal(await there(right), "");
    await binary.write(Buffer.from("\n"));
    assert.equal(await there(right), "a\n");
    await text.writelines(["x", "y"]);
    assert.equal(await there(right), "xy");
    left.close();
    right.close();
  });

  test(`${name}: SocketFile.write counts code points, and writes newlines as it was told`, async () => {
    for (const [newline, expected] of [
      [null, "a\nb\r\n"],
      ["", "a\nb\r\n"],
      ["\n", "a\nb\r\n"],
      ["\r", "a\rb\r\r"],
      ["\r\n", "a\r\nb\r\r\n"],
    ] as const) {
      const [left, right] = pair();
      await using file = left.makefile("w", { newline });
      assert.equal(await file.write("a\nb\r\n"), 5);
      await file.flush();
      assert.equal(await there(right), expected);
      assert.equal(await file.write("🍌"), 1);
      await file.close();
      left.close();
      right.close();
    }
  });

  test(`${name}: SocketFile.write encodes as Python does, and refuses what the encoding lacks`, async () => {
    const text = "aé€🍌\n";
    const program = `
import json, sys
def attempt(text, encoding):
    try: return text.encode(encoding).decode('latin1')
    except UnicodeEncodeError as e: return e.start
json.dump([attempt(text, e) for text, e in json.load(sys.stdin)], sys.stdout)`;
    const cases = ["utf-8", "utf-16le", "latin1", "ascii"].flatMap((encoding) =>
      ["a", "aé", "aé€", text].map((one) => [one, encoding] as const),
    );
    const expected = fromPython<(string | number)[]>(program, cases);
    for (const [i, [one, encoding]] of cases.entries()) {
      const [left, right] = pair();
      const file = left.makefile("w", { encoding });
      if (typeof expected[i] === "string") await file.write(one);
      else {
        const error = await failureOf(() => file.write(one));
        assert.ok(error instanceof RangeError);
        assert.match(error.message, new RegExp(`data holds U\\+.* at index ${expected[i]}, which`));
      }
      await file.close();
      assert.equal(await there(right), typeof expected[i] === "string" ? expected[i] : "");
      left.close();
      right.close();
    }
    const [left, right] = pair();
    using file = left.makefile("w");
    assert.match((await failureOf(() => file.write("\ud83c"))).message, /data holds U\+D83C at index 0/);
    left.close();
    right.close();
  });

  test(`${name}: SocketFile.write that fails keeps what was not sent, and it is sent later`, async () => {
    const [left, right] = pair();
    left.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
    left.settimeout(0.02);
    const file = left.makefile("wb");
    const data = Buffer.alloc(150_000, "x");
    const error = await failureOf(() => file.write(data));
    assert.ok(error instanceof TimeoutError);
    assert.equal(error.charactersWritten, data.length);
    assert.ok((error.bytesPending as number) > 0);
    // The memory is the caller's again.
    data.fill("!");
    let received = "";
    for (;;) {
      received += await there(right);
      const flushed = await failureOf(() => file.flush()).catch(() => undefined);
      if (flushed === undefined) break;
    }
    received += await there(right);
    assert.ok(received === "x".repeat(data.length));
    await file.close();
    left.close();
    right.close();
  });

  test(`${name}: SocketFile.write in mode 0 tells when more is left than its buffer holds`, async () => {
    const [left, right] = pair();
    left.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
    left.settimeout(0);
    const file = left.makefile("wb", { buffering: 100_000 });
    let written = 0;
    const error = await failureOf(async () => {
      for (;;) written += await file.write(Buffer.alloc(50_000));
    });
    assert.ok(error instanceof BlockingIOError);
    assert.equal(error.charactersWritten, 50_000);
    written += 50_000;
    let received = (await there(right)).length;
    while (received < written) {
      await failureOf(() => file.flush()).catch(() => undefined);
      received += (await there(right)).length;
    }
    assert.equal(received, written);
    await file.close();
    left.close();
    right.close();
  });

  test(`${name}: SocketFile without a buffer sends at once, and in mode 0 gives null when nothing is taken`, async () => {
    const [left, right] = pair();
    left.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
    using file = left.makefile("wb", { buffering: 0 });
    assert.equal(await file.write(Buffer.from("now")), 3);
    assert.equal(await there(right), "now");
    left.settimeout(0);
    let written: number | null = 0;
    while (written !== null) written = (await file.write(Buffer.alloc(10_000))) as number | null;
    const error = await failureOf(() => file.writelines([Buffer.alloc(10), Buffer.alloc(20)]));
    assert.ok(error instanceof BlockingIOError);
    assert.equal(error.bytesPending, 30);
    left.close();
    right.close();
  });

  test(`${name}: SocketFile.writelines takes nothing when something in the list cannot be written`, async () => {
    const [left, right] = pair();
    using file = left.makefile("w");
    const error = await failureOf(() => file.writelines(["a", 5 as never]));
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /list\[1\] must be a string/);
    assert.match((await failureOf(() => file.writelines("abc" as never))).message, /list must be a list of strings/);
    assert.match((await failureOf(() => file.write(Buffer.from("a") as never))).message, /add "b" to the mode/);
    await file.writelines(new Set(["b", "c"]));
    await file.flush();
    assert.equal(await there(right), "bc");
    left.close();
    right.close();
  });

  test(`${name}: SocketFile.close closes the file though its buffer cannot be sent, and tells why`, async () => {
    const [left, right] = pair();
    const file = left.makefile("w");
    await file.write("for nobody");
    right.close();
    left.close();
    assert.notEqual(file.name, -1);
    assert.ok((await failureOf(() => file.close())) instanceof BrokenPipeError);
    assert.equal(file.closed, true);
    assert.equal(file.name, -1);
    await file.close();
  });

  test(`${name}: SocketFile.write of a file for reading, or of a closed one, is an OSError`, async () => {
    const [left, right] = pair();
    const file = left.makefile("r");
    assert.match((await failureOf(() => file.write("x"))).message, /the file's mode is "r".*"w"/);
    await file.close();
    for (const call of [() => file.write("x"), () => file.flush(), () => file.fileno(), () => file.readable()]) {
      const error = await failureOf(call);
      assert.equal(error.code, "EBADF");
      assert.match(error.message, /the file is closed/);
    }
    left.close();
    right.close();
  });

  if (!waits) continue;

  test("SocketFile writes that wait are sent in the order of the calls, also past one that is aborted", async () => {
    const [left, right] = pair();
    left.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
    const file = left.makefile("wb");
    const controller = new AbortController();
    const large = Buffer.alloc(300_000, "a");
    const aborted = failureOf(() => file.write(large, { signal: controller.signal }));
    const rest = [file.write(Buffer.alloc(300_000, "b")), file.write(Buffer.from("c")), file.close()];
    controller.abort(new Error("enough"));
    assert.equal((await aborted).message, "enough");
    large.fill("!");
    let received = "";
    for (;;) {
      const data = await right.recv(65_536);
      received += data.toString("latin1");
      if (received.endsWith("c")) break;
    }
    await Promise.all(rest);
    assert.ok(received === `${"a".repeat(300_000)}${"b".repeat(300_000)}c`);
    left.close();
    right.close();
  });

  test("SocketFile disposed with using sends its buffer where that takes no waiting, and tells when it does", async () => {
    const [left, right] = pair();
    {
      using file = left.makefile("w");
      await file.write("sent");
    }
    assert.equal(await there(right), "sent");
    left.settimeout(0);
    const file = left.makefile("wb", { buffering: 10_000_000 });
    await file.write(Buffer.alloc(9_000_000));
    assert.throws(() => file[Symbol.dispose](), BlockingIOError);
    assert.equal(file.closed, true);
    left.shutdown(SHUT_WR);
    left.close();
    right.close();
  });
}
