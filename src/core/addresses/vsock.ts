// AF_VSOCK: [cid, port]. struct sockaddr_vm, vsock(7).
import { AF_VSOCK } from "../constants/socket.ts";
import type { AddressCodec } from "./codec.ts";
import { asFields, asUnsigned, blank, bytesOf, fieldsOf, LITTLE_ENDIAN } from "./fields.ts";

const SIZE = 16;
const UINT_MAX = 0xffff_ffff;

/** The context (VMADDR_CID_HOST, VMADDR_CID_LOCAL, a guest's number, VMADDR_CID_ANY) and the port, 32 bits wide. */
export type VsockAddress = [cid: number, port: number];

export const vsock: AddressCodec = {
  encode(address, argument) {
    const [cid, port] = asFields(address, argument, "[cid, port]", 2, 2);
    const view = blank(AF_VSOCK, SIZE);
    view.setUint32(4, asUnsigned(port, `${argument}[1], the port,`, UINT_MAX), LITTLE_ENDIAN);
    view.setUint32(8, asUnsigned(cid, `${argument}[0], the cid,`, UINT_MAX), LITTLE_ENDIAN);
    return bytesOf(view);
  },

  decode(sockaddr): VsockAddress {
    const view = fieldsOf(sockaddr, SIZE);
    return [view.getUint32(8, LITTLE_ENDIAN), view.getUint32(4, LITTLE_ENDIAN)];
  },
};
