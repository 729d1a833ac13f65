// The structures of SCTP: RFC 6458 and linux/sctp.h. `assocId` is the association; on a one-to-one socket it is 0.
import { decodeAddress } from "../../addresses/index.ts";
import type { AddressOf } from "../../addresses/types.ts";
import { LITTLE_ENDIAN } from "../../frames/layout.ts";
import { type Codec, type Kind, short, unwritable } from "../codec.ts";
import { type Fields, type Struct, StructCodec, type StructInput } from "../struct.ts";

const INITMSG = [
  ["numOstreams", "u16"],
  ["maxInstreams", "u16"],
  ["maxAttempts", "u16"],
  ["maxInitTimeo", "u16"],
] as const;
/** Streams to ask for, and how to start: struct sctp_initmsg. The time is in milliseconds; 0 keeps what there is. */
export type SctpInitmsg = Struct<typeof INITMSG>;

const SUBSCRIPTIONS = [
  ["dataIo", "bool8"],
  ["association", "bool8"],
  ["address", "bool8"],
  ["sendFailure", "bool8"],
  ["peerError", "bool8"],
  ["shutdown", "bool8"],
  ["partialDelivery", "bool8"],
  ["adaptationLayer", "bool8"],
  ["authentication", "bool8"],
  ["senderDry", "bool8"],
  ["streamReset", "bool8"],
  ["assocReset", "bool8"],
  ["streamChange", "bool8"],
  ["sendFailureEvent", "bool8"],
] as const;
/** Which notifications come with the data: struct sctp_event_subscribe. */
export type SctpEvents = Struct<typeof SUBSCRIPTIONS>;

const EVENT = [
  ["assocId", "i32"],
  ["type", "u16"],
  ["on", "bool8"],
] as const;
/** One notification, SCTP_ASSOC_CHANGE, …, on or off: struct sctp_event. */
export type SctpEvent = Struct<typeof EVENT>;

const RTOINFO = [
  ["assocId", "i32"],
  ["initial", "u32"],
  ["max", "u32"],
  ["min", "u32"],
] as const;
/** Retransmission time-outs in milliseconds: struct sctp_rtoinfo. */
export type SctpRtoinfo = Struct<typeof RTOINFO>;

const ASSOCINFO = [
  ["assocId", "i32"],
  ["asocmaxrxt", "u16"],
  ["numberPeerDestinations", "u16"],
  ["peerRwnd", "u32"],
  ["localRwnd", "u32"],
  ["cookieLife", "u32"],
] as const;
/** struct sctp_assocparams. */
export type SctpAssocinfo = Struct<typeof ASSOCINFO>;

const SNDINFO = [
  ["sid", "u16"],
  ["flags", "u16"],
  ["ppid", "u32"],
  ["context", "u32"],
  ["assocId", "i32"],
] as const;
/** What goes with data that is sent without any of its own: struct sctp_sndinfo. `ppid` goes out as it is. */
export type SctpSndinfo = Struct<typeof SNDINFO>;

const PRINFO = [
  ["assocId", "i32"],
  ["value", "u32"],
  ["policy", "u16"],
] as const;
/** Partial reliability, RFC 7496: struct sctp_default_prinfo. `policy` is SCTP_PR_SCTP_*. */
export type SctpPrinfo = Struct<typeof PRINFO>;

const ASSOC_VALUE = [
  ["assocId", "i32"],
  ["value", "u32"],
] as const;
/** struct sctp_assoc_value. */
export type SctpAssocValue = Struct<typeof ASSOC_VALUE>;

const SACK = [
  ["assocId", "i32"],
  ["delay", "u32"],
  ["freq", "u32"],
] as const;
/** struct sctp_sack_info: `delay` in milliseconds, `freq` in packets. */
export type SctpSackInfo = Struct<typeof SACK>;

const STATUS = [
  ["assocId", "i32"],
  ["state", "i32"],
  ["rwnd", "u32"],
  ["unackdata", "u16"],
  ["penddata", "u16"],
  ["instrms", "u16"],
  ["outstrms", "u16"],
  ["fragmentationPoint", "u32"],
] as const;
const PATH = [
  ["state", "i32"],
  ["cwnd", "u32"],
  ["srtt", "u32"],
  ["rto", "u32"],
  ["mtu", "u32"],
] as const;
/** One address of the peer: struct sctp_paddrinfo. Times are in milliseconds. */
export interface SctpPath extends Struct<typeof PATH> {
  readonly address: AddressOf<2> | AddressOf<10>;
}
/** The state of an association: struct sctp_status. */
export interface SctpStatus extends Struct<typeof STATUS> {
  readonly primary: SctpPath;
}

