// The protocol of a socket of which there is only the descriptor.

import { native } from "../native/binding.ts";
import { mailValue } from "../native/mailbox.ts";
import { CAN_BCM } from "./constants/can.ts";
import { AF_CAN, SO_PROTOCOL, SOL_SOCKET } from "./constants/socket.ts";
import { osError } from "./errors.ts";

/** By protocol, an option that its sockets have, and no others of the family: [level, name]. */
const TELLTALES: ReadonlyMap<number, readonly [level: number, name: number]> = new Map([
  [1, [101, 3]], // CAN_RAW: SOL_CAN_RAW, CAN_RAW_LOOPBACK
  [6, [106, 1]], // CAN_ISOTP: SOL_CAN_ISOTP, CAN_ISOTP_OPTS
]);

/** SO_PROTOCOL; for AF_CAN, whose addresses depend on it and which does not tell (but for CAN_J1939), found out. */
export function protocolOf(fd: number, family: number): number {
  const status = native.getsockoptInteger(fd, SOL_SOCKET, SO_PROTOCOL);
  if (status < 0) throw osError(-status, "getsockopt");
  const protocol = mailValue();
  if (family !== AF_CAN || protocol !== 0) return protocol;
  const value = new Uint8Array(16);
  for (const [candidate, [level, name]] of TELLTALES) {
    if (native.getsockoptBytes(fd, level, name, value) >= 0) return candidate;
  }
  return CAN_BCM; // which has no options at all
}
