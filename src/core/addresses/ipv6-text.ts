// IPv6 addresses as text: 16 bytes to RFC 5952's form and back. inet_ntop(3), inet_pton(3), RFC 4291 section 2.2.
import { formatIpv4, parseIpv4 } from "./ipv4-text.ts";

export function formatIpv6(bytes: Uint8Array, at: number): string {
  // The longest run of zero groups, the first of those of one length; a single group is not shortened.
  let start = -1;
  let length = 1;
  for (let i = 0, run = 0; i < 8; i++) {
    run = group(bytes, at, i) === 0 ? run + 1 : 0;
    if (run > length) {
      length = run;
      start = i - run + 1;
    }
  }
  // ::a.b.c.d (IPv4-compatible) and ::ffff:a.b.c.d (IPv4-mapped).
  if (start === 0 && (length === 6 || (length === 5 && group(bytes, at, 5) === 0xffff))) {
    return `${length === 6 ? "::" : "::ffff:"}${formatIpv4(bytes, at + 12)}`;
  }
  let text = "";
  for (let i = 0; i < 8; i++) {
    if (i === start) {
      text += "::";
      i += length - 1;
    } else {
      if (i > 0 && i !== start + length) text += ":";
      text += group(bytes, at, i).toString(16);
    }
  }
  return text;
}

function group(bytes: Uint8Array, at: number, index: number): number {
  return ((bytes[at + 2 * index] as number) << 8) | (bytes[at + 2 * index + 1] as number);
}

/** Writes the address in `text` to 16 bytes; false when it is none. A `%scope` is not part of it. */
export function parseIpv6(text: string, bytes: Uint8Array, at: number): boolean {
  const groups: number[] = [];
  let gap = -1;
  let from = 0;
  if (text.startsWith("::")) {
    gap = 0;
    from = 2;
  }
  while (from < text.length) {
    const end = text.indexOf(":", from);
    if (end < 0 && text.includes(".", from)) {
      const v4 = new Uint8Array(4);
      if (!parseIpv4(text, from, v4, 0)) return false;
      groups.push(((v4[0] as number) << 8) | (v4[1] as number), ((v4[2] as number) << 8) | (v4[3] as number));
      break;
    }
    const value = parseGroup(text, from, end < 0 ? text.length : end);
    if (value < 0 || groups.length === 8) return false;
    groups.push(value);
    if (end < 0) break;
    from = end + 1;
    if (text.charCodeAt(from) === 0x3a) {
      if (gap >= 0) return false;
      gap = groups.length;
      from++;
    } else if (from === text.length) {
      return false;
    }
  }
  // What "::" stands for is at least one group.
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return false;
  const zeros = 8 - groups.length;
  for (let i = 0; i < 8; i++) {
    const value = gap < 0 || i < gap ? groups[i] : i < gap + zeros ? 0 : groups[i - zeros];
    bytes[at + 2 * i] = (value as number) >> 8;
    bytes[at + 2 * i + 1] = (value as number) & 0xff;
  }
  return true;
}

/** Whether a text is an IPv6 address, with a `%scope` or without. */
export function isIpv6(text: string): boolean {
  const percent = text.indexOf("%");
  return parseIpv6(percent < 0 ? text : text.slice(0, percent), new Uint8Array(16), 0);
}

/** One to four hexadecimal digits; -1 for anything else. */
function parseGroup(text: string, from: number, end: number): number {
  if (end === from || end - from > 4) return -1;
  let value = 0;
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i);
    const lower = code | 0x20;
    if (code >= 0x30 && code <= 0x39) value = (value << 4) | (code - 0x30);
    else if (lower >= 0x61 && lower <= 0x66) value = (value << 4) | (lower - 0x57);
    else return -1;
  }
  return value;
}
