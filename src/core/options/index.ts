// Options with types: what both entry points export.
export {
  getOption,
  type OptionInput,
  type OptionRequest,
  type OptionValue,
  type ReadableOption,
  setOption,
  type WritableOption,
} from "./access.ts";
export {
  BPF_A,
  BPF_ABS,
  BPF_ADD,
  BPF_ALU,
  BPF_AND,
  BPF_B,
  BPF_DIV,
  BPF_H,
  BPF_IMM,
  BPF_IND,
  BPF_JA,
  BPF_JEQ,
  BPF_JGE,
  BPF_JGT,
  BPF_JMP,
  BPF_JSET,
  BPF_K,
  BPF_LD,
  BPF_LDX,
  BPF_LEN,
  BPF_LSH,
  BPF_MEM,
  BPF_MISC,
  BPF_MOD,
  BPF_MSH,
  BPF_MUL,
  BPF_NEG,
  BPF_OR,
  BPF_RET,
  BPF_RSH,
  BPF_ST,
  BPF_STX,
  BPF_SUB,
  BPF_TAX,
  BPF_TXA,
  BPF_W,
  BPF_X,
  BPF_XOR,
  type BpfInput,
  type BpfInstruction,
  decodeBpf,
  encodeBpf,
} from "./bpf.ts";
export type { OptionSocket } from "./codec.ts";
export { type GroupOptions, joinGroup, leaveGroup, setMulticastInterface } from "./multicast.ts";
export type {
  CanVcidOptions,
  IsotpFlowControl,
  IsotpLinkLayer,
  IsotpOptions,
  J1939Filter,
} from "./structures/can.ts";
export type {
  Group4Input,
  GroupFilterInput,
  GroupInput,
  GroupSourceInput,
  InterfaceInput,
} from "./structures/interfaces.ts";
export type { PortRange } from "./structures/ip.ts";
export type {
  PacketFanout,
  PacketMembership,
  PacketRolloverStatistics,
  PacketStatistics,
} from "./structures/packet.ts";
export type {
  SctpAssociation,
  SctpAssocinfo,
  SctpAssocValue,
  SctpEvent,
  SctpEvents,
  SctpInitmsg,
  SctpPath,
  SctpPrinfo,
  SctpRtoinfo,
  SctpSackInfo,
  SctpSndinfo,
  SctpStatus,
} from "./structures/sctp.ts";
export type { Linger, SocketMemory, Timestamping, TransmitTime } from "./structures/socket.ts";
export type { CongestionInfo, MptcpInfo, TcpMd5Input, TcpRepairWindow } from "./structures/tcp.ts";
export type { TcpInfo } from "./structures/tcp-info.ts";
