// The other families: AF_ALG, AF_VSOCK, AF_RDS, AF_IPX.
import { constant } from "./constant.ts";

// Options and operations of AF_ALG.
export const ALG_OP_DECRYPT: number = constant("ALG_OP_DECRYPT");
export const ALG_OP_ENCRYPT: number = constant("ALG_OP_ENCRYPT");
export const ALG_SET_KEY: number = constant("ALG_SET_KEY");
export const ALG_OP_SIGN: number = constant("ALG_OP_SIGN");
export const ALG_SET_IV: number = constant("ALG_SET_IV");
export const ALG_OP_VERIFY: number = constant("ALG_OP_VERIFY");
export const ALG_SET_OP: number = constant("ALG_SET_OP");
export const ALG_SET_AEAD_ASSOCLEN: number = constant("ALG_SET_AEAD_ASSOCLEN");
export const ALG_SET_AEAD_AUTHSIZE: number = constant("ALG_SET_AEAD_AUTHSIZE");
export const ALG_SET_DRBG_ENTROPY: number = constant("ALG_SET_DRBG_ENTROPY");
export const ALG_SET_PUBKEY: number = constant("ALG_SET_PUBKEY");
export const ALG_SET_KEY_BY_KEY_SERIAL: number = constant("ALG_SET_KEY_BY_KEY_SERIAL");

// Addresses and options of AF_VSOCK: vsock(7).
export const SO_VM_SOCKETS_BUFFER_SIZE: number = constant("SO_VM_SOCKETS_BUFFER_SIZE");
export const VMADDR_CID_HYPERVISOR: number = constant("VMADDR_CID_HYPERVISOR");
export const SO_VM_SOCKETS_BUFFER_MIN_SIZE: number = constant("SO_VM_SOCKETS_BUFFER_MIN_SIZE");
export const VMADDR_CID_LOCAL: number = constant("VMADDR_CID_LOCAL");
export const VMADDR_FLAG_TO_HOST: number = constant("VMADDR_FLAG_TO_HOST");
export const SO_VM_SOCKETS_BUFFER_MAX_SIZE: number = constant("SO_VM_SOCKETS_BUFFER_MAX_SIZE");
export const VMADDR_CID_HOST: number = constant("VMADDR_CID_HOST");
export const SO_VM_SOCKETS_PEER_HOST_VM_ID: number = constant("SO_VM_SOCKETS_PEER_HOST_VM_ID");
export const SO_VM_SOCKETS_TRUSTED: number = constant("SO_VM_SOCKETS_TRUSTED");
export const SO_VM_SOCKETS_CONNECT_TIMEOUT: number = constant("SO_VM_SOCKETS_CONNECT_TIMEOUT");
export const SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD: number = constant("SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD");
export const SO_VM_SOCKETS_NONBLOCK_TXRX: number = constant("SO_VM_SOCKETS_NONBLOCK_TXRX");
export const SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW: number = constant("SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW");
export const IOCTL_VM_SOCKETS_GET_LOCAL_CID: number = constant("IOCTL_VM_SOCKETS_GET_LOCAL_CID");
export const VMADDR_CID_ANY: number = constant("VMADDR_CID_ANY");
export const VMADDR_PORT_ANY: number = constant("VMADDR_PORT_ANY");
export const VM_SOCKETS_INVALID_VERSION: number = constant("VM_SOCKETS_INVALID_VERSION");

// Options and control messages of AF_RDS.
export const RDS_RDMA_SUCCESS: number = constant("RDS_RDMA_SUCCESS");
export const RDS_CANCEL_SENT_TO: number = constant("RDS_CANCEL_SENT_TO");
export const RDS_CMSG_RDMA_ARGS: number = constant("RDS_CMSG_RDMA_ARGS");
export const RDS_RDMA_READWRITE: number = constant("RDS_RDMA_READWRITE");
export const RDS_RDMA_REMOTE_ERROR: number = constant("RDS_RDMA_REMOTE_ERROR");
export const RDS_CMSG_RDMA_DEST: number = constant("RDS_CMSG_RDMA_DEST");
export const RDS_GET_MR: number = constant("RDS_GET_MR");
export const RDS_RDMA_CANCELED: number = constant("RDS_RDMA_CANCELED");
export const RDS_RDMA_FENCE: number = constant("RDS_RDMA_FENCE");
export const RDS_CMSG_RDMA_MAP: number = constant("RDS_CMSG_RDMA_MAP");
export const RDS_FREE_MR: number = constant("RDS_FREE_MR");
export const RDS_RDMA_DROPPED: number = constant("RDS_RDMA_DROPPED");
export const RDS_CMSG_RDMA_STATUS: number = constant("RDS_CMSG_RDMA_STATUS");
export const RDS_RDMA_INVALIDATE: number = constant("RDS_RDMA_INVALIDATE");
export const RDS_RDMA_OTHER_ERROR: number = constant("RDS_RDMA_OTHER_ERROR");
export const RDS_CMSG_CONG_UPDATE: number = constant("RDS_CMSG_CONG_UPDATE");
export const RDS_RECVERR: number = constant("RDS_RECVERR");
export const RDS_CMSG_ATOMIC_FADD: number = constant("RDS_CMSG_ATOMIC_FADD");
export const RDS_CONG_MONITOR: number = constant("RDS_CONG_MONITOR");
export const RDS_CMSG_ATOMIC_CSWP: number = constant("RDS_CMSG_ATOMIC_CSWP");
export const RDS_GET_MR_FOR_DEST: number = constant("RDS_GET_MR_FOR_DEST");
export const RDS_CMSG_MASKED_ATOMIC_FADD: number = constant("RDS_CMSG_MASKED_ATOMIC_FADD");
export const RDS_RDMA_USE_ONCE: number = constant("RDS_RDMA_USE_ONCE");
export const SO_RDS_TRANSPORT: number = constant("SO_RDS_TRANSPORT");
export const RDS_CMSG_MASKED_ATOMIC_CSWP: number = constant("RDS_CMSG_MASKED_ATOMIC_CSWP");
export const SO_RDS_MSG_RXPATH_LATENCY: number = constant("SO_RDS_MSG_RXPATH_LATENCY");
export const RDS_CMSG_RXPATH_LATENCY: number = constant("RDS_CMSG_RXPATH_LATENCY");
export const RDS_CMSG_ZCOPY_COOKIE: number = constant("RDS_CMSG_ZCOPY_COOKIE");
export const RDS_CMSG_ZCOPY_COMPLETION: number = constant("RDS_CMSG_ZCOPY_COMPLETION");
export const RDS_RDMA_DONTWAIT: number = constant("RDS_RDMA_DONTWAIT");
export const RDS_RDMA_NOTIFY_ME: number = constant("RDS_RDMA_NOTIFY_ME");
export const RDS_RDMA_SILENT: number = constant("RDS_RDMA_SILENT");

// The option of AF_IPX.
export const IPX_TYPE: number = constant("IPX_TYPE");
