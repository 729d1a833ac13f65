// The errors an operation ends with, whichever flavour runs it.
import { EBADF } from "../constants/errno.ts";
import { osError, timeoutError } from "../errors.ts";
import type { Operation } from "./operation.ts";

/** The error for an errno of an operation. */
export function failureOf(operation: Operation<unknown>, errno: number): Error {
  return operation.failure?.(errno) ?? osError(errno, operation.syscall);
}

/** The error for a time that passed: what the operation tells of itself goes along. */
export function timedOut(operation: Operation<unknown>): Error {
  const error = timeoutError(operation.syscall);
  const told = operation.failure?.(error.errno);
  return told === undefined ? error : Object.assign(error, { ...told });
}

/** The error of a socket used after `close()`, and of an operation that waits when it is closed. */
export function closed(syscall: string): Error {
  return osError(EBADF, syscall);
}
