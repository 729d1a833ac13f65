// The options of AF_CAN and SCTP, which many kernels lack: they are tested in the virtual machine.
import assert from "node:assert/strict";
import {
  AF_CAN,
  AF_INET,
  CAN_ISOTP,
  CAN_ISOTP_TX_PADDING,
  CAN_J1939,
  CAN_MTU,
  CAN_RAW,
  CANFD_MTU,
  getOption,
  type InetAddress,
  IPPROTO_SCTP,
  SCTP_ASSOC_CHANGE,
  SCTP_PR_SCTP_TTL,
  type SctpStatus,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
  setOption,
} from "berkeley";
import { type AnySocket, open, type Rows } from "./rows.ts";

const flag = (on: () => AnySocket, more: Partial<Rows[string]> = {}): Rows[string] => ({
  on,
  set: [true, false],
  ...more,
});
const can = (): AnySocket => open(AF_CAN, SOCK_RAW, CAN_RAW);
const isotp = (): AnySocket => open(AF_CAN, SOCK_DGRAM, CAN_ISOTP);
const j1939 = (): AnySocket => open(AF_CAN, SOCK_DGRAM, CAN_J1939);
const sctp = (): AnySocket => open(AF_INET, SOCK_STREAM, IPPROTO_SCTP);

function associated(): AnySocket {
  using listener = sctp();
  listener.bind(["127.0.0.1", 0] as InetAddress);
  listener.listen();
  const sock = sctp();
  sock.connect(listener.getsockname() as InetAddress);
  listener.accept()[0].detach();
  return sock;
}

const FILTERS = [
  { id: 0x123, mask: 0x7ff, extended: false, inverted: false },
  { id: 0x1234567, mask: 0x1fff_ffff, extended: true, inverted: true },
];
const NO_EVENT = {
  association: false,
  address: false,
  sendFailure: false,
  peerError: false,
  shutdown: false,
  partialDelivery: false,
  adaptationLayer: false,
  authentication: false,
  senderDry: false,
  streamReset: false,
  assocReset: false,
  streamChange: false,
  sendFailureEvent: false,
};
const value = (number: number) => ({ assocId: 0, value: number });

export const canRows: Rows = {
  CAN_RAW_ERR_FILTER: { on: can, set: [0x1fff_ffff, 0] },
  CAN_RAW_FD_FRAMES: flag(can),
  CAN_RAW_FILTER: { on: can, set: [FILTERS, []] },
  CAN_RAW_JOIN_FILTERS: flag(can),
  CAN_RAW_LOOPBACK: flag(can),
  CAN_RAW_RECV_OWN_MSGS: flag(can),
  CAN_RAW_XL_FRAMES: flag(can, { needs: "CAN_RAW_XL_FRAMES (6.2)" }),
  CAN_RAW_XL_VCID_OPTS: {
    on: can,
    set: [{ flags: 1, txVcid: 7, rxVcid: 0, rxVcidMask: 0 }],
    needs: "CAN_RAW_XL_VCID_OPTS (6.9)",
  },
  CAN_ISOTP_LL_OPTS: {
    on: isotp,
    set: [
      { mtu: CANFD_MTU, txDl: 64, txFlags: 1 },
      { mtu: CAN_MTU, txDl: 8, txFlags: 0 },
    ],
  },
  CAN_ISOTP_OPTS: {
    on: isotp,
    set: [
      {
        flags: CAN_ISOTP_TX_PADDING,
        frameTxtime: 50_000,
        extAddress: 0,
        txpadContent: 0xaa,
        rxpadContent: 0xcc,
        rxExtAddress: 0,
      },
    ],
  },
  CAN_ISOTP_RECV_FC: { on: isotp, set: [{ bs: 8, stmin: 10, wftmax: 3 }] },
  CAN_ISOTP_RX_STMIN: { on: isotp, set: [1_000_000] },
  CAN_ISOTP_TX_STMIN: { on: isotp, set: [1_000_000] },
  SO_J1939_ERRQUEUE: flag(j1939),
  SO_J1939_FILTER: {
    on: j1939,
    set: [
      [
        { pgn: 0x1_2300, pgnMask: 0x3_ff00 },
        { name: 1n, nameMask: 0xffff_ffff_ffff_ffffn, addr: 5, addrMask: 255 },
      ],
    ],
    check: (_: never, sock) => setOption(sock, "SO_J1939_FILTER", []),
  },
  SO_J1939_PROMISC: flag(j1939),
  SO_J1939_SEND_PRIO: { on: j1939, set: [7] },
};

