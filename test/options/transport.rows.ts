// The options of TCP, MPTCP, UDP and UDP-Lite.
import assert from "node:assert/strict";
import {
  AF_INET,
  type CongestionInfo,
  getOption,
  type InetAddress,
  IPPROTO_MPTCP,
  IPPROTO_UDPLITE,
  type MptcpInfo,
  SOCK_DGRAM,
  SOCK_STREAM,
  setOption,
  TCP_ESTABLISHED,
  type TcpInfo,
} from "berkeley";
import { type AnySocket, connected, open, type Rows, tcp4, udp4, udp6 } from "./rows.ts";

const admin = { capability: "CAP_NET_ADMIN" };
const flag = (on: () => AnySocket, more: Partial<Rows[string]> = {}): Rows[string] => ({
  on,
  set: [true, false],
  ...more,
});

function repairing(): AnySocket {
  const sock = connected();
  setOption(sock, "TCP_REPAIR", 1);
  return sock;
}

const mptcp = (): AnySocket => open(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);

function overMptcp(): AnySocket {
  using listener = mptcp();
  listener.bind(["127.0.0.1", 0] as InetAddress);
  listener.listen();
  const sock = mptcp();
  sock.connect(listener.getsockname() as InetAddress);
  listener.accept()[0].detach();
  return sock;
}

