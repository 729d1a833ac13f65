// The errors of failed calls: the class by errno, and a message that says what was done and what to do.
import { native } from "../native/binding.ts";
import { formatAddress } from "./addresses/format.ts";
import {
  EACCES,
  EAGAIN,
  EALREADY,
  ECONNABORTED,
  ECONNREFUSED,
  ECONNRESET,
  EEXIST,
  EINPROGRESS,
  EINTR,
  ENOENT,
  ENOTDIR,
  EPERM,
  EPIPE,
  ESHUTDOWN,
  ETIMEDOUT,
} from "./constants/errno.ts";
import { advice, eaiNames, errorcode, hostErrorNames, strerror } from "./errno.ts";
import {
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  GAIError,
  HError,
  InterruptedError,
  NotADirectoryError,
  OSError,
  type OSErrorDetails,
  PermissionError,
  TimeoutError,
} from "./exceptions.ts";

export * from "./exceptions.ts";

type OSErrorClass = new (errno: number, message: string, details: OSErrorDetails) => OSError;

const CLASSES: ReadonlyMap<number, OSErrorClass> = new Map<number, OSErrorClass>([
  [EAGAIN, BlockingIOError],
  [EALREADY, BlockingIOError],
  [EINPROGRESS, BlockingIOError],
  [EPIPE, BrokenPipeError],
  [ESHUTDOWN, BrokenPipeError],
  [ECONNABORTED, ConnectionAbortedError],
  [ECONNREFUSED, ConnectionRefusedError],
  [ECONNRESET, ConnectionResetError],
  [EEXIST, FileExistsError],
  [ENOENT, FileNotFoundError],
  [EINTR, InterruptedError],
  [ENOTDIR, NotADirectoryError],
  [EACCES, PermissionError],
  [EPERM, PermissionError],
  [ETIMEDOUT, TimeoutError],
]);

/** The error of a failed system call; `address` is the one it was called with, as the caller gave it. */
export function osError(errno: number, syscall: string, address?: unknown): OSError {
  const Class = CLASSES.get(errno) ?? OSError;
  const code = errorcode.get(errno) ?? "EUNKNOWN";
  return new Class(errno, message(syscall, address, inSentence(strerror(errno)), code), { code, syscall, address });
}

/** The error of an operation whose `settimeout` elapsed. */
export function timeoutError(syscall: string): TimeoutError {
  const text = `${syscall}: timed out (ETIMEDOUT). The time that settimeout allows for it has passed.`;
  return new TimeoutError(ETIMEDOUT, text, { code: "ETIMEDOUT", syscall });
}

/** The error of getaddrinfo(3) or getnameinfo(3), with the system's text as it is; `subject` is what was looked up. */
export function gaiError(errno: number, syscall: string, subject?: unknown): GAIError {
  const code = eaiNames.get(errno) ?? "EAI_UNKNOWN";
  const text = message(syscall, subject, native.gaiStrerror(errno), code);
  return new GAIError(errno, text, { code, syscall, address: subject });
}

/** The error of gethostbyname(3) or gethostbyaddr(3), likewise. */
export function hError(errno: number, syscall: string, subject?: unknown): HError {
  const code = hostErrorNames.get(errno) ?? "NETDB_INTERNAL";
  return new HError(errno, message(syscall, subject, native.hstrerror(errno), code), {
    code,
    syscall,
    address: subject,
  });
}

const PREPOSITIONS: Readonly<Record<string, string>> = {
  bind: " to ",
  connect: " to ",
  sendmsg: " to ",
  getaddrinfo: " for ",
  getnameinfo: " for ",
  gethostbyname: " for ",
  gethostbyaddr: " for ",
};

// The system's texts begin with a capital, except where that is part of a word ("RFS", ".lib").
function inSentence(text: string): string {
  return /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

// "connect to 127.0.0.1:80: connection refused (ECONNREFUSED). Is a server listening there?"
function message(syscall: string, address: unknown, text: string, code: string): string {
  const target = address === undefined ? "" : `${PREPOSITIONS[syscall] ?? " "}${formatAddress(address)}`;
  const what = advice(code, syscall);
  return `${syscall}${target}: ${text} (${code})${what === "" ? "" : `. ${what}`}`;
}
