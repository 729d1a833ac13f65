import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_CAN, AF_INET, CAN_ISOTP, IPPROTO_SCTP, OSError, SOCK_DGRAM, SOCK_STREAM, Socket } from "berkeley";
import { socketError } from "../../dist/core/kernel-modules.js";

test("new Socket of a family that the kernel lacks tells which module to load", () => {
  const error = socketError(97, AF_CAN, CAN_ISOTP);
  assert.ok(error instanceof OSError);
  assert.equal(error.code, "EAFNOSUPPORT");
  assert.equal(error.syscall, "socket");
  assert.match(error.message, /AF_CAN.*modprobe can-isotp/);
  assert.match(socketError(93, AF_INET, IPPROTO_SCTP).message, /modprobe sctp/);
  assert.doesNotMatch(socketError(97, 99, 0).message, /modprobe/);
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
}
