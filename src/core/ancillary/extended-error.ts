// What became of something that was sent: struct sock_extended_err, ip(7) under IP_RECVERR.
import { decodeIpAddress } from "../addresses/index.ts";
import type { Inet6Address, InetAddress } from "../addresses/types.ts";
import { errorcode } from "../errno.ts";

/** Where the news comes from: ee_origin. */
export type ErrorOrigin = "none" | "local" | "icmp" | "icmp6" | "txstatus" | "zerocopy" | "txtime" | number;

/** One entry of a socket's error queue. */
export interface ExtendedError {
  /** The errno: 0 for news that is no failure, ENOMSG for a timestamp. */
  readonly errno: number;
  /** Its name. */
  readonly code: string;
  readonly origin: ErrorOrigin;
  /** The ICMP type and code, where the origin is ICMP. For zerocopy the code is 1 when the kernel had to copy. */
  readonly icmpType: number;
  readonly icmpCode: number;
  /** For EMSGSIZE the path's MTU; for zerocopy the first completed send. */
  readonly info: number;
  /** For zerocopy the last completed send; for timestamps the key of the send. */
  readonly data: number;
  /** Who reported it; null where the error is local. */
  readonly offender: InetAddress | Inet6Address | null;
}

const SIZE = 16;
const ORIGINS: readonly ErrorOrigin[] = ["none", "local", "icmp", "icmp6", "txstatus", "zerocopy", "txtime"];

/** `data` holds at least the structure; the offender's address follows it. */
export function extendedError(data: Buffer): ExtendedError {
  const errno = data.readUInt32LE(0);
  const origin = data.readUInt8(4);
  return {
    errno,
    code: errorcode.get(errno) ?? "",
    origin: ORIGINS[origin] ?? origin,
    icmpType: data.readUInt8(5),
    icmpCode: data.readUInt8(6),
    info: data.readUInt32LE(8),
    data: data.readUInt32LE(12),
    offender: decodeIpAddress(data.subarray(SIZE)),
  };
}
