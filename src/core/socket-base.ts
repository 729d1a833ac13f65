// What a socket does without waiting: the same in both flavours, which extend it with the verbs that wait.

import { native } from "../native/binding.ts";
import { mailAddress, mailValue } from "../native/mailbox.ts";
import { decodeAddress } from "./addresses/index.ts";
import type { AddressOf } from "./addresses/types.ts";
import { asBoolean, asInt, asTimeout } from "./arguments.ts";
import { asBytes, type BytesLike, describe } from "./bytes.ts";
import { EBADF, EBUSY, ECONNRESET } from "./constants/errno.ts";
import {
  AF_INET,
  SO_DOMAIN,
  SO_TYPE,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from "./constants/socket.ts";
import { getdefaulttimeout } from "./defaults.ts";
import { osError } from "./errors.ts";
import { plain, type Transport } from "./file/transport.ts";
import { inspectable } from "./inspection.ts";
import { socketError } from "./kernel-modules.ts";
import { guard, type Owned, unguard } from "./leaks.ts";
import { type PeerCredentials, peerCredentials } from "./peer-credentials.ts";
import { protocolOf } from "./protocol.ts";

const CREATION_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
const F_GETFD = 1;
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const FD_CLOEXEC = 1;
const DEFAULT_BACKLOG = 128;
const LARGEST_OPTION = 65_536;
const INT_MAX = 0x7fff_ffff;
const UINT_MAX = 0xffff_ffff;

/** A descriptor that the library itself made: nothing about it has to be asked or set. */
export class Fresh {
  readonly fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }
}

/** A descriptor and what waits on it: what a flavour supplies. */
export interface Descriptor extends Owned {
  /** Takes the descriptor away without closing it: -1 when there is none. What waits is rejected with EBADF. */
  surrender(): number;
  /** Rejects with EBADF what waits for `owner` alone. */
  abandon?(owner: object): void;
}

export abstract class SocketBase<F extends number = number> {
  /** The address family: AF_INET, AF_UNIX, … */
  readonly family: F;
  /** The type without SOCK_NONBLOCK and SOCK_CLOEXEC: SOCK_STREAM, SOCK_DGRAM, … */
  readonly type: number;
  /** The protocol: 0, or one of the family's. */
  readonly proto: number;
  /** @internal */
  readonly descriptor: Descriptor;
  #timeout: number | null;
  #closed = false;
  #files = 0;

