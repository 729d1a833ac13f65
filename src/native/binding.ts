// The addon, typed. Only src/native imports it; everything above calls `native`.
//
// Every function returns the value of its system call, or -errno. What comes back besides lies in `mailbox` until the
// next call: take it at once.
import { createRequire } from "node:module";

type Bytes = Uint8Array;
/** -errno where memory ran out. */
type Answer = Buffer | number;

export interface Binding {
  readonly mailbox: ArrayBuffer;
  readonly constants: Readonly<Record<string, number>>;
  /** errno by name, one name a number. */
  readonly errnos: Readonly<Record<string, number>>;
  readonly eais: Readonly<Record<string, number>>;
  readonly hostErrors: Readonly<Record<string, number>>;
  /** Empty for an unknown number. */
  strerror(errno: number): string;
  gaiStrerror(error: number): string;
  hstrerror(error: number): string;

  socket(family: number, type: number, proto: number): number;
  /** The descriptors: mailbox VALUE and VALUE2. */
  socketpair(family: number, type: number, proto: number): number;
  bind(fd: number, address: Bytes): number;
  connect(fd: number, address: Bytes): number;
  listen(fd: number, backlog: number): number;
  /** The peer's address: the mailbox. */
  accept(fd: number, flags: number, named: boolean): number;
  shutdown(fd: number, how: number): number;
  close(fd: number): number;
  /** Sockets made here are closed when the environment ends; so is a descriptor that `own` adds, until `disown`. */
  own(fd: number): number;
  disown(fd: number): number;
  /** The length of the address in the mailbox. */
  getsockname(fd: number): number;
  getpeername(fd: number): number;
  /** The events there are; `milliseconds` -1 waits for ever. */
  poll(fd: number, events: number, milliseconds: number): number;
  /** How many have events: `entries` is an array of struct pollfd. */
  pollMany(entries: Bytes, milliseconds: number): number;
  dup(fd: number): number;
  fcntl(fd: number, command: number, argument: number): number;

  recv(fd: number, buffer: Bytes, offset: number, length: number, flags: number): number;
  /** The sender's address: the mailbox. */
  recvfrom(fd: number, buffer: Bytes, offset: number, length: number, flags: number): number;
  send(fd: number, data: Bytes, offset: number, length: number, flags: number): number;
  sendto(fd: number, data: Bytes, offset: number, length: number, flags: number, address: Bytes): number;
  sendfile(fd: number, file: number, offset: number, count: number): number;
  pread(file: number, buffer: Bytes, offset: number, length: number, position: number): number;
  /** Address, FLAGS and CONTROL_LENGTH: the mailbox. */
  recvmsg(
    fd: number,
    buffers: readonly Bytes[] | Bytes,
    /** From where, and how much, of a single buffer; of no meaning for a list. */
    offset: number,
    length: number,
    control: Bytes,
    /** How much of it. */
    room: number,
    flags: number,
  ): number;
  sendmsg(fd: number, buffers: readonly Bytes[], control: Bytes | null, flags: number, address: Bytes | null): number;

  /** The value: mailbox VALUE. */
  getsockoptInteger(fd: number, level: number, name: number): number;
  /** The length of the value in `value`. */
  getsockoptBytes(fd: number, level: number, name: number, value: Bytes): number;
  setsockoptInteger(fd: number, level: number, name: number, value: number): number;
  setsockoptBytes(fd: number, level: number, name: number, value: Bytes): number;
  setsockoptNull(fd: number, level: number, name: number, length: number): number;
  /** `program` is an array of struct sock_filter: what goes to the kernel is a struct sock_fprog. */
  setsockoptProgram(fd: number, level: number, name: number, program: Bytes): number;

  ifNametoindex(name: string): number;
  ifIndextoname(index: number): string | number;
  /** index, name, index, name, … */
  ifNameindex(): (number | string)[] | number;

  /** Once an environment; `onReady` is called with the number of events in the mailbox. */
  pollerOpen(onReady: (count: number) => void): number;
  pollerAdd(fd: number, token: number): number;
  pollerRemove(fd: number): number;
  /**
   * A look-up on the calling thread. `kind` is one of LOOKUP_*; name and service are NUL-free bytes. The answer is a
   * byte string (native/resolver.c tells its layout), with id 0.
   */
  lookup(kind: number, name: Bytes | null, service: Bytes | null, a: number, b: number, c: number, d: number): Answer;
  /** An eventfd, readable when there are answers. Once an environment. */
  resolverOpen(): number;
  /** A look-up on a thread of its own. */
  resolverStart(
    kind: number,
    name: Bytes | null,
    service: Bytes | null,
    a: number,
    b: number,
    c: number,
    d: number,
    id: number,
  ): number;
  /** The next answer; null when there is none, and then the eventfd is not readable. */
  resolverTake(): Answer | null;
  /** -ENOENT when there is no such service. */
  servicePort(name: string, proto: string | null): number;
  serviceName(port: number, proto: string | null): string | number;
  protocolNumber(name: string): number;
  gethostname(): string | number;
  sethostname(name: Bytes): number;

  epollCreate(): number;
  epollControl(epoll: number, operation: number, fd: number, events: number): number;
  /** How many are ready now; `result`, of 16 bytes for each, gets pairs of int32: descriptor and events. */
  epollTake(epoll: number, result: Bytes): number;

  /** Starts what ends waits that suspend the thread, or wakes it: mailbox PARKED asks for it. */
  watchdogWake(): number;
  /** Whether the signal of that index (SIGINT, SIGTERM, SIGHUP, SIGQUIT) interrupts such waits. */
  watchdogSignal(index: number, flag: boolean): number;
  /** Above 0 when the event loop has signals to look at: none of them has been handed to its listeners. */
  watchdogUnread(): number;

  /** Whether the poller keeps the event loop running. */
  pollerRef(flag: boolean): number;
}

const require = createRequire(import.meta.url);

export const native: Binding = require("../../build/Release/berkeley.node") as Binding;
