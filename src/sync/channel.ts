// The sync driver: runs operations on one descriptor, and suspends the thread where they have to wait. It tries first.
// Without a deadline the descriptor is in blocking mode, and the attempt itself waits in the kernel: one system call.
// With one it is not, and poll(2) waits for as long as is left.
import { closed, failureOf, timedOut } from "../core/operations/failure.ts";
import { EAGAIN, LATER, type Operation, TURN, WRITE } from "../core/operations/operation.ts";
import type { Descriptor } from "../core/socket-base.ts";
import { native } from "../native/binding.ts";

const EINTR = 4;
const POLLIN = 1;
const POLLPRI = 2;
const POLLOUT = 4;
const LONGEST_SLICE = 100;
const FIRST_DELAY = 1;
const LONGEST_DELAY = 50;

export class Channel implements Descriptor {
  /** -1 once closed or detached. */
  fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }

  run<T>(operation: Operation<T>, timeout: number | null, signal: AbortSignal | undefined): T {
    signal?.throwIfAborted();
    if (this.fd < 0) throw closed(operation.syscall);
    const value = operation.attempt(this.fd);
    if (value >= 0) return operation.finish(value);
    return this.#wait(operation, timeout, -value);
  }

  /** What follows on an attempt that did not complete. */
  #wait<T>(operation: Operation<T>, timeout: number | null, failure: number): T {
    const deadline = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000;
    let delay = FIRST_DELAY;
    for (let errno = failure; ; ) {
      if (errno === EAGAIN) {
        if (timeout === 0) throw failureOf(operation, operation.blockedErrno ?? EAGAIN);
        const left = deadline - performance.now();
        if (left <= 0) throw timedOut(operation);
        const slice = Math.ceil(Math.min(left, LONGEST_SLICE));
        if (operation.wants === LATER) {
          native.poll(-1, 0, Math.min(delay, slice));
          delay = Math.min(delay * 2, LONGEST_DELAY);
        } else if (operation.wants !== TURN) {
          native.poll(this.fd, operation.wants === WRITE ? POLLOUT : POLLIN | POLLPRI, slice);
        }
      } else if (errno !== EINTR) throw failureOf(operation, errno);
      const value = operation.attempt(this.fd);
      if (value >= 0) return operation.finish(value);
      errno = -value;
    }
  }

  /** Takes the descriptor away. The caller closes it, or hands it on. */
  surrender(): number {
    const fd = this.fd;
    this.fd = -1;
    return fd;
  }

  /** close(2): 0, or -errno. */
  close(): number {
    const fd = this.surrender();
    return fd < 0 ? 0 : native.close(fd);
  }
}
