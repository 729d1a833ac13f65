// The structures of AF_CAN: linux/can/raw.h, isotp.h, j1939.h.
import { describe } from "../../bytes.ts";
import { type CanFilter, decodeCanFilters, encodeCanFilters } from "../../frames/can-filter.ts";
import { type Codec, type Kind, unreadable } from "../codec.ts";
import { type Struct, StructCodec, type StructInput } from "../struct.ts";

const MOST_FILTERS = 512;

type CanFilterInput = Pick<CanFilter, "id" | "mask"> & Partial<CanFilter>;

const VCID = [
  ["flags", "u8"],
  ["txVcid", "u8"],
  ["rxVcid", "u8"],
  ["rxVcidMask", "u8"],
] as const;
/** The virtual network of CAN XL frames: struct can_raw_vcid_options. `flags` are bits of CAN_RAW_XL_VCID_*. */
export type CanVcidOptions = Struct<typeof VCID>;

const ISOTP = [
  ["flags", "u32"],
  ["frameTxtime", "u32"],
  ["extAddress", "u8"],
  ["txpadContent", "u8"],
  ["rxpadContent", "u8"],
  ["rxExtAddress", "u8"],
] as const;
/** struct can_isotp_options: `flags` are bits of CAN_ISOTP_*, `frameTxtime` nanoseconds. */
export type IsotpOptions = Struct<typeof ISOTP>;

const FLOW_CONTROL = [
  ["bs", "u8"],
  ["stmin", "u8"],
  ["wftmax", "u8"],
] as const;
/** struct can_isotp_fc_options: frames in a block, the time between them as ISO 15765-2 writes it, most waits. */
export type IsotpFlowControl = Struct<typeof FLOW_CONTROL>;

const LINK_LAYER = [
  ["mtu", "u8"],
  ["txDl", "u8"],
  ["txFlags", "u8"],
] as const;
/** struct can_isotp_ll_options: CAN_MTU or CANFD_MTU, the data length of a frame, flags of CAN FD frames. */
export type IsotpLinkLayer = Struct<typeof LINK_LAYER>;

const J1939 = [
  ["name", "u64"],
  ["nameMask", "u64"],
  ["pgn", "u32"],
  ["pgnMask", "u32"],
  ["addr", "u8"],
  ["addrMask", "u8"],
] as const;
/** Lets a message through when it agrees with all three in the bits of their masks: struct j1939_filter. */
export type J1939Filter = Struct<typeof J1939>;

export interface CanKinds {
  canFilters: Kind<readonly CanFilterInput[], CanFilter[]>;
  vcid: Kind<StructInput<typeof VCID>, CanVcidOptions>;
  isotp: Kind<StructInput<typeof ISOTP>, IsotpOptions>;
  isotpFlowControl: Kind<StructInput<typeof FLOW_CONTROL>, IsotpFlowControl>;
  isotpLinkLayer: Kind<StructInput<typeof LINK_LAYER>, IsotpLinkLayer>;
  j1939Filters: Kind<readonly StructInput<typeof J1939>[], never>;
}

export const canFilters: Codec<readonly CanFilterInput[], CanFilter[]> = {
  size: MOST_FILTERS * 8,
  encode: encodeCanFilters,
  decode: decodeCanFilters,
};

export const vcid: Codec<StructInput<typeof VCID>, CanVcidOptions> = new StructCodec(VCID);
export const isotp: Codec<StructInput<typeof ISOTP>, IsotpOptions> = new StructCodec(ISOTP);
export const isotpFlowControl: Codec<StructInput<typeof FLOW_CONTROL>, IsotpFlowControl> = new StructCodec(
  FLOW_CONTROL,
);
export const isotpLinkLayer: Codec<StructInput<typeof LINK_LAYER>, IsotpLinkLayer> = new StructCodec(LINK_LAYER);

const j1939 = new StructCodec(J1939);

export const j1939Filters: Codec<readonly StructInput<typeof J1939>[], never> = {
  size: 0,
  encode: (value, argument) => {
    if (!Array.isArray(value)) throw new TypeError(`${argument} must be a list, not ${describe(value)}`);
    if (value.length > MOST_FILTERS) {
      throw new RangeError(`${argument} must be at most ${MOST_FILTERS} filters, not ${value.length}`);
    }
    return Buffer.concat(Array.from(value, (filter, i) => j1939.encode(filter, `${argument}[${i}]`)));
  },
  decode: unreadable,
};
