// The options at SOL_SOCKET.
import assert from "node:assert/strict";
import {
  AF_INET,
  AF_PACKET,
  AF_UNIX,
  BPF_K,
  BPF_RET,
  close,
  getOption,
  SCM_INQ,
  SO_CNX_ADVICE,
  SOCK_RAW,
  SOCK_STREAM,
  SOF_TIMESTAMPING_RX_SOFTWARE,
  SOF_TIMESTAMPING_SOFTWARE,
  SOF_TXTIME_REPORT_ERRORS,
  type SocketMemory,
  setOption,
} from "berkeley";
import { Socket, socketpair } from "berkeley/sync";
import { connected, open, type Rows, tcp4, udp4 } from "./rows.ts";

const CLOCK_MONOTONIC = 1;
const PASS = [{ code: BPF_RET | BPF_K, k: 0xffff_ffff }];
const READ_BACK = [{ code: BPF_RET | BPF_K, jt: 0, jf: 0, k: 0xffff_ffff }];

/** One end of a pair of AF_UNIX; the other lives until the process ends, so that it stays connected. */
function paired(): Socket<number> {
  const [one, other] = socketpair(AF_UNIX, SOCK_STREAM);
  other.detach();
  return new Socket(AF_UNIX as number, SOCK_STREAM, 0, one.detach());
}

function filtered(): Socket<number> {
  const sock = udp4();
  setOption(sock, "SO_ATTACH_FILTER", PASS);
  return sock;
}

function reusing(): Socket<number> {
  const sock = udp4();
  setOption(sock, "SO_REUSEPORT", true);
  sock.bind(["127.0.0.1", 0]);
  setOption(sock, "SO_ATTACH_REUSEPORT_CBPF", [{ code: BPF_RET | BPF_K, k: 0 }]);
  return sock;
}

const isInteger = (value: number): void => assert.ok(Number.isInteger(value));
const flag = (on: () => Socket<number>, more: Partial<Rows[string]> = {}): Rows[string] => ({
  on,
  set: [true, false],
  ...more,
});
const admin = { capability: "CAP_NET_ADMIN" };

