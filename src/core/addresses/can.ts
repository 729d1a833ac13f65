// AF_CAN: the interface, and what the protocol adds to it. struct sockaddr_can, linux/can.h.

import { describe } from "../bytes.ts";
import { CAN_ISOTP, CAN_J1939 } from "../constants/can.ts";
import { AF_CAN } from "../constants/socket.ts";
import type { AddressCodec } from "./codec.ts";
import {
  asFields,
  asUnsigned,
  blank,
  bytesOf,
  fieldsOf,
  interfaceIndex,
  interfaceName,
  LITTLE_ENDIAN,
} from "./fields.ts";

const SIZE = 24;
const INTERFACE = 4;
const RX_ID = 8;
const TX_ID = 12;
const NAME = 8;
const PGN = 16;
const ADDR = 20;
const UINT_MAX = 0xffff_ffff;
const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

/** CAN_RAW, CAN_BCM: the interface; '' is every one. */
export type CanAddress = [ifname: string];
/** CAN_ISOTP: the interface, the identifier that is received and the one that is sent. */
export type CanIsotpAddress = [ifname: string, rxId: number, txId: number];
/** CAN_J1939: the interface, the 64-bit name, the parameter group number and the 8-bit address. */
export type CanJ1939Address = [ifname: string, name: bigint, pgn: number, addr: number];

export const can: AddressCodec = {
  encode(address, argument, { proto }) {
    const view = blank(AF_CAN, SIZE);
    if (proto === CAN_ISOTP) {
      const [name, rxId, txId] = asFields(address, argument, "[interface, rxId, txId]", 3, 3);
      view.setUint32(RX_ID, asUnsigned(rxId, `${argument}[1], the rxId,`, UINT_MAX), LITTLE_ENDIAN);
      view.setUint32(TX_ID, asUnsigned(txId, `${argument}[2], the txId,`, UINT_MAX), LITTLE_ENDIAN);
      view.setInt32(INTERFACE, interfaceIndex(name, `${argument}[0], the interface,`), LITTLE_ENDIAN);
    } else if (proto === CAN_J1939) {
      const [device, name, pgn, addr] = asFields(address, argument, "[interface, name, pgn, addr]", 4, 4);
      view.setBigUint64(NAME, asName(name, `${argument}[1], the name,`), LITTLE_ENDIAN);
      view.setUint32(PGN, asUnsigned(pgn, `${argument}[2], the pgn,`, UINT_MAX), LITTLE_ENDIAN);
      view.setUint8(ADDR, asUnsigned(addr, `${argument}[3], the addr,`, 0xff));
      view.setInt32(INTERFACE, interfaceIndex(device, `${argument}[0], the interface,`), LITTLE_ENDIAN);
    } else {
      const [name] = asFields(address, argument, "[interface]", 1, 1);
      view.setInt32(INTERFACE, interfaceIndex(name, `${argument}[0], the interface,`), LITTLE_ENDIAN);
    }
    return bytesOf(view);
  },

  decode(sockaddr, { proto }): CanAddress | CanIsotpAddress | CanJ1939Address {
    const view = fieldsOf(sockaddr, SIZE);
    const name = interfaceName(view.getInt32(INTERFACE, LITTLE_ENDIAN));
    if (proto === CAN_ISOTP) return [name, view.getUint32(RX_ID, LITTLE_ENDIAN), view.getUint32(TX_ID, LITTLE_ENDIAN)];
    if (proto === CAN_J1939) {
      return [name, view.getBigUint64(NAME, LITTLE_ENDIAN), view.getUint32(PGN, LITTLE_ENDIAN), view.getUint8(ADDR)];
    }
    return [name];
  },
};

/** J1939_NO_NAME is 0, as in Python: a number serves for what is no larger than numbers are exact. */
function asName(value: unknown, field: string): bigint {
  if (typeof value === "number") return BigInt(asUnsigned(value, field, Number.MAX_SAFE_INTEGER));
  if (typeof value !== "bigint") throw new TypeError(`${field} must be a bigint, not ${describe(value)}`);
  if (value < 0n || value > UINT64_MAX) {
    throw new RangeError(`${field} must be from 0n to 2n ** 64n - 1n, not ${value}`);
  }
  return value;
}
