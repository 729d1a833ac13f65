// accept, connect: accept(2), connect(2).

import { native } from "../../native/binding.ts";
import { mailAddress } from "../../native/mailbox.ts";
import { type AddressContext, decodeAddress } from "../addresses/index.ts";
import { EINPROGRESS, EINTR, EISCONN } from "../constants/errno.ts";
import { AF_ALG, AF_UNIX, SO_ERROR, SOCK_CLOEXEC, SOL_SOCKET } from "../constants/socket.ts";
import { osError } from "../errors.ts";
import { EAGAIN, LATER, type Lane, type Operation, READ, type Readiness, WRITE } from "./operation.ts";

const POLLOUT = 4;

/** `adopt` makes the socket of the accepted descriptor; `flags` are accept4's, close-on-exec is always among them. */
export class Accept<S, A> implements Operation<[S, A]> {
  readonly syscall: string = "accept";
  readonly lane: Lane = READ;
  wants: Readiness = READ;
  readonly #context: AddressContext;
  readonly #flags: number;
  readonly #adopt: (fd: number) => S;

  constructor(context: AddressContext, flags: number, adopt: (fd: number) => S) {
    this.#context = context;
    this.#flags = flags | SOCK_CLOEXEC;
    this.#adopt = adopt;
  }

  attempt(fd: number): number {
    return native.accept(fd, this.#flags, this.#context.family !== AF_ALG);
  }

  finish(fd: number): [S, A] {
    try {
      const address = decodeAddress(mailAddress(), this.#context) as A;
      return [this.#adopt(fd), address];
    } catch (error) {
      native.close(fd);
      throw error;
    }
  }
}

/** Starts the connection with the first attempt; the later ones ask how it went. */
export class Connect implements Operation<void> {
  readonly syscall: string = "connect";
  readonly lane: Lane = WRITE;
  wants: Readiness = WRITE;
  /** Whether the kernel has given its answer: after a time-out it has not. */
  concluded = false;
  #started = false;
  readonly #sockaddr: Uint8Array;
  readonly #address: unknown;
  readonly #family: number;

  /** `sockaddr` is the encoded form of `address`, which errors name. */
  constructor(context: AddressContext, sockaddr: Uint8Array, address: unknown) {
    this.#family = context.family;
    this.#sockaddr = sockaddr;
    this.#address = address;
  }

  /** A Unix socket whose listener's backlog is full is not connecting: the caller has to begin again. */
  get blockedErrno(): number {
    return this.#started ? EINPROGRESS : EAGAIN;
  }

  attempt(fd: number): number {
    const status = this.#started ? this.#outcome(fd) : this.#start(fd);
    this.concluded = status !== -EAGAIN;
    return status;
  }

  #start(fd: number): number {
    const status = native.connect(fd, this.#sockaddr);
    if (status === -EAGAIN && this.#family === AF_UNIX) {
      // The listener's backlog is full. Nothing is under way, and no event will tell: try again later.
      this.wants = LATER;
      return -EAGAIN;
    }
    // An interrupted connect goes on by itself, as connect(2) says of EINTR.
    if (status !== -EINPROGRESS && status !== -EINTR) return status;
    this.#started = true;
    this.wants = WRITE;
    return -EAGAIN;
  }

  #outcome(fd: number): number {
    const events = native.poll(fd, POLLOUT, 0);
    if (events === 0) return -EAGAIN;
    if (events < 0) return events;
    const value = pendingError(fd);
    return value === EISCONN ? 0 : -value;
  }

  finish(): void {}

  failure(errno: number): Error {
    return osError(errno, this.syscall, this.#address);
  }
}

/** SO_ERROR: the errno of what failed in the background, 0 for none; it is cleared by this. */
export function pendingError(fd: number): number {
  const value = new Uint8Array(4);
  const status = native.getsockoptBytes(fd, SOL_SOCKET, SO_ERROR, value);
  return status < 0 ? -status : (new Int32Array(value.buffer)[0] as number);
}

/** bind(2). It never waits: an operation all the same, so that its address may be a name. */
export class Bind implements Operation<void> {
  readonly syscall: string = "bind";
  readonly lane: Lane = WRITE;
  wants: Readiness = WRITE;
  readonly #sockaddr: Uint8Array;
  readonly #address: unknown;

  constructor(sockaddr: Uint8Array, address: unknown) {
    this.#sockaddr = sockaddr;
    this.#address = address;
  }

  attempt(fd: number): number {
    return native.bind(fd, this.#sockaddr);
  }

  finish(): void {}

  failure(errno: number): Error {
    return osError(errno, this.syscall, this.#address);
  }
}
