// TCP, UDP, UDP-Lite, MPTCP: tcp(7), udp(7), udplite(7).
import { constant } from "./constant.ts";

// Options at IPPROTO_TCP.
export const TCP_REPAIR_OFF_NO_WP: number = constant("TCP_REPAIR_OFF_NO_WP");
export const TCP_REPAIR_OFF: number = constant("TCP_REPAIR_OFF");
export const TCP_MD5SIG_FLAG_PREFIX: number = constant("TCP_MD5SIG_FLAG_PREFIX");
export const TCP_NODELAY: number = constant("TCP_NODELAY");
export const TCP_REPAIR_ON: number = constant("TCP_REPAIR_ON");
export const TCP_MAXSEG: number = constant("TCP_MAXSEG");
export const TCP_CORK: number = constant("TCP_CORK");
export const TCP_KEEPIDLE: number = constant("TCP_KEEPIDLE");
export const TCP_KEEPINTVL: number = constant("TCP_KEEPINTVL");
export const TCP_KEEPCNT: number = constant("TCP_KEEPCNT");
export const TCP_SYNCNT: number = constant("TCP_SYNCNT");
export const TCP_LINGER2: number = constant("TCP_LINGER2");
export const TCP_DEFER_ACCEPT: number = constant("TCP_DEFER_ACCEPT");
export const TCP_WINDOW_CLAMP: number = constant("TCP_WINDOW_CLAMP");
export const TCP_INFO: number = constant("TCP_INFO");
export const TCP_QUICKACK: number = constant("TCP_QUICKACK");
export const TCP_CONGESTION: number = constant("TCP_CONGESTION");
export const TCP_MD5SIG: number = constant("TCP_MD5SIG");
export const TCP_THIN_LINEAR_TIMEOUTS: number = constant("TCP_THIN_LINEAR_TIMEOUTS");
export const TCP_THIN_DUPACK: number = constant("TCP_THIN_DUPACK");
export const TCP_USER_TIMEOUT: number = constant("TCP_USER_TIMEOUT");
export const TCP_REPAIR: number = constant("TCP_REPAIR");
export const TCP_REPAIR_QUEUE: number = constant("TCP_REPAIR_QUEUE");
export const TCP_QUEUE_SEQ: number = constant("TCP_QUEUE_SEQ");
export const TCP_REPAIR_OPTIONS: number = constant("TCP_REPAIR_OPTIONS");
export const TCP_FASTOPEN: number = constant("TCP_FASTOPEN");
export const TCP_TIMESTAMP: number = constant("TCP_TIMESTAMP");
export const TCP_NOTSENT_LOWAT: number = constant("TCP_NOTSENT_LOWAT");
export const TCP_CC_INFO: number = constant("TCP_CC_INFO");
export const TCP_SAVE_SYN: number = constant("TCP_SAVE_SYN");
export const TCP_SAVED_SYN: number = constant("TCP_SAVED_SYN");
export const TCP_REPAIR_WINDOW: number = constant("TCP_REPAIR_WINDOW");
export const TCP_FASTOPEN_CONNECT: number = constant("TCP_FASTOPEN_CONNECT");
export const TCP_ULP: number = constant("TCP_ULP");
export const TCP_MD5SIG_EXT: number = constant("TCP_MD5SIG_EXT");
export const TCP_FASTOPEN_KEY: number = constant("TCP_FASTOPEN_KEY");
export const TCP_FASTOPEN_NO_COOKIE: number = constant("TCP_FASTOPEN_NO_COOKIE");
export const TCP_ZEROCOPY_RECEIVE: number = constant("TCP_ZEROCOPY_RECEIVE");
export const TCP_CM_INQ: number = constant("TCP_CM_INQ");
export const TCP_INQ: number = constant("TCP_INQ");
export const TCP_TX_DELAY: number = constant("TCP_TX_DELAY");
export const TCP_AO_ADD_KEY: number = constant("TCP_AO_ADD_KEY");
export const TCP_AO_DEL_KEY: number = constant("TCP_AO_DEL_KEY");
export const TCP_AO_INFO: number = constant("TCP_AO_INFO");
export const TCP_AO_GET_KEYS: number = constant("TCP_AO_GET_KEYS");
export const TCP_AO_REPAIR: number = constant("TCP_AO_REPAIR");
export const TCP_IS_MPTCP: number = constant("TCP_IS_MPTCP");
export const TCP_RTO_MAX_MS: number = constant("TCP_RTO_MAX_MS");
export const TCP_RTO_MIN_US: number = constant("TCP_RTO_MIN_US");
export const TCP_DELACK_MAX_US: number = constant("TCP_DELACK_MAX_US");
export const TCP_MD5SIG_MAXKEYLEN: number = constant("TCP_MD5SIG_MAXKEYLEN");
export const TCP_MAXWIN: number = constant("TCP_MAXWIN");

