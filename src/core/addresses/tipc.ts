// AF_TIPC: [addrType, v1, v2, v3, scope = TIPC_CLUSTER_SCOPE]. struct sockaddr_tipc, linux/tipc.h.
//
// addrType                                   v1       v2             v3
// TIPC_ADDR_NAMESEQ (a range of instances)   type     first          last
// TIPC_ADDR_NAME (one instance)              type     instance       where to look it up: a node, 0 for everywhere
// TIPC_ADDR_ID (one socket)                  node     reference      0

import { asInt } from "../arguments.ts";
import { AF_TIPC } from "../constants/socket.ts";
import { TIPC_ADDR_ID, TIPC_ADDR_NAMESEQ, TIPC_CLUSTER_SCOPE } from "../constants/tipc.ts";
import type { AddressCodec } from "./codec.ts";
import { asFields, asUnsigned, blank, bytesOf, fieldsOf, LITTLE_ENDIAN } from "./fields.ts";

const SIZE = 16;
const UINT_MAX = 0xffff_ffff;

/**
 * What `addrType` says: TIPC_ADDR_NAMESEQ, a service type and its lowest and highest instance; TIPC_ADDR_NAME, a service
 * type, an instance and a domain; TIPC_ADDR_ID, a node, a reference and 0. The scope is TIPC_*_SCOPE.
 */
export type TipcAddress = [addrType: number, v1: number, v2: number, v3: number, scope: number];

export const tipc: AddressCodec = {
  encode(address, argument) {
    const shape = "[addrType, v1, v2, v3, scope = TIPC_CLUSTER_SCOPE]";
    const [addrType, ...rest] = asFields(address, argument, shape, 4, 5);
    const kind = asInt(addrType, `${argument}[0], the addrType,`, TIPC_ADDR_NAMESEQ, TIPC_ADDR_ID);
    const [v1, v2, v3] = [0, 1, 2].map((i) => asUnsigned(rest[i], `${argument}[${i + 1}], v${i + 1},`, UINT_MAX)) as [
      number,
      number,
      number,
    ];
    const view = blank(AF_TIPC, SIZE);
    view.setUint8(2, kind);
    // A negative scope takes a name back that was bound with the positive one.
    view.setInt8(3, asInt(rest[3] ?? TIPC_CLUSTER_SCOPE, `${argument}[4], the scope,`, -3, 3));
    // A socket's reference lies before its node.
    view.setUint32(4, kind === TIPC_ADDR_ID ? v2 : v1, LITTLE_ENDIAN);
    view.setUint32(8, kind === TIPC_ADDR_ID ? v1 : v2, LITTLE_ENDIAN);
    if (kind !== TIPC_ADDR_ID) view.setUint32(12, v3, LITTLE_ENDIAN);
    return bytesOf(view);
  },

  decode(sockaddr): TipcAddress {
    const view = fieldsOf(sockaddr, SIZE);
    const kind = view.getUint8(2);
    const scope = view.getInt8(3);
    const [first, second, third] = [4, 8, 12].map((at) => view.getUint32(at, LITTLE_ENDIAN)) as [
      number,
      number,
      number,
    ];
    return kind === TIPC_ADDR_ID ? [kind, second, first, 0, scope] : [kind, first, second, third, scope];
  },
};
