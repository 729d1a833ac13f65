// The options of AF_INET and AF_INET6, at the levels of IP, ICMP and of groups.
import assert from "node:assert/strict";
import {
  AF_INET,
  AF_INET6,
  getOption,
  type Inet6Address,
  type InetAddress,
  IP_PMTUDISC_DO,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_RAW,
  IPPROTO_UDP,
  IPV6_PMTUDISC_DO,
  IPV6_PREFER_SRC_PUBLIC,
  SOCK_DGRAM,
  SOCK_RAW,
  setOption,
  type WritableOption,
} from "berkeley";
import { type AnySocket, connected, open, type Rows, tcp4, tcp6, udp4, udp6 } from "./rows.ts";

const raw = { capability: "CAP_NET_RAW" };
const flag = (on: () => AnySocket, more: Partial<Rows[string]> = {}): Rows[string] => ({
  on,
  set: [true, false],
  ...more,
});
const raw4 = (): AnySocket => open(AF_INET, SOCK_RAW, IPPROTO_ICMP);
const raw6 = (): AnySocket => open(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);

function toLoopback4(): AnySocket {
  const sock = udp4();
  sock.connect(["127.0.0.1", 9] as InetAddress);
  return sock;
}

function toLoopback6(): AnySocket {
  const sock = udp6();
  sock.connect(["::1", 9, 0, 0] as Inet6Address);
  return sock;
}

const GROUP = "239.1.2.3";
const GROUP6 = "ff05::123";
const on4 = { group: GROUP, interface: "lo" };
const source4 = { group: "232.1.2.3", source: "192.0.2.1", address: "127.0.0.1" };
const on6 = { group: GROUP6, interface: "lo" };
const source = { group: "232.1.2.3", source: "192.0.2.1", interface: "lo" };

/** What cannot be read back shows by what undoes it: it works once, and not again. */
function undone(by: WritableOption, value: unknown, code: RegExp): NonNullable<Rows[string]["check"]> {
  return (_: never, sock) => {
    setOption(sock, by, value as never);
    assert.throws(() => setOption(sock, by, value as never), code);
  };
}

/** A socket on which an option was set already. */
const after =
  (make: () => AnySocket, name: WritableOption, value: unknown): (() => AnySocket) =>
  () => {
    const sock = make();
    setOption(sock, name, value as never);
    return sock;
  };

/** What cannot be done again. */
function notAgain(name: WritableOption, value: unknown, code: RegExp): NonNullable<Rows[string]["check"]> {
  return (_: never, sock) => assert.throws(() => setOption(sock, name, value as never), code);
}

// EINVAL where the group itself was left with its last source.
const UNKNOWN = /EADDRNOTAVAIL|EINVAL/;
const joined = after(udp4, "IP_ADD_MEMBERSHIP", on4);

