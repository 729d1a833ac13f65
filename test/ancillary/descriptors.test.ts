// Descriptor passing: every descriptor is counted, also those that had no room.
import assert from "node:assert/strict";
import { closeSync, fstatSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import {
  AF_UNIX,
  type AncillaryKind,
  CMSG_SPACE,
  close,
  MSG_CTRUNC,
  recvFds,
  SO_PASSCRED,
  SO_PASSPIDFD,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  type Socket,
  scmRights,
  sendFds,
  socketpair,
} from "berkeley";

// The first wait opens the epoll instance, which stays.
before(async () => {
  const [a, b] = socketpair();
  const received = a.recv(1);
  await b.sendall(Buffer.from("x"));
  await received;
  a.close();
  b.close();
});

function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

function isCloseOnExec(fd: number): boolean {
  const file = openSync(`/proc/self/fdinfo/${fd}`, "r");
  const text = Buffer.alloc(200);
  const flags = text.toString("latin1", 0, readSync(file, text)).match(/^flags:\s*([0-7]+)$/m)?.[1];
  closeSync(file);
  return (Number.parseInt(flags ?? "0", 8) & 0o2000000) !== 0;
}

/** Runs with a connected pair, and checks that no descriptor is left at the end. */
async function withPair(type: number, body: (a: Socket<1>, b: Socket<1>) => Promise<void>): Promise<void> {
  const before = openDescriptors();
  {
    const [a, b] = socketpair(AF_UNIX, type);
    using _a = a;
    using _b = b;
    await body(a, b);
  }
  assert.equal(openDescriptors(), before);
}

function temporaryFile(t: TestContext): number {
  const folder = mkdtempSync(join(tmpdir(), "berkeley-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return openSync(join(folder, "file"), "w+");
}

for (const [name, type] of [
  ["stream", SOCK_STREAM],
  ["datagram", SOCK_DGRAM],
  ["seqpacket", SOCK_SEQPACKET],
] as const) {
  test(`sendFds and recvFds pass descriptors of any kind over a ${name} socket`, async (t) => {
    const file = temporaryFile(t);
    await withPair(type, async (a, b) => {
      const [c, d] = socketpair();
      writeSync(file, "from the file");
      assert.equal(await sendFds(a, [Buffer.from("two")], [file, c.fileno()]), 3);
      const [data, fds, flags] = await recvFds(b, 10, 5);
      assert.equal(data.toString(), "two");
      assert.equal(fds.length, 2);
      assert.equal(flags & MSG_CTRUNC, 0);
      const [fileCopy, socketCopy] = fds as [number, number];
      for (const fd of fds) assert.ok(isCloseOnExec(fd));
      const content = Buffer.alloc(20);
      assert.equal(content.toString("latin1", 0, readSync(fileCopy, content, 0, 20, 0)), "from the file");
      c.close();
      closeSync(socketCopy);
      assert.equal((await d.recv(1)).length, 0);
      close(fileCopy);
      d.close();
    });
    closeSync(file);
  });

  test(`recvFds closes nothing it gives and leaks nothing it has no room for, over a ${name} socket`, async () => {
    await withPair(type, async (a, b) => {
      for (const room of [0, 1, 2, 3, 4]) {
        await sendFds(a, [Buffer.from("x")], [0, 0, 0, 0]);
        const [, fds, flags] = await recvFds(b, 10, room);
        assert.equal(fds.length, room);
        assert.equal((flags & MSG_CTRUNC) !== 0, room < 4);
        for (const fd of fds) close(fd);
      }
    });
  });
}

test("recvFds gives the descriptors, and nothing else stays open, where credentials and process descriptors come too", async (t) => {
  for (const options of [[SO_PASSCRED], [SO_PASSPIDFD], [SO_PASSCRED, SO_PASSPIDFD]]) {
    for (const count of [0, 1, 3]) {
      await withPair(SOCK_STREAM, async (a, b) => {
        try {
          for (const option of options) b.setsockopt(SOL_SOCKET, option, 1);
        } catch (error) {
          if ((error as { code?: string }).code !== "ENOPROTOOPT") throw error;
          return t.diagnostic("this kernel has no SO_PASSPIDFD");
        }
        await sendFds(a, [Buffer.from("x")], new Array(count).fill(0));
        const [data, fds, flags] = await recvFds(b, 10, 1);
        assert.equal(data.toString(), "x");
        assert.equal(fds.length, Math.min(count, 1));
        assert.equal((flags & MSG_CTRUNC) !== 0, count > 1);
        for (const fd of fds) close(fd);
      });
    }
  }
});

test("recvmsg with ancillary rights takes the most descriptors a message can hold", async () => {
  await withPair(SOCK_STREAM, async (a, b) => {
    await a.sendmsg([Buffer.from("x")], [scmRights(new Array(253).fill(0))]);
    const [, { rights, truncated }] = await b.recvmsg(1, { ancillary: ["rights"] });
    assert.equal(rights.length, 253);
    assert.equal(truncated, false);
    for (const fd of rights) close(fd);
  });
});

test("recvmsg closes descriptors that came unasked, and says truncated", async () => {
  await withPair(SOCK_STREAM, async (a, b) => {
    b.setsockopt(SOL_SOCKET, SO_PASSCRED, 1);
    await a.sendmsg([Buffer.from("x")], [scmRights([0, 1])]);
    const [data, ancillary] = await b.recvmsg(10, { ancillary: ["credentials", "securityLabel"] });
    assert.equal(data.toString(), "x");
    assert.deepEqual(ancillary.rights, []);
    assert.equal(ancillary.truncated, true);
  });
});

test("recvmsg takes the ancillary kinds as they are at each call, also in a list that has changed since", async () => {
  const kinds: AncillaryKind[] = ["credentials"];
  await withPair(SOCK_STREAM, async (a, b) => {
    for (const more of [[], ["rights"]] as const) {
      kinds.push(...more);
      await a.sendmsg([Buffer.from("x")], [scmRights([0])]);
      const [, { rights, truncated }] = await b.recvmsg(10, { ancillary: kinds });
      assert.deepEqual([rights.length, truncated], kinds.includes("rights") ? [1, false] : [0, true]);
      for (const fd of rights) close(fd);
    }
  });
});

test("recv of a message that carries descriptors leaves none open", async () => {
  await withPair(SOCK_STREAM, async (a, b) => {
    await sendFds(a, [Buffer.from("x")], [0]);
    assert.equal((await b.recv(1)).toString(), "x");
    await sendFds(a, [Buffer.from("y")], [0]);
    const [, ancdata, flags] = await b.recvmsg(1);
    assert.deepEqual(ancdata, []);
    assert.equal(flags & MSG_CTRUNC, MSG_CTRUNC);
  });
});

test("recvmsg with room gives SCM_RIGHTS as native ints, close-on-exec", async () => {
  await withPair(SOCK_STREAM, async (a, b) => {
    await sendFds(a, [Buffer.from("x")], [0]);
    const [, [item]] = await b.recvmsg(1, CMSG_SPACE(4));
    const fd = item?.[2].readInt32LE(0) as number;
    fstatSync(fd);
    assert.ok(isCloseOnExec(fd));
    close(fd);
  });
});

test("an abandoned recvFds takes nothing", async () => {
  await withPair(SOCK_STREAM, async (a, b) => {
    const controller = new AbortController();
    const abandoned = assert.rejects(recvFds(b, 1, 1, { signal: controller.signal }), { name: "AbortError" });
    controller.abort();
    await abandoned;
    await sendFds(a, [Buffer.from("x")], [0]);
    const [, fds] = await recvFds(b, 1, 1);
    assert.equal(fds.length, 1);
    for (const fd of fds) close(fd);
  });
});

test("scmRights and sendFds refuse what is no list of descriptors", async () => {
  assert.throws(() => scmRights(5 as never), TypeError);
  assert.throws(() => scmRights([-1]), { name: "RangeError", message: /fds\[0\]/ });
  assert.throws(() => scmRights(["1" as never]), TypeError);
  assert.throws(() => scmRights(new Array(254).fill(0)), RangeError);
  await withPair(SOCK_STREAM, async (a) => {
    await assert.rejects(sendFds(a, [Buffer.from("x")], [1.5]), RangeError);
    await assert.rejects(sendFds(a, [Buffer.from("x")], [999_999]), { code: "EBADF" });
    for (const nothing of [[], [Buffer.alloc(0)]]) {
      await assert.rejects(sendFds(a, nothing, [0]), { name: "RangeError", message: /^buffers must hold/ });
    }
    await assert.rejects(recvFds(a, 1, -1), RangeError);
    await assert.rejects(recvFds(a, 1, 254), RangeError);
  });
  assert.throws(() => close(-1), RangeError);
  assert.throws(() => close(999_999), { code: "EBADF" });
});
