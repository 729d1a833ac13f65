// What every stream promises, with TLS or without.
import assert from "node:assert/strict";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlockingIOError, type OSError, SHUT_WR, TimeoutError } from "berkeley";
import { type Stream, stream } from "./streams.ts";

const EBADF = { code: "EBADF", errno: 9 };
const TOO_MUCH: Buffer = Buffer.alloc(16 * 1024 * 1024);

async function everything(sock: Stream): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let data = await sock.recv(65_536); data.length > 0; data = await sock.recv(65_536)) parts.push(data);
  return Buffer.concat(parts);
}

/** Receives what is there: how much it was. */
async function atOnce(sock: Stream): Promise<number> {
  const before = sock.gettimeout();
  sock.settimeout(0);
  let count = 0;
  try {
    for (;;) count += (await sock.recv(65_536)).length;
  } catch (error) {
    if (!(error instanceof BlockingIOError)) throw error;
  }
  sock.settimeout(before);
  return count;
}

stream("send gives the number of bytes, recv what was sent, and nothing at the end", async (left, right) => {
  assert.equal(await left.send(Buffer.from("hello")), 5);
  assert.equal(String(await right.recv(1024)), "hello");
  left.close();
  assert.equal((await right.recv(1024)).length, 0);
});

stream("recv gives at most bufsize, and the next one what is left", async (left, right) => {
  await left.sendall(Buffer.from("abcdef"));
  assert.equal(String(await right.recv(4)), "abcd");
  assert.equal(String(await right.recv(4)), "ef");
  assert.equal((await right.recv(0)).length, 0);
});

stream("recvInto fills the buffer from its start, at most nbytes", async (left, right) => {
  const buffer = Buffer.from("........");
  await right.sendall(Buffer.from("abcdef"));
  assert.equal(await left.recvInto(buffer, 2), 2);
  assert.equal(String(buffer), "ab......");
  assert.equal(await left.recvInto(buffer.subarray(4)), 4);
  assert.equal(String(buffer), "ab..cdef");
  await assert.rejects(async () => left.recvInto(buffer, 9), { name: "RangeError", message: /nbytes/ });
});

stream("send of nothing sends nothing, and is not the end", async (left, right) => {
  assert.equal(await left.send(Buffer.alloc(0)), 0);
  await left.sendall(Buffer.alloc(0));
  await left.sendall(Buffer.from("x"));
  assert.equal(String(await right.recv(10)), "x");
});

stream("shutdown of the sending side ends the peer's stream, and not one's own", async (left, right) => {
  await left.sendall(Buffer.from("last"));
  left.shutdown(SHUT_WR);
  assert.equal(String(await everything(right)), "last");
  await right.sendall(Buffer.from("answer"));
  assert.equal(String(await left.recv(10)), "answer");
});

stream("mode 0 gives BlockingIOError where there is nothing, or no room", async (left, right) => {
  left.settimeout(0);
  await assert.rejects(async () => left.recv(1), BlockingIOError);
  await assert.rejects(async () => left.sendall(TOO_MUCH), BlockingIOError);
  left.settimeout(20);
  await right.sendall(Buffer.from("x"));
  assert.equal(String(await left.recv(1)), "x");
});

stream("a recv that has timed out takes nothing: the next one gets all", async (left, right) => {
  left.settimeout(0.02);
  await assert.rejects(async () => left.recv(10), TimeoutError);
  left.settimeout(20);
  await right.sendall(Buffer.from("all of it"));
  assert.equal(String(await left.recv(100)), "all of it");
});

stream("settimeout bounds the whole of a sendall, and bytesSent is what the peer gets", async (left, right) => {
  left.settimeout(0.05);
  let bytesSent = 0;
  await assert.rejects(
    async () => left.sendall(TOO_MUCH),
    (error: OSError & { bytesSent: number }) => {
      ({ bytesSent } = error);
      return error instanceof TimeoutError;
    },
  );
  assert.ok(bytesSent > 0 && bytesSent < TOO_MUCH.length);
  // The last of it may wait on this side of the kernel, and goes before what is sent next.
  const first = await atOnce(right);
  left.settimeout(20);
  await left.sendall(Buffer.from("goes on"));
  left.shutdown(SHUT_WR);
  const rest = await everything(right);
  assert.equal(first + rest.length, bytesSent + 7);
  assert.equal(String(rest.subarray(-7)), "goes on");
});

stream("a signal that is aborted already rejects with its reason, and nothing is taken", async (left, right) => {
  await right.sendall(Buffer.from("x"));
  const signal = AbortSignal.abort(new Error("given up"));
  for (const attempt of [
    async () => left.recv(1, { signal }),
    async () => left.recvInto(Buffer.alloc(1), { signal }),
    async () => left.send(Buffer.from("y"), { signal }),
    async () => left.sendall(Buffer.from("y"), { signal }),
  ]) {
    await assert.rejects(attempt, { message: "given up" });
  }
  assert.equal(String(await left.recv(1)), "x");
});

stream("close twice is fine, and a closed socket gives EBADF", async (left) => {
  left.close();
  left.close();
  assert.deepEqual([left.closed, left.fileno()], [true, -1]);
  await assert.rejects(async () => left.recv(1), EBADF);
  await assert.rejects(async () => left.sendall(Buffer.from("x")), EBADF);
  assert.throws(() => left.getsockname(), EBADF);
  assert.throws(() => left.settimeout(1), EBADF);
});

stream("send refuses a string with a TypeError that says to encode it", async (left) => {
  for (const attempt of [async () => left.send("text" as never), async () => left.sendall("text" as never)]) {
    await assert.rejects(attempt, { name: "TypeError", message: /encode/ });
  }
  await assert.rejects(async () => left.recv(-1), { name: "RangeError", message: /bufsize/ });
});

stream("makefile reads lines and writes, and keeps the descriptor open until it is closed", async (left, right) => {
  const [reader, writer] = [left.makefile("r"), right.makefile("w")];
  left.close();
  right.close();
  await writer.write("one\n€\n");
  await writer.close();
  assert.equal(await reader.readline(), "one\n");
  assert.deepEqual(await reader.readlines(), ["€\n"]);
  await reader.close();
});

stream("sendfile sends from an offset and leaves the file's position alone", async (left, right) => {
  const folder = await mkdtemp(join(tmpdir(), "berkeley-"));
  const path = join(folder, "file");
  await writeFile(path, "0123456789");
  const file = await open(path);
  assert.equal(await left.sendfile(file, 2, 5), 5);
  assert.equal(await left.sendfile(file.fd, 8), 2);
  left.shutdown(SHUT_WR);
  assert.equal(String(await everything(right)), "2345689");
  assert.equal((await file.read(Buffer.alloc(10))).bytesRead, 10);
  await assert.rejects(async () => left.sendfile(file, 0, 0), RangeError);
  left.settimeout(0);
  await assert.rejects(async () => left.sendfile(file), RangeError);
  await file.close();
  await rm(folder, { recursive: true });
});
