// AF_NETLINK: [pid, groups]. struct sockaddr_nl, netlink(7).
import { AF_NETLINK } from "../constants/socket.ts";
import type { AddressCodec } from "./codec.ts";
import { asFields, asUnsigned, blank, bytesOf, fieldsOf, LITTLE_ENDIAN } from "./fields.ts";

const SIZE = 12;
const UINT_MAX = 0xffff_ffff;

/** The port (0: the kernel, and in `bind` a port that the kernel chooses) and a mask of the groups 1 to 32. */
export type NetlinkAddress = [pid: number, groups: number];

export const netlink: AddressCodec = {
  encode(address, argument) {
    const [pid, groups] = asFields(address, argument, "[pid, groups]", 2, 2);
    const view = blank(AF_NETLINK, SIZE);
    view.setUint32(4, asUnsigned(pid, `${argument}[0], the pid,`, UINT_MAX), LITTLE_ENDIAN);
    view.setUint32(8, asUnsigned(groups, `${argument}[1], the groups,`, UINT_MAX), LITTLE_ENDIAN);
    return bytesOf(view);
  },

  decode(sockaddr): NetlinkAddress {
    const view = fieldsOf(sockaddr, SIZE);
    return [view.getUint32(4, LITTLE_ENDIAN), view.getUint32(8, LITTLE_ENDIAN)];
  },
};