export const tcpRows: Rows = {
  TCP_CC_INFO: {
    on: () => {
      const sock = connected();
      setOption(sock, "TCP_CONGESTION", "reno");
      return sock;
    },
    check: (value: CongestionInfo) =>
      assert.deepEqual(value, { algorithm: "other", name: "reno", data: Buffer.alloc(0) }),
  } as Rows[string],
  TCP_CONGESTION: { on: tcp4, set: ["reno"] },
  TCP_CORK: flag(tcp4),
  // Seconds, as the kernel rounds them up to so many retransmissions.
  TCP_DEFER_ACCEPT: { on: tcp4, set: [3, 0] },
  TCP_DELACK_MAX_US: { on: tcp4, set: [40_000], needs: "TCP_DELACK_MAX_US (6.15)" },
  TCP_FASTOPEN: { on: tcp4, set: [5] },
  TCP_FASTOPEN_CONNECT: flag(tcp4),
  TCP_FASTOPEN_KEY: { on: tcp4, set: [Buffer.from("0123456789abcdef")] },
  TCP_FASTOPEN_NO_COOKIE: flag(tcp4),
  TCP_INFO: {
    on: connected,
    check: (info: TcpInfo) => {
      assert.equal(info.state, TCP_ESTABLISHED);
      assert.ok(info.sndMss > 0 && info.rtt > 0 && info.sndCwnd > 0);
      // Since 4.19 all of these are there.
      assert.ok(info.pacingRate !== undefined && info.minRtt !== undefined);
      assert.equal(info.bytesSent, 0n);
    },
  } as Rows[string],
  TCP_INQ: flag(tcp4),
  TCP_IS_MPTCP: { on: tcp4, needs: "TCP_IS_MPTCP (6.7)", check: (value: never) => assert.equal(value, false) },
  TCP_KEEPCNT: { on: tcp4, set: [3] },
  TCP_KEEPIDLE: { on: tcp4, set: [30] },
  TCP_KEEPINTVL: { on: tcp4, set: [7] },
  TCP_LINGER2: { on: tcp4, set: [20] },
  // Before there is a connection, some kernels tell the default, others what was asked for.
  TCP_MAXSEG: { on: tcp4, set: [1000], check: (value: never) => assert.ok([536, 1000].includes(value)) },
  TCP_MD5SIG: {
    on: tcp4,
    needs: "CONFIG_TCP_MD5SIG",
    set: [{ address: "127.0.0.1", key: Buffer.from("secret") }],
    check: (_: never, sock) => setOption(sock, "TCP_MD5SIG", { address: "127.0.0.1", key: Buffer.alloc(0) }),
  },
  TCP_MD5SIG_EXT: {
    on: tcp4,
    needs: "CONFIG_TCP_MD5SIG",
    set: [{ address: "127.0.0.0", prefix: 8, key: Buffer.from("secret") }],
  },
  TCP_NODELAY: flag(tcp4),
  TCP_NOTSENT_LOWAT: { on: tcp4, set: [16_384, 0xffff_ffff] },
  TCP_QUEUE_SEQ: {
    on: () => {
      const sock = repairing();
      setOption(sock, "TCP_REPAIR_QUEUE", 1);
      return sock;
    },
    check: (value: never) => assert.ok(Number.isInteger(value)),
    ...admin,
  },
  TCP_QUICKACK: flag(connected),
  TCP_REPAIR: { on: connected, set: [1, 0], ...admin },
  TCP_REPAIR_QUEUE: { on: repairing, set: [1, 2, 0], ...admin },
  TCP_REPAIR_WINDOW: {
    on: repairing,
    check: (value: never, sock) => {
      setOption(sock, "TCP_REPAIR_WINDOW", value);
      assert.deepEqual(getOption(sock, "TCP_REPAIR_WINDOW"), value);
    },
    ...admin,
  },
  TCP_RTO_MAX_MS: { on: tcp4, set: [5000], needs: "TCP_RTO_MAX_MS (6.15)" },
  TCP_RTO_MIN_US: { on: tcp4, set: [100_000], needs: "TCP_RTO_MIN_US (6.15)" },
  TCP_SAVED_SYN: {
    on: () => {
      using listener = tcp4();
      setOption(listener, "TCP_SAVE_SYN", 1);
      listener.bind(["127.0.0.1", 0] as InetAddress);
      listener.listen();
      tcpTo(listener.getsockname() as InetAddress);
      return listener.accept()[0] as AnySocket;
    },
    // The header of IPv4, of 20 bytes without options, and that of TCP with the flag SYN.
    check: (value: Buffer) => {
      assert.equal(value[0], 0x45);
      assert.equal((value[33] as number) & 2, 2);
    },
  } as Rows[string],
  TCP_SAVE_SYN: { on: tcp4, set: [1, 0] },
  TCP_SYNCNT: { on: tcp4, set: [3] },
  TCP_THIN_LINEAR_TIMEOUTS: flag(tcp4),
  TCP_TIMESTAMP: { on: connected, check: (value: never) => assert.ok(Number.isInteger(value)) },
  TCP_TX_DELAY: { on: tcp4, set: [1000, 0] },
  TCP_ULP: {
    on: connected,
    needs: "CONFIG_TLS",
    set: ["tls"],
  },
  TCP_USER_TIMEOUT: { on: tcp4, set: [30_000, 0] },
  TCP_WINDOW_CLAMP: { on: tcp4, set: [65_536] },
  MPTCP_INFO: {
    on: overMptcp,
    needs: "MPTCP",
    check: (info: MptcpInfo) => assert.ok(info.token > 0),
  } as Rows[string],
  MPTCP_TCPINFO: {
    on: overMptcp,
    needs: "MPTCP",
    check: (infos: readonly TcpInfo[]) => {
      assert.equal(infos.length, 1);
      assert.equal(infos[0]?.state, TCP_ESTABLISHED);
      assert.ok((infos[0]?.rtt ?? 0) > 0);
    },
  } as Rows[string],
};

function tcpTo(address: InetAddress): void {
  const sock = tcp4();
  sock.connect(address);
  sock.detach();
}

const udplite = (): AnySocket => open(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);

export const udpRows: Rows = {
  UDP_CORK: flag(udp4),
  // L2TP.
  UDP_ENCAP: { on: udp4, set: [3] },
  UDP_GRO: flag(udp4),
  UDP_NO_CHECK6_RX: flag(udp6),
  UDP_NO_CHECK6_TX: flag(udp6),
  UDP_SEGMENT: { on: udp4, set: [1200, 0] },
  UDPLITE_RECV_CSCOV: { on: udplite, set: [20], needs: "UDP-Lite" },
  UDPLITE_SEND_CSCOV: { on: udplite, set: [20], needs: "UDP-Lite" },
};