export const ipRows: Rows = {
  IP_ADD_MEMBERSHIP: { on: udp4, set: [on4], check: undone("IP_DROP_MEMBERSHIP", on4, UNKNOWN) },
  IP_DROP_MEMBERSHIP: { on: joined, set: [on4], check: notAgain("IP_DROP_MEMBERSHIP", on4, UNKNOWN) },
  IP_ADD_SOURCE_MEMBERSHIP: {
    on: udp4,
    set: [source4],
    check: undone("IP_DROP_SOURCE_MEMBERSHIP", source4, UNKNOWN),
  },
  IP_DROP_SOURCE_MEMBERSHIP: {
    on: after(udp4, "IP_ADD_SOURCE_MEMBERSHIP", source4),
    set: [source4],
    check: notAgain("IP_DROP_SOURCE_MEMBERSHIP", source4, UNKNOWN),
  },
  IP_BLOCK_SOURCE: {
    on: joined,
    set: [{ ...source4, group: GROUP }],
    check: undone("IP_UNBLOCK_SOURCE", { ...source4, group: GROUP }, UNKNOWN),
  },
  IP_UNBLOCK_SOURCE: {
    on: after(joined, "IP_BLOCK_SOURCE", { ...source4, group: GROUP }),
    set: [{ ...source4, group: GROUP }],
    check: notAgain("IP_UNBLOCK_SOURCE", { ...source4, group: GROUP }, UNKNOWN),
  },
  MCAST_JOIN_GROUP: { on: udp6, set: [on6], check: undone("MCAST_LEAVE_GROUP", on6, UNKNOWN) },
  MCAST_LEAVE_GROUP: {
    on: after(udp4, "MCAST_JOIN_GROUP", on4),
    set: [on4],
    check: notAgain("MCAST_LEAVE_GROUP", on4, UNKNOWN),
  },
  MCAST_JOIN_SOURCE_GROUP: { on: udp4, set: [source], check: undone("MCAST_LEAVE_SOURCE_GROUP", source, UNKNOWN) },
  MCAST_LEAVE_SOURCE_GROUP: {
    on: after(udp4, "MCAST_JOIN_SOURCE_GROUP", source),
    set: [source],
    check: notAgain("MCAST_LEAVE_SOURCE_GROUP", source, UNKNOWN),
  },
  MCAST_BLOCK_SOURCE: {
    on: joined,
    set: [{ ...source, group: GROUP }],
    check: undone("MCAST_UNBLOCK_SOURCE", { ...source, group: GROUP }, UNKNOWN),
  },
  MCAST_UNBLOCK_SOURCE: {
    on: after(joined, "MCAST_BLOCK_SOURCE", { ...source, group: GROUP }),
    set: [{ ...source, group: GROUP }],
    check: notAgain("MCAST_UNBLOCK_SOURCE", { ...source, group: GROUP }, UNKNOWN),
  },
  MCAST_MSFILTER: {
    on: after(udp4, "MCAST_JOIN_GROUP", on4),
    set: [{ ...on4, mode: "exclude", sources: ["192.0.2.1", "192.0.2.2"] }],
    check: undone("MCAST_UNBLOCK_SOURCE", { ...on4, source: "192.0.2.2" }, UNKNOWN),
  },
  IP_BIND_ADDRESS_NO_PORT: flag(tcp4),
  IP_CHECKSUM: flag(udp4),
  IP_FREEBIND: flag(tcp4),
  IP_HDRINCL: flag(() => open(AF_INET, SOCK_RAW, IPPROTO_UDP), raw),
  IP_LOCAL_PORT_RANGE: { on: tcp4, set: [{ low: 40_000, high: 40_010 }, null], needs: "IP_LOCAL_PORT_RANGE (6.3)" },
  IP_MINTTL: { on: tcp4, set: [255, 0] },
  IP_MTU: { on: toLoopback4, check: (value: never) => assert.ok(value >= 1280) },
  IP_MTU_DISCOVER: { on: udp4, set: [IP_PMTUDISC_DO] },
  IP_MULTICAST_ALL: flag(udp4),
  IP_MULTICAST_IF: {
    on: udp4,
    set: [{ address: "127.0.0.1" }, "lo", 1, null],
    got: ["127.0.0.1", "0.0.0.0", "0.0.0.0", "0.0.0.0"],
  },
  IP_MULTICAST_LOOP: flag(udp4),
  IP_MULTICAST_TTL: { on: udp4, set: [0, 7, 255] },
  IP_NODEFRAG: flag(raw4, raw),
  // Two times "no operation", two times "end of options".
  IP_OPTIONS: { on: udp4, set: [Buffer.of(1, 1, 0, 0), Buffer.alloc(0)] },
  IP_PASSSEC: flag(udp4),
  IP_PKTINFO: flag(udp4),
  IP_PROTOCOL: {
    on: raw4,
    needs: "IP_PROTOCOL (6.4)",
    check: (value: never) => assert.equal(value, IPPROTO_ICMP),
    ...raw,
  },
  IP_RECVERR: flag(udp4),
  IP_RECVERR_RFC4884: flag(udp4),
  IP_RECVFRAGSIZE: flag(udp4),
  IP_RECVOPTS: flag(udp4),
  IP_RECVORIGDSTADDR: flag(udp4),
  IP_RECVTOS: flag(udp4),
  IP_RECVTTL: flag(udp4),
  IP_RETOPTS: flag(udp4),
  IP_ROUTER_ALERT: {
    on: () => open(AF_INET, SOCK_RAW, IPPROTO_ICMP),
    set: [1],
    check: notAgain("IP_ROUTER_ALERT", 1, /EADDRINUSE/),
    ...raw,
  },
  IP_TOS: { on: udp4, set: [0x10, 0xb8] },
  IP_TRANSPARENT: flag(tcp4, { capability: "CAP_NET_ADMIN" }),
  IP_TTL: { on: udp4, set: [1, 255] },
  IP_UNICAST_IF: { on: udp4, set: ["lo", 0], got: [1, 0] },
  ICMP_FILTER: { on: raw4, set: [0xffff_fffe, 1], ...raw },
  // What a redirect gives needs the rules of a firewall: here there are none, and the kernel says so.
  SO_ORIGINAL_DST: { on: connected, needs: "netfilter's connection tracking", fails: /SO_ORIGINAL_DST: .*ENOENT/ },
};

