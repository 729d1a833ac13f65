// Ancillary data that the kernel adds of its own: times, the destination, the sender's process. In both flavours.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import * as asynchronous from "berkeley";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  type AncillaryKind,
  close,
  enableAncillary,
  MSG_ERRQUEUE,
  SO_TIMESTAMP,
  SO_TIMESTAMPNS,
  SOCK_DGRAM,
  SOF_TIMESTAMPING_OPT_ID,
  SOF_TIMESTAMPING_RX_SOFTWARE,
  SOF_TIMESTAMPING_SOFTWARE,
  SOF_TIMESTAMPING_TX_SOFTWARE,
  SOL_SOCKET,
  setOption,
} from "berkeley";
import * as synchronous from "berkeley/sync";

type AnySocket = asynchronous.Socket<number> | synchronous.Socket<number>;

const flavours = [
  ["berkeley", asynchronous.Socket],
  ["berkeley/sync", synchronous.Socket],
] as const;

/** Whether a time in nanoseconds is about now. Clocks may be set while the test runs, so that it is a matter of units. */
function isNow(time: bigint | null | undefined): boolean {
  const apart = Number(time ?? 0n) / 1e6 - Date.now();
  return Math.abs(apart) < 60_000;
}

for (const [flavour, Socket] of flavours) {
  const bound = async (family: number = AF_INET, host = "127.0.0.1"): Promise<AnySocket> => {
    const sock = new Socket<number>(family, SOCK_DGRAM);
    sock.settimeout(20);
    await sock.bind([host, 0]);
    return sock;
  };

  for (const [name, option] of [
    ["SO_TIMESTAMP", SO_TIMESTAMP],
    ["SO_TIMESTAMPNS", SO_TIMESTAMPNS],
  ] as const) {
    test(`recvmsg of ${flavour} decodes ${name}, in nanoseconds since the epoch`, async () => {
      using sock = await bound();
      sock.setsockopt(SOL_SOCKET, option, 1);
      await sock.sendto(Buffer.from("x"), sock.getsockname());
      const [, { timestamp }] = await sock.recvmsg(10, { ancillary: ["timestamp"] });
      assert.ok(isNow(timestamp), String(timestamp));
    });
  }

  test(`recvmsg of ${flavour} decodes SO_TIMESTAMPING of what came and, with MSG_ERRQUEUE, of what went`, async () => {
    using sock = await bound();
    using peer = await bound();
    enableAncillary(peer, ["timestamps"]);
    const sending = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_ID;
    setOption(sock, "SO_TIMESTAMPING", sending | SOF_TIMESTAMPING_RX_SOFTWARE);
    for (let key = 0, told = 0; told < 2; key++) {
      await sock.sendto(Buffer.from("x"), peer.getsockname());
      const [, came] = await peer.recvmsg(10, { ancillary: ["timestamps"] });
      const [, went] = await sock.recvmsg(100, { ancillary: ["timestamps", "error"], flags: MSG_ERRQUEUE });
      assert.ok(isNow(went.timestamps?.software));
      assert.deepEqual([went.error?.origin, went.error?.code, went.error?.data], ["txstatus", "ENOMSG", key]);
      // The kernel begins to look at the clock a moment after the first socket asked for it.
      if (came.timestamps === undefined) continue;
      assert.ok(isNow(came.timestamps.software));
      assert.equal(came.timestamps.hardware, null);
      told++;
    }
  });

  for (const [family, host] of [
    [AF_INET, "127.0.0.1"],
    [AF_INET6, "::1"],
  ] as const) {
    test(`recvmsgInto of ${flavour} decodes originalDestination over ${host}`, async () => {
      using sock = await bound(family, host);
      enableAncillary(sock, ["originalDestination"]);
      await sock.sendto(Buffer.from("x"), sock.getsockname());
      const buffer = Buffer.alloc(10);
      const [length, ancillary] = await sock.recvmsgInto([buffer], { ancillary: ["originalDestination"] });
      assert.equal(length, 1);
      assert.deepEqual(ancillary.originalDestination, sock.getsockname());
    });
  }

  test(`recvmsg of ${flavour} gives a descriptor of the sender's process`, async (t) => {
    const kinds: AncillaryKind[] = ["pidfd"];
    const [sender, receiver] = (flavour === "berkeley" ? asynchronous : synchronous).socketpair<number>(
      AF_UNIX,
      SOCK_DGRAM,
    );
    using _sender = sender;
    using _receiver = receiver;
    if (!enabled(t, receiver, kinds)) return;
    await sender.send(Buffer.from("x"));
    const open = readdirSync("/proc/self/fd").length;
    const [, { pidfd, truncated }] = await receiver.recvmsg(10, { ancillary: kinds });
    assert.equal(truncated, false);
    const info = readFileSync(`/proc/self/fdinfo/${pidfd}`, "utf8");
    assert.match(info, new RegExp(`^Pid:\\s*${process.pid}$`, "m"));
    close(pidfd as number);
    // Unasked for, it is closed.
    await sender.send(Buffer.from("y"));
    assert.equal((await receiver.recvmsg(10, { ancillary: [] }))[1].pidfd, undefined);
    assert.equal(readdirSync("/proc/self/fd").length, open);
  });
}

function enabled(t: TestContext, sock: AnySocket, kinds: readonly AncillaryKind[]): boolean {
  try {
    enableAncillary(sock, kinds);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOPROTOOPT") throw error;
    t.skip("it needs Linux 6.5");
    return false;
  }
}
