// Frames of the controller area network as CAN_RAW sockets take and give them: struct can_frame, canfd_frame and
// canxl_frame of linux/can.h. Their numbers are in the machine's byte order.

import { asBytes, type BytesLike } from "../bytes.ts";
import { CAN_MTU, CANFD_MTU } from "../constants/can.ts";
import { type CanErrorFrame, decodeCanError, encodeCanError } from "./can-error.ts";
import { asFlag, asRecord, asUnsigned, copyOf, LITTLE_ENDIAN, memory, viewOf } from "./layout.ts";

const CANXL_HEADER = 12;
const CANXL_MAX_DATA = 2048;
const DATA = 8;
const EFF_FLAG = 0x8000_0000;
const RTR_FLAG = 0x4000_0000;
const ERR_FLAG = 0x2000_0000;
const SFF_MASK = 0x7ff;
const EFF_MASK = 0x1fff_ffff;
const FD_BRS = 0x01;
const FD_ESI = 0x02;
const FD_FDF = 0x04;
const XL_XLF = 0x80;
const XL_SEC = 0x01;
const XL_RRS = 0x02;
const XL_VCID_SHIFT = 16;

/** The lengths that a CAN FD frame can have on the wire. */
const FD_LENGTHS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64];

/** Classic CAN 2.0: 0 to 8 bytes. */
export interface CanClassicFrame {
  readonly type: "classic";
  /** 11 bits, or 29 when `extended`. */
  readonly id: number;
  readonly extended: boolean;
  /** A request for the frame of this identifier: it has a length (`dlc`) but no data. */
  readonly remote: boolean;
  /** The length code on the wire: the number of bytes; 9 to 15 also mean 8. */
  readonly dlc: number;
  readonly data: Buffer;
}

/** CAN FD: 0 to 64 bytes. */
export interface CanFdFrame {
  readonly type: "fd";
  readonly id: number;
  readonly extended: boolean;
  /** The data goes at the second bit rate. */
  readonly bitRateSwitch: boolean;
  /** The sender is error-passive. */
  readonly errorState: boolean;
  readonly data: Buffer;
}

/** CAN XL: 1 to 2048 bytes. */
export interface CanXlFrame {
  readonly type: "xl";
  /** 11 bits: what arbitration goes by. */
  readonly priority: number;
  /** The virtual network, 8 bits. */
  readonly vcid: number;
  /** SDU type: what the data is, CiA 611-1. */
  readonly sdt: number;
  /** The acceptance field, 32 bits: what filters go by. */
  readonly af: number;
  /** Simple extended content: the data has a security or segmentation header. */
  readonly sec: boolean;
  /** Remote request substitution. */
  readonly rrs: boolean;
  readonly data: Buffer;
}

/** A frame as `decodeCanFrame` gives it; `type` tells which. */
export type CanFrame = CanClassicFrame | CanFdFrame | CanXlFrame | CanErrorFrame;

/** A frame as `encodeCanFrame` takes it. */
export type CanFrameInput =
  | {
      readonly type?: "classic";
      readonly id: number;
      readonly extended?: boolean;
      readonly remote?: boolean;
      readonly dlc?: number;
      readonly data?: BytesLike;
    }
  | {
      readonly type: "fd";
      readonly id: number;
      readonly extended?: boolean;
      readonly bitRateSwitch?: boolean;
      readonly errorState?: boolean;
      readonly data?: BytesLike;
    }
  | {
      readonly type: "xl";
      readonly priority: number;
      readonly vcid?: number;
      readonly sdt?: number;
      readonly af?: number;
      readonly sec?: boolean;
      readonly rrs?: boolean;
      readonly data: BytesLike;
    }
  | ({ readonly type: "error" } & Partial<Omit<CanErrorFrame, "type">>);

