// `Socket`, the flavour that suspends the thread: an operation that would block returns when it is done.

import { encodeAddress } from "../core/addresses/index.ts";
import type { AddressInput, AddressOf } from "../core/addresses/types.ts";
import type { Ancillary } from "../core/ancillary/ancillary.ts";
import { type AncillaryInput, encodeControl, NO_ANCILLARY } from "../core/ancillary/control.ts";
import { type AncillaryOptions, recvmsg, recvmsgInto } from "../core/ancillary/receiving.ts";
import { asInt } from "../core/arguments.ts";
import { asBytes, type BytesLike } from "../core/bytes.ts";
import { EAGAIN } from "../core/constants/errno.ts";
import { SOCK_DGRAM, SOCK_NONBLOCK } from "../core/constants/socket.ts";
import { getdefaulttimeout } from "../core/defaults.ts";
import { OSError, TimeoutError } from "../core/errors.ts";
import type { ContentOf } from "../core/file/file-base.ts";
import type { FileOptions } from "../core/file/settings.ts";
import { Budget } from "../core/names/budget.ts";
import { type AfalgMessage, sendmsgAfalg } from "../core/operations/afalg.ts";
import { Accept, Bind, Connect } from "../core/operations/connection.ts";
import { closed } from "../core/operations/failure.ts";
import { type ControlForm, type Message, Sendmsg } from "../core/operations/message.ts";
import type { Operation } from "../core/operations/operation.ts";
import { type FileLike, Sendfile } from "../core/operations/sendfile.ts";
import { Recv, Recvfrom, RecvfromInto, RecvInto, Send, Sendall, Sendto } from "../core/operations/transfer.ts";
import { isSignalOptions, type OperationOptions, positional, signalIn } from "../core/options-argument.ts";
import { Fresh, SocketBase } from "../core/socket-base.ts";
import { Channel } from "./channel.ts";
import { SocketFile } from "./file.ts";
import { resolveAddress } from "./resolve.ts";
import type { SSLSocket } from "./ssl-socket.ts";
import { receiveAll, waitsForAll } from "./waitall.ts";

type Options = OperationOptions;

/**
 * A socket whose operations suspend the thread, as the chapter says of blocking mode: in a worker thread, or where
 * nothing else has to go on meanwhile. Every one that waits is bounded by `settimeout`, and throws an `OSError` of the
 * errno. `{ signal }` is accepted as last argument and looked at before the operation starts; a thread that is
 * suspended cannot be told otherwise. A signal of the system that the program has a listener for (SIGINT, SIGTERM,
 * SIGHUP, SIGQUIT) ends a wait of the main thread with `InterruptedError`, so that the listener can run.
 * `MSG_DONTWAIT` among the flags is mode 0 for one call.
 *
 * @example
 * using sock = new Socket(AF_INET, SOCK_STREAM);
 * sock.connect(["localhost", 8881]);
 * sock.sendall(Buffer.from("hello"));
 * const data = sock.recv(1024);
 */
export class Socket<F extends number = 2> extends SocketBase<F> {
  /** @internal */
  declare readonly descriptor: Channel;
  /** What `SSLContext.wrapSocket` makes of it: for the type checker alone. @hidden */
  declare readonly "~wrapped"?: SSLSocket<F>;

  /** @internal */
  protected override own(fd: number): Channel {
    return new Channel(fd);
  }

  /** @internal */
  protected override nonblocking(timeout: number | null): boolean {
    return timeout !== null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** Runs an operation in the socket's mode. @internal */
  run<T>(operation: Operation<T>, signal: AbortSignal | undefined, timeout: number | null = this.timeout): T {
    if (this.closed) throw closed(operation.syscall);
    return this.descriptor.run(operation, timeout, signal);
  }

  /** Makes the sockaddr of an address, which takes a look-up when it holds a host name, and runs what needs it. */
  #runAt<T>(syscall: string, address: unknown, make: (sockaddr: Uint8Array) => Operation<T>, options: unknown): T {
    const signal = signalIn(options);
    const encoded = encodeAddress(address, this);
    if (encoded instanceof Uint8Array) return this.run(make(encoded), signal);
    signal?.throwIfAborted();
    if (this.closed) throw closed(syscall);
    const budget = new Budget(this.timeout);
    const sockaddr = resolveAddress(encoded, budget.deadline);
    return this.run(make(sockaddr), signal, budget.left());
  }

