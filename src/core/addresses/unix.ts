// AF_UNIX: a path, an abstract name, or nothing. struct sockaddr_un, unix(7).
import { isUtf8 } from "node:buffer";
import { asBytes, isBytes } from "../bytes.ts";
import { AF_UNIX } from "../constants/socket.ts";
import type { AddressCodec } from "./codec.ts";
import { sockaddr } from "./sockaddr.ts";
import type { UnixAddress } from "./types.ts";

const PATH = 2;
/** All of sun_path: Linux wants no NUL at the end. */
const PATH_MAX = 108;

function encode(address: unknown, argument: string): Uint8Array {
  const path = typeof address === "string" ? fromText(address, argument) : fromBytes(address, argument);
  if (path.length > PATH_MAX) {
    throw new RangeError(`${argument} must be at most ${PATH_MAX} bytes long for AF_UNIX, not ${path.length}`);
  }
  // Only the first byte tells an abstract name, which may hold any others.
  if (path[0] !== 0 && path.includes(0)) {
    throw new RangeError(`${argument} must not hold a NUL byte, except at the start, where it makes the name abstract`);
  }
  const bytes = sockaddr(AF_UNIX, PATH + path.length);
  bytes.set(path, PATH);
  return bytes;
}

function fromText(text: string, argument: string): Uint8Array {
  const bytes = Buffer.from(text, "utf8");
  // A lone surrogate would become U+FFFD: another file.
  if (bytes.toString("utf8") !== text) throw new RangeError(`${argument} must not hold a lone surrogate`);
  return bytes;
}

function fromBytes(value: unknown, argument: string): Uint8Array {
  if (!isBytes(value))
    throw new TypeError(`${argument} must be a path for AF_UNIX: a string or bytes, not ${form(value)}`);
  return asBytes(value, argument);
}

function form(value: unknown): string {
  return Array.isArray(value) ? "an array" : value === null ? "null" : `a value of type ${typeof value}`;
}

function decode(bytes: Uint8Array): UnixAddress {
  if (bytes.length <= PATH) return "";
  const name = bytes.subarray(PATH);
  if (name[0] === 0) return Buffer.from(name);
  const end = name.indexOf(0);
  const path = Buffer.from(end < 0 ? name : name.subarray(0, end));
  return isUtf8(path) ? path.toString("utf8") : path;
}

export const unix: AddressCodec = { encode, decode };
