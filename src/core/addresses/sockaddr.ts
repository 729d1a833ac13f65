// The sockaddr of any family: sa_family, in the byte order of the machine, and what follows it.

/** The size of struct sockaddr_storage, the largest that the kernel takes. */
export const LARGEST = 128;

/** A sockaddr of `length` bytes, zero but for its family. Always with a buffer of its own, from offset 0. */
export function sockaddr(family: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  new Uint16Array(bytes.buffer, 0, 1)[0] = family;
  return bytes;
}

const both = new Uint8Array(2);
const family = new Uint16Array(both.buffer);

/** The family in a sockaddr of at least two bytes. */
export function familyOf(bytes: Uint8Array): number {
  both[0] = bytes[0] as number;
  both[1] = bytes[1] as number;
  return family[0] as number;
}
