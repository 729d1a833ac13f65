// A family without a codec of its own: the bytes that follow sa_family, as they are.
import { asBytes } from "../bytes.ts";
import type { AddressCodec } from "./codec.ts";
import { LARGEST, sockaddr } from "./sockaddr.ts";

const DATA = 2;

export const raw: AddressCodec = {
  encode(address, argument, { family }) {
    const data = asBytes(address, argument);
    if (data.length > LARGEST - DATA) {
      throw new RangeError(`${argument} must be at most ${LARGEST - DATA} bytes long, not ${data.length}`);
    }
    const bytes = sockaddr(family, DATA + data.length);
    bytes.set(data, DATA);
    return bytes;
  },
  decode: (bytes) => Buffer.from(bytes.subarray(DATA)),
};
