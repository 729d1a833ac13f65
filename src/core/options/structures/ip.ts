// The remaining structures of ip(7), ipv6(7), icmp(7) and raw(7).
import { decodeAddress } from "../../addresses/index.ts";
import type { AddressOf } from "../../addresses/types.ts";
import { describe } from "../../bytes.ts";
import { asUnsigned, LITTLE_ENDIAN } from "../../frames/layout.ts";
import { type Codec, type Kind, short, unwritable } from "../codec.ts";
import { asObject, refuseOthers } from "../struct.ts";

/** The local ports that the kernel may choose from; null for what net.ipv4.ip_local_port_range says. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

export interface IpKinds {
  portRange: Kind<PortRange | null>;
  /** The largest packet that reaches the destination: struct ip6_mtuinfo, whose address the kernel leaves empty. */
  pathMtu: Kind<never, number>;
  /** Where a connection was going before a redirect. */
  endpoint: Kind<never, AddressOf<2> | AddressOf<10>>;
  /** The types of ICMPv6 that the socket receives. */
  icmp6Filter: Kind<readonly number[], number[]>;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

export const portRange: Codec<PortRange | null, PortRange | null> = {
  size: 4,
  encode: (value, argument) => {
    const bytes = Buffer.alloc(4);
    if (value === null) return bytes;
    const { low, high } = asObject(value, argument);
    refuseOthers(value, new Set(["low", "high"]), argument);
    const bottom = asUnsigned(low, `${argument}.low`, 0xffff);
    const top = asUnsigned(high, `${argument}.high`, 0xffff);
    if (top !== 0 && bottom > top) throw new RangeError(`${argument}.low must not be above high, ${top}`);
    viewOf(bytes).setUint32(0, bottom + top * 0x1_0000, LITTLE_ENDIAN);
    return bytes;
  },
  decode: (bytes) => {
    if (bytes.length < 4) throw short(bytes, 4, "A range of ports");
    const range = viewOf(bytes).getUint32(0, LITTLE_ENDIAN);
    return range === 0 ? null : { low: range & 0xffff, high: range >>> 16 };
  },
};

export const pathMtu: Codec<never, number> = {
  size: 32,
  encode: unwritable,
  decode: (bytes) => {
    if (bytes.length < 32) throw short(bytes, 32, "struct ip6_mtuinfo");
    return viewOf(bytes).getUint32(28, LITTLE_ENDIAN);
  },
};

export const endpoint: Codec<never, AddressOf<2> | AddressOf<10>> = {
  size: 128,
  encode: unwritable,
  decode: (bytes, { family }) => {
    if (bytes.length < 16) throw short(bytes, 16, "A sockaddr");
    return decodeAddress(bytes, { family, type: 0, proto: 0 }) as AddressOf<2> | AddressOf<10>;
  },
};

const TYPES = 256;

export const icmp6Filter: Codec<readonly number[], number[]> = {
  size: 32,
  encode: (value, argument) => {
    if (!Array.isArray(value)) throw new TypeError(`${argument} must be a list, not ${describe(value)}`);
    // A bit that is set keeps the type out.
    const words = new Uint32Array(8).fill(0xffff_ffff);
    for (let i = 0; i < value.length; i++) {
      const type = asUnsigned(value[i], `${argument}[${i}]`, TYPES - 1);
      words[type >> 5] = (words[type >> 5] as number) & ~(1 << (type & 31));
    }
    return Buffer.from(words.buffer);
  },
  decode: (bytes) => {
    if (bytes.length < 32) throw short(bytes, 32, "struct icmp6_filter");
    const view = viewOf(bytes);
    const passes = (type: number) => ((view.getUint32((type >> 5) * 4, LITTLE_ENDIAN) >>> (type & 31)) & 1) === 0;
    return Array.from({ length: TYPES }, (_, type) => type).filter(passes);
  },
};
