// AF_ALG: [type, name, feat = 0, mask = 0]. struct sockaddr_alg, linux/if_alg.h.
import { AF_ALG } from "../constants/socket.ts";
import type { AddressCodec } from "./codec.ts";
import { asFields, asText, asUnsigned, blank, bytesOf, fieldsOf, LITTLE_ENDIAN, textIn } from "./fields.ts";

const SIZE = 88;
const TYPE = 2;
const FEAT = 16;
const MASK = 20;
const NAME = 24;
const UINT_MAX = 0xffff_ffff;

/** The kind of algorithm ("hash", "skcipher", "aead", "rng"), its name as in /proc/crypto, and flags. */
export type AlgAddress = [type: string, name: string, feat: number, mask: number];

export const alg: AddressCodec = {
  encode(address, argument) {
    const [type, name, feat = 0, mask = 0] = asFields(address, argument, "[type, name, feat = 0, mask = 0]", 2, 4);
    const view = blank(AF_ALG, SIZE);
    const bytes = bytesOf(view);
    // Each field ends with a NUL.
    bytes.set(asText(type, `${argument}[0], the type,`, FEAT - TYPE - 1), TYPE);
    bytes.set(asText(name, `${argument}[1], the name,`, SIZE - NAME - 1), NAME);
    view.setUint32(FEAT, asUnsigned(feat, `${argument}[2], the feat,`, UINT_MAX), LITTLE_ENDIAN);
    view.setUint32(MASK, asUnsigned(mask, `${argument}[3], the mask,`, UINT_MAX), LITTLE_ENDIAN);
    return bytes;
  },

  decode(sockaddr): AlgAddress {
    const view = fieldsOf(sockaddr, SIZE);
    const bytes = bytesOf(view);
    const [feat, mask] = [view.getUint32(FEAT, LITTLE_ENDIAN), view.getUint32(MASK, LITTLE_ENDIAN)];
    return [textIn(bytes.subarray(TYPE, FEAT)), textIn(bytes.subarray(NAME)), feat, mask];
  },
};
