// sendmsgAfalg: data for an algorithm of the kernel's, with what it has to know beside it. linux/if_alg.h.

import type { AddressContext } from "../addresses/index.ts";
import { encodeControl } from "../ancillary/control.ts";
import { asInt, asSize } from "../arguments.ts";
import { asBytes, type BytesLike, describe } from "../bytes.ts";
import { ALG_SET_AEAD_ASSOCLEN, ALG_SET_IV, ALG_SET_OP } from "../constants/families.ts";
import { SOL_ALG } from "../constants/socket.ts";
import { Sendmsg } from "./message.ts";

/** What `sendmsgAfalg` sends. */
export interface AfalgMessage {
  /** The data, in pieces. */
  readonly msg?: readonly BytesLike[];
  /** ALG_OP_ENCRYPT or ALG_OP_DECRYPT. */
  readonly op: number;
  /** The initialisation vector, of the length that the algorithm has. */
  readonly iv?: BytesLike | null | undefined;
  /** For "aead": how many bytes of the data are authenticated only. */
  readonly assoclen?: number | null | undefined;
  /** MSG_MORE: the data goes on with the next call. */
  readonly flags?: number;
}

/** The sendmsg(2) of a message for an algorithm. TypeError / RangeError name what is wrong in it. */
export function sendmsgAfalg(context: AddressContext, message: unknown): Sendmsg {
  if (typeof message !== "object" || message === null) {
    throw new TypeError(`sendmsgAfalg takes { msg, op, iv, assoclen, flags }, not ${describe(message)}`);
  }
  const { msg = [], op, iv, assoclen, flags = 0 } = message as Readonly<Record<string, unknown>>;
  const control: [number, number, Uint8Array][] = [[SOL_ALG, ALG_SET_OP, integer(asInt(op, "op", 0))]];
  if (iv !== undefined && iv !== null) {
    const bytes = asBytes(iv, "iv");
    // struct af_alg_iv: the length, then the bytes.
    control.push([SOL_ALG, ALG_SET_IV, Buffer.concat([integer(bytes.length), bytes])]);
  }
  if (assoclen !== undefined && assoclen !== null) {
    control.push([SOL_ALG, ALG_SET_AEAD_ASSOCLEN, integer(asSize(assoclen, "assoclen"))]);
  }
  return new Sendmsg(context, msg, encodeControl(control), flags, null);
}

function integer(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array([value]).buffer);
}
