// Every constant, by concern. The values are the addon's, which has them from the system's headers
// (native/constants); the test beside this folder compares them with Python's.
export * from "./bluetooth.ts";
export * from "./can.ts";
export * from "./errno.ts";
export * from "./families.ts";
export * from "./ip.ts";
export * from "./names.ts";
export * from "./netlink.ts";
export * from "./packet.ts";
export * from "./rtnetlink.ts";
export * from "./sctp.ts";
export * from "./socket.ts";
export * from "./tipc.ts";
export * from "./transport.ts";

/** Whether the library was built for IPv6, as Python's `has_ipv6`; `hasDualstackIpv6` tells what the system can do. */
export const hasIpv6: boolean = true;
