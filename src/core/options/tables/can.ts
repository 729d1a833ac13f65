// Options of AF_CAN, by protocol, each at a level of its own: the kernel's Documentation/networking/can.rst,
// iso15765-2.rst, j1939.rst.

/** At SOL_CAN_RAW. */
export const canRawOptions = {
  CAN_RAW_ERR_FILTER: ["uint"],
  CAN_RAW_FD_FRAMES: ["flag"],
  CAN_RAW_FILTER: ["canFilters"],
  CAN_RAW_JOIN_FILTERS: ["flag"],
  CAN_RAW_LOOPBACK: ["flag"],
  CAN_RAW_RECV_OWN_MSGS: ["flag"],
  CAN_RAW_XL_FRAMES: ["flag"],
  CAN_RAW_XL_VCID_OPTS: ["vcid"],
} as const;

/** At SOL_CAN_ISOTP. */
export const canIsotpOptions = {
  CAN_ISOTP_LL_OPTS: ["isotpLinkLayer"],
  CAN_ISOTP_OPTS: ["isotp"],
  CAN_ISOTP_RECV_FC: ["isotpFlowControl"],
  CAN_ISOTP_RX_STMIN: ["uint"],
  CAN_ISOTP_TX_STMIN: ["uint"],
} as const;

/** At SOL_CAN_J1939. */
export const canJ1939Options = {
  SO_J1939_ERRQUEUE: ["flag"],
  SO_J1939_FILTER: ["j1939Filters", "set"],
  SO_J1939_PROMISC: ["flag"],
  SO_J1939_SEND_PRIO: ["int"],
} as const;