  /**
   * Waits for a connection to this listening socket, and gives a socket for it and the peer's address: accept4(2). The
   * new socket is not inheritable, and has the default time-out.
   */
  accept(options?: Options): [Socket<F>, AddressOf<F>] {
    return this.run(
      new Accept(this, getdefaulttimeout() === null ? 0 : SOCK_NONBLOCK, (fd) => this.#adopt(fd)),
      signalIn(options),
    );
  }

  #adopt(fd: number): Socket<F> {
    return new Socket<F>(this.family, this.type, this.proto, new Fresh(fd) as never);
  }

  /**
   * Gives the socket its own address: bind(2). Port 0 lets the kernel choose; `getsockname()` tells what it chose.
   *
   * @throws OSError with the address: EADDRINUSE, EADDRNOTAVAIL, EACCES, …; GAIError for a host name.
   */
  bind(address: AddressInput<F>, options?: Options): void {
    this.#runAt("bind", address, (sockaddr) => new Bind(sockaddr, address), options);
  }

  /**
   * Connects to an address: connect(2). After a failure or a time-out the socket is to be closed. A datagram socket then
   * sends to that address, and receives from it alone.
   *
   * @throws OSError with the address: ConnectionRefusedError, TimeoutError, …; BlockingIOError (EINPROGRESS) in mode 0;
   *   GAIError for a host name.
   */
  connect(address: AddressInput<F>, options?: Options): void {
    this.#runAt("connect", address, (sockaddr) => new Connect(this, sockaddr, address), options);
  }

