// Who is at the other end of a Unix socket: unix(7), SO_PEERCRED and its relatives.
import { native } from "../native/binding.ts";
import { type Credentials, credentials, untilNul } from "./ancillary/ancillary.ts";
import { ENODATA, ENOPROTOOPT, ENOTCONN, EOPNOTSUPP, ERANGE, ESRCH } from "./constants/errno.ts";
import { AF_UNIX, SO_PEERCRED, SO_PEERGROUPS, SO_PEERPIDFD, SO_PEERSEC, SOL_SOCKET } from "./constants/socket.ts";
import { osError } from "./errors.ts";

/** The peer of a Unix socket, as it was when it called connect, listen or socketpair. */
export interface PeerCredentials extends Credentials {
  /** The peer's supplementary groups; null where the system does not tell. */
  readonly groups: readonly number[] | null;
  /** The peer's security label (SELinux, AppArmor, …); null where the system has none. */
  readonly securityLabel: string | null;
}

interface Readable {
  readonly family: number;
  openDescriptor(syscall: string): number;
}

const UCRED = 12;
const FIRST_GROUPS = 64;
const MOST_GROUPS = 65_536;
const LABEL = 4096;
const NOBODY = 0xffff_ffff;
const NONE: readonly number[] = [ENOPROTOOPT, ENODATA, ESRCH];

/** SO_PEERCRED, SO_PEERGROUPS and SO_PEERSEC of a connected Unix socket. */
export function peerCredentials(socket: Readable): PeerCredentials {
  const fd = socket.openDescriptor("getsockopt");
  if (socket.family !== AF_UNIX) throw osError(EOPNOTSUPP, "getsockopt");
  const peer = credentials(read(fd, SO_PEERCRED, UCRED) as Buffer);
  // What the kernel gives where it knows of no peer; no user has this number.
  if (peer.uid === NOBODY) throw osError(ENOTCONN, "getsockopt");
  return { ...peer, groups: groups(fd), securityLabel: label(fd) };
}

/**
 * A descriptor of the peer's process, which no other process can come to have: SO_PEERPIDFD. It belongs to the caller.
 * Needs Linux 6.5.
 */
export function peerPidfd(socket: Readable): number {
  const value = read(socket.openDescriptor("getsockopt"), SO_PEERPIDFD, 4) as Buffer;
  return value.readInt32LE(0);
}

/** The option's bytes; null for an errno among those that mean "there is none". */
function read(fd: number, name: number, size: number, none: readonly number[] = []): Buffer | null {
  const value = Buffer.alloc(size);
  const length = native.getsockoptBytes(fd, SOL_SOCKET, name, value);
  if (length >= 0) return value.subarray(0, length);
  if (none.includes(-length)) return null;
  throw osError(-length, "getsockopt");
}

function groups(fd: number): number[] | null {
  for (let size = FIRST_GROUPS; ; size = MOST_GROUPS) {
    // ERANGE: there are more groups than that.
    const value = read(fd, SO_PEERGROUPS, 4 * size, size === MOST_GROUPS ? NONE : [...NONE, ERANGE]);
    if (value === null && size !== MOST_GROUPS) continue;
    if (value === null) return null;
    return Array.from({ length: value.length / 4 }, (_, index) => value.readUInt32LE(4 * index));
  }
}

function label(fd: number): string | null {
  const value = read(fd, SO_PEERSEC, LABEL, NONE);
  return value === null ? null : untilNul(value);
}
