// Options of AF_NETLINK: netlink(7).
export const netlinkOptions = {
  NETLINK_ADD_MEMBERSHIP: ["int", "set"],
  NETLINK_BROADCAST_ERROR: ["flag"],
  NETLINK_CAP_ACK: ["flag"],
  NETLINK_DROP_MEMBERSHIP: ["int", "set"],
  NETLINK_EXT_ACK: ["flag"],
  NETLINK_GET_STRICT_CHK: ["flag"],
  NETLINK_LISTEN_ALL_NSID: ["flag"],
  /** The groups as bits, 32 of them in a number. */
  NETLINK_LIST_MEMBERSHIPS: ["uints", "get"],
  NETLINK_NO_ENOBUFS: ["flag"],
  NETLINK_PKTINFO: ["flag"],
} as const;
