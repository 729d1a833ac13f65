// AF_PACKET: [ifname, protocol, pkttype = 0, hatype = 0, addr = empty]. struct sockaddr_ll, packet(7).

import { asBytes, type BytesLike } from "../bytes.ts";
import { AF_PACKET } from "../constants/socket.ts";
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

const SIZE = 20;
const ADDR = 12;
// MAX_ADDR_LEN of the kernel: InfiniBand's 20 bytes go beyond the structure's 8.
const LONGEST = 32;

/** The interface ('' for all), the protocol (ETH_P_*), the kind of packet (PACKET_*), ARPHRD_*, and the address. */
export type PacketAddress = [ifname: string, protocol: number, pkttype: number, hatype: number, addr: Buffer];
/** As it may go in: what is left out is 0, or empty. */
export type PacketAddressInput = readonly [
  ifname: string,
  protocol: number,
  pkttype?: number,
  hatype?: number,
  addr?: BytesLike,
];

export const packet: AddressCodec = {
  encode(address, argument) {
    const shape = "[ifname, protocol, pkttype = 0, hatype = 0, addr = empty]";
    const [name, protocol, kind = 0, hardware = 0, addr = new Uint8Array()] = asFields(address, argument, shape, 2, 5);
    const bytes = asBytes(addr, `${argument}[4], the addr,`);
    if (bytes.length > LONGEST) {
      throw new RangeError(`${argument}[4], the addr, must have at most ${LONGEST} bytes, not ${bytes.length}`);
    }
    const view = blank(AF_PACKET, Math.max(SIZE, ADDR + bytes.length));
    view.setUint16(2, asUnsigned(protocol, `${argument}[1], the protocol,`, 0xffff), false);
    view.setUint16(8, asUnsigned(hardware, `${argument}[3], the hatype,`, 0xffff), LITTLE_ENDIAN);
    view.setUint8(10, asUnsigned(kind, `${argument}[2], the pkttype,`, 0xff));
    view.setUint8(11, bytes.length);
    bytesOf(view).set(bytes, ADDR);
    view.setInt32(4, interfaceIndex(name, `${argument}[0], the ifname,`), LITTLE_ENDIAN);
    return bytesOf(view);
  },

  decode(sockaddr): PacketAddress {
    const view = fieldsOf(sockaddr, SIZE);
    const length = Math.min(view.getUint8(11), view.byteLength - ADDR);
    return [
      interfaceName(view.getInt32(4, LITTLE_ENDIAN)),
      view.getUint16(2, false),
      view.getUint8(10),
      view.getUint16(8, LITTLE_ENDIAN),
      Buffer.from(bytesOf(view).subarray(ADDR, ADDR + length)),
    ];
  },
};
