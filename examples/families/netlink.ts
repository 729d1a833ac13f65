// Lists the interfaces with their addresses. With the argument --watch it then tells of changes, for ever.
import {
  AF_NETLINK,
  decodeNetlinkMessages,
  decodeRtnetlink,
  encodeRtnetlinkDump,
  NETLINK_ROUTE,
  NLMSG_DONE,
  netlinkError,
  RTMGRP_IPV4_IFADDR,
  RTMGRP_IPV4_ROUTE,
  RTMGRP_IPV6_IFADDR,
  RTMGRP_LINK,
  type RtnetlinkMessage,
  SOCK_RAW,
  Socket,
} from "berkeley";

async function* list(sock: Socket<16>, kind: RtnetlinkMessage["kind"]): AsyncGenerator<RtnetlinkMessage> {
  await sock.send(encodeRtnetlinkDump(kind));
  for (;;) {
    for (const message of decodeNetlinkMessages(await sock.recv(65_536))) {
      const error = netlinkError(message);
      if (error !== null) throw error;
      if (message.type === NLMSG_DONE) return;
      const decoded = decodeRtnetlink(message);
      if (decoded !== null) yield decoded;
    }
  }
}

using sock = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
await sock.bind([0, 0]);
const names = new Map<number, string>();
for await (const link of list(sock, "link")) {
  if (link.kind === "link") names.set(link.index, link.name);
}
for await (const entry of list(sock, "address")) {
  if (entry.kind === "address") console.log(`${names.get(entry.index)}: ${entry.address}/${entry.prefixLength}`);
}

if (process.argv.includes("--watch")) {
  using watcher = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  await watcher.bind([0, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE]);
  for (;;) {
    for (const change of decodeNetlinkMessages(await watcher.recv(65_536)).map(decodeRtnetlink)) console.log(change);
  }
}
