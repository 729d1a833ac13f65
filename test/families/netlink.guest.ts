// What changes the system: in the guest alone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import {
  AF_NETLINK,
  decodeNetlinkMessages,
  decodeRtnetlink,
  decodeUevent,
  NETLINK_KOBJECT_UEVENT,
  NETLINK_ROUTE,
  RTMGRP_IPV4_IFADDR,
  RTMGRP_IPV4_ROUTE,
  RTMGRP_LINK,
  type RtnetlinkMessage,
  SOCK_RAW,
  Socket,
} from "berkeley";

function ip(...args: string[]): void {
  execFileSync("ip", args);
}

async function next<K extends RtnetlinkMessage["kind"]>(
  sock: Socket<16>,
  kind: K,
  wanted: (message: Extract<RtnetlinkMessage, { kind: K }>) => boolean,
): Promise<Extract<RtnetlinkMessage, { kind: K }>> {
  for (;;) {
    for (const message of decodeNetlinkMessages(await sock.recv(65_536))) {
      const decoded = decodeRtnetlink(message);
      if (decoded?.kind !== kind) continue;
      const found = decoded as Extract<RtnetlinkMessage, { kind: K }>;
      if (wanted(found)) return found;
    }
  }
}

test("recv on a netlink socket tells of links, addresses and routes that come and go", async () => {
  using sock = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  sock.settimeout(30);
  await sock.bind([0, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE]);
  ip("link", "add", "dummy7", "type", "dummy");
  const link = await next(sock, "link", ({ name }) => name === "dummy7");
  assert.equal(link.removed, false);
  ip("address", "add", "10.9.8.7/24", "dev", "dummy7");
  const address = await next(sock, "address", ({ index }) => index === link.index);
  assert.deepEqual([address.address, address.prefixLength, address.label], ["10.9.8.7", 24, "dummy7"]);
  ip("link", "set", "dummy7", "up");
  const up = await next(sock, "link", ({ index, up }) => index === link.index && up);
  assert.equal(up.name, "dummy7");
  ip("route", "add", "10.20.0.0/16", "via", "10.9.8.1", "metric", "42");
  const route = await next(sock, "route", ({ destination }) => destination === "10.20.0.0");
  const { prefixLength, gateway, outputInterface, priority } = route;
  assert.deepEqual([prefixLength, gateway, outputInterface, priority], [16, "10.9.8.1", link.index, 42]);
  ip("link", "delete", "dummy7");
  const gone = await next(sock, "link", ({ index, removed }) => index === link.index && removed);
  assert.equal(gone.name, "dummy7");
});

test("recv on a NETLINK_KOBJECT_UEVENT socket tells of devices that come and go", async () => {
  using sock = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
  sock.settimeout(30);
  await sock.bind([0, 1]);
  ip("link", "add", "dummy8", "type", "dummy");
  for (const action of ["add", "remove"]) {
    for (;;) {
      const event = decodeUevent(await sock.recv(65_536));
      if (event.action !== action || event.properties.get("INTERFACE") !== "dummy8") continue;
      assert.equal(event.properties.get("SUBSYSTEM"), "net");
      break;
    }
    if (action === "add") ip("link", "delete", "dummy8");
  }
});