  /**
   * A new socket: socket(2); close-on-exec. With `fileno` it takes over that descriptor, and what is left out of
   * family, type and protocol is read from it.
   *
   * @throws TypeError, RangeError for what cannot be such a number; OSError of the system call.
   */
  constructor(family?: F, type?: number, proto?: number, fileno?: number) {
    const given = fileno as number | Fresh | undefined;
    this.#timeout = getdefaulttimeout();
    let fd: number;
    if (given instanceof Fresh) {
      this.family = family as F;
      this.type = type as number;
      this.proto = proto as number;
      fd = given.fd;
    } else if (given === undefined) {
      this.family = asInt(family === undefined ? AF_INET : family, "family", 0) as F;
      const wanted = asInt(type === undefined ? SOCK_STREAM : type, "type", 0);
      this.type = wanted & ~CREATION_FLAGS;
      this.proto = asInt(proto === undefined ? 0 : proto, "proto", 0);
      if ((wanted & SOCK_NONBLOCK) !== 0) this.#timeout = 0;
      const flags = SOCK_CLOEXEC | (this.nonblocking(this.#timeout) ? SOCK_NONBLOCK : 0);
      fd = native.socket(this.family, this.type | flags, this.proto);
      if (fd < 0) throw socketError(-fd, this.family, this.proto);
    } else {
      fd = asInt(given, "fileno", 0);
      // Also the check that it is a socket: EBADF or ENOTSOCK if not.
      const domain = option(fd, SO_DOMAIN);
      this.family = orFound(family, "family", () => domain) as F;
      this.type = orFound(type, "type", () => option(fd, SO_TYPE)) & ~CREATION_FLAGS;
      this.proto = orFound(proto, "proto", () => protocolOf(fd, domain));
      setNonblocking(fd, this.nonblocking(this.#timeout));
      check(native.own(fd), "socket");
    }
    this.descriptor = this.own(fd);
    guard(this, this.descriptor);
  }

  /** The flavour's descriptor object. @internal */
  protected abstract own(fd: number): Descriptor;
  /** Whether the flavour wants O_NONBLOCK under a time-out. @internal */
  protected abstract nonblocking(timeout: number | null): boolean;

  /** The time-out in seconds, null for none: as `gettimeout()`. */
  get timeout(): number | null {
    return this.#timeout;
  }

  /** Whether the socket was closed or detached. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The descriptor, or EBADF when the socket is closed. @internal */
  openDescriptor(syscall: string): number {
    if (this.#closed) throw osError(EBADF, syscall);
    return this.descriptor.fd;
  }

  /** The file descriptor; -1 once the socket is closed. */
  fileno(): number {
    return this.#closed ? -1 : this.descriptor.fd;
  }

  /**
   * Closes the socket: close(2). What waits on it is rejected with EBADF. A second call does nothing. While a file
   * made by `makefile` is open, the descriptor is closed with the last such file.
   *
   * @throws OSError EBADF when the descriptor was closed underneath the socket.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#files === 0) this.#closeDescriptor();
    else this.descriptor.abandon?.(this);
  }

  #closeDescriptor(): void {
    if (this.descriptor.fd < 0) return;
    unguard(this.descriptor);
    const status = this.descriptor.close();
    // The peer's reset, told by close(2), has no reader any more: the socket is closed all the same.
    if (status < 0 && status !== -ECONNRESET) throw osError(-status, "close");
  }

  /** What a file made from the socket reads from and writes to. @internal */
  get transport(): Transport {
    return plain;
  }

  /** A file made from the socket was opened. @internal */
  retain(): void {
    this.#files++;
  }

  /** A file made from the socket was closed. @internal */
  releaseFile(): void {
    if (--this.#files === 0 && this.#closed) this.#closeDescriptor();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Gives the descriptor to the caller, who has to close it; the socket object is closed. */
  detach(): number {
    const fd = this.openDescriptor("detach");
    this.#closed = true;
    unguard(this.descriptor);
    this.descriptor.surrender();
    native.disown(fd);
    return fd;
  }

  /**
   * `detach` for the sake of another socket object. What a file made from the socket has received and not yet given
   * would be lost: EBUSY as long as one is open. @internal
   */
  handOver(): number {
    if (this.#files > 0) throw osError(EBUSY, "handOver");
    return this.detach();
  }

  /** A new socket on a duplicate of the descriptor, which is not inheritable: fcntl(2), F_DUPFD_CLOEXEC. */
  dup(): this {
    const fresh = new Fresh(check(native.dup(this.openDescriptor("dup")), "dup"));
    const copy = new (this.constructor as SocketConstructor<this>)(this.family, this.type, this.proto, fresh);
    // O_NONBLOCK belongs to the open file description, which both share.
    copy.#timeout = this.#timeout;
    return copy;
  }

  /** Whether operations wait for as long as it takes: `gettimeout() === null`. */
  getblocking(): boolean {
    this.openDescriptor("getblocking");
    return this.#timeout === null;
  }

  /** `setblocking(true)` is `settimeout(null)`; `setblocking(false)` is `settimeout(0)`. */
  setblocking(flag: boolean): void {
    this.settimeout(asBoolean(flag, "flag") ? null : 0);
  }

  /** The time-out in seconds, null for none. */
  gettimeout(): number | null {
    return this.#timeout;
  }

  /**
   * Sets the mode (Table 18-4): null waits for as long as it takes, 0 never waits (BlockingIOError), a number of
   * seconds waits that long (TimeoutError).
   */
  settimeout(timeout: number | null): void {
    const seconds = asTimeout(timeout, "timeout");
    const fd = this.openDescriptor("settimeout");
    const before = this.nonblocking(this.#timeout);
    const after = this.nonblocking(seconds);
    if (before !== after) setNonblocking(fd, after);
    this.#timeout = seconds;
  }

  /** Whether child processes inherit the descriptor. */
  getInheritable(): boolean {
    return (check(native.fcntl(this.openDescriptor("fcntl"), F_GETFD, 0), "fcntl") & FD_CLOEXEC) === 0;
  }

  /** Lets child processes inherit the descriptor, or not: fcntl(2), FD_CLOEXEC. */
  setInheritable(flag: boolean): void {
    const inheritable = asBoolean(flag, "flag");
    const fd = this.openDescriptor("fcntl");
    const flags = check(native.fcntl(fd, F_GETFD, 0), "fcntl");
    check(native.fcntl(fd, F_SETFD, inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC), "fcntl");
  }

  /** The address of the peer: getpeername(2). ENOTCONN when there is none. */
  getpeername(): AddressOf<F> {
    check(native.getpeername(this.openDescriptor("getpeername")), "getpeername");
    return decodeAddress(mailAddress(), this) as AddressOf<F>;
  }

  /** The socket's own address: getsockname(2). */
  getsockname(): AddressOf<F> {
    check(native.getsockname(this.openDescriptor("getsockname")), "getsockname");
    return decodeAddress(mailAddress(), this) as AddressOf<F>;
  }

  /**
   * Who is at the other end of a connected Unix socket: SO_PEERCRED and its relatives, unix(7).
   *
   * @throws OSError ENOTCONN where the kernel knows of no peer: before `connect`, and for datagrams without
   * `socketpair`; EOPNOTSUPP for another family.
   */
  peerCredentials(): PeerCredentials {
    return peerCredentials(this);
  }

  /** An option as a number: getsockopt(2). */
  getsockopt(level: number, name: number): number;
  /** An option as the bytes the kernel gives, at most `buflen` of them. */
  getsockopt(level: number, name: number, buflen: number): Buffer;
  getsockopt(level: number, name: number, buflen?: number): number | Buffer {
    asInt(level, "level");
    asInt(name, "name");
    if (buflen === undefined) {
      check(native.getsockoptInteger(this.openDescriptor("getsockopt"), level, name), "getsockopt");
      return mailValue();
    }
    const value = Buffer.alloc(asInt(buflen, "buflen", 1, LARGEST_OPTION));
    const length = check(native.getsockoptBytes(this.openDescriptor("getsockopt"), level, name, value), "getsockopt");
    return value.subarray(0, length);
  }

  /** Sets an option, to a number or to the bytes of a structure: setsockopt(2). */
  setsockopt(level: number, name: number, value: number | BytesLike): void;
  /** Sets an option with a null pointer and a length, as AF_ALG wants it. */
  setsockopt(level: number, name: number, value: null, optlen: number): void;
  setsockopt(level: number, name: number, value: number | BytesLike | null, optlen?: number): void {
    asInt(level, "level");
    asInt(name, "name");
    if (value !== null && optlen !== undefined) throw new TypeError("optlen goes with a value of null only");
    let status: number;
    if (value === null) {
      const length = asInt(optlen, "optlen", 0);
      status = native.setsockoptNull(this.openDescriptor("setsockopt"), level, name, length);
    } else if (typeof value === "number") {
      const integer = asInt(value > INT_MAX && value <= UINT_MAX ? value | 0 : value, "value");
      status = native.setsockoptInteger(this.openDescriptor("setsockopt"), level, name, integer);
    } else {
      if (typeof value === "boolean") throw new TypeError(`value must be a number (0 or 1), not ${describe(value)}`);
      const bytes = asBytes(value, "value");
      status = native.setsockoptBytes(this.openDescriptor("setsockopt"), level, name, bytes);
    }
    check(status, "setsockopt");
  }

  /** Starts to listen: listen(2). `backlog` connections may wait for `accept`; below 0 counts as 0. */
  listen(backlog: number = DEFAULT_BACKLOG): void {
    const count = Math.max(asInt(backlog, "backlog"), 0);
    check(native.listen(this.openDescriptor("listen"), count), "listen");
  }

  /** Ends one or both directions: shutdown(2). `how` is SHUT_RD, SHUT_WR or SHUT_RDWR. */
  shutdown(how: number): void {
    const checked = asInt(how, "how", 0, 2);
    check(native.shutdown(this.openDescriptor("shutdown"), checked), "shutdown");
  }
}

inspectable(SocketBase.prototype);

interface SocketConstructor<S> {
  new (family: number, type: number, proto: number, fileno: Fresh): S;
}

/** The value of a system call; throws the error of -errno. */
export function check(value: number, syscall: string): number {
  if (value < 0) throw osError(-value, syscall);
  return value;
}

/** Sets or clears O_NONBLOCK. */
export function setNonblocking(fd: number, flag: boolean): void {
  const flags = check(native.fcntl(fd, F_GETFL, 0), "fcntl");
  const wanted = flag ? flags | SOCK_NONBLOCK : flags & ~SOCK_NONBLOCK;
  if (wanted !== flags) check(native.fcntl(fd, F_SETFL, wanted), "fcntl");
}

function option(fd: number, name: number): number {
  check(native.getsockoptInteger(fd, SOL_SOCKET, name), "getsockopt");
  return mailValue();
}

function orFound(value: number | undefined, argument: string, find: () => number): number {
  return value === undefined || value === -1 ? find() : asInt(value, argument, 0);
}
