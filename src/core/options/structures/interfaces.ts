// Interfaces by name or index, and the multicast structures of ip(7), ipv6(7) and RFC 3678.

import { interfaceIndex } from "../../addresses/fields.ts";
import { formatIpv4, parseIpv4 } from "../../addresses/ipv4-text.ts";
import { parseIpv6 } from "../../addresses/ipv6-text.ts";
import { describe } from "../../bytes.ts";
import { AF_INET, AF_INET6 } from "../../constants/socket.ts";
import { asUnsigned, LITTLE_ENDIAN } from "../../frames/layout.ts";
import { ifIndextoname } from "../../interfaces.ts";
import { type Codec, type Kind, short, unreadable } from "../codec.ts";
import { asObject, refuseOthers } from "../struct.ts";

const STORAGE = 128;
const MOST_SOURCES = 1024;

/** An interface by name or by index; null (and 0, and "") for none in particular. */
export type InterfaceInput = string | number | null;

/** A group, and the interface to join it on: the one that the routes say where there is none. */
export interface GroupInput {
  readonly group: string;
  readonly interface?: InterfaceInput;
}

/** A group, and the one source whose packets are meant. */
export interface GroupSourceInput extends GroupInput {
  readonly source: string;
}

/** A group and all sources that it is limited to ("include") or without ("exclude"): struct group_filter. */
export interface GroupFilterInput extends GroupInput {
  readonly mode: "include" | "exclude";
  readonly sources: readonly string[];
}

/** A group of IPv4 as ip_mreqn has it: the interface by name, by index, or by its address. */
export interface Group4Input extends GroupInput {
  readonly address?: string;
}

export interface InterfaceKinds {
  /** The index of an interface; 0 for none. */
  interface: Kind<InterfaceInput, number>;
  /** The same, in the order of the network. */
  netInterface: Kind<InterfaceInput, number>;
  /** The name of an interface; null for none. */
  device: Kind<InterfaceInput, string | null>;
  /** The interface that multicast leaves by; what comes out is its address. */
  outgoing4: Kind<InterfaceInput | { readonly address: string }, string>;
  group4: Kind<Group4Input, never>;
  source4: Kind<{ readonly group: string; readonly source: string; readonly address?: string }, never>;
  group6: Kind<GroupInput, never>;
  group: Kind<GroupInput, never>;
  groupSource: Kind<GroupSourceInput, never>;
  groupFilter: Kind<GroupFilterInput, never>;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The index of an interface that is given by name or by index. */
export function asInterface(value: unknown, argument: string): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === "number") return asUnsigned(value, argument, 0x7fff_ffff);
  if (typeof value === "string") return interfaceIndex(value, argument);
  throw new TypeError(`${argument} must be an interface's name, its index or null, not ${describe(value)}`);
}

/** The four bytes of an address. */
export function asIpv4(value: unknown, argument: string): Uint8Array {
  const bytes = new Uint8Array(4);
  if (typeof value !== "string") throw new TypeError(`${argument} must be a string, not ${describe(value)}`);
  if (!parseIpv4(value, 0, bytes, 0)) throw new RangeError(`${argument} must be an IPv4 address, not ${value}`);
  return bytes;
}

function asIpv6(value: unknown, argument: string): Uint8Array {
  const bytes = new Uint8Array(16);
  if (typeof value !== "string") throw new TypeError(`${argument} must be a string, not ${describe(value)}`);
  if (!parseIpv6(value, bytes, 0)) throw new RangeError(`${argument} must be an IPv6 address, not ${value}`);
  return bytes;
}

/** Whether the text is an address of IPv4; RangeError when it is of neither version. */
export function isIpv4(value: unknown, argument: string): boolean {
  if (typeof value !== "string") throw new TypeError(`${argument} must be a string, not ${describe(value)}`);
  if (parseIpv4(value, 0, new Uint8Array(4), 0)) return true;
  if (parseIpv6(value, new Uint8Array(16), 0)) return false;
  throw new RangeError(`${argument} must be an IPv4 or IPv6 address, not ${JSON.stringify(value)}`);
}

