import assert from "node:assert/strict";
import { test } from "node:test";
import * as berkeley from "berkeley";
import { native } from "../../dist/native/binding.js";
import { fromPython } from "./python.ts";

const exported = berkeley as unknown as Record<string, unknown>;

test("constants hold all that Python's socket module has, with its values", () => {
  const program = `
import json, socket
print(json.dumps({n: v if isinstance(v, str) else int(v) for n, v in vars(socket).items()
                  if n[0].isupper() and isinstance(v, (int, str))}))`;
  const python = fromPython<Record<string, number | string>>(program);
  assert.ok(Object.keys(python).length > 300);
  // Python's musl builds lack some names; what it has must agree.
  for (const [name, value] of Object.entries(python)) assert.equal(exported[name], value, name);
});

// What later versions of Python have besides those of the oldest supported one.
const LATER = `
  AF_QIPCRTR AF_VSOCK BDADDR_BREDR BDADDR_LE_PUBLIC BDADDR_LE_RANDOM BT_CHANNEL_POLICY BT_CODEC BT_DEFER_SETUP
  BT_FLUSHABLE BT_ISO_QOS BT_MODE BT_MODE_ERTM BT_PHY BT_PHY_LE_CODED_RX BT_PKT_STATUS BT_POWER BT_RCVMTU BT_SECURITY
  BT_SECURITY_FIPS BT_SECURITY_HIGH BT_SNDMTU BT_VOICE BT_VOICE_CVSD_16BIT BT_VOICE_TRANSPARENT_16BIT
  CAN_RAW_ERR_FILTER ETHERTYPE_ARP ETHERTYPE_IP ETHERTYPE_IPV6 ETHERTYPE_VLAN ETH_P_ALL HCI_CHANNEL_CONTROL
  HCI_CHANNEL_LOGGING HCI_CHANNEL_MONITOR HCI_CHANNEL_RAW HCI_CHANNEL_USER HCI_DEV_NONE IPV6_RECVERR IP_ADD_SOURCE_MEMBERSHIP
  IP_BIND_ADDRESS_NO_PORT IP_BLOCK_SOURCE IP_DROP_SOURCE_MEMBERSHIP IP_FREEBIND IP_PKTINFO IP_RECVERR IP_RECVORIGDSTADDR
  IP_RECVTTL IP_UNBLOCK_SOURCE L2CAP_LM L2CAP_LM_AUTH L2CAP_LM_ENCRYPT L2CAP_LM_MASTER L2CAP_LM_RELIABLE L2CAP_LM_SECURE
  L2CAP_LM_TRUSTED NETLINK_CRYPTO NI_IDN SOL_BLUETOOTH SOL_HCI SOL_L2CAP SOL_RFCOMM SOL_SCO SO_BINDTOIFINDEX
  SO_ORIGINAL_DST TCP_CC_INFO TCP_FASTOPEN_CONNECT TCP_FASTOPEN_KEY TCP_FASTOPEN_NO_COOKIE TCP_INQ TCP_MD5SIG
  TCP_MD5SIG_EXT TCP_QUEUE_SEQ TCP_REPAIR TCP_REPAIR_OPTIONS TCP_REPAIR_QUEUE TCP_REPAIR_WINDOW TCP_SAVED_SYN
  TCP_SAVE_SYN TCP_THIN_DUPACK TCP_THIN_LINEAR_TIMEOUTS TCP_TIMESTAMP TCP_TX_DELAY TCP_ULP TCP_ZEROCOPY_RECEIVE
  VMADDR_CID_LOCAL RDS_CANCEL_SENT_TO RDS_CMSG_RDMA_ARGS RDS_RDMA_SILENT IPX_TYPE`;

test("constants hold what later versions of Python's socket module have", () => {
  for (const name of LATER.trim().split(/\s+/)) assert.equal(typeof exported[name], "number", name);
});

test("constants of the addon and of the package are the same names and values", () => {
  for (const [name, value] of Object.entries(native.constants)) assert.equal(exported[name], value, name);
  for (const [name, value] of Object.entries(native.errnos)) assert.equal(exported[name], value, name);
});

test("constants that are unsigned in C are positive: INADDR_BROADCAST, CAN_EFF_FLAG, VMADDR_CID_ANY", () => {
  assert.equal(berkeley.INADDR_BROADCAST, 0xffff_ffff);
  assert.equal(berkeley.CAN_EFF_FLAG, 0x8000_0000);
  assert.equal(berkeley.VMADDR_CID_ANY, 0xffff_ffff);
});

test("constants AF_* and SOCK_* have the values that their literal types say", () => {
  // The compiler checks the left side against the literal type, the run the value of the system.
  const literals = {
    AF_UNSPEC: 0,
    AF_LOCAL: 1,
    AF_UNIX: 1,
    AF_INET: 2,
    AF_AX25: 3,
    AF_IPX: 4,
    AF_APPLETALK: 5,
    AF_NETROM: 6,
    AF_BRIDGE: 7,
    AF_ATMPVC: 8,
    AF_X25: 9,
    AF_INET6: 10,
    AF_ROSE: 11,
    AF_DECnet: 12,
    AF_NETBEUI: 13,
    AF_SECURITY: 14,
    AF_KEY: 15,
    AF_NETLINK: 16,
    AF_ROUTE: 16,
    AF_PACKET: 17,
    AF_ASH: 18,
    AF_ECONET: 19,
    AF_ATMSVC: 20,
    AF_RDS: 21,
    AF_SNA: 22,
    AF_IRDA: 23,
    AF_PPPOX: 24,
    AF_WANPIPE: 25,
    AF_LLC: 26,
    AF_IB: 27,
    AF_MPLS: 28,
    AF_CAN: 29,
    AF_TIPC: 30,
    AF_BLUETOOTH: 31,
    AF_IUCV: 32,
    AF_RXRPC: 33,
    AF_ISDN: 34,
    AF_PHONET: 35,
    AF_IEEE802154: 36,
    AF_CAIF: 37,
    AF_ALG: 38,
    AF_NFC: 39,
    AF_VSOCK: 40,
    AF_KCM: 41,
    AF_QIPCRTR: 42,
    AF_SMC: 43,
    AF_XDP: 44,
    AF_MCTP: 45,
    SOCK_STREAM: 1,
    SOCK_DGRAM: 2,
    SOCK_RAW: 3,
    SOCK_RDM: 4,
    SOCK_SEQPACKET: 5,
    SOCK_DCCP: 6,
    SOCK_PACKET: 10,
  } satisfies Partial<{ [Name in keyof typeof berkeley]: (typeof berkeley)[Name] }>;
  for (const [name, value] of Object.entries(literals)) assert.equal(exported[name], value, name);
  const others = Object.keys(exported).filter((name) => name.startsWith("AF_") && !(name in literals));
  assert.deepEqual(others, []);
});

test("hasIpv6 says that the library was built for IPv6", () => {
  assert.equal(berkeley.hasIpv6, true);
});
