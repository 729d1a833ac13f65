// Checked by the compiler: what must not compile is marked, and an unused mark is an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AddressInput, AddressOf, AF_APPLETALK, AF_CAN, AF_INET, AF_INET6, AF_UNIX, AF_VSOCK } from "berkeley";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(value: T): void => assert.ok(value);

test("AddressOf tells the address of a family", () => {
  same<Equal<AddressOf<typeof AF_INET>, [host: string, port: number]>>(true);
  same<Equal<AddressOf<typeof AF_INET6>, [host: string, port: number, flowinfo: number, scopeid: number]>>(true);
  same<Equal<AddressOf<typeof AF_UNIX>, string | Buffer>>(true);
  same<Equal<AddressOf<typeof AF_VSOCK>, [cid: number, port: number]>>(true);
  same<Equal<AddressOf<typeof AF_APPLETALK>, Buffer>>(true);
  const either: AddressOf<typeof AF_INET | typeof AF_UNIX> = "path";
  assert.equal(either, "path");
});

test("AddressInput takes the forms of a family, and no other family's", () => {
  const inet: AddressInput<typeof AF_INET>[] = [
    ["h", 1],
    { host: "h", port: 1 },
    { address: "h", port: 1, family: "IPv4" },
  ];
  const frozen = ["h", 1] as const;
  inet.push(frozen);
  // @ts-expect-error a port is needed
  inet.push(["h"]);
  // @ts-expect-error a path is not an address of AF_INET
  inet.push("/path");
  // @ts-expect-error a port is a number
  inet.push(["h", "80"]);
  // @ts-expect-error AF_INET has no flowinfo
  inet.push(["h", 1, 0]);
  const inet6: AddressInput<typeof AF_INET6>[] = [
    ["h", 1],
    ["h", 1, 0],
    ["h", 1, 0, 2],
    ["h", 1, 0, "lo"],
  ];
  // @ts-expect-error an IPv4 endpoint
  inet6.push({ address: "127.0.0.1", port: 1, family: "IPv4" });
  const unix: AddressInput<typeof AF_UNIX>[] = ["/path", Buffer.from("\0x"), new ArrayBuffer(1)];
  // @ts-expect-error a host and port
  unix.push(["h", 1]);
  const can: AddressInput<typeof AF_CAN>[] = [["can0"], ["can0", 1, 2], ["can0", 0n, 1, 2]];
  // @ts-expect-error an interface is a string
  can.push([0]);
  assert.ok(inet.length + inet6.length + unix.length + can.length > 0);
});