function asIpv4Group(value: unknown, argument: string): Uint8Array {
  const bytes = asIpv4(value, argument);
  if (((bytes[0] as number) & 0xf0) !== 0xe0) throw notMulticast(value, argument);
  return bytes;
}

function asIpv6Group(value: unknown, argument: string): Uint8Array {
  const bytes = asIpv6(value, argument);
  if (bytes[0] !== 0xff) throw notMulticast(value, argument);
  return bytes;
}

/** Whether the text is a group of IPv4; RangeError when it is no group of either version. */
export function isGroupOfIpv4(value: unknown, argument: string): boolean {
  const four = isIpv4(value, argument);
  if (four) asIpv4Group(value, argument);
  else asIpv6Group(value, argument);
  return four;
}

function notMulticast(value: unknown, argument: string): RangeError {
  return new RangeError(`${argument} must be a multicast address (224.0.0.0/4 or ff00::/8), not ${value}`);
}

/** A sockaddr_storage of the address. */
export function writeStorage(bytes: Uint8Array, offset: number, value: unknown, argument: string): void {
  if (isIpv4(value, argument)) {
    viewOf(bytes).setUint16(offset, AF_INET, LITTLE_ENDIAN);
    bytes.set(asIpv4(value, argument), offset + 4);
  } else {
    viewOf(bytes).setUint16(offset, AF_INET6, LITTLE_ENDIAN);
    bytes.set(asIpv6(value, argument), offset + 8);
  }
}

function index(littleEndian: boolean): Codec<InterfaceInput, number> {
  return {
    size: 4,
    encode: (value, argument) => {
      const bytes = Buffer.alloc(4);
      viewOf(bytes).setUint32(0, asInterface(value, argument), littleEndian);
      return bytes;
    },
    decode: (bytes) => {
      if (bytes.length < 4) throw short(bytes, 4, "The index of an interface");
      return viewOf(bytes).getUint32(0, littleEndian);
    },
  };
}

export const byIndex: Codec<InterfaceInput, number> = index(LITTLE_ENDIAN);
export const byNetIndex: Codec<InterfaceInput, number> = index(false);

export const device: Codec<InterfaceInput, string | null> = {
  size: 16,
  encode: (value, argument) => {
    const index = asInterface(value, argument);
    // An empty name unbinds: an interface that there is not must never come to that.
    return Buffer.from(`${index === 0 ? "" : ifIndextoname(index)}\0`);
  },
  decode: (bytes) => {
    const end = bytes.indexOf(0);
    return bytes.length === 0 || end === 0 ? null : bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
  },
};

export const outgoing4: Codec<InterfaceInput | { readonly address: string }, string> = {
  size: 4,
  encode: (value, argument) => {
    const bytes = Buffer.alloc(12);
    if (typeof value !== "object" || value === null) {
      viewOf(bytes).setUint32(8, asInterface(value, argument), LITTLE_ENDIAN);
      return bytes;
    }
    refuseOthers(value, new Set(["address"]), argument);
    bytes.set(asIpv4(value.address, `${argument}.address`), 4);
    return bytes;
  },
  decode: (bytes) => {
    if (bytes.length < 4) throw short(bytes, 4, "The address of an interface");
    return formatIpv4(bytes, 0);
  },
};

const GROUP = new Set(["group", "interface"]);

export const group4: Codec<Group4Input, never> = {
  size: 0,
  encode: (value, argument) => {
    const { group, interface: on, address } = asObject(value, argument);
    refuseOthers(value, new Set([...GROUP, "address"]), argument);
    const bytes = Buffer.alloc(12);
    bytes.set(asIpv4Group(group, `${argument}.group`));
    if (address !== undefined) bytes.set(asIpv4(address, `${argument}.address`), 4);
    viewOf(bytes).setUint32(8, asInterface(on, `${argument}.interface`), LITTLE_ENDIAN);
    return bytes;
  },
  decode: unreadable,
};

