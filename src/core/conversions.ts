// Byte order, and addresses as bytes: htons(3), inet(3), inet_pton(3), inet_ntop(3). Pure: the results are the same on
// every system, where the C library's differ between glibc and musl in the forms that inet_ntop prefers.
import { endianness } from "node:os";
import { formatIpv4, parseIpv4 } from "./addresses/ipv4-text.ts";
import { formatIpv6, parseIpv6 } from "./addresses/ipv6-text.ts";
import { asInt } from "./arguments.ts";
import { asBytes, type BytesLike, describe } from "./bytes.ts";
import { AF_INET, AF_INET6 } from "./constants/socket.ts";

const UINT16_MAX = 0xffff;
const UINT32_MAX = 0xffff_ffff;
const LITTLE = endianness() === "LE";

function swap16(value: number): number {
  return LITTLE ? ((value & 0xff) << 8) | (value >> 8) : value;
}

function swap32(value: number): number {
  return LITTLE ? (swap16(value & UINT16_MAX) * 0x1_0000 + swap16(value >>> 16)) >>> 0 : value;
}

/** A 16-bit number from the order of the network to that of the machine: `ntohs(0x1234) === 0x3412` on x64 and arm64. */
export function ntohs(x: number): number {
  return swap16(asInt(x, "x", 0, UINT16_MAX));
}

/** A 16-bit number from the order of the machine to that of the network: htons(3). */
export function htons(x: number): number {
  return swap16(asInt(x, "x", 0, UINT16_MAX));
}

/** A 32-bit number from the order of the network to that of the machine: ntohl(3). */
export function ntohl(x: number): number {
  return swap32(asInt(x, "x", 0, UINT32_MAX) >>> 0);
}

/** A 32-bit number from the order of the machine to that of the network: htonl(3). */
export function htonl(x: number): number {
  return swap32(asInt(x, "x", 0, UINT32_MAX) >>> 0);
}

/** A string argument; a NUL would end it early in every C library. */
function asText(value: unknown, argument: string): string {
  if (typeof value !== "string") throw new TypeError(`${argument} must be a string, not ${describe(value)}`);
  if (value.includes("\0")) throw new RangeError(`${argument} must not hold a NUL character`);
  return value;
}

// What the last of one, two, three and four parts may be at most: it fills the bytes that are left.
const LAST_PART = [0xffff_ffff, 0xff_ffff, 0xffff, 0xff];
const PART = /0[xX][0-9a-fA-F]+|[0-9]+/y;

/**
 * The four bytes of an IPv4 address in any form that inet_aton(3) takes: one to four parts, each decimal, octal (`0…`)
 * or hexadecimal (`0x…`). As inet_aton does, it stops at white space and leaves the rest unread. For what a person or
 * the network gave, use `inetPton`, which takes four decimal parts alone.
 *
 * ```ts
 * inetAton("127.1"); // <Buffer 7f 00 00 01>
 * ```
 *
 * @throws TypeError when `text` is not a string; RangeError when it is no address.
 */
export function inetAton(text: string): Buffer {
  const wrong = (): RangeError => new RangeError(`text must be an IPv4 address, not ${JSON.stringify(text)}`);
  asText(text, "text");
  const bytes = Buffer.alloc(4);
  let at = 0;
  let parts = 0;
  for (;;) {
    PART.lastIndex = at;
    const digits = PART.exec(text)?.[0];
    if (digits === undefined) throw wrong();
    at += digits.length;
    // An octal number ends before an 8 or a 9, and no address goes on with one.
    const octal = digits.length > 1 && digits.startsWith("0") && !/^0x/i.test(digits);
    if (octal && /[89]/.test(digits)) throw wrong();
    const value = octal ? Number.parseInt(digits, 8) : Number(digits);
    if (at < text.length && text[at] === ".") {
      if (parts === 3 || value > 0xff) throw wrong();
      bytes[parts++] = value;
      at++;
      continue;
    }
    if (at < text.length && !/[\t-\r ]/.test(text.charAt(at))) throw wrong();
    if (value > (LAST_PART[parts] as number)) throw wrong();
    bytes.writeUIntBE(value, parts, 4 - parts);
    return bytes;
  }
}

/**
 * The four bytes of an IPv4 address as `"a.b.c.d"`.
 *
 * @throws TypeError when `packed` is not bytes; RangeError when it is not four of them.
 */
export function inetNtoa(packed: BytesLike): string {
  return formatIpv4(packedOf(packed, 4), 0);
}

/**
 * The bytes of an address in text: 4 for `AF_INET`, 16 for `AF_INET6`. inet_pton(3): no short forms, no leading zeros,
 * no scope.
 *
 * @throws TypeError when an argument has the wrong type; RangeError when `text` is no address of the family, or the
 * family is another one.
 */
export function inetPton(family: number, text: string): Buffer {
  const version = versionOf(family);
  const bytes = Buffer.alloc(version === 4 ? 4 : 16);
  asText(text, "text");
  const good = version === 4 ? parseIpv4(text, 0, bytes, 0) : parseIpv6(text, bytes, 0);
  if (!good) throw new RangeError(`text must be an IPv${version} address, not ${JSON.stringify(text)}`);
  return bytes;
}

/**
 * The text of an address in bytes: 4 for `AF_INET`, 16 for `AF_INET6`. inet_ntop(3).
 *
 * @throws TypeError when an argument has the wrong type; RangeError when the number of bytes is not the family's, or
 * the family is another one.
 */
export function inetNtop(family: number, packed: BytesLike): string {
  return versionOf(family) === 4 ? formatIpv4(packedOf(packed, 4), 0) : formatIpv6(packedOf(packed, 16), 0);
}

function versionOf(family: number): 4 | 6 {
  const value = asInt(family, "family");
  if (value === AF_INET) return 4;
  if (value === AF_INET6) return 6;
  throw new RangeError(`family must be AF_INET or AF_INET6, not ${value}`);
}

function packedOf(value: unknown, length: number): Uint8Array {
  const bytes = asBytes(value, "packed");
  if (bytes.length !== length) throw new RangeError(`packed must be ${length} bytes long, not ${bytes.length}`);
  return bytes;
}
