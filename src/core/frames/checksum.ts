// The Internet checksum, RFC 1071, and the header that transport protocols put before what they sum: RFC 8200, 8.1.
import { asBytes, type BytesLike } from "../bytes.ts";
import { memory } from "./layout.ts";

/** The checksum of bytes in which its own field is 0; of bytes that hold it, 0 when it is right. */
export function internetChecksum(bytes: BytesLike): number {
  const data = asBytes(bytes, "bytes");
  let sum = 0;
  for (let i = 0; i < data.length; i += 2) {
    sum += ((data[i] as number) << 8) | (data[i + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return ~sum & 0xffff;
}

/** What is summed before an upper-layer packet of `length` bytes between two addresses of 16 bytes. */
export function pseudoHeader(source: BytesLike, destination: BytesLike, protocol: number, length: number): Buffer {
  const [bytes, view] = memory(40);
  bytes.set(address(source, "source"), 0);
  bytes.set(address(destination, "destination"), 16);
  view.setUint32(32, length);
  view.setUint8(39, protocol);
  return bytes;
}

function address(value: BytesLike, argument: string): Uint8Array {
  const bytes = asBytes(value, argument);
  if (bytes.length !== 16) throw new RangeError(`${argument} must have 16 bytes, not ${bytes.length}`);
  return bytes;
}