export const ipv6Rows: Rows = {
  IPV6_ADDRFORM: {
    // A socket of AF_INET6 whose peer is an address of IPv4 becomes one of AF_INET.
    on: () => {
      const sock = udp6();
      sock.connect(["::ffff:127.0.0.1", 9, 0, 0] as Inet6Address);
      return sock;
    },
    check: (value: never, sock) => {
      assert.equal(value, AF_INET6);
      setOption(sock, "IPV6_ADDRFORM", AF_INET);
      assert.equal(getOption(sock, "SO_DOMAIN"), AF_INET);
    },
  },
  IPV6_ADDR_PREFERENCES: { on: udp6, set: [IPV6_PREFER_SRC_PUBLIC], check: (v: never) => assert.ok((v & 2) !== 0) },
  IPV6_ADD_MEMBERSHIP: { on: udp6, set: [on6], check: undone("IPV6_DROP_MEMBERSHIP", on6, UNKNOWN) },
  IPV6_JOIN_GROUP: { on: udp6, set: [on6], check: undone("IPV6_LEAVE_GROUP", on6, UNKNOWN) },
  IPV6_DROP_MEMBERSHIP: {
    on: after(udp6, "IPV6_ADD_MEMBERSHIP", on6),
    set: [on6],
    check: notAgain("IPV6_DROP_MEMBERSHIP", on6, UNKNOWN),
  },
  IPV6_LEAVE_GROUP: {
    on: after(udp6, "IPV6_JOIN_GROUP", on6),
    set: [on6],
    check: notAgain("IPV6_LEAVE_GROUP", on6, UNKNOWN),
  },
  IPV6_AUTOFLOWLABEL: flag(udp6),
  IPV6_CHECKSUM: { on: () => open(AF_INET6, SOCK_RAW, IPPROTO_UDP), set: [6, -1], ...raw },
  IPV6_DONTFRAG: flag(udp6),
  IPV6_FLOWINFO: flag(udp6),
  IPV6_FLOWINFO_SEND: flag(udp6),
  IPV6_FREEBIND: flag(tcp6),
  IPV6_HDRINCL: { on: () => open(AF_INET6, SOCK_RAW, IPPROTO_RAW), set: [false, true], ...raw },
  IPV6_MINHOPCOUNT: { on: tcp6, set: [255, 0] },
  IPV6_MTU: { on: toLoopback6, set: [1400], check: (value: never) => assert.ok(value >= 1280) },
  IPV6_MTU_DISCOVER: { on: udp6, set: [IPV6_PMTUDISC_DO] },
  IPV6_MULTICAST_ALL: flag(udp6),
  IPV6_MULTICAST_HOPS: { on: udp6, set: [0, 7, 255] },
  IPV6_MULTICAST_IF: { on: udp6, set: ["lo", null, 1], got: [1, 0, 1] },
  IPV6_MULTICAST_LOOP: flag(udp6),
  IPV6_PATHMTU: { on: toLoopback6, check: (value: never) => assert.ok(value >= 1280) },
  IPV6_RECVDSTOPTS: flag(udp6),
  IPV6_RECVERR: flag(udp6),
  IPV6_RECVERR_RFC4884: flag(udp6),
  IPV6_RECVFRAGSIZE: flag(udp6),
  IPV6_RECVHOPLIMIT: flag(udp6),
  IPV6_RECVHOPOPTS: flag(udp6),
  IPV6_RECVORIGDSTADDR: flag(udp6),
  IPV6_RECVPATHMTU: flag(udp6),
  IPV6_RECVPKTINFO: flag(udp6),
  IPV6_RECVRTHDR: flag(udp6),
  IPV6_RECVTCLASS: flag(udp6),
  IPV6_ROUTER_ALERT: {
    on: () => open(AF_INET6, SOCK_RAW, IPPROTO_RAW),
    set: [0],
    check: notAgain("IPV6_ROUTER_ALERT", 0, /EADDRINUSE/),
    ...raw,
  },
  IPV6_TCLASS: { on: udp6, set: [0x10, 0xb8] },
  IPV6_TRANSPARENT: flag(tcp6, { capability: "CAP_NET_ADMIN" }),
  IPV6_UNICAST_HOPS: { on: udp6, set: [1, 255] },
  IPV6_UNICAST_IF: { on: udp6, set: ["lo", 0], got: [1, 0] },
  IPV6_V6ONLY: flag(() => open(AF_INET6, SOCK_DGRAM)),
  ICMPV6_FILTER: { on: raw6, set: [[128, 129], [], [0, 31, 32, 255]], ...raw },
};
