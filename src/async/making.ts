// socketpair, fromfd: sockets that do not come from `new Socket`.

import { asInt } from "../core/arguments.ts";
import { AF_UNIX, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from "../core/constants/socket.ts";
import { socketError } from "../core/kernel-modules.ts";
import { check, Fresh, type SocketBase } from "../core/socket-base.ts";
import { native } from "../native/binding.ts";
import { mailValue, mailValue2 } from "../native/mailbox.ts";
import { Socket } from "./socket.ts";

/**
 * Two sockets connected to each other: socketpair(2). AF_UNIX and SOCK_STREAM unless told otherwise.
 *
 * @example
 * const [left, right] = socketpair(AF_UNIX, SOCK_SEQPACKET);
 */
export function socketpair<F extends number = 1>(
  family: F = AF_UNIX as F,
  type: number = SOCK_STREAM,
  proto = 0,
): [Socket<F>, Socket<F>] {
  asInt(family, "family", 0);
  asInt(type, "type", 0);
  asInt(proto, "proto", 0);
  const status = native.socketpair(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, proto);
  if (status < 0) throw socketError(-status, family, proto, "socketpair");
  const plain = type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK);
  const make = (fd: number): Socket<F> => {
    const socket = new Socket<F>(family, plain, proto, new Fresh(fd) as never);
    if ((type & SOCK_NONBLOCK) !== 0) socket.settimeout(0);
    return socket;
  };
  const [first, second] = [mailValue(), mailValue2()];
  return [make(first), make(second)];
}

/** A socket on a duplicate of `fd`, which stays the caller's: fcntl(2), F_DUPFD_CLOEXEC. */
export function fromfd<F extends number>(fd: number, family: F, type: number, proto = 0): Socket<F> {
  asInt(fd, "fd", 0);
  asInt(family, "family", 0);
  asInt(type, "type", 0);
  asInt(proto, "proto", 0);
  const copy = check(native.dup(fd), "dup");
  try {
    return new Socket<F>(family, type, proto, copy);
  } catch (error) {
    native.close(copy);
    throw error;
  }
}

/**
 * The socket for `await`, on the descriptor of a socket of either flavour, in the same mode; the one given is closed as by
 * `detach()`. An operation that waits on it is rejected with EBADF. Refused are an SSLSocket, and with EBUSY a socket
 * with an open file (`makefile`), whose buffered bytes would be lost.
 *
 * @example
 * const sock = toAsync(accepted); // accepted by berkeley/sync
 */
export function toAsync<F extends number>(socket: SocketBase<F>): Socket<F> {
  const { family, type, proto, timeout } = socket;
  const result = new Socket<F>(family, type, proto, socket.handOver());
  result.settimeout(timeout);
  return result;
}
