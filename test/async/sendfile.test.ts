import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { AF_INET, OSError, SHUT_WR, SO_LINGER, SOCK_DGRAM, SOL_SOCKET, Socket, TimeoutError } from "berkeley";
import { fill, receive, tcpPair, unixPair } from "./peers.ts";

const directory = mkdtempSync(join(tmpdir(), "berkeley-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const data = randomBytes(10_000_019);
const path = join(directory, "data");
writeFileSync(path, data);

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function all(sock: Socket | Socket<1>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const part = await sock.recv(65_536);
    if (part.length === 0) return Buffer.concat(parts);
    parts.push(part);
  }
}

test("sendfile sends a whole file, from a descriptor and from a FileHandle, and leaves its position alone", async () => {
  for (const pair of [tcpPair, async () => unixPair()]) {
    const [a, b] = (await pair()) as [Socket, Socket];
    const fd = openSync(path, "r");
    const head = Buffer.alloc(100);
    readSync(fd, head, 0, 100, null);
    const received = all(b);
    assert.equal(await a.sendfile(fd), data.length);
    a.shutdown(SHUT_WR);
    assert.equal(digest(await received), digest(data));
    // The position is where the read left it.
    readSync(fd, head, 0, 100, null);
    assert.ok(head.equals(data.subarray(100, 200)));
    closeSync(fd);
    await using handle = await open(path);
    const again = receive(a, data.length);
    assert.equal(await b.sendfile(handle), data.length);
    assert.equal(digest(await again), digest(data));
    a.close();
    b.close();
  }
});

test("sendfile sends from an offset, as many bytes as asked for, fewer only where the file ends", async () => {
  const [a, b] = unixPair();
  await using handle = await open(path);
  for (const [offset, count, expected] of [
    [0, 1, 1],
    [5, 10, 10],
    [9_999_999, null, 20],
    [9_999_999, 1000, 20],
    [10_000_019, null, 0],
    [20_000_000, 5, 0],
    [4_096, 100_000, 100_000],
  ] as const) {
    const received = receive(b, expected);
    assert.equal(await a.sendfile(handle, offset, count), expected);
    assert.ok((await received).equals(data.subarray(offset, offset + expected)));
  }
  a.close();
  b.close();
});

test("sendfile reads and sends where the kernel cannot map the file", async () => {
  const [a, b] = unixPair();
  for (const file of [
    "/proc/version",
    "/proc/self/limits",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/proc/sys/kernel/ostype",
  ]) {
    const expected = readFileSync(file);
    await using handle = await open(file);
    assert.equal(await a.sendfile(handle), expected.length, file);
    assert.ok((await receive(b, expected.length)).equals(expected));
    assert.equal(await a.sendfile(handle, 3, 2), 2);
    assert.ok((await receive(b, 2)).equals(expected.subarray(3, 5)));
  }
  await using zero = await open("/dev/zero");
  const received = receive(b, 300_000);
  assert.equal(await a.sendfile(zero, 0, 300_000), 300_000);
  assert.ok((await received).equals(Buffer.alloc(300_000)));
  a.close();
  b.close();
});

test("sendfile sends part of a huge sparse file, beyond four gigabytes", async () => {
  const [a, b] = unixPair();
  const fd = openSync(join(directory, "sparse"), "w+");
  ftruncateSync(fd, 100 * 2 ** 30);
  const received = receive(b, 12_000_000);
  assert.equal(await a.sendfile(fd, 50 * 2 ** 30 + 1, 12_000_000), 12_000_000);
  assert.ok((await received).equals(Buffer.alloc(12_000_000)));
  assert.equal(await a.sendfile(fd, 100 * 2 ** 30 - 5), 5);
  assert.equal((await receive(b, 5)).length, 5);
  closeSync(fd);
  a.close();
  b.close();
});

test("sendfile that times out tells bytesSent, and can go on from there", async () => {
  const [a, b] = unixPair();
  await using handle = await open(path);
  a.settimeout(0.02);
  let sent = 0;
  const received = receive(b, data.length);
  for (let tries = 0; ; tries++) {
    try {
      sent += await a.sendfile(handle, sent);
      break;
    } catch (error) {
      assert.ok(error instanceof TimeoutError);
      sent += (error as TimeoutError & { bytesSent: number }).bytesSent;
      assert.ok(tries < 10_000);
    }
  }
  assert.equal(sent, data.length);
  assert.equal(digest(await received), digest(data));
  // Nobody reads now.
  const error: unknown = await a.sendfile(handle).catch((reason: unknown) => reason);
  assert.ok(error instanceof TimeoutError);
  const { bytesSent } = error as TimeoutError & { bytesSent: number };
  assert.ok(bytesSent > 0 && bytesSent < data.length);
  assert.equal(digest(await receive(b, bytesSent)), digest(data.subarray(0, bytesSent)));
  a.close();
  b.close();
});

test("sendfile whose peer resets the connection in the middle tells bytesSent", async () => {
  const [a, b] = await tcpPair();
  await using handle = await open(path);
  const sending = a.sendfile(handle).catch((reason: unknown) => reason);
  await receive(b, 1000);
  b.setsockopt(SOL_SOCKET, SO_LINGER, new Int32Array([1, 0]));
  b.close();
  const error = await sending;
  assert.ok(error instanceof OSError);
  assert.match(error.code, /^(ECONNRESET|EPIPE)$/);
  const { bytesSent } = error as OSError & { bytesSent: number };
  assert.ok(bytesSent >= 1000 && bytesSent < data.length);
  a.close();
});

test("sendfile waits its turn behind sendall, and can be aborted", async () => {
  const [a, b] = unixPair();
  const filled = await fill(a);
  await using handle = await open(path);
  const controller = new AbortController();
  const first = a.sendall(Buffer.from("first"));
  const aborted = a.sendfile(handle, 0, 100, { signal: controller.signal });
  const last = a.sendfile(handle, 7, 10);
  controller.abort(new Error("enough"));
  await assert.rejects(aborted, /enough/);
  const received = await receive(b, filled + 15);
  await Promise.all([first, last]);
  assert.ok(received.subarray(filled).equals(Buffer.concat([Buffer.from("first"), data.subarray(7, 17)])));
  a.close();
  b.close();
});

test("sendfile of a FileHandle that is closed while it waits fails, whatever its number stands for then", async () => {
  const [a, b] = unixPair();
  const filled = await fill(a);
  const handle = await open(path);
  const sending = a.sendfile(handle).catch((reason: unknown) => reason);
  await handle.close();
  const others = Array.from({ length: 20 }, () => openSync("/proc/version", "r"));
  const received = receive(b, filled + 1);
  const error = await sending;
  assert.ok(error instanceof OSError);
  assert.equal(error.code, "EBADF");
  a.close();
  assert.equal((await received).length, filled);
  for (const other of others) closeSync(other);
  b.close();
});

test("sendfile refuses wrong arguments before it does anything, naming them", async () => {
  const [a, b] = unixPair();
  await using handle = await open(path);
  await assert.rejects(a.sendfile("data" as never), { name: "TypeError", message: /^file must be a FileHandle/ });
  await assert.rejects(a.sendfile(-1), { name: "RangeError", message: /^file/ });
  await assert.rejects(a.sendfile(handle, -1), { name: "RangeError", message: /^offset/ });
  await assert.rejects(a.sendfile(handle, 0.5), { name: "RangeError", message: /^offset/ });
  await assert.rejects(a.sendfile(handle, 0, 0), { name: "RangeError", message: /^count/ });
  await assert.rejects(a.sendfile(handle, 0, "1" as never), { name: "TypeError", message: /^count/ });
  a.settimeout(0);
  await assert.rejects(a.sendfile(handle), { name: "RangeError", message: /non-blocking/ });
  using datagrams = new Socket(AF_INET, SOCK_DGRAM);
  await assert.rejects(datagrams.sendfile(handle), { name: "RangeError", message: /datagram/ });
  await handle.close();
  a.settimeout(null);
  await assert.rejects(a.sendfile(handle), { name: "RangeError", message: /^file/ });
  await assert.rejects(a.sendfile(9999), { code: "EBADF", syscall: "sendfile" });
  a.close();
  b.close();
});