export const source4: Codec<{ readonly group: string; readonly source: string; readonly address?: string }, never> = {
  size: 0,
  encode: (value, argument) => {
    const { group, source, address } = asObject(value, argument);
    refuseOthers(value, new Set(["group", "source", "address"]), argument);
    const bytes = Buffer.alloc(12);
    bytes.set(asIpv4Group(group, `${argument}.group`));
    if (address !== undefined) bytes.set(asIpv4(address, `${argument}.address`), 4);
    bytes.set(asIpv4(source, `${argument}.source`), 8);
    return bytes;
  },
  decode: unreadable,
};

export const group6: Codec<GroupInput, never> = {
  size: 0,
  encode: (value, argument) => {
    const { group, interface: on } = asObject(value, argument);
    refuseOthers(value, GROUP, argument);
    const bytes = Buffer.alloc(20);
    bytes.set(asIpv6Group(group, `${argument}.group`));
    viewOf(bytes).setUint32(16, asInterface(on, `${argument}.interface`), LITTLE_ENDIAN);
    return bytes;
  },
  decode: unreadable,
};

/** An interface's index, then as many sockaddr_storage as are wanted: they are aligned to 8 bytes. */
function request(value: object, argument: string, size: number): Buffer {
  const { group, interface: on } = asObject(value, argument);
  const bytes = Buffer.alloc(size);
  isGroupOfIpv4(group, `${argument}.group`);
  writeStorage(bytes, 8, group, `${argument}.group`);
  viewOf(bytes).setUint32(0, asInterface(on, `${argument}.interface`), LITTLE_ENDIAN);
  return bytes;
}

function source(bytes: Buffer, offset: number, group: string, value: unknown, argument: string): void {
  if (isIpv4(value, argument) !== isIpv4(group, argument)) {
    throw new RangeError(`${argument} must be of the same family as the group ${group}, not ${value}`);
  }
  writeStorage(bytes, offset, value, argument);
}

export const group: Codec<GroupInput, never> = {
  size: 0,
  encode: (value, argument) => {
    refuseOthers(asObject(value, argument), GROUP, argument);
    return request(value, argument, 8 + STORAGE);
  },
  decode: unreadable,
};

export const groupSource: Codec<GroupSourceInput, never> = {
  size: 0,
  encode: (value, argument) => {
    refuseOthers(asObject(value, argument), new Set([...GROUP, "source"]), argument);
    const bytes = request(value, argument, 8 + 2 * STORAGE);
    source(bytes, 8 + STORAGE, value.group, value.source, `${argument}.source`);
    return bytes;
  },
  decode: unreadable,
};

export const groupFilter: Codec<GroupFilterInput, never> = {
  size: 0,
  encode: (value, argument) => {
    const { mode, sources } = asObject(value, argument);
    refuseOthers(value, new Set([...GROUP, "mode", "sources"]), argument);
    if (mode !== "include" && mode !== "exclude") {
      throw new RangeError(`${argument}.mode must be "include" or "exclude", not ${String(mode)}`);
    }
    if (!Array.isArray(sources)) throw new TypeError(`${argument}.sources must be a list, not ${describe(sources)}`);
    if (sources.length > MOST_SOURCES) throw new RangeError(`${argument}.sources must be at most ${MOST_SOURCES}`);
    const start = 8 + STORAGE + 8;
    const bytes = request(value, argument, start + sources.length * STORAGE);
    viewOf(bytes).setUint32(8 + STORAGE, mode === "include" ? 1 : 0, LITTLE_ENDIAN);
    viewOf(bytes).setUint32(8 + STORAGE + 4, sources.length, LITTLE_ENDIAN);
    sources.forEach((each, i) => {
      source(bytes, start + i * STORAGE, value.group, each, `${argument}.sources[${i}]`);
    });
    return bytes;
  },
  decode: unreadable,
};