/** Which association is meant. */
export interface SctpAssociation {
  readonly assocId: number;
}

type Associated<F extends Fields> = Kind<StructInput<F>, Struct<F>, SctpAssociation>;

export interface SctpKinds {
  sctpInitmsg: Kind<StructInput<typeof INITMSG>, SctpInitmsg>;
  sctpEvents: Kind<StructInput<typeof SUBSCRIPTIONS>, SctpEvents>;
  sctpEvent: Kind<StructInput<typeof EVENT>, SctpEvent, Pick<SctpEvent, "type"> & Partial<SctpAssociation>>;
  sctpRtoinfo: Associated<typeof RTOINFO>;
  sctpAssocinfo: Associated<typeof ASSOCINFO>;
  sctpSndinfo: Associated<typeof SNDINFO>;
  sctpPrinfo: Associated<typeof PRINFO>;
  sctpAssocValue: Associated<typeof ASSOC_VALUE>;
  sctpSackInfo: Associated<typeof SACK>;
  sctpStatus: Kind<never, SctpStatus, SctpAssociation>;
}

type StructuredCodec<F extends Fields, R = never> = Codec<StructInput<F>, Struct<F>, R>;

/** The kernel reads which association is meant out of the same structure. */
function associated<F extends Fields, R = SctpAssociation>(fields: F): StructuredCodec<F, R> {
  const struct = new StructCodec(fields);
  return {
    size: struct.size,
    encode: (value, argument) => struct.encode(value, argument),
    decode: (bytes) => struct.decode(bytes),
    request: (value, argument) => struct.encode((value ?? {}) as StructInput<F>, argument),
  };
}

const subscriptions = new StructCodec(SUBSCRIPTIONS);

export const sctpEvents: StructuredCodec<typeof SUBSCRIPTIONS> = {
  size: subscriptions.size,
  encode: (value, argument) => subscriptions.encode(value, argument),
  // An older kernel gives fewer: the events that it does not know do not come.
  decode: (bytes) => subscriptions.decode(Buffer.concat([bytes, Buffer.alloc(subscriptions.size)])),
};

export const sctpInitmsg: StructuredCodec<typeof INITMSG> = new StructCodec(INITMSG);
export const sctpEvent: StructuredCodec<typeof EVENT, Pick<SctpEvent, "type"> & Partial<SctpAssociation>> =
  associated(EVENT);
export const sctpRtoinfo: StructuredCodec<typeof RTOINFO, SctpAssociation> = associated(RTOINFO);
export const sctpAssocinfo: StructuredCodec<typeof ASSOCINFO, SctpAssociation> = associated(ASSOCINFO);
export const sctpSndinfo: StructuredCodec<typeof SNDINFO, SctpAssociation> = associated(SNDINFO);
export const sctpPrinfo: StructuredCodec<typeof PRINFO, SctpAssociation> = associated(PRINFO);
export const sctpAssocValue: StructuredCodec<typeof ASSOC_VALUE, SctpAssociation> = associated(ASSOC_VALUE);
export const sctpSackInfo: StructuredCodec<typeof SACK, SctpAssociation> = associated(SACK);

const status = new StructCodec(STATUS);
const path = new StructCodec(PATH);
// The primary path: its association, which is the same, then a sockaddr_storage.
const ADDRESS = status.size + 4;
const PATH_STATE = ADDRESS + 128;

export const sctpStatus: Codec<never, SctpStatus, SctpAssociation> = {
  size: PATH_STATE + path.size,
  encode: unwritable,
  request: (value, argument) => {
    const bytes = Buffer.alloc(PATH_STATE + path.size);
    status.encode((value ?? {}) as StructInput<typeof STATUS>, argument).copy(bytes);
    return bytes;
  },
  decode: (bytes) => {
    const size = PATH_STATE + path.size;
    if (bytes.length < size) throw short(bytes, size, "struct sctp_status");
    const family = new DataView(bytes.buffer, bytes.byteOffset).getUint16(ADDRESS, LITTLE_ENDIAN);
    const address = decodeAddress(bytes.subarray(ADDRESS, PATH_STATE), { family, type: 0, proto: 0 });
    const primary = { address: address as AddressOf<2> | AddressOf<10>, ...path.decode(bytes.subarray(PATH_STATE)) };
    return { ...status.decode(bytes), primary };
  },
};