export const sctpRows: Rows = {
  SCTP_ADAPTATION_LAYER: { on: sctp, set: [0x1234] },
  SCTP_ASSOCINFO: {
    on: sctp,
    set: [{ asocmaxrxt: 5, cookieLife: 30_000 }],
    check: (got: { asocmaxrxt: number; cookieLife: number }) => {
      assert.equal(got.asocmaxrxt, 5);
      assert.equal(got.cookieLife, 30_000);
    },
  } as Rows[string],
  SCTP_AUTOCLOSE: { on: () => open(AF_INET, 5, IPPROTO_SCTP), set: [30, 0] },
  SCTP_AUTO_ASCONF: { on: sctp, check: (got: never) => assert.equal(typeof got, "boolean") },
  SCTP_CONTEXT: { on: sctp, set: [value(7)] },
  SCTP_DEFAULT_PRINFO: { on: sctp, set: [{ assocId: 0, value: 1000, policy: SCTP_PR_SCTP_TTL }] },
  SCTP_DEFAULT_SNDINFO: { on: sctp, set: [{ sid: 0, flags: 0, ppid: 0x2e00_0000, context: 9, assocId: 0 }] },
  SCTP_DELAYED_SACK: { on: sctp, set: [{ assocId: 0, delay: 100, freq: 3 }] },
  SCTP_DISABLE_FRAGMENTS: flag(sctp),
  SCTP_ENABLE_STREAM_RESET: { on: sctp, set: [value(1)] },
  SCTP_EVENT: {
    on: sctp,
    set: [{ type: SCTP_ASSOC_CHANGE, on: true }],
    // Without a request the kernel is asked for type 0, which is none.
    fails: /SCTP_EVENT: .*EINVAL/,
    asked: [{ type: SCTP_ASSOC_CHANGE }, { assocId: 0, type: SCTP_ASSOC_CHANGE, on: true }],
  },
  SCTP_EVENTS: {
    on: sctp,
    set: [
      { dataIo: true, ...NO_EVENT, association: true },
      { dataIo: false, ...NO_EVENT },
    ],
  },
  SCTP_FRAGMENT_INTERLEAVE: { on: sctp, set: [1, 0] },
  SCTP_GET_ASSOC_NUMBER: { on: () => open(AF_INET, 5, IPPROTO_SCTP), check: (got: never) => assert.equal(got, 0) },
  SCTP_INITMSG: {
    on: sctp,
    set: [{ numOstreams: 5, maxInstreams: 6, maxAttempts: 3, maxInitTimeo: 2000 }],
  },
  SCTP_INTERLEAVING_SUPPORTED: {
    on: () => {
      const sock = sctp();
      setOption(sock, "SCTP_FRAGMENT_INTERLEAVE", 2);
      return sock;
    },
    check: (got: never) => assert.deepEqual(got, value(0)),
  },
  SCTP_I_WANT_MAPPED_V4_ADDR: flag(sctp),
  SCTP_MAXSEG: { on: sctp, set: [value(1000)] },
  SCTP_MAX_BURST: { on: sctp, set: [value(8)] },
  SCTP_NODELAY: flag(sctp),
  SCTP_PARTIAL_DELIVERY_POINT: { on: sctp, set: [1000] },
  SCTP_PR_SUPPORTED: { on: sctp, set: [value(1)] },
  SCTP_RECVNXTINFO: flag(sctp),
  SCTP_RECVRCVINFO: flag(sctp),
  SCTP_REUSE_PORT: flag(sctp),
  SCTP_RTOINFO: { on: sctp, set: [{ assocId: 0, initial: 2000, max: 10_000, min: 500 }] },
  SCTP_STATUS: {
    on: associated,
    check: (status: SctpStatus, sock: AnySocket) => {
      assert.deepEqual(status.primary.address, sock.getpeername());
      assert.ok(status.rwnd > 0 && status.primary.mtu > 0 && status.outstrms > 0);
      assert.equal(getOption(sock, "SCTP_RTOINFO", { assocId: status.assocId }).assocId, status.assocId);
    },
  } as Rows[string],
  SCTP_STREAM_SCHEDULER: { on: sctp, set: [value(1)] },
};