export const socketRows: Rows = {
  SO_ACCEPTCONN: {
    on: tcp4,
    check: (before: never, sock) => {
      assert.equal(before, false);
      sock.bind(["127.0.0.1", 0]);
      sock.listen();
      assert.equal(getOption(sock, "SO_ACCEPTCONN"), true);
    },
  },
  SO_BPF_EXTENSIONS: { on: udp4, check: isInteger },
  SO_ATTACH_FILTER: {
    on: udp4,
    set: [PASS],
    check: (_: never, sock) => assert.deepEqual(getOption(sock, "SO_GET_FILTER"), READ_BACK),
  },
  SO_GET_FILTER: { on: filtered, check: (value: never) => assert.deepEqual(value, READ_BACK) },
  SO_DETACH_FILTER: {
    on: filtered,
    set: [null],
    check: (_: never, sock) => assert.deepEqual(getOption(sock, "SO_GET_FILTER"), []),
  },
  SO_DETACH_BPF: {
    on: filtered,
    set: [null],
    check: (_: never, sock) => assert.deepEqual(getOption(sock, "SO_GET_FILTER"), []),
  },
  SO_LOCK_FILTER: {
    on: filtered,
    set: [true],
    check: (value: never, sock) => {
      assert.equal(value, true);
      assert.throws(() => setOption(sock, "SO_DETACH_FILTER", null), /setsockopt SO_DETACH_FILTER: .*EPERM/);
    },
  },
  SO_ATTACH_REUSEPORT_CBPF: {
    on: reusing,
    set: [PASS],
    check: (_: never, sock) => setOption(sock, "SO_DETACH_REUSEPORT_BPF", null),
  },
  SO_DETACH_REUSEPORT_BPF: {
    on: reusing,
    set: [null],
    check: (_: never, sock) =>
      assert.throws(() => setOption(sock, "SO_DETACH_REUSEPORT_BPF", null), /SO_DETACH_REUSEPORT_BPF: .*ENOENT/),
  },
  SO_BINDTODEVICE: { on: udp4, set: ["lo", null, 1], got: ["lo", null, "lo"], ...admin },
  SO_BINDTOIFINDEX: { on: udp4, set: ["lo", null, 1], got: [1, 0, 1], ...admin },
  SO_BROADCAST: flag(udp4),
  SO_BUF_LOCK: { on: udp4, set: [3, 0] },
  SO_BUSY_POLL: { on: udp4, set: [50, 0], ...admin },
  SO_BUSY_POLL_BUDGET: {
    on: udp4,
    set: [64],
    check: (_: never, sock) => assert.throws(() => setOption(sock, "SO_BUSY_POLL_BUDGET", 0x1_0000), /EINVAL/),
    ...admin,
  },
  SO_CNX_ADVICE: {
    on: connected,
    set: [1],
    // There is no route to reconsider on loopback: that it is taken is all that can be seen.
    check: (_: never, sock) => assert.throws(() => sock.getsockopt(1, SO_CNX_ADVICE), /ENOPROTOOPT/),
  },
  SO_COOKIE: { on: udp4, check: (value: never) => assert.ok(value > 0n) },
  SO_DEBUG: flag(udp4, admin),
  SO_DOMAIN: { on: tcp4, check: (value: never) => assert.equal(value, AF_INET) },
  SO_DONTROUTE: flag(udp4),
  SO_ERROR: { on: tcp4, check: (value: never) => assert.equal(value, 0) },
  SO_INCOMING_CPU: { on: udp4, set: [0] },
  SO_INCOMING_NAPI_ID: { on: connected, check: isInteger },
  SO_INQ: {
    on: () => {
      const [one, other] = socketpair(AF_UNIX, SOCK_STREAM);
      other.send(Buffer.from("abc"));
      other.detach();
      return new Socket(AF_UNIX as number, SOCK_STREAM, 0, one.detach());
    },
    needs: "SO_INQ (6.17)",
    set: [true],
    check: (_: never, sock) => {
      const [, [item]] = sock.recvmsg(1, 64);
      assert.equal(item?.[1], SCM_INQ);
    },
  },
  SO_KEEPALIVE: flag(tcp4),
  SO_LINGER: { on: tcp4, set: [{ seconds: 5 }, { seconds: 0 }, null] },
  SO_MARK: { on: udp4, set: [0xffff_ffff, 7, 0], ...admin },
  SO_MAX_PACING_RATE: { on: tcp4, set: [1_000_000, 5_000_000_000n, null], got: [1_000_000n, 5_000_000_000n, null] },
  SO_MEMINFO: {
    on: udp4,
    check: (value: SocketMemory, sock) => assert.equal(value.receiveBuffer, getOption(sock, "SO_RCVBUF")),
  } as Rows[string],
  SO_NETNS_COOKIE: { on: udp4, check: (value: never) => assert.ok(value > 0n) },
  SO_NOFCS: flag(() => open(AF_PACKET, SOCK_RAW), { capability: "CAP_NET_RAW" }),
  SO_NO_CHECK: flag(udp4),
  SO_OOBINLINE: flag(tcp4),
  SO_PASSCRED: flag(paired),
  SO_PASSPIDFD: flag(paired, { needs: "SO_PASSPIDFD (6.5)" }),
  SO_PASSRIGHTS: flag(paired, { needs: "SO_PASSRIGHTS (6.16)" }),
  SO_PASSSEC: flag(paired),
  SO_PEEK_OFF: { on: paired, set: [0, 5, -1] },
  SO_PEERCRED: {
    on: paired,
    check: (value: never) =>
      assert.deepEqual(value, { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() }),
  },
  SO_PEERGROUPS: {
    on: paired,
    check: (value: readonly number[]) => {
      // Node adds the group of the process itself.
      for (const group of value) assert.ok(process.getgroups?.().includes(group));
    },
  } as Rows[string],
  SO_PEERPIDFD: {
    on: paired,
    needs: "SO_PEERPIDFD (6.5)",
    check: (value: number) => {
      assert.ok(value > 2);
      close(value);
    },
  } as Rows[string],
  SO_PEERSEC: {
    on: paired,
    needs: "a security module with labels",
    check: (v: never) => assert.equal(typeof v, "string"),
  },
  SO_PREFER_BUSY_POLL: flag(udp4, admin),
  SO_PRIORITY: { on: udp4, set: [3, 0] },
  SO_PROTOCOL: { on: tcp4, check: (value: never) => assert.equal(value, 6) },
  // The kernel doubles what is asked for, to have room for its own.
  SO_RCVBUF: { on: udp4, set: [10_000], got: [20_000] },
  SO_SNDBUF: { on: udp4, set: [10_000], got: [20_000] },
  SO_RCVBUFFORCE: {
    on: udp4,
    set: [50_000_000],
    check: (_: never, sock) => assert.equal(getOption(sock, "SO_RCVBUF"), 100_000_000),
    ...admin,
  },
  SO_SNDBUFFORCE: {
    on: udp4,
    set: [50_000_000],
    check: (_: never, sock) => assert.equal(getOption(sock, "SO_SNDBUF"), 100_000_000),
    ...admin,
  },
  SO_RCVLOWAT: { on: tcp4, set: [100] },
  SO_SNDLOWAT: { on: tcp4, check: (value: never) => assert.equal(value, 1) },
  SO_RCVMARK: flag(udp4, { needs: "SO_RCVMARK (5.19)", ...admin }),
  SO_RCVPRIORITY: flag(udp4, { needs: "SO_RCVPRIORITY (6.14)" }),
  // Whole ticks of the kernel, of which there are 100, 250, 300 or 1000 a second.
  SO_RCVTIMEO: { on: tcp4, set: [1.5, 3600, null] },
  SO_SNDTIMEO: { on: tcp4, set: [1.5, 3600, null] },
  SO_RESERVE_MEM: { on: tcp4, set: [0], needs: "SO_RESERVE_MEM (5.16), or memory cgroups" },
  SO_REUSEADDR: flag(tcp4),
  SO_REUSEPORT: flag(tcp4),
  SO_RXQ_OVFL: flag(udp4),
  SO_SELECT_ERR_QUEUE: flag(udp4),
  SO_TIMESTAMP: flag(udp4),
  SO_TIMESTAMPNS: flag(udp4),
  SO_TIMESTAMPING: {
    on: udp4,
    set: [
      SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE,
      { flags: SOF_TIMESTAMPING_SOFTWARE },
      { flags: 0, bindPhc: 0 },
    ],
    got: [
      { flags: SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE, bindPhc: 0 },
      { flags: SOF_TIMESTAMPING_SOFTWARE, bindPhc: 0 },
      { flags: 0, bindPhc: 0 },
    ],
  },
  SO_TXREHASH: { on: tcp4, set: [0, 1] },
  SO_TXTIME: { on: udp4, set: [{ clockid: CLOCK_MONOTONIC, flags: SOF_TXTIME_REPORT_ERRORS }], ...admin },
  SO_TYPE: { on: tcp4, check: (value: never) => assert.equal(value, SOCK_STREAM) },
  SO_WIFI_STATUS: flag(udp4),
  SO_ZEROCOPY: flag(tcp4),
};
