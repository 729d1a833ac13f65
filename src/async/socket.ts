// `Socket`, the flavour for `await`: an operation that would block suspends the caller, never the thread.

import { encodeAddress } from "../core/addresses/index.ts";
import type { AddressInput, AddressOf } from "../core/addresses/types.ts";
import type { Ancillary } from "../core/ancillary/ancillary.ts";
import { type AncillaryInput, encodeControl, NO_ANCILLARY } from "../core/ancillary/control.ts";
import { type AncillaryOptions, recvmsg, recvmsgInto } from "../core/ancillary/receiving.ts";
import { asInt } from "../core/arguments.ts";
import { asBytes, type BytesLike } from "../core/bytes.ts";
import { EAGAIN } from "../core/constants/errno.ts";
import { SOCK_DGRAM, SOCK_NONBLOCK } from "../core/constants/socket.ts";
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

type Options = OperationOptions;

/**
 * A socket whose operations are awaited. Every one that waits takes `{ signal }` as its last argument, is bounded by
 * `settimeout`, and rejects with an `OSError` of the errno; an operation that waits when the socket is closed rejects
 * with EBADF. Operations of one direction are carried out one after the other, in the order of the calls.
 * `MSG_DONTWAIT` among the flags is mode 0 for one call.
 *
 * @example
 * await using sock = new Socket(AF_INET, SOCK_STREAM);
 * await sock.connect(["localhost", 8881]);
 * await sock.sendall(Buffer.from("hello"));
 * const data = await sock.recv(1024);
 */
export class Socket<F extends number = 2> extends SocketBase<F> {
  /** @internal */
  declare readonly descriptor: Channel;
  /** What `SSLContext.wrapSocket` makes of it: for the type checker alone. @hidden */
  declare readonly "~wrapped"?: Promise<SSLSocket<F>>;

  /** @internal */
  protected override own(fd: number): Channel {
    return new Channel(fd);
  }

