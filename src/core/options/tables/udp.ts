// Options of UDP and UDP-Lite: udp(7), udplite(7).
export const udpOptions = {
  UDP_CORK: ["flag"],
  UDP_ENCAP: ["int"],
  UDP_GRO: ["flag"],
  UDP_NO_CHECK6_RX: ["flag"],
  UDP_NO_CHECK6_TX: ["flag"],
  UDP_SEGMENT: ["int"],
} as const;

/** At SOL_UDPLITE. */
export const udpliteOptions = {
  UDPLITE_RECV_CSCOV: ["int"],
  UDPLITE_SEND_CSCOV: ["int"],
} as const;
