// IPv4 addresses as text: four bytes to "a.b.c.d" and back. inet_ntop(3), inet_pton(3).

/** "0" to "255": an address is put together from these, without a conversion. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => String(byte));

// A program hears from the same hosts again and again: the texts of those seen lately, each in the slot that its last
// byte gives.
const numbers = new Int32Array(BYTES.length);
const texts: string[] = new Array<string>(BYTES.length).fill("0.0.0.0");

export function formatIpv4(bytes: Uint8Array, at: number): string {
  const last = bytes[at + 3] as number;
  const number =
    ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | last;
  if (numbers[last] !== number) {
    texts[last] = format(bytes, at);
    numbers[last] = number;
  }
  return texts[last] as string;
}

function format(bytes: Uint8Array, at: number): string {
  return `${BYTES[bytes[at] as number]}.${BYTES[bytes[at + 1] as number]}.${BYTES[bytes[at + 2] as number]}.${BYTES[bytes[at + 3] as number]}`;
}

/**
 * Writes the address in `text`, from index `from` to its end, to four bytes. False when it is not four decimal numbers
 * from 0 to 255, without leading zeros.
 */
export function parseIpv4(text: string, from: number, bytes: Uint8Array, at: number): boolean {
  let octet = -1;
  let dots = 0;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (octet < 0 || dots === 3) return false;
      bytes[at + dots++] = octet;
      octet = -1;
    } else {
      if (code < 0x30 || code > 0x39 || octet === 0) return false;
      octet = octet < 0 ? code - 0x30 : octet * 10 + code - 0x30;
      if (octet > 255) return false;
    }
  }
  if (octet < 0 || dots !== 3) return false;
  bytes[at + 3] = octet;
  return true;
}

export function isIpv4(text: string): boolean {
  return parseIpv4(text, 0, new Uint8Array(4), 0);
}
