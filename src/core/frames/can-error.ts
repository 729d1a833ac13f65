// Error frames: what a CAN controller tells of the bus, to sockets with CAN_RAW_ERR_FILTER. linux/can/error.h.

import { asBytes } from "../bytes.ts";
import { CAN_MTU } from "../constants/can.ts";
import { asUnsigned, copyOf, LITTLE_ENDIAN, memory } from "./layout.ts";

const ERR_FLAG = 0x2000_0000;
const ERR_MASK = 0x1fff_ffff;
const DATA = 8;
const LENGTH = 8;

/** A message of the controller, never on the wire. Which of the fields mean something the classes tell. */
export interface CanErrorFrame {
  readonly type: "error";
  /** A mask of CAN_ERR_TX_TIMEOUT, CAN_ERR_LOSTARB, CAN_ERR_CRTL, CAN_ERR_PROT, CAN_ERR_BUSOFF, … */
  readonly classes: number;
  /** CAN_ERR_LOSTARB: the bit in which arbitration was lost. */
  readonly lostArbitrationBit: number;
  /** CAN_ERR_CRTL: a mask of CAN_ERR_CRTL_*. */
  readonly controller: number;
  /** CAN_ERR_PROT: a mask of CAN_ERR_PROT_*. */
  readonly protocol: number;
  /** CAN_ERR_PROT: where, CAN_ERR_PROT_LOC_*. */
  readonly location: number;
  /** CAN_ERR_TRX: CAN_ERR_TRX_*. */
  readonly transceiver: number;
  /** CAN_ERR_CNT: the controller's count of errors in sending, and in receiving. */
  readonly txErrors: number;
  readonly rxErrors: number;
  /** The 8 bytes as they are. */
  readonly data: Buffer;
}

const FIELDS: readonly (readonly [field: string, at: number])[] = [
  ["lostArbitrationBit", 0],
  ["controller", 1],
  ["protocol", 2],
  ["location", 3],
  ["transceiver", 4],
  ["txErrors", 6],
  ["rxErrors", 7],
];

/** From `data`, and over it the fields that are given. */
export function encodeCanError(fields: Readonly<Record<string, unknown>>): Buffer {
  const [bytes, view] = memory(CAN_MTU);
  view.setUint32(0, ERR_FLAG + asUnsigned(fields.classes ?? 0, "frame.classes", ERR_MASK), LITTLE_ENDIAN);
  view.setUint8(4, LENGTH);
  const data = asBytes(fields.data ?? new Uint8Array(), "frame.data");
  if (data.length > LENGTH) throw new RangeError(`frame.data must have at most ${LENGTH} bytes, not ${data.length}`);
  bytes.set(data, DATA);
  for (const [field, at] of FIELDS) {
    if (fields[field] !== undefined) view.setUint8(DATA + at, asUnsigned(fields[field], `frame.${field}`, 0xff));
  }
  return bytes;
}

/** Of 16 bytes whose identifier has CAN_ERR_FLAG. */
export function decodeCanError(view: DataView): CanErrorFrame {
  const at = (offset: number): number => view.getUint8(DATA + offset);
  return {
    type: "error",
    classes: view.getUint32(0, LITTLE_ENDIAN) & ERR_MASK,
    lostArbitrationBit: at(0),
    controller: at(1),
    protocol: at(2),
    location: at(3),
    transceiver: at(4),
    txErrors: at(6),
    rxErrors: at(7),
    data: copyOf(view, DATA, DATA + LENGTH),
  };
}
