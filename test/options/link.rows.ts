// The options of AF_PACKET and AF_NETLINK.
import assert from "node:assert/strict";
import {
  AF_NETLINK,
  AF_PACKET,
  BPF_K,
  BPF_RET,
  ETH_P_ALL,
  getOption,
  NETLINK_ROUTE,
  PACKET_FANOUT_CBPF,
  PACKET_FANOUT_FLAG_DEFRAG,
  PACKET_FANOUT_HASH,
  PACKET_FANOUT_ROLLOVER,
  PACKET_MR_MULTICAST,
  PACKET_MR_PROMISC,
  type PacketStatistics,
  SOCK_RAW,
  setOption,
  TPACKET_V2,
  TPACKET_V3,
} from "berkeley";
import { type AnySocket, open, type Rows } from "./rows.ts";

const packet = (): AnySocket => open(AF_PACKET, SOCK_RAW);
const netlink = (): AnySocket => open(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
const raw = { capability: "CAP_NET_RAW" };
const flag = (on: () => AnySocket, more: Partial<Rows[string]> = {}): Rows[string] => ({
  on,
  set: [true, false],
  ...more,
});

function bound(): AnySocket {
  const sock = packet();
  sock.bind(["lo", ETH_P_ALL, 0, 0, Buffer.alloc(0)] as never);
  return sock;
}

const PROMISCUOUS = { interface: "lo", type: PACKET_MR_PROMISC };
const GROUP = { interface: "lo", type: PACKET_MR_MULTICAST, address: Buffer.of(1, 0, 0x5e, 1, 2, 3) };

export const packetRows: Rows = {
  PACKET_ADD_MEMBERSHIP: {
    on: packet,
    set: [PROMISCUOUS, GROUP],
    check: (_: never, sock) => setOption(sock, "PACKET_ADD_MEMBERSHIP", PROMISCUOUS),
    ...raw,
  },
  PACKET_DROP_MEMBERSHIP: {
    on: () => {
      const sock = packet();
      setOption(sock, "PACKET_ADD_MEMBERSHIP", GROUP);
      return sock;
    },
    set: [GROUP],
    ...raw,
  },
  PACKET_AUXDATA: flag(packet, raw),
  PACKET_COPY_THRESH: { on: packet, set: [100], ...raw },
  PACKET_FANOUT: {
    on: bound,
    set: [{ id: 4321, type: PACKET_FANOUT_HASH, flags: PACKET_FANOUT_FLAG_DEFRAG, maxMembers: 10 }],
    got: [{ id: 4321, type: PACKET_FANOUT_HASH, flags: PACKET_FANOUT_FLAG_DEFRAG }],
    ...raw,
  },
  PACKET_FANOUT_DATA: {
    on: () => {
      const sock = bound();
      setOption(sock, "PACKET_FANOUT", { id: 4322, type: PACKET_FANOUT_CBPF });
      return sock;
    },
    set: [[{ code: BPF_RET | BPF_K, k: 0 }]],
    ...raw,
  },
  PACKET_HDRLEN: {
    on: packet,
    check: (value: number, sock: AnySocket) => {
      assert.ok(value > 0);
      assert.notEqual(getOption(sock, "PACKET_HDRLEN", TPACKET_V3), value);
    },
    ...raw,
  } as Rows[string],
  PACKET_IGNORE_OUTGOING: flag(packet, raw),
  PACKET_LOSS: flag(packet, raw),
  PACKET_ORIGDEV: flag(packet, raw),
  PACKET_QDISC_BYPASS: flag(packet, raw),
  PACKET_RESERVE: { on: packet, set: [64], ...raw },
  PACKET_ROLLOVER_STATS: {
    on: () => {
      const sock = bound();
      setOption(sock, "PACKET_FANOUT", { id: 4323, type: PACKET_FANOUT_ROLLOVER });
      return sock;
    },
    check: (value: never) => assert.deepEqual(value, { all: 0n, huge: 0n, failed: 0n }),
    ...raw,
  },
  PACKET_STATISTICS: {
    on: packet,
    check: (value: PacketStatistics) => assert.deepEqual(value, { packets: 0, drops: 0 }),
    ...raw,
  } as Rows[string],
  PACKET_TIMESTAMP: { on: packet, set: [0x40, 0], ...raw },
  PACKET_TX_HAS_OFF: flag(packet, raw),
  PACKET_VERSION: { on: packet, set: [TPACKET_V2], ...raw },
  PACKET_VNET_HDR: flag(packet, raw),
  PACKET_VNET_HDR_SZ: { on: packet, set: [12, 0], needs: "PACKET_VNET_HDR_SZ (6.5)", ...raw },
};

export const netlinkRows: Rows = {
  NETLINK_ADD_MEMBERSHIP: {
    on: netlink,
    set: [5],
    check: (_: never, sock) => assert.equal(getOption(sock, "NETLINK_LIST_MEMBERSHIPS")[0], 1 << 4),
  },
  NETLINK_DROP_MEMBERSHIP: {
    on: () => {
      const sock = netlink();
      setOption(sock, "NETLINK_ADD_MEMBERSHIP", 5);
      return sock;
    },
    set: [5],
    check: (_: never, sock) => assert.equal(getOption(sock, "NETLINK_LIST_MEMBERSHIPS")[0], 0),
  },
  NETLINK_LIST_MEMBERSHIPS: { on: netlink, check: (value: never) => assert.ok(Array.isArray(value)) },
  NETLINK_BROADCAST_ERROR: flag(netlink),
  NETLINK_CAP_ACK: flag(netlink),
  NETLINK_EXT_ACK: flag(netlink),
  NETLINK_GET_STRICT_CHK: flag(netlink),
  NETLINK_LISTEN_ALL_NSID: flag(netlink, { capability: "CAP_NET_BROADCAST" }),
  NETLINK_NO_ENOBUFS: flag(netlink),
  NETLINK_PKTINFO: flag(netlink),
};
