// The exceptions that callers see: OSError and its subclasses, as Python has them; those of name look-ups; KeyError.
import { native } from "../native/binding.ts";
import { asInt } from "./arguments.ts";
import {
  EACCES,
  EAGAIN,
  ECONNABORTED,
  ECONNREFUSED,
  ECONNRESET,
  EEXIST,
  EINTR,
  ENOENT,
  ENOTDIR,
  EPIPE,
  ETIMEDOUT,
} from "./constants/errno.ts";
import { eaiNames, errorcode, hostErrorNames, strerror } from "./errno.ts";

/** What an OSError holds besides its number and message. */
export interface OSErrorDetails {
  /** The name of the error; by default the name of `errno`. */
  readonly code?: string;
  /** The system call that failed. */
  readonly syscall?: string;
  /** The address it was called with. */
  readonly address?: unknown;
  readonly cause?: unknown;
}

/**
 * A failed system call.
 *
 * A subclass exists for each errno that programs react to, see errno(3):
 *
 * ```ts
 * try {
 *   await sock.connect(["127.0.0.1", 80]);
 * } catch (error) {
 *   if (error instanceof ConnectionRefusedError) console.log("Nobody listens there");
 *   else throw error;
 * }
 * ```
 */
export class OSError extends Error {
  /** The error's number: positive for a system call, EAI_* (negative) for a GAIError. */
  readonly errno: number;
  /** The number's name, such as `"ECONNREFUSED"`. */
  readonly code: string;
  /** The system call that failed; empty when it is not known. */
  readonly syscall: string;
  /** The address it was called with, where there was one. */
  declare readonly address?: unknown;

  /** `message` is by default the system's text for `errno`. */
  constructor(errno: number, message?: string, details: OSErrorDetails = {}) {
    const number = asInt(errno, "errno");
    super(message ?? strerror(number), "cause" in details ? { cause: details.cause } : undefined);
    this.errno = number;
    this.code = details.code ?? errorcode.get(number) ?? "EUNKNOWN";
    this.syscall = details.syscall ?? "";
    if (details.address !== undefined) this.address = details.address;
  }
}

/** The operation would have had to wait (EAGAIN), or goes on by itself (EINPROGRESS, EALREADY). */
export class BlockingIOError extends OSError {
  constructor(errno: number = EAGAIN, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** What has to do with a connection that is refused or broken: the superclass of four others. */
export class ConnectionError extends OSError {}

/** EPIPE, ESHUTDOWN: the connection is closed for sending. */
export class BrokenPipeError extends ConnectionError {
  constructor(errno: number = EPIPE, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** ECONNABORTED. */
export class ConnectionAbortedError extends ConnectionError {
  constructor(errno: number = ECONNABORTED, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** ECONNREFUSED: nobody listens there. */
export class ConnectionRefusedError extends ConnectionError {
  constructor(errno: number = ECONNREFUSED, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** ECONNRESET: the peer broke the connection off. */
export class ConnectionResetError extends ConnectionError {
  constructor(errno: number = ECONNRESET, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** EEXIST. */
export class FileExistsError extends OSError {
  constructor(errno: number = EEXIST, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** ENOENT. */
export class FileNotFoundError extends OSError {
  constructor(errno: number = ENOENT, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** EINTR. */
export class InterruptedError extends OSError {
  constructor(errno: number = EINTR, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** ENOTDIR. */
export class NotADirectoryError extends OSError {
  constructor(errno: number = ENOTDIR, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** EACCES, EPERM. */
export class PermissionError extends OSError {
  constructor(errno: number = EACCES, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** ETIMEDOUT: the system gave up, or the time that `settimeout` allows has passed. */
export class TimeoutError extends OSError {
  constructor(errno: number = ETIMEDOUT, message?: string, details?: OSErrorDetails) {
    super(errno, message, details);
  }
}

/** A name or address look-up failed: getaddrinfo(3), getnameinfo(3). `errno` is an EAI_* number. */
export class GAIError extends OSError {
  constructor(errno: number, message?: string, details: OSErrorDetails = {}) {
    const code = details.code ?? eaiNames.get(errno) ?? "EAI_UNKNOWN";
    super(errno, message ?? native.gaiStrerror(asInt(errno, "errno")), { ...details, code });
  }
}

/** A host look-up failed: gethostbyname(3), gethostbyaddr(3). `errno` is an h_errno. */
export class HError extends OSError {
  constructor(errno: number, message?: string, details: OSErrorDetails = {}) {
    const code = details.code ?? hostErrorNames.get(errno) ?? "NETDB_INTERNAL";
    super(errno, message ?? native.hstrerror(asInt(errno, "errno")), { ...details, code });
  }
}

/** A selector does not know the object, or knows it already, or is closed. */
export class KeyError extends RangeError {}

const NAMED = {
  OSError,
  BlockingIOError,
  ConnectionError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  InterruptedError,
  NotADirectoryError,
  PermissionError,
  TimeoutError,
  GAIError,
  HError,
  KeyError,
};
// On the prototype, as Error has it: Node puts it at the head of `stack`, and a bundler that renames classes keeps it.
for (const [name, { prototype }] of Object.entries(NAMED)) {
  Object.defineProperty(prototype, "name", { value: name, configurable: true, writable: true });
}
