// What only a file whose operations can be left waiting may do.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { Socket, socketpair } from "berkeley";
import { failureOf } from "./flavours.ts";

const bytes = (text: string): Buffer => Buffer.from(text);

test("SocketFile.readline that is aborted leaves what was received to the next one", async () => {
  const [left, right] = socketpair();
  await using file = right.makefile();
  const controller = new AbortController();
  const line = file.readline({ signal: controller.signal });
  await left.sendall(bytes("par"));
  // The part has been taken from the kernel once a second read of it would block.
  right.settimeout(null);
  const next = file.readline();
  const reason = new Error("enough");
  controller.abort(reason);
  assert.equal(await failureOf(() => line), reason);
  await left.sendall(bytes("t\n"));
  assert.equal(await next, "part\n");
  assert.equal(await failureOf(() => file.read(1, { signal: controller.signal })), reason);
  left.close();
  right.close();
});

test("SocketFile reads that wait are served in the order of the calls", async () => {
  const [left, right] = socketpair();
  await using file = right.makefile();
  const results = Promise.all([file.readline(), file.read(3), file.readline(), file.readlines()]);
  for (const piece of ["on", "e\nab", "c", "two", "\nthree\nfour"]) await left.sendall(bytes(piece));
  left.close();
  assert.deepEqual(await results, ["one\n", "abc", "two\n", ["three\n", "four"]]);
  right.close();
});

test("SocketFile.readinto takes nothing for a buffer that was transferred while it waited", async () => {
  const [left, right] = socketpair();
  await using file = right.makefile("rb");
  const buffer = new Uint8Array(4);
  const reading = file.readinto(buffer);
  structuredClone(buffer.buffer, { transfer: [buffer.buffer] });
  await left.sendall(bytes("1234"));
  assert.match((await failureOf(() => reading)).message, /detached/);
  assert.equal(String(await file.read(4)), "1234");
  left.close();
  right.close();
});

test("SocketFile.close rejects the file's reads that wait, and leaves those of the socket", async () => {
  const [left, right] = socketpair();
  const file = right.makefile();
  const line = failureOf(() => file.readline());
  const data = right.recv(10);
  await file.close();
  assert.equal((await line).code, "EBADF");
  await left.sendall(bytes("x"));
  assert.equal(String(await data), "x");
  left.close();
  right.close();
});

test("Socket.close with a file open rejects what waits on the socket, and the file reads on", async () => {
  const [left, right] = socketpair();
  const file = right.makefile();
  const data = failureOf(() => right.recv(10));
  const line = file.readline();
  right.close();
  assert.equal((await data).code, "EBADF");
  await left.sendall(bytes("still here\n"));
  assert.equal(await line, "still here\n");
  await file.close();
  assert.equal(String(await left.recv(1)), "");
  left.close();
});

test("SocketFile carries megabytes byte for byte, written in pieces of every size", async () => {
  const [left, right] = socketpair();
  const data = randomBytes(6_000_001);
  const sizes = [1, 10, 8191, 8192, 8193, 100_000, 3, 1_000_000];
  const write = async (): Promise<void> => {
    await using file = left.makefile("wb");
    for (let at = 0, i = 0; at < data.length; i++) {
      const piece = data.subarray(at, at + (sizes[i % sizes.length] as number));
      at += await file.write(piece);
    }
    left.close();
  };
  const read = async (): Promise<string> => {
    await using file = right.makefile("rb");
    const hash = createHash("sha256");
    for (let i = 0; ; i++) {
      const piece = await file.read(sizes[i % sizes.length]);
      if (piece.length === 0) return hash.digest("hex");
      hash.update(piece);
    }
  };
  const [, digest] = await Promise.all([write(), read()]);
  assert.equal(digest, createHash("sha256").update(data).digest("hex"));
  right.close();
});

test("SocketFile joins a line that comes in many pieces", async () => {
  const [left, right] = socketpair();
  await using file = right.makefile("r", { newline: "\r\n" });
  const line = `${"€".repeat(700_000)}\r\n`;
  const sending = left.sendall(bytes(`${line}next\r\n`));
  assert.equal(await file.readline(), line);
  assert.equal(await file.readline(), "next\r\n");
  await sending;
  left.close();
  right.close();
});

test("SocketFile in mode 0 ends an iteration with BlockingIOError where the stream has not ended", async () => {
  const [left, right] = socketpair();
  right.settimeout(0);
  await using file = right.makefile();
  await left.sendall(bytes("one\n"));
  const lines: string[] = [];
  const error = await failureOf(async () => {
    for await (const line of file) lines.push(line);
  });
  assert.deepEqual(lines, ["one\n"]);
  assert.equal(error.code, "EAGAIN");
  left.close();
  right.close();
});

test("SocketFile of a descriptor that was detached fails with EBADF", async () => {
  const [left, right] = socketpair();
  const file = right.makefile("rw");
  const taken = new Socket(1, 1, 0, right.detach());
  assert.equal((await failureOf(() => file.readline())).code, "EBADF");
  await file.write("lost");
  assert.equal((await failureOf(() => file.close())).code, "EBADF");
  assert.equal(file.closed, true);
  taken.close();
  left.close();
});
