// The structures of socket(7) and unix(7).
import type { Credentials } from "../../ancillary/ancillary.ts";
import { asInt } from "../../arguments.ts";
import { describe } from "../../bytes.ts";
import { LITTLE_ENDIAN } from "../../frames/layout.ts";
import { type Codec, type Kind, short, unwritable } from "../codec.ts";
import { asObject, refuseOthers, type Struct, StructCodec, type StructInput } from "../struct.ts";

/** How long `close` waits for what was not sent yet. */
export interface Linger {
  /** Whole seconds; 0 breaks the connection off with a reset. */
  readonly seconds: number;
}

/** struct so_timestamping. */
export interface Timestamping {
  /** Bits of SOF_TIMESTAMPING_*. */
  readonly flags: number;
  /** The index of the PTP clock, with SOF_TIMESTAMPING_BIND_PHC. */
  readonly bindPhc: number;
}

const MEMORY = [
  ["received", "u32"],
  ["receiveBuffer", "u32"],
  ["sending", "u32"],
  ["sendBuffer", "u32"],
  ["forwardAllocated", "u32"],
  ["queuedForSending", "u32"],
  ["optionMemory", "u32"],
  ["backlog", "u32"],
  ["drops", "u32"],
] as const;
/** The memory of a socket in bytes, and how many packets were dropped for the want of it: SK_MEMINFO_*. */
export type SocketMemory = Struct<typeof MEMORY>;

const TXTIME = [
  ["clockid", "i32"],
  ["flags", "u32"],
] as const;
/** struct sock_txtime: a clock of clock_gettime(2) (1 is CLOCK_MONOTONIC), and bits of SOF_TXTIME_*. */
export type TransmitTime = Struct<typeof TXTIME>;

export interface SocketStructKinds {
  linger: Kind<Linger | null>;
  /** Seconds, null for none. */
  timeval: Kind<number | null>;
  ucred: Kind<never, Credentials>;
  memory: Kind<never, SocketMemory>;
  txtime: Kind<StructInput<typeof TXTIME>, TransmitTime>;
  timestamping: Kind<number | (Pick<Timestamping, "flags"> & Partial<Timestamping>), Timestamping>;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

export const linger: Codec<Linger | null, Linger | null> = {
  size: 8,
  encode: (value, argument) => {
    const bytes = Buffer.alloc(8);
    if (value === null) return bytes;
    const { seconds } = asObject(value, argument);
    refuseOthers(value, new Set(["seconds"]), argument);
    viewOf(bytes).setInt32(0, 1, LITTLE_ENDIAN);
    viewOf(bytes).setInt32(4, asInt(seconds, `${argument}.seconds`, 0), LITTLE_ENDIAN);
    return bytes;
  },
  decode: (bytes) => {
    if (bytes.length < 8) throw short(bytes, 8, "struct linger");
    const view = viewOf(bytes);
    return view.getInt32(0, LITTLE_ENDIAN) === 0 ? null : { seconds: view.getInt32(4, LITTLE_ENDIAN) };
  },
};

// The kernel counts in ticks and keeps what is longer than some 24 days as for ever.
const LONGEST = 0xffff_ffff;

export const timeval: Codec<number | null, number | null> = {
  size: 16,
  encode: (value, argument) => {
    const bytes = Buffer.alloc(16);
    if (value === null) return bytes;
    if (typeof value !== "number") {
      throw new TypeError(`${argument} must be a number of seconds or null, not ${describe(value)}`);
    }
    // 0 means no time-out to the kernel, and null does here: 0 is refused lest it be taken for "at once".
    if (!(value > 0) || value > LONGEST) {
      throw new RangeError(`${argument} must be more than 0 and at most ${LONGEST} seconds, or null, not ${value}`);
    }
    const micros = Math.max(1, Math.round(value * 1e6));
    viewOf(bytes).setBigInt64(0, BigInt(Math.floor(micros / 1e6)), LITTLE_ENDIAN);
    viewOf(bytes).setBigInt64(8, BigInt(micros % 1e6), LITTLE_ENDIAN);
    return bytes;
  },
  decode: (bytes) => {
    if (bytes.length < 16) throw short(bytes, 16, "struct timeval");
    const view = viewOf(bytes);
    const seconds = Number(view.getBigInt64(0, LITTLE_ENDIAN)) + Number(view.getBigInt64(8, LITTLE_ENDIAN)) / 1e6;
    return seconds === 0 ? null : seconds;
  },
};

export const ucred: Codec<never, Credentials> = {
  size: 12,
  encode: unwritable,
  decode: (bytes) => {
    if (bytes.length < 12) throw short(bytes, 12, "struct ucred");
    const view = viewOf(bytes);
    return {
      pid: view.getInt32(0, LITTLE_ENDIAN),
      uid: view.getUint32(4, LITTLE_ENDIAN),
      gid: view.getUint32(8, LITTLE_ENDIAN),
    };
  },
};

const memoryStruct = new StructCodec(MEMORY);
export const memory: Codec<never, SocketMemory> = {
  size: memoryStruct.size,
  encode: unwritable,
  decode: (bytes) => memoryStruct.decode(bytes),
};

export const txtime: Codec<StructInput<typeof TXTIME>, TransmitTime> = new StructCodec(TXTIME);

const timestampingStruct = new StructCodec([
  ["flags", "i32"],
  ["bindPhc", "i32"],
] as const);

export const timestamping: Codec<number | (Pick<Timestamping, "flags"> & Partial<Timestamping>), Timestamping> = {
  size: 8,
  encode: (value, argument) => {
    // Kernels before 5.15 know the number alone, and want it to be four bytes long.
    if (typeof value === "number") return timestampingStruct.encode({ flags: value }, argument).subarray(0, 4);
    return timestampingStruct.encode(value, argument);
  },
  decode: (bytes) => ({ flags: 0, bindPhc: 0, ...timestampingStruct.decodeKnown(bytes) }),
};