/**
 * The bytes of a frame, for `send` on a CAN_RAW socket: 16 for a classic or error frame, 72 for an FD frame, 12 and the
 * data for an XL frame. A frame without `type` is a classic one.
 *
 * @throws TypeError, RangeError for an identifier or data that such a frame cannot have.
 * @example
 * await sock.send(encodeCanFrame({ id: 0x123, data: Buffer.from([1, 2, 3]) }));
 */
export function encodeCanFrame(frame: CanFrameInput): Buffer {
  const fields = asRecord(frame, "frame");
  const type = fields.type ?? "classic";
  if (type === "classic") return encodeClassic(fields);
  if (type === "fd") return encodeFd(fields);
  if (type === "xl") return encodeXl(fields);
  if (type === "error") return encodeCanError(fields);
  throw new RangeError(`frame.type must be "classic", "fd", "xl" or "error", not ${String(type)}`);
}

/**
 * The frame in what `recv` on a CAN_RAW socket gave. A frame of an other kind than classic comes only after
 * CAN_RAW_FD_FRAMES, CAN_RAW_XL_FRAMES or CAN_RAW_ERR_FILTER was set.
 *
 * @throws RangeError when the bytes are no frame.
 */
export function decodeCanFrame(bytes: BytesLike): CanFrame {
  const view = viewOf(bytes, CANXL_HEADER, "A CAN frame");
  // Where an XL frame has its flags, the others have a length of at most 64.
  if ((view.getUint8(4) & XL_XLF) !== 0) return decodeXl(view);
  if (view.byteLength === CANFD_MTU) return decodeFd(view);
  if (view.byteLength !== CAN_MTU) {
    throw new RangeError(`A CAN frame takes ${CAN_MTU} bytes, or ${CANFD_MTU} with FD, not ${view.byteLength}`);
  }
  const id = view.getUint32(0, LITTLE_ENDIAN);
  return (id & ERR_FLAG) !== 0 ? decodeCanError(view) : decodeClassic(view, id);
}

/** An identifier with its flags, as the kernel's canid_t: for filters and BCM messages. */
export function canId(id: unknown, extended: boolean, field: string): number {
  return asUnsigned(id, field, extended ? EFF_MASK : SFF_MASK) + (extended ? EFF_FLAG : 0);
}

function encodeClassic(fields: Readonly<Record<string, unknown>>): Buffer {
  const extended = asFlag(fields.extended, "frame.extended");
  const remote = asFlag(fields.remote, "frame.remote");
  const data = asBytes(fields.data ?? new Uint8Array(), "frame.data");
  const id = canId(fields.id, extended, "frame.id");
  const dlc = asUnsigned(fields.dlc ?? data.length, fields.dlc === undefined ? "frame.data.length" : "frame.dlc", 15);
  const length = Math.min(dlc, 8);
  if (data.length !== (remote ? 0 : length)) {
    const wanted = remote ? "must be empty in a remote frame" : `must have ${length} bytes, as the dlc ${dlc} says`;
    throw new RangeError(`frame.data ${wanted}, not ${data.length}`);
  }
  const [bytes, view] = memory(CAN_MTU);
  view.setUint32(0, id + (remote ? RTR_FLAG : 0), LITTLE_ENDIAN);
  view.setUint8(4, length);
  if (dlc > 8) view.setUint8(7, dlc);
  bytes.set(data, DATA);
  return bytes;
}

function decodeClassic(view: DataView, id: number): CanClassicFrame {
  const length = lengthIn(view, 8);
  const rawDlc = view.getUint8(7);
  const remote = (id & RTR_FLAG) !== 0;
  return {
    type: "classic",
    ...identifier(id),
    remote,
    dlc: length === 8 && rawDlc > 8 && rawDlc <= 15 ? rawDlc : length,
    data: copyOf(view, DATA, DATA + (remote ? 0 : length)),
  };
}