  /** @internal */
  protected override nonblocking(): boolean {
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** Runs an operation in the socket's mode. @internal */
  run<T>(operation: Operation<T>, signal: AbortSignal | undefined, timeout: number | null = this.timeout): Promise<T> {
    if (this.closed) return Promise.reject(closed(operation.syscall));
    return this.descriptor.run(operation, timeout, signal, this);
  }

  // The verbs of the fast path do the same without a closure for each call.
  #start<T>(make: () => Operation<T>, ...last: unknown[]): Promise<T> {
    try {
      const operation = make();
      return this.run(operation, signalIn(...last));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Makes the sockaddr of an address, which takes a look-up when it holds a host name, and runs what needs it. */
  #startAt<T>(
    syscall: string,
    address: unknown,
    make: (sockaddr: Uint8Array) => Operation<T>,
    options: unknown,
  ): Promise<T> {
    try {
      const signal = signalIn(options);
      const encoded = encodeAddress(address, this);
      if (encoded instanceof Uint8Array) return this.run(make(encoded), signal);
      if (this.closed) return Promise.reject(closed(syscall));
      const budget = new Budget(this.timeout);
      const resolved = resolveAddress(encoded, { owner: this, syscall, deadline: budget.deadline, signal });
      return resolved.then((sockaddr) => this.run(make(sockaddr), signal, budget.left()));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Waits for a connection to this listening socket, and gives a socket for it and the peer's address: accept4(2). The
   * new socket is not inheritable, and has the default time-out.
   */
  accept(options?: Options): Promise<[Socket<F>, AddressOf<F>]> {
    return this.#start(() => new Accept(this, SOCK_NONBLOCK, (fd) => this.#adopt(fd)), options);
  }

  #adopt(fd: number): Socket<F> {
    return new Socket<F>(this.family, this.type, this.proto, new Fresh(fd) as never);
  }

  /**
   * Gives the socket its own address: bind(2). Port 0 lets the kernel choose; `getsockname()` tells what it chose.
   *
   * @throws OSError with the address: EADDRINUSE, EADDRNOTAVAIL, EACCES, …; GAIError for a host name.
   */
  bind(address: AddressInput<F>, options?: Options): Promise<void> {
    return this.#startAt("bind", address, (sockaddr) => new Bind(sockaddr, address), options);
  }

  /**
   * Connects to an address: connect(2). After a failure or a time-out the socket is to be closed. A datagram socket then
   * sends to that address, and receives from it alone.
   *
   * @throws OSError with the address: ConnectionRefusedError, TimeoutError, …; BlockingIOError (EINPROGRESS) in mode 0;
   *   GAIError for a host name.
   */
  connect(address: AddressInput<F>, options?: Options): Promise<void> {
    return this.#startAt("connect", address, (sockaddr) => new Connect(this, sockaddr, address), options);
  }

  /** Connects, and gives the errno in place of an error: 0 for success, EAGAIN when the time-out elapsed. */
  async connectEx(address: AddressInput<F>, options?: Options): Promise<number> {
    let operation: Connect | undefined;
    try {
      await this.#startAt(
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
  recv(bufsize: number, flags?: number | Options, options?: Options): Promise<Buffer> {
    try {
      return this.run(new Recv(bufsize, positional(flags, 0)), signalIn(flags, options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Receives into a buffer, at most `nbytes` (0: as many as it holds), and gives the number of bytes: recv(2). */
  recvInto(buffer: BytesLike, nbytes?: number | Options, flags?: number | Options, options?: Options): Promise<number> {
    try {
      return this.run(
        new RecvInto(buffer, positional(nbytes, 0), positional(flags, 0)),
        signalIn(nbytes, flags, options),
      );
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Receives a datagram and its sender's address (null on a connected stream): recvfrom(2).
   *
   * @example
   * const [data, address] = await sock.recvfrom(65536);
   * await sock.sendto(data, address);
   */
  recvfrom(bufsize: number, flags?: number | Options, options?: Options): Promise<[Buffer, AddressOf<F>]> {
    try {
      return this.run(new Recvfrom(this, bufsize, positional(flags, 0)), signalIn(flags, options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** `recvfrom` into a buffer, at most `nbytes` (0: as many as it holds), and gives the number of bytes. */
  recvfromInto(
    buffer: BytesLike,
    nbytes?: number | Options,
    flags?: number | Options,
    options?: Options,
  ): Promise<[number, AddressOf<F>]> {
    try {
      const operation = new RecvfromInto<AddressOf<F>>(this, buffer, positional(nbytes, 0), positional(flags, 0));
      return this.run(operation, signalIn(nbytes, flags, options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Receives data with ancillary data: recvmsg(2). With `{ ancillary: kinds }` the control buffer has room for all and
   * they come decoded; `enableAncillary` makes the kernel send them. With `ancbufsize` they come as
   * `[level, type, data]`. Descriptors received are close-on-exec and belong to the caller.
   */
  recvmsg(bufsize: number, options: AncillaryOptions): Promise<Message<Buffer, AddressOf<F>, Ancillary>>;
  recvmsg(
    bufsize: number,
    ancbufsize?: number | Options,
    flags?: number | Options,
    options?: Options,
  ): Promise<Message<Buffer, AddressOf<F>>>;
  /** @internal */
  recvmsg<C>(
    bufsize: number,
    form: ControlForm<C>,
    flags?: number | Options,
    options?: Options,
  ): Promise<Message<Buffer, AddressOf<F>, C>>;
  recvmsg(
    bufsize: number,
    ancbufsize?: number | Options | AncillaryOptions | ControlForm<unknown>,
    flags?: number | Options,
    options?: Options,
  ): Promise<Message<Buffer, AddressOf<F>, unknown>> {
    try {
      return this.run(recvmsg<AddressOf<F>>(this, bufsize, ancbufsize, flags), signalIn(ancbufsize, flags, options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** `recvmsg` scattered into buffers, filled one after the other; gives the number of bytes: recvmsg(2). */
  recvmsgInto(
    buffers: readonly BytesLike[],
    options: AncillaryOptions,
  ): Promise<Message<number, AddressOf<F>, Ancillary>>;
  recvmsgInto(
    buffers: readonly BytesLike[],
    ancbufsize?: number | Options,
    flags?: number | Options,
    options?: Options,
  ): Promise<Message<number, AddressOf<F>>>;
  recvmsgInto(
    buffers: readonly BytesLike[],
    ancbufsize?: number | Options | AncillaryOptions,
    flags?: number | Options,
    options?: Options,
  ): Promise<Message<number, AddressOf<F>, unknown>> {
    try {
      return this.run(
        recvmsgInto<AddressOf<F>>(this, buffers, ancbufsize, flags),
        signalIn(ancbufsize, flags, options),
      );
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Sends, and gives the number of bytes the kernel took, which may be fewer than there are: send(2). */
  send(data: BytesLike, flags?: number | Options, options?: Options): Promise<number> {
    try {
      return this.run(new Send(data, positional(flags, 0)), signalIn(flags, options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Sends every byte. The time-out is for the whole; the error of a failure tells `bytesSent`. The data must not be
   * changed before the promise is settled.
   */
  sendall(data: BytesLike, flags?: number | Options, options?: Options): Promise<void> {
    try {
      return this.run(new Sendall(data, positional(flags, 0)), signalIn(flags, options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Sends a datagram to an address, and gives its length: sendto(2). EMSGSIZE for one that is too long. */
  sendto(data: BytesLike, address: AddressInput<F>, options?: Options): Promise<number>;
  sendto(data: BytesLike, flags: number, address: AddressInput<F>, options?: Options): Promise<number>;
  sendto(
    data: BytesLike,
    flagsOrAddress: number | AddressInput<F>,
    addressOrOptions?: AddressInput<F> | Options,
    options?: Options,
  ): Promise<number> {
    const flagged = typeof flagsOrAddress === "number";
    const address = flagged ? addressOrOptions : flagsOrAddress;
    try {
      const bytes = asBytes(data, "data");
      const flags = flagged ? asInt(flagsOrAddress, "flags") : 0;
      return this.#startAt(
        "sendto",
        address,
        (sockaddr) => new Sendto(this, bytes, flags, sockaddr, address),
        flagged ? options : addressOrOptions,
      );
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Sends gathered data with ancillary data beside it, to the peer or to an address: sendmsg(2). `ancdata` holds
   * `[level, type, data]`, which `scmRights`, `packetInfo` and their relatives make. Gives the number of bytes sent.
   *
   * @example
   * await sock.sendmsg([header, body], [scmRights([fd])]);
   */
  sendmsg(
    buffers: readonly BytesLike[],
    ancdata?: Iterable<AncillaryInput>,
    flags?: number,
    address?: AddressInput<F> | null,
    options?: Options,
  ): Promise<number>;
  sendmsg(
    buffers: readonly BytesLike[],
    ancdata: Iterable<AncillaryInput>,
    flags: number,
    options: Options,
  ): Promise<number>;
  sendmsg(buffers: readonly BytesLike[], ancdata: Iterable<AncillaryInput>, options: Options): Promise<number>;
  sendmsg(buffers: readonly BytesLike[], options: Options): Promise<number>;
  sendmsg(
    buffers: readonly BytesLike[],
    ancdata?: Iterable<AncillaryInput> | Options,
    flags?: number | Options,
    address?: AddressInput<F> | Options | null,
    options?: Options,
  ): Promise<number> {
    try {
      const control = encodeControl(positional(ancdata, NO_ANCILLARY));
      const flagged = positional(flags, 0);
      if (address === undefined || address === null || isSignalOptions(address)) {
        const operation = new Sendmsg(this, buffers, control, flagged, null);
        return this.run(operation, signalIn(ancdata, flags, address ?? options));
      }
      const make = (sockaddr: Uint8Array): Sendmsg => new Sendmsg(this, buffers, control, flagged, sockaddr, address);
      return this.#startAt("sendmsg", address, make, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Sends data to an algorithm of the kernel's (AF_ALG), with the operation, the initialisation vector and the length
   * of what is authenticated only: sendmsg(2).
   */
  sendmsgAfalg(message: AfalgMessage, options?: Options): Promise<number> {
    return this.#start(() => sendmsgAfalg(this, message), options);
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
  ): Promise<number> {
    return this.#start(
      () => {
        if (this.type === SOCK_DGRAM) throw new RangeError("sendfile needs a stream: this is a datagram socket");
        if (this.timeout === 0) throw new RangeError("sendfile cannot be used in non-blocking mode (time-out 0)");
        return new Sendfile(file, positional(offset, 0), positional(count, null));
      },
      offset,
      count === null ? undefined : count,
      options,
    );
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
