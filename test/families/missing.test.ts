import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_CAN,
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  AF_UNIX,
  CAN_ISOTP,
  IPPROTO_SCTP,
  OSError,
  SOCK_DGRAM,
  SOCK_RDM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  Socket,
  socketpair,
} from "berkeley";
import { socketError } from "../../dist/core/kernel-modules.js";

test("new Socket of a family that the kernel lacks tells which module to load", () => {
  const error = socketError(97, AF_CAN, CAN_ISOTP);
  assert.ok(error instanceof OSError);
  assert.equal(error.code, "EAFNOSUPPORT");
  assert.equal(error.syscall, "socket");
  const text = "socket: address family not supported by protocol (EAFNOSUPPORT). This kernel lacks AF_CAN: ";
  assert.equal(error.message, `${text}load its module with "modprobe can-isotp".`);
  assert.match(socketError(97, 41, 0).message, /lacks address family 41: .*modprobe kcm/);
  assert.match(socketError(93, AF_INET, IPPROTO_SCTP).message, /modprobe sctp/);
  assert.doesNotMatch(socketError(97, 99, 0).message, /modprobe/);
  // The module of SCTP does not bring that of IPv6 along.
  assert.match(socketError(97, AF_INET6, IPPROTO_SCTP).message, /AF_INET6.*modprobe ipv6/);
});

test("new Socket of a type or protocol that is none of its family's names no module", () => {
  for (const [family, type, proto] of [
    [AF_INET, SOCK_SEQPACKET, 0],
    [AF_INET6, SOCK_SEQPACKET, 0],
    [AF_INET6, SOCK_STREAM, 254],
    [AF_NETLINK, SOCK_STREAM, 0],
    [AF_UNIX, SOCK_RDM, 0],
  ] as const) {
    assert.throws(
      () => new Socket(family, type, proto).close(),
      (error: Error) => error instanceof OSError && !error.message.includes("modprobe"),
    );
  }
});

const candidates = [
  { name: "AF_CAN", family: AF_CAN, type: SOCK_DGRAM, proto: CAN_ISOTP, module: "can-isotp" },
  { name: "IPPROTO_SCTP", family: AF_INET, type: SOCK_STREAM, proto: IPPROTO_SCTP, module: "sctp" },
];
for (const { name, family, type, proto, module } of candidates) {
  test(`new Socket of ${name} works, or its error names the module`, () => {
    try {
      new Socket(family, type, proto).close();
    } catch (error) {
      assert.ok(error instanceof OSError);
      assert.match(error.message, new RegExp(`modprobe ${module}`));
    }
  });

  test(`socketpair of ${name} fails, and where the kernel lacks it the error names the module`, () => {
    assert.throws(
      () => socketpair(family, type, proto),
      (error: Error) => {
        assert.ok(error instanceof OSError);
        assert.equal(error.syscall, "socketpair");
        return error.code === "EOPNOTSUPP" || error.message.includes(`modprobe ${module}`);
      },
    );
  });
}
