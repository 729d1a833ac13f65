// The exceptions: a subclass of OSError by errno, as Python has them.
import { getSystemErrorName } from "node:util";

export class OSError extends Error {
  readonly errno: number;
  readonly code: string;
  readonly syscall: string;
  readonly address?: unknown;

  constructor(errno: number, code: string, syscall: string, message: string, address?: unknown) {
    super(message);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
    if (address !== undefined) this.address = address;
  }
}
export class BlockingIOError extends OSError {}
export class TimeoutError extends OSError {}

/** The error of a failed system call. */
export function osError(errno: number, syscall: string, address?: unknown): OSError {
  const code = getSystemErrorName(-errno);
  const Class =
    errno === 11 || errno === 115 || errno === 114 ? BlockingIOError : errno === 110 ? TimeoutError : OSError;
  return new Class(errno, code, syscall, `${syscall} ${code}`, address);
}

/** The error of an operation whose `settimeout` elapsed. */
export function timeoutError(syscall: string): TimeoutError {
  return new TimeoutError(110, "ETIMEDOUT", syscall, `Timed out: ${syscall}`);
}
