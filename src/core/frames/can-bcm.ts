// Messages of the broadcast manager, CAN_BCM: struct bcm_msg_head of linux/can/bcm.h, with the frames behind it.

import { asInt } from "../arguments.ts";
import type { BytesLike } from "../bytes.ts";
import { describe } from "../bytes.ts";
import { CAN_MTU, CANFD_MTU } from "../constants/can.ts";
import { type CanFrame, type CanFrameInput, canId, decodeCanFrame, encodeCanFrame } from "./can.ts";
import { asFlag, asRecord, asUnsigned, copyOf, LITTLE_ENDIAN, memory, viewOf } from "./layout.ts";

// On 64-bit Linux: opcode, flags, count, padding, two struct timeval, can_id, nframes; frames are aligned to 8.
const HEADER = 56;
const INTERVAL1 = 16;
const INTERVAL2 = 32;
const CAN_ID = 48;
const COUNT_OF_FRAMES = 52;
const CAN_FD_FRAME = 0x800;
const MOST_FRAMES = 257;
const EFF_FLAG = 0x8000_0000;
const EFF_MASK = 0x1fff_ffff;
const SFF_MASK = 0x7ff;
const UINT_MAX = 0xffff_ffff;

/** What goes to the broadcast manager, and what comes from it. Times are in seconds. */
export interface BcmMessage {
  /** CAN_BCM_TX_SETUP, CAN_BCM_RX_SETUP, …; what comes: CAN_BCM_RX_CHANGED, CAN_BCM_RX_TIMEOUT, CAN_BCM_TX_EXPIRED, … */
  readonly opcode: number;
  /** CAN_BCM_SETTIMER, CAN_BCM_STARTTIMER, CAN_BCM_TX_ANNOUNCE, CAN_BCM_RX_FILTER_ID, … */
  readonly flags: number;
  /** How often to send at `interval1` before `interval2` holds. */
  readonly count: number;
  /** TX_SETUP: the first interval. RX_SETUP: the time after which a frame that stays away is told. */
  readonly interval1: number;
  /** TX_SETUP: the interval that stays. RX_SETUP: changes are told no more often than this. */
  readonly interval2: number;
  readonly id: number;
  readonly extended: boolean;
  /** What to send in turn; for RX_SETUP, the bits whose change is told; in what comes, the frame it is about. */
  readonly frames: readonly CanFrame[];
}

/** A message to send: only the opcode and the identifier have to be there. */
export type BcmMessageInput = Pick<BcmMessage, "opcode" | "id"> &
  Partial<Omit<BcmMessage, "opcode" | "id" | "frames">> & { readonly frames?: readonly CanFrameInput[] };

/**
 * The bytes of a message, for `send` on a connected CAN_BCM socket. The frames are all classic or all FD;
 * CAN_BCM_CAN_FD_FRAME is set accordingly.
 *
 * @example
 * // Have the kernel send a frame ten times a second.
 * const frames = [{ id: 0x123, data: Buffer.from([1, 2]) }];
 * const flags = CAN_BCM_SETTIMER | CAN_BCM_STARTTIMER;
 * await sock.send(encodeBcmMessage({ opcode: CAN_BCM_TX_SETUP, id: 0x123, flags, interval2: 0.1, frames }));
 */
export function encodeBcmMessage(message: BcmMessageInput): Buffer {
  const fields = asRecord(message, "message");
  const frames = fields.frames ?? [];
  if (!Array.isArray(frames)) throw new TypeError(`message.frames must be a list, not ${describe(frames)}`);
  if (frames.length > MOST_FRAMES) {
    throw new RangeError(`message.frames must hold at most ${MOST_FRAMES} frames, not ${frames.length}`);
  }
  const encoded = (frames as readonly CanFrameInput[]).map(encodeCanFrame);
  const type = (frames as readonly CanFrameInput[])[0]?.type ?? "classic";
  if ((type !== "classic" && type !== "fd") || frames.some((frame) => (frame.type ?? "classic") !== type)) {
    throw new RangeError("message.frames must be all classic frames or all FD frames");
  }
  const fd = type === "fd";
  const size = fd ? CANFD_MTU : CAN_MTU;
  const [bytes, view] = memory(HEADER + encoded.length * size);
  const flags = asUnsigned(fields.flags ?? 0, "message.flags", UINT_MAX);
  const extended = asFlag(fields.extended, "message.extended");
  view.setUint32(0, asUnsigned(fields.opcode, "message.opcode", UINT_MAX), LITTLE_ENDIAN);
  view.setUint32(4, fd ? (flags | CAN_FD_FRAME) >>> 0 : flags, LITTLE_ENDIAN);
  view.setUint32(8, asUnsigned(fields.count ?? 0, "message.count", UINT_MAX), LITTLE_ENDIAN);
  setInterval(view, INTERVAL1, fields.interval1 ?? 0, "message.interval1");
  setInterval(view, INTERVAL2, fields.interval2 ?? 0, "message.interval2");
  view.setUint32(CAN_ID, canId(fields.id, extended, "message.id"), LITTLE_ENDIAN);
  view.setUint32(COUNT_OF_FRAMES, encoded.length, LITTLE_ENDIAN);
  encoded.forEach((frame, i) => {
    bytes.set(frame, HEADER + i * size);
  });
  return bytes;
}

/** The message in what `recv` on a CAN_BCM socket gave. */
export function decodeBcmMessage(bytes: BytesLike): BcmMessage {
  const view = viewOf(bytes, HEADER, "A BCM message");
  const flags = view.getUint32(4, LITTLE_ENDIAN);
  const size = (flags & CAN_FD_FRAME) !== 0 ? CANFD_MTU : CAN_MTU;
  const count = view.getUint32(COUNT_OF_FRAMES, LITTLE_ENDIAN);
  if (view.byteLength !== HEADER + count * size) {
    throw new RangeError(
      `A BCM message of ${count} frames takes ${HEADER + count * size} bytes, not ${view.byteLength}`,
    );
  }
  const id = view.getUint32(CAN_ID, LITTLE_ENDIAN);
  const extended = (id & EFF_FLAG) !== 0;
  return {
    opcode: view.getUint32(0, LITTLE_ENDIAN),
    flags,
    count: view.getUint32(8, LITTLE_ENDIAN),
    interval1: intervalAt(view, INTERVAL1),
    interval2: intervalAt(view, INTERVAL2),
    id: id & (extended ? EFF_MASK : SFF_MASK),
    extended,
    frames: Array.from({ length: count }, (_, i) =>
      decodeCanFrame(copyOf(view, HEADER + i * size, HEADER + (i + 1) * size)),
    ),
  };
}

function setInterval(view: DataView, at: number, value: unknown, field: string): void {
  if (typeof value !== "number") throw new TypeError(`${field} must be a number of seconds, not ${describe(value)}`);
  if (!(value >= 0)) throw new RangeError(`${field} must be 0 or more seconds, not ${value}`);
  asInt(Math.floor(value), field);
  const microseconds = Math.round(value * 1e6);
  view.setBigInt64(at, BigInt(Math.floor(microseconds / 1e6)), LITTLE_ENDIAN);
  view.setBigInt64(at + 8, BigInt(microseconds % 1e6), LITTLE_ENDIAN);
}

function intervalAt(view: DataView, at: number): number {
  return Number(view.getBigInt64(at, LITTLE_ENDIAN)) + Number(view.getBigInt64(at + 8, LITTLE_ENDIAN)) / 1e6;
}
