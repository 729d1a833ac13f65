// Options of SCTP: RFC 6458, and RFC 7496, 8260, 6525 where the comment says.
export const sctpOptions = {
  SCTP_ADAPTATION_LAYER: ["uint"],
  SCTP_ASSOCINFO: ["sctpAssocinfo"],
  SCTP_AUTOCLOSE: ["int"],
  SCTP_AUTO_ASCONF: ["flag"],
  SCTP_CONTEXT: ["sctpAssocValue"],
  SCTP_DEFAULT_PRINFO: ["sctpPrinfo"], // RFC 7496
  SCTP_DEFAULT_SNDINFO: ["sctpSndinfo"],
  SCTP_DELAYED_SACK: ["sctpSackInfo"],
  SCTP_DISABLE_FRAGMENTS: ["flag"],
  SCTP_ENABLE_STREAM_RESET: ["sctpAssocValue"], // RFC 6525
  SCTP_EVENT: ["sctpEvent"],
  SCTP_EVENTS: ["sctpEvents"],
  SCTP_FRAGMENT_INTERLEAVE: ["int"],
  SCTP_GET_ASSOC_NUMBER: ["uint", "get"],
  SCTP_INITMSG: ["sctpInitmsg"],
  SCTP_INTERLEAVING_SUPPORTED: ["sctpAssocValue"], // RFC 8260
  SCTP_I_WANT_MAPPED_V4_ADDR: ["flag"],
  SCTP_MAXSEG: ["sctpAssocValue"],
  SCTP_MAX_BURST: ["sctpAssocValue"],
  SCTP_NODELAY: ["flag"],
  SCTP_PARTIAL_DELIVERY_POINT: ["uint"],
  SCTP_PR_SUPPORTED: ["sctpAssocValue"], // RFC 7496
  SCTP_RECVNXTINFO: ["flag"],
  SCTP_RECVRCVINFO: ["flag"],
  SCTP_REUSE_PORT: ["flag"],
  SCTP_RTOINFO: ["sctpRtoinfo"],
  SCTP_STATUS: ["sctpStatus", "get"],
  SCTP_STREAM_SCHEDULER: ["sctpAssocValue"], // RFC 8260
} as const;