  /** Connects, and gives the errno in place of an error: 0 for success, EAGAIN when the time-out elapsed. */
  connectEx(address: AddressInput<F>, options?: Options): number {
    let operation: Connect | undefined;
    try {
      this.#runAt(
        "connect",
        address,
        (sockaddr) => {
          operation = new Connect(this, sockaddr, address);
          return operation;
        },
        options,
      );
      return 0;
    } catch (error) {
      if (!(error instanceof OSError) || error.syscall !== "connect") throw error;
      return error instanceof TimeoutError && operation?.concluded === false ? EAGAIN : error.errno;
    }
  }

  /**
   * Receives at most `bufsize` bytes, or one datagram, of which the rest is lost: recv(2). Empty when the peer has closed
   * a stream. `flags` are MSG_*.
   */
  recv(bufsize: number, flags?: number | Options, options?: Options): Buffer {
    const operation = new Recv(bufsize, positional(flags, 0));
    const signal = signalIn(flags, options);
    if (!waitsForAll(this.type, this.timeout, flags)) return this.run(operation, signal);
    const buffer = Buffer.alloc(bufsize);
    return buffer.subarray(0, this.recvInto(buffer, 0, flags as number, { signal }));
  }

  /** Receives into a buffer, at most `nbytes` (0: as many as it holds), and gives the number of bytes: recv(2). */
  recvInto(buffer: BytesLike, nbytes?: number | Options, flags?: number | Options, options?: Options): number {
    const operation = new RecvInto(buffer, positional(nbytes, 0), positional(flags, 0));
    const signal = signalIn(nbytes, flags, options);
    if (!waitsForAll(this.type, this.timeout, flags)) return this.run(operation, signal);
    const bytes = asBytes(buffer, "buffer");
    const wanted = bytes.subarray(0, (nbytes as number) || bytes.length);
    return receiveAll(wanted, (rest) => this.run(new RecvInto(rest, 0, flags), signal));
  }

  /**
   * Receives a datagram and its sender's address (null on a connected stream): recvfrom(2).
   *
   * @example
   * const [data, address] = sock.recvfrom(65536);
   * sock.sendto(data, address);
   */
  recvfrom(bufsize: number, flags?: number | Options, options?: Options): [Buffer, AddressOf<F>] {
    return this.run(new Recvfrom(this, bufsize, positional(flags, 0)), signalIn(flags, options));
  }

  /** `recvfrom` into a buffer, at most `nbytes` (0: as many as it holds), and gives the number of bytes. */
  recvfromInto(
    buffer: BytesLike,
    nbytes?: number | Options,
    flags?: number | Options,
    options?: Options,
  ): [number, AddressOf<F>] {
    return this.run(
      new RecvfromInto<AddressOf<F>>(this, buffer, positional(nbytes, 0), positional(flags, 0)),
      signalIn(nbytes, flags, options),
    );
  }

  /**
   * Receives data with ancillary data: recvmsg(2). With `{ ancillary: kinds }` the control buffer has room for all and
   * they come decoded; `enableAncillary` makes the kernel send them. With `ancbufsize` they come as
   * `[level, type, data]`. Descriptors received are close-on-exec and belong to the caller.
   */
  recvmsg(bufsize: number, options: AncillaryOptions): Message<Buffer, AddressOf<F>, Ancillary>;
  recvmsg(
    bufsize: number,
    ancbufsize?: number | Options,
    flags?: number | Options,
    options?: Options,
  ): Message<Buffer, AddressOf<F>>;
  /** @internal */
  recvmsg<C>(
    bufsize: number,
    form: ControlForm<C>,
    flags?: number | Options,
    options?: Options,
  ): Message<Buffer, AddressOf<F>, C>;
  recvmsg(
    bufsize: number,
    ancbufsize?: number | Options | AncillaryOptions | ControlForm<unknown>,
    flags?: number | Options,
    options?: Options,
  ): Message<Buffer, AddressOf<F>, unknown> {
    return this.run(recvmsg<AddressOf<F>>(this, bufsize, ancbufsize, flags), signalIn(ancbufsize, flags, options));
  }

  /** `recvmsg` scattered into buffers, filled one after the other; gives the number of bytes: recvmsg(2). */
  recvmsgInto(buffers: readonly BytesLike[], options: AncillaryOptions): Message<number, AddressOf<F>, Ancillary>;
  recvmsgInto(
    buffers: readonly BytesLike[],
    ancbufsize?: number | Options,
    flags?: number | Options,
    options?: Options,
  ): Message<number, AddressOf<F>>;
  recvmsgInto(
    buffers: readonly BytesLike[],
    ancbufsize?: number | Options | AncillaryOptions,
    flags?: number | Options,
    options?: Options,
  ): Message<number, AddressOf<F>, unknown> {
    return this.run(recvmsgInto<AddressOf<F>>(this, buffers, ancbufsize, flags), signalIn(ancbufsize, flags, options));
  }

  /** Sends, and gives the number of bytes the kernel took, which may be fewer than there are: send(2). */
  send(data: BytesLike, flags?: number | Options, options?: Options): number {
    return this.run(new Send(data, positional(flags, 0)), signalIn(flags, options));
  }

  /** Sends every byte. The time-out is for the whole; the error of a failure tells `bytesSent`. */
  sendall(data: BytesLike, flags?: number | Options, options?: Options): void {
    this.run(new Sendall(data, positional(flags, 0)), signalIn(flags, options));
  }

  /** Sends a datagram to an address, and gives its length: sendto(2). EMSGSIZE for one that is too long. */
  sendto(data: BytesLike, address: AddressInput<F>, options?: Options): number;
  sendto(data: BytesLike, flags: number, address: AddressInput<F>, options?: Options): number;
  sendto(
    data: BytesLike,
    flagsOrAddress: number | AddressInput<F>,
    addressOrOptions?: AddressInput<F> | Options,
    options?: Options,
  ): number {
    const flagged = typeof flagsOrAddress === "number";
    const address = flagged ? addressOrOptions : flagsOrAddress;
    const bytes = asBytes(data, "data");
    const flags = flagged ? asInt(flagsOrAddress, "flags") : 0;
    return this.#runAt(
      "sendto",
      address,
      (sockaddr) => new Sendto(this, bytes, flags, sockaddr, address),
      flagged ? options : addressOrOptions,
    );
  }

  /**
   * Sends gathered data with ancillary data beside it, to the peer or to an address: sendmsg(2). `ancdata` holds
   * `[level, type, data]`, which `scmRights`, `packetInfo` and their relatives make. Gives the number of bytes sent.
   *
   * @example
   * sock.sendmsg([header, body], [scmRights([fd])]);
   */
  sendmsg(
    buffers: readonly BytesLike[],
    ancdata?: Iterable<AncillaryInput>,
    flags?: number,
    address?: AddressInput<F> | null,
    options?: Options,
  ): number;
  sendmsg(buffers: readonly BytesLike[], ancdata: Iterable<AncillaryInput>, flags: number, options: Options): number;
  sendmsg(buffers: readonly BytesLike[], ancdata: Iterable<AncillaryInput>, options: Options): number;
  sendmsg(buffers: readonly BytesLike[], options: Options): number;
  sendmsg(
    buffers: readonly BytesLike[],
    ancdata?: Iterable<AncillaryInput> | Options,
    flags?: number | Options,
    address?: AddressInput<F> | Options | null,
    options?: Options,
  ): number {
    const control = encodeControl(positional(ancdata, NO_ANCILLARY));
    const flagged = positional(flags, 0);
    if (address === undefined || address === null || isSignalOptions(address)) {
      const operation = new Sendmsg(this, buffers, control, flagged, null);
      return this.run(operation, signalIn(ancdata, flags, address ?? options));
    }
    const make = (sockaddr: Uint8Array): Sendmsg => new Sendmsg(this, buffers, control, flagged, sockaddr, address);
    return this.#runAt("sendmsg", address, make, options);
  }

  /**
   * Sends data to an algorithm of the kernel's (AF_ALG), with the operation, the initialisation vector and the length
   * of what is authenticated only: sendmsg(2).
   */
  sendmsgAfalg(message: AfalgMessage, options?: Options): number {
    return this.run(sendmsgAfalg(this, message), signalIn(options));
  }

  /**
   * Sends a file from `offset` on, `count` bytes of it or all: sendfile(2). The file's own position is neither used nor
   * moved. Gives the number of bytes sent; the error of a failure tells it as `bytesSent`.
   */
  sendfile(
    file: FileLike | number,
    offset?: number | Options,
    count?: number | null | Options,
    options?: Options,
  ): number {
    if (this.type === SOCK_DGRAM) throw new RangeError("sendfile needs a stream: this is a datagram socket");
    if (this.timeout === 0) throw new RangeError("sendfile cannot be used in non-blocking mode (time-out 0)");
    const operation = new Sendfile(file, positional(offset, 0), positional(count, null));
    return this.run(operation, signalIn(offset, count === null ? undefined : count, options));
  }

  /**
   * A file that reads from the socket, writes to it, or both. `mode` is made of "r", "w" and "b" for bytes; the options
   * are those of Python's `open`. The descriptor stays open until the socket and every such file are closed.
   *
   * @throws RangeError for an unknown mode, encoding or newline, and for text without a buffer.
   */
  makefile<M extends string = "r">(mode?: M, options?: FileOptions): SocketFile<ContentOf<M>>;
  makefile(options: FileOptions): SocketFile<string>;
  makefile(mode: unknown = "r", options: unknown = {}): SocketFile<string | Buffer> {
    const left = typeof mode === "object" && mode !== null;
    return new SocketFile(this as SocketBase, left ? "r" : mode, left ? mode : options);
  }
}