function encodeFd(fields: Readonly<Record<string, unknown>>): Buffer {
  const extended = asFlag(fields.extended, "frame.extended");
  const data = asBytes(fields.data ?? new Uint8Array(), "frame.data");
  if (!FD_LENGTHS.includes(data.length)) {
    throw new RangeError(`frame.data must have one of ${FD_LENGTHS.join(", ")} bytes, not ${data.length}: pad it`);
  }
  const [bytes, view] = memory(CANFD_MTU);
  view.setUint32(0, canId(fields.id, extended, "frame.id"), LITTLE_ENDIAN);
  view.setUint8(4, data.length);
  const switched = asFlag(fields.bitRateSwitch, "frame.bitRateSwitch") ? FD_BRS : 0;
  const passive = asFlag(fields.errorState, "frame.errorState") ? FD_ESI : 0;
  view.setUint8(5, FD_FDF | switched | passive);
  bytes.set(data, DATA);
  return bytes;
}

function decodeFd(view: DataView): CanFdFrame {
  const flags = view.getUint8(5);
  return {
    type: "fd",
    ...identifier(view.getUint32(0, LITTLE_ENDIAN)),
    bitRateSwitch: (flags & FD_BRS) !== 0,
    errorState: (flags & FD_ESI) !== 0,
    data: copyOf(view, DATA, DATA + lengthIn(view, 64)),
  };
}

function encodeXl(fields: Readonly<Record<string, unknown>>): Buffer {
  const data = asBytes(fields.data, "frame.data");
  if (data.length < 1 || data.length > CANXL_MAX_DATA) {
    throw new RangeError(`frame.data must have 1 to ${CANXL_MAX_DATA} bytes in an XL frame, not ${data.length}`);
  }
  const [bytes, view] = memory(CANXL_HEADER + data.length);
  const priority = asUnsigned(fields.priority, "frame.priority", SFF_MASK);
  const vcid = asUnsigned(fields.vcid ?? 0, "frame.vcid", 0xff);
  view.setUint32(0, priority | (vcid << XL_VCID_SHIFT), LITTLE_ENDIAN);
  const sec = asFlag(fields.sec, "frame.sec") ? XL_SEC : 0;
  const rrs = asFlag(fields.rrs, "frame.rrs") ? XL_RRS : 0;
  view.setUint8(4, XL_XLF | sec | rrs);
  view.setUint8(5, asUnsigned(fields.sdt ?? 0, "frame.sdt", 0xff));
  view.setUint16(6, data.length, LITTLE_ENDIAN);
  view.setUint32(8, asUnsigned(fields.af ?? 0, "frame.af", 0xffff_ffff), LITTLE_ENDIAN);
  bytes.set(data, CANXL_HEADER);
  return bytes;
}

function decodeXl(view: DataView): CanXlFrame {
  const length = view.getUint16(6, LITTLE_ENDIAN);
  if (length < 1 || length > CANXL_MAX_DATA || view.byteLength !== CANXL_HEADER + length) {
    throw new RangeError(`A CAN XL frame of ${view.byteLength} bytes cannot hold ${length} bytes of data`);
  }
  const priority = view.getUint32(0, LITTLE_ENDIAN);
  const flags = view.getUint8(4);
  return {
    type: "xl",
    priority: priority & SFF_MASK,
    vcid: (priority >>> XL_VCID_SHIFT) & 0xff,
    sdt: view.getUint8(5),
    af: view.getUint32(8, LITTLE_ENDIAN),
    sec: (flags & XL_SEC) !== 0,
    rrs: (flags & XL_RRS) !== 0,
    data: copyOf(view, CANXL_HEADER, CANXL_HEADER + length),
  };
}

function identifier(id: number): { id: number; extended: boolean } {
  const extended = (id & EFF_FLAG) !== 0;
  return { id: id & (extended ? EFF_MASK : SFF_MASK), extended };
}

function lengthIn(view: DataView, most: number): number {
  const length = view.getUint8(4);
  if (length > most) throw new RangeError(`A CAN frame of at most ${most} bytes of data says that it has ${length}`);
  return length;
}
