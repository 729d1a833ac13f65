// Options of AF_INET: ip(7), icmp(7), and those that both versions of IP share, at the level of the socket's family or
// of the group's.
export const ipOptions = {
  IP_ADD_MEMBERSHIP: ["group4", "set"],
  IP_ADD_SOURCE_MEMBERSHIP: ["source4", "set"],
  IP_BIND_ADDRESS_NO_PORT: ["flag"],
  IP_BLOCK_SOURCE: ["source4", "set"],
  IP_CHECKSUM: ["flag"],
  IP_DROP_MEMBERSHIP: ["group4", "set"],
  IP_DROP_SOURCE_MEMBERSHIP: ["source4", "set"],
  IP_FREEBIND: ["flag"],
  IP_HDRINCL: ["flag"],
  IP_LOCAL_PORT_RANGE: ["portRange"],
  IP_MINTTL: ["int"],
  IP_MTU: ["int", "get"],
  IP_MTU_DISCOVER: ["int"],
  IP_MULTICAST_ALL: ["flag"],
  IP_MULTICAST_IF: ["outgoing4"],
  IP_MULTICAST_LOOP: ["flag"],
  IP_MULTICAST_TTL: ["int"],
  IP_NODEFRAG: ["flag"],
  IP_OPTIONS: ["bytes"],
  IP_PASSSEC: ["flag"],
  IP_PKTINFO: ["flag"],
  IP_PROTOCOL: ["int", "get"],
  IP_RECVERR: ["flag"],
  IP_RECVERR_RFC4884: ["flag"],
  IP_RECVFRAGSIZE: ["flag"],
  IP_RECVOPTS: ["flag"],
  IP_RECVORIGDSTADDR: ["flag"],
  IP_RECVTOS: ["flag"],
  IP_RECVTTL: ["flag"],
  IP_RETOPTS: ["flag"],
  IP_ROUTER_ALERT: ["int", "set"],
  IP_TOS: ["int"],
  IP_TRANSPARENT: ["flag"],
  IP_TTL: ["int"],
  IP_UNBLOCK_SOURCE: ["source4", "set"],
  IP_UNICAST_IF: ["netInterface"],
} as const;

/** At SOL_RAW. */
export const rawOptions = {
  ICMP_FILTER: ["uint"],
} as const;

/** At SOL_IP for a group of IPv4, at SOL_IPV6 for one of IPv6: RFC 3678. */
export const groupOptions = {
  MCAST_BLOCK_SOURCE: ["groupSource", "set"],
  MCAST_JOIN_GROUP: ["group", "set"],
  MCAST_JOIN_SOURCE_GROUP: ["groupSource", "set"],
  MCAST_LEAVE_GROUP: ["group", "set"],
  MCAST_LEAVE_SOURCE_GROUP: ["groupSource", "set"],
  MCAST_MSFILTER: ["groupFilter", "set"],
  MCAST_UNBLOCK_SOURCE: ["groupSource", "set"],
} as const;

/** At SOL_IP or SOL_IPV6, as the socket's family is. */
export const familyOptions = {
  SO_ORIGINAL_DST: ["endpoint", "get"],
} as const;
