// What wrapSocket checks before it takes a socket over, and what an SSLSocket refuses: the same in both flavours.

import { describe } from "../core/bytes.ts";
import { EINVAL, ENOTCONN } from "../core/constants/errno.ts";
import { MSG_DONTWAIT, SOCK_STREAM } from "../core/constants/socket.ts";
import { osError } from "../core/errors.ts";
import { pendingError } from "../core/operations/connection.ts";
import { native } from "../native/binding.ts";
import { type ConnectionPlan, plan } from "./connection.ts";
import type { SSLContext } from "./context.ts";
import type { WrapOptions } from "./wrapping.ts";

const CHUNK = 16_384;
const MOST_CHUNKS = 16;

/** How long what `close` left to be sent may take to leave, in seconds. */
export const LINGER = 5;

/** What an SSLSocket is made with, checked. */
export interface SocketPlan extends ConnectionPlan {
  readonly doHandshakeOnConnect: boolean;
  readonly suppressRaggedEofs: boolean;
}

export function socketPlan(
  context: SSLContext,
  socket: { readonly type: number; readonly timeout: number | null },
  options: WrapOptions,
): SocketPlan {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`The options of wrapSocket must be an object, not ${describe(options)}`);
  }
  const { doHandshakeOnConnect = true, suppressRaggedEofs = false } = options;
  if (typeof doHandshakeOnConnect !== "boolean") throw new TypeError("doHandshakeOnConnect must be a boolean");
  if (typeof suppressRaggedEofs !== "boolean") throw new TypeError("suppressRaggedEofs must be a boolean");
  if (socket.type !== SOCK_STREAM) throw new TypeError("sock must be a stream socket: TLS needs SOCK_STREAM");
  const checked = { ...plan(context, options), doHandshakeOnConnect, suppressRaggedEofs };
  refuseHaste(checked, socket.timeout);
  return checked;
}

/** Mode 0 leaves no time for a handshake that is to be done before the caller gets the socket. */
export function refuseHaste({ doHandshakeOnConnect }: SocketPlan, timeout: number | null): void {
  if (!doHandshakeOnConnect || timeout !== 0) return;
  throw new RangeError(
    "doHandshakeOnConnect must be false for a socket that does not wait (time-out 0): call doHandshake yourself",
  );
}

/** A connection that broke before it was wrapped must not pass for one that is yet to be made. */
export function refuseBroken(sock: { fileno(): number; close(): void }): void {
  const errno = pendingError(sock.fileno());
  if (errno === 0) return;
  sock.close();
  throw osError(errno, "wrapSocket");
}

/** Whether a descriptor is connected: getpeername(2). */
export function isConnected(fd: number): boolean {
  const status = native.getpeername(fd);
  if (status >= 0) return true;
  // EINVAL: the peer has closed already.
  if (status === -ENOTCONN || status === -EINVAL) return false;
  throw osError(-status, "getpeername");
}

export function notConnected(syscall: string): Error {
  return osError(ENOTCONN, syscall);
}

/** The error of a method that TLS has no meaning for. */
export function refused(method: string, instead: string): TypeError {
  return new TypeError(`An SSLSocket has no ${method}: use ${instead}`);
}

export function refuseFlags(method: string, flags: unknown): void {
  if (typeof flags === "number" && flags !== 0) {
    throw new TypeError(`flags must be 0 on an SSLSocket, not ${flags}: use ${method} without flags`);
  }
}

/**
 * Takes what has arrived and nobody will read (in TLS 1.3 a server's tickets, for one). The kernel answers a close with
 * unread data with a reset, which can destroy what was sent last at the peer.
 */
export function drain(fd: number): void {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let i = 0; i < MOST_CHUNKS; i++) if (native.recv(fd, buffer, 0, CHUNK, MSG_DONTWAIT) <= 0) return;
}
