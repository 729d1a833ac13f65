// The structures of packet(7).
import { asInt } from "../../arguments.ts";
import { asBytes, type BytesLike } from "../../bytes.ts";
import { asUnsigned, LITTLE_ENDIAN } from "../../frames/layout.ts";
import { type Codec, type Kind, short, unreadable, unwritable } from "../codec.ts";
import { asObject, refuseOthers, type Struct, StructCodec } from "../struct.ts";
import { asInterface, type InterfaceInput } from "./interfaces.ts";

const LONGEST_ADDRESS = 8;

/** What an interface takes in besides what is for it: struct packet_mreq. */
export interface PacketMembership {
  readonly interface: InterfaceInput;
  /** One of PACKET_MR_*. */
  readonly type: number;
  /** The address of PACKET_MR_MULTICAST and PACKET_MR_UNICAST. */
  readonly address?: BytesLike;
}

/** The group of sockets that share an interface's packets: struct fanout_args. */
export interface PacketFanout {
  readonly id: number;
  /** One of PACKET_FANOUT_*. */
  readonly type: number;
  /** Bits of PACKET_FANOUT_FLAG_*. */
  readonly flags: number;
}

type PacketFanoutInput = Pick<PacketFanout, "id" | "type"> &
  Partial<PacketFanout> & {
    /** How many sockets may be in the group, when this is the first. */
    readonly maxMembers?: number;
  };

const STATISTICS = [
  ["packets", "u32"],
  ["drops", "u32"],
] as const;
const FREEZES = [["freezeQueue", "u32"]] as const;
/** Since the last time they were asked: struct tpacket_stats. */
export type PacketStatistics = Struct<typeof STATISTICS> & Partial<Struct<typeof FREEZES>>;

const ROLLOVER = [
  ["all", "u64"],
  ["huge", "u64"],
  ["failed", "u64"],
] as const;
/** struct tpacket_rollover_stats. */
export type PacketRolloverStatistics = Struct<typeof ROLLOVER>;

export interface PacketKinds {
  membership: Kind<PacketMembership, never>;
  fanout: Kind<PacketFanoutInput, PacketFanout>;
  packetStatistics: Kind<never, PacketStatistics>;
  rollover: Kind<never, PacketRolloverStatistics>;
  /** The size of the header of a version of the ring: what is asked with is the version, TPACKET_*. */
  headerLength: Kind<never, number, number>;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

export const membership: Codec<PacketMembership, never> = {
  size: 0,
  encode: (value, argument) => {
    const { interface: on, type, address = new Uint8Array() } = asObject(value, argument);
    refuseOthers(value, new Set(["interface", "type", "address"]), argument);
    const hardware = asBytes(address, `${argument}.address`);
    if (hardware.length > LONGEST_ADDRESS) {
      throw new RangeError(`${argument}.address must have at most ${LONGEST_ADDRESS} bytes, not ${hardware.length}`);
    }
    const bytes = Buffer.alloc(16);
    viewOf(bytes).setUint32(0, asInterface(on, `${argument}.interface`), LITTLE_ENDIAN);
    viewOf(bytes).setUint16(4, asUnsigned(type, `${argument}.type`, 0xffff), LITTLE_ENDIAN);
    viewOf(bytes).setUint16(6, hardware.length, LITTLE_ENDIAN);
    bytes.set(hardware, 8);
    return bytes;
  },
  decode: unreadable,
};

export const fanout: Codec<PacketFanoutInput, PacketFanout> = {
  size: 4,
  encode: (value, argument) => {
    const { id, type, flags = 0, maxMembers } = asObject(value, argument);
    refuseOthers(value, new Set(["id", "type", "flags", "maxMembers"]), argument);
    const bytes = Buffer.alloc(maxMembers === undefined ? 4 : 8);
    const kind = asUnsigned(type, `${argument}.type`, 0xff);
    viewOf(bytes).setUint16(0, asUnsigned(id, `${argument}.id`, 0xffff), LITTLE_ENDIAN);
    viewOf(bytes).setUint16(2, kind | asUnsigned(flags, `${argument}.flags`, 0xffff), LITTLE_ENDIAN);
    if (maxMembers !== undefined) {
      viewOf(bytes).setUint32(4, asUnsigned(maxMembers, `${argument}.maxMembers`, 0x1_0000), LITTLE_ENDIAN);
    }
    return bytes;
  },
  decode: (bytes) => {
    if (bytes.length < 4) throw short(bytes, 4, "struct fanout_args");
    const mode = viewOf(bytes).getUint16(2, LITTLE_ENDIAN);
    return { id: viewOf(bytes).getUint16(0, LITTLE_ENDIAN), type: mode & 0xff, flags: mode & 0xff00 };
  },
};

const firstStatistics = new StructCodec(STATISTICS);
const statistics = new StructCodec([...STATISTICS, ...FREEZES]);
export const packetStatistics: Codec<never, PacketStatistics> = {
  size: statistics.size,
  encode: unwritable,
  decode: (bytes) => ({ ...firstStatistics.decode(bytes), ...statistics.decodeKnown(bytes) }),
};

const rolloverStruct = new StructCodec(ROLLOVER);
export const rollover: Codec<never, PacketRolloverStatistics> = {
  size: rolloverStruct.size,
  encode: unwritable,
  decode: (bytes) => rolloverStruct.decode(bytes),
};

export const headerLength: Codec<never, number, number> = {
  size: 4,
  encode: unwritable,
  request: (version, argument) => {
    const bytes = Buffer.alloc(4);
    viewOf(bytes).setInt32(0, version === undefined ? 0 : asInt(version, argument, 0), LITTLE_ENDIAN);
    return bytes;
  },
  decode: (bytes) => {
    if (bytes.length < 4) throw short(bytes, 4, "The length of a header");
    return viewOf(bytes).getInt32(0, LITTLE_ENDIAN);
  },
};
