import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as asynchronous from "berkeley";
import {
  AF_INET,
  BlockingIOError,
  MSG_ERRQUEUE,
  SOCK_DGRAM,
  Socket,
  setdefaulttimeout,
  setOption,
  socketpair,
  TimeoutError,
} from "berkeley/sync";

test("recv under settimeout(0) throws BlockingIOError, and under a time-out TimeoutError", () => {
  const [left, right] = socketpair();
  left.settimeout(0);
  assert.throws(() => left.recv(1), BlockingIOError);
  left.settimeout(0.01);
  assert.throws(() => left.recv(1), TimeoutError);
  right.sendall(Buffer.from("x"));
  assert.equal(left.recv(1).toString(), "x");
  left.close();
  right.close();
});

test("settimeout(null) takes O_NONBLOCK off the descriptor, and any number puts it on", () => {
  const sock = new Socket();
  const nonblocking = (): boolean => flagsOf(sock.fileno());
  assert.equal(nonblocking(), false);
  sock.settimeout(5);
  assert.equal(nonblocking(), true);
  sock.settimeout(null);
  assert.equal(nonblocking(), false);
  sock.close();
});

test("setdefaulttimeout is one setting for both flavours", () => {
  setdefaulttimeout(2);
  try {
    assert.equal(asynchronous.getdefaulttimeout(), 2);
    const [left, right] = socketpair();
    assert.equal(left.gettimeout(), 2);
    assert.equal(flagsOf(left.fileno()), true);
    left.close();
    right.close();
  } finally {
    setdefaulttimeout(null);
  }
});

test("berkeley/sync exports the very same errors and constants as berkeley", () => {
  assert.equal(asynchronous.TimeoutError, TimeoutError);
  assert.equal(asynchronous.OSError, Object.getPrototypeOf(TimeoutError));
});

test("an operation throws the reason of a signal that was aborted before", () => {
  const [left, right] = socketpair();
  right.sendall(Buffer.from("x"));
  const reason = new Error("no longer wanted");
  assert.throws(() => left.recv(1, { signal: AbortSignal.abort(reason) }), reason);
  assert.equal(left.recv(1).toString(), "x");
  left.close();
  right.close();
});

const SOF_TIMESTAMPING_TX_SOFTWARE = 1 << 1;
const SOF_TIMESTAMPING_SOFTWARE = 1 << 4;

/** Milliseconds of processor time that a wait of a second takes. */
function costOf(wait: () => void): number {
  const before = process.cpuUsage();
  assert.throws(wait, TimeoutError);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test("a wait under a time-out sleeps, also while there is something that it does not wait for", () => {
  const sock = new Socket(AF_INET, SOCK_DGRAM);
  sock.bind(["127.0.0.1", 0]);
  sock.settimeout(1);
  sock.sendto(Buffer.from("received"), sock.getsockname());
  const receipt = { ancillary: ["error"], flags: MSG_ERRQUEUE } as const;
  assert.ok(costOf(() => sock.recvmsg(10, receipt)) < 500, "data, and a wait for the error queue");
  assert.equal(String(sock.recv(10)), "received");

  setOption(sock, "SO_TIMESTAMPING", SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE);
  const peer = new Socket(AF_INET, SOCK_DGRAM);
  peer.bind(["127.0.0.1", 0]);
  sock.sendto(Buffer.from("sent"), peer.getsockname());
  assert.ok(costOf(() => sock.recv(10)) < 500, "a receipt in the error queue, and a wait for data");
  assert.equal(sock.recvmsg(100, receipt)[1].error?.origin, "txstatus");
  sock.close();
  peer.close();
});

function flagsOf(fd: number): boolean {
  const info = readFileSync(`/proc/self/fdinfo/${fd}`, "utf8");
  const flags = Number.parseInt(/flags:\s*(\d+)/.exec(info)?.[1] ?? "", 8);
  return (flags & 0o4000) !== 0;
}