// States of a TCP socket, as in tcp_info.
export const TCP_NO_QUEUE: number = constant("TCP_NO_QUEUE");
export const TCP_ESTABLISHED: number = constant("TCP_ESTABLISHED");
export const TCP_RECV_QUEUE: number = constant("TCP_RECV_QUEUE");
export const TCP_SEND_QUEUE: number = constant("TCP_SEND_QUEUE");
export const TCP_SYN_SENT: number = constant("TCP_SYN_SENT");
export const TCP_SYN_RECV: number = constant("TCP_SYN_RECV");
export const TCP_FIN_WAIT1: number = constant("TCP_FIN_WAIT1");
export const TCP_FIN_WAIT2: number = constant("TCP_FIN_WAIT2");
export const TCP_TIME_WAIT: number = constant("TCP_TIME_WAIT");
export const TCP_CLOSE: number = constant("TCP_CLOSE");
export const TCP_CLOSE_WAIT: number = constant("TCP_CLOSE_WAIT");
export const TCP_LAST_ACK: number = constant("TCP_LAST_ACK");
export const TCP_LISTEN: number = constant("TCP_LISTEN");
export const TCP_CLOSING: number = constant("TCP_CLOSING");

// Kernel TLS.
export const TLS_SET_RECORD_TYPE: number = constant("TLS_SET_RECORD_TYPE");
export const TLS_TX: number = constant("TLS_TX");
export const TLS_GET_RECORD_TYPE: number = constant("TLS_GET_RECORD_TYPE");
export const TLS_RX: number = constant("TLS_RX");
export const TLS_TX_ZEROCOPY_RO: number = constant("TLS_TX_ZEROCOPY_RO");
export const TLS_RX_EXPECT_NO_PAD: number = constant("TLS_RX_EXPECT_NO_PAD");
export const TLS_CIPHER_AES_GCM_128: number = constant("TLS_CIPHER_AES_GCM_128");
export const TLS_CIPHER_AES_GCM_256: number = constant("TLS_CIPHER_AES_GCM_256");
export const TLS_CIPHER_AES_CCM_128: number = constant("TLS_CIPHER_AES_CCM_128");
export const TLS_CIPHER_CHACHA20_POLY1305: number = constant("TLS_CIPHER_CHACHA20_POLY1305");
export const TLS_CIPHER_ARIA_GCM_128: number = constant("TLS_CIPHER_ARIA_GCM_128");
export const TLS_CIPHER_ARIA_GCM_256: number = constant("TLS_CIPHER_ARIA_GCM_256");
export const TLS_1_2_VERSION: number = constant("TLS_1_2_VERSION");
export const TLS_1_3_VERSION: number = constant("TLS_1_3_VERSION");

// Options at IPPROTO_UDP.
export const UDP_CORK: number = constant("UDP_CORK");
export const UDP_ENCAP_ESPINUDP_NON_IKE: number = constant("UDP_ENCAP_ESPINUDP_NON_IKE");
export const UDP_ENCAP_ESPINUDP: number = constant("UDP_ENCAP_ESPINUDP");
export const UDP_ENCAP_L2TPINUDP: number = constant("UDP_ENCAP_L2TPINUDP");
export const UDP_ENCAP_GTP0: number = constant("UDP_ENCAP_GTP0");
export const UDP_ENCAP_GTP1U: number = constant("UDP_ENCAP_GTP1U");
export const UDP_ENCAP: number = constant("UDP_ENCAP");
export const UDP_NO_CHECK6_TX: number = constant("UDP_NO_CHECK6_TX");
export const UDP_NO_CHECK6_RX: number = constant("UDP_NO_CHECK6_RX");
export const UDP_SEGMENT: number = constant("UDP_SEGMENT");
export const UDP_GRO: number = constant("UDP_GRO");

// Options at IPPROTO_UDPLITE.
export const UDPLITE_SEND_CSCOV: number = constant("UDPLITE_SEND_CSCOV");
export const UDPLITE_RECV_CSCOV: number = constant("UDPLITE_RECV_CSCOV");

// Options at SOL_MPTCP.
export const MPTCP_INFO: number = constant("MPTCP_INFO");
export const MPTCP_TCPINFO: number = constant("MPTCP_TCPINFO");
export const MPTCP_SUBFLOW_ADDRS: number = constant("MPTCP_SUBFLOW_ADDRS");
export const MPTCP_FULL_INFO: number = constant("MPTCP_FULL_INFO");
