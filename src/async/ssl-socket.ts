// `SSLSocket`, the flavour for `await`: a Socket whose bytes are TLS's.
import type { AddressInput, AddressOf } from "../core/addresses/types.ts";
import { asInt } from "../core/arguments.ts";
import type { BytesLike } from "../core/bytes.ts";
import { BlockingIOError } from "../core/exceptions.ts";
import type { Transport } from "../core/file/transport.ts";
import { WRITE } from "../core/operations/operation.ts";
import type { FileLike } from "../core/operations/sendfile.ts";
import { type OperationOptions, positional, signalIn } from "../core/options-argument.ts";
import { Fresh } from "../core/socket-base.ts";
import { native } from "../native/binding.ts";
import { Connection } from "../tls/connection.ts";
import type { SSLContext } from "../tls/context.ts";
import { type Inspectors, inspected } from "../tls/inspectors.ts";
import {
  CloseNotify,
  Flush,
  Handshake,
  type TlsOperation,
  TlsRecv,
  TlsRecvInto,
  TlsSend,
  TlsSendall,
  VerifyClient,
} from "../tls/operations.ts";
import { TlsSendfile } from "../tls/sendfile.ts";
import {
  isConnected,
  notConnected,
  refuseBroken,
  refused,
  refuseFlags,
  refuseHaste,
  type SocketPlan,
  socketPlan,
} from "../tls/socket-plan.ts";
import { TlsTransport } from "../tls/transport.ts";
import { registerFlavour, type WrapOptions } from "../tls/wrapping.ts";
import { Socket } from "./socket.ts";
import { TlsChannel } from "./tls-channel.ts";

type Options = OperationOptions;

// `inspected`, below, supplies what this declares.
export interface SSLSocket<F extends number = 2> extends Omit<Inspectors, "connection"> {}

/**
 * A TLS connection, from `SSLContext.wrapSocket`. It is used like the Socket it was made from; `recv` and `send` may
 * run at the same time. `close()` tells the peer that the connection ends, and does not wait for its answer;
 * `unwrap()` does. An error of the protocol closes the descriptor, because nothing that follows it can be trusted.
 */
export class SSLSocket<F extends number = 2> extends Socket<F> {
  /** @internal */
  declare readonly descriptor: TlsChannel;
  readonly #plan: SocketPlan;

  /** @hidden */
  constructor(like: { family: F; type: number; proto: number; timeout: number | null }, fd: Fresh, plan: SocketPlan) {
    if (!(fd instanceof Fresh)) throw new TypeError("An SSLSocket comes from SSLContext.wrapSocket");
    super(like.family, like.type, like.proto, fd as never);
    this.#plan = plan;
    this.settimeout(like.timeout);
  }

  /** @internal */
  protected override own(fd: number): TlsChannel {
    return new TlsChannel(fd);
  }

  /** @internal */
  get connection(): Connection | null {
    return this.descriptor.connection;
  }

  /** @internal */
  protected get initialContext(): SSLContext {
    return this.#plan.context;
  }

  /** Whether this side is the server. */
  get serverSide(): boolean {
    return this.#plan.serverSide;
  }

  /** The name that was asked for, as it was given to `wrapSocket`. */
  get serverHostname(): string | null {
    return this.#plan.serverName?.given ?? null;
  }

  /** @internal */
  attach(connection: Connection): void {
    this.descriptor.attach(connection);
    connection.subject = this;
  }

  #connected(syscall: string): Connection {
    if (this.connection !== null) return this.connection;
    const fd = this.openDescriptor(syscall);
    // Never without TLS: what is not connected has nothing to say.
    if (!isConnected(fd)) throw notConnected(syscall);
    const connection = new Connection(this.#plan, fd);
    this.attach(connection);
    return connection;
  }

  #start<T>(syscall: string, make: (connection: Connection) => TlsOperation<T>, ...last: unknown[]): Promise<T> {
    try {
      const signal = signalIn(...last);
      return this.run(make(this.#connected(syscall)), signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #startSending<T>(
    make: (connection: Connection, patient: boolean) => TlsOperation<T>,
    flags: unknown,
    options: unknown,
  ): Promise<T> {
    const patient = this.timeout !== 0;
    const sent = this.#start("send", (connection) => make(connection, patient), flags, options);
    // In mode 0 the caller does not wait for the last of the ciphertext: that is left to the background.
    return patient ? sent : sent.finally(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const { connection } = this;
    // Whatever waits in the lane sends it first: a caller that tries again and again must not make a queue of these.
    if (connection === null || this.closed || this.descriptor.busy(WRITE)) return;
    await this.run(new Flush(connection), undefined, null).catch(() => {});
  }

  /** @internal */
  override get transport(): Transport {
    return new TlsTransport(this.#connected("makefile"), this.#plan.suppressRaggedEofs);
  }

  /** Does the handshake, where `doHandshakeOnConnect` is false; otherwise it is done. The time-out is for all of it. */
  doHandshake(options?: Options): Promise<void> {
    return this.#start("handshake", (connection) => new Handshake(connection), options);
  }

  /** @internal */
  async handshakeOrClose(signal: AbortSignal | undefined, timeout: number | null = this.timeout): Promise<void> {
    try {
      await this.run(new Handshake(this.#connected("handshake")), signal, timeout);
    } catch (error) {
      // In mode 0 it goes on with `doHandshake`.
      if (timeout !== 0 || !(error instanceof BlockingIOError)) this.close();
      throw error;
    }
  }

  /** Connects, and does the handshake unless `doHandshakeOnConnect` is false. After a failure the socket is closed. */
  override async connect(address: AddressInput<F>, options?: Options): Promise<void> {
    const signal = signalIn(options);
    await super.connect(address, options);
    if (this.#plan.doHandshakeOnConnect) await this.handshakeOrClose(signal);
  }

  override async connectEx(address: AddressInput<F>, options?: Options): Promise<number> {
    const signal = signalIn(options);
    const errno = await super.connectEx(address, options);
    if (errno === 0 && this.#plan.doHandshakeOnConnect) await this.handshakeOrClose(signal);
    return errno;
  }

  /**
   * Waits for a connection and does its handshake, unless `doHandshakeOnConnect` is false. The time-out of this socket
   * bounds the handshake, and a failed one rejects; to serve others meanwhile, accept with a plain Socket and wrap what
   * it gives, or do the handshake in a task of its own.
   */
  override async accept(options?: Options): Promise<[SSLSocket<F>, AddressOf<F>]> {
    const signal = signalIn(options);
    refuseHaste(this.#plan, this.timeout);
    const [socket, address] = await super.accept(options);
    const { doHandshakeOnConnect } = this.#plan;
    try {
      const accepted = adopt<F>(socket, { ...this.#plan, context: this.context });
      if (doHandshakeOnConnect) await accepted.handshakeOrClose(signal, this.timeout);
      return [accepted, address];
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  override recv(bufsize: number, flags?: number, options?: Options): Promise<Buffer>;
  override recv(bufsize: number, options?: Options): Promise<Buffer>;
  /** Receives at most `bufsize` bytes; empty when the peer has closed the connection with close_notify. */
  override recv(bufsize: number, flags?: number | Options, options?: Options): Promise<Buffer> {
    const make = (connection: Connection): TlsRecv => {
      refuseFlags("recv", flags);
      return new TlsRecv(connection, bufsize, this.#plan.suppressRaggedEofs);
    };
    return this.#start("recv", make, flags, options);
  }

  override recvInto(buffer: BytesLike, nbytes?: number, flags?: number, options?: Options): Promise<number>;
  override recvInto(buffer: BytesLike, nbytes: number, options: Options): Promise<number>;
  override recvInto(buffer: BytesLike, options: Options): Promise<number>;
  override recvInto(
    buffer: BytesLike,
    nbytes?: number | Options,
    flags?: number | Options,
    options?: Options,
  ): Promise<number> {
    const make = (connection: Connection): TlsRecvInto => {
      refuseFlags("recvInto", flags);
      return new TlsRecvInto(connection, buffer, positional(nbytes, 0), this.#plan.suppressRaggedEofs);
    };
    return this.#start("recv", make, nbytes, flags, options);
  }

  override send(data: BytesLike, flags?: number, options?: Options): Promise<number>;
  override send(data: BytesLike, options?: Options): Promise<number>;
  /** Sends, and gives the number of bytes that were taken, which may be fewer than there are. */
  override send(data: BytesLike, flags?: number | Options, options?: Options): Promise<number> {
    const make = (connection: Connection, patient: boolean): TlsSend => {
      refuseFlags("send", flags);
      return new TlsSend(connection, data, patient);
    };
    return this.#startSending(make, flags, options);
  }

  override sendall(data: BytesLike, flags?: number, options?: Options): Promise<void>;
  override sendall(data: BytesLike, options?: Options): Promise<void>;
  /** Sends every byte; the error of a failure tells `bytesSent`. The data must not be changed meanwhile. */
  override sendall(data: BytesLike, flags?: number | Options, options?: Options): Promise<void> {
    const make = (connection: Connection, patient: boolean): TlsSendall => {
      refuseFlags("sendall", flags);
      return new TlsSendall(connection, data, patient);
    };
    return this.#startSending(make, flags, options);
  }

  /** `recv`, by the name it has in Python's ssl. */
  read(n?: number, options?: Options): Promise<Buffer> {
    return this.#start("recv", (c) => new TlsRecv(c, n ?? 1024, this.#plan.suppressRaggedEofs, "n"), options);
  }

  /** `send`, by the name it has in Python's ssl. */
  write(data: BytesLike, options?: Options): Promise<number> {
    return this.send(data, options);
  }

  override sendfile(
    file: FileLike | number,
    offset?: number,
    count?: number | null,
    options?: Options,
  ): Promise<number>;
  override sendfile(file: FileLike | number, offset: number, options: Options): Promise<number>;
  override sendfile(file: FileLike | number, options: Options): Promise<number>;
  override sendfile(
    file: FileLike | number,
    offset?: number | Options,
    count?: number | null | Options,
    options?: Options,
  ): Promise<number> {
    const make = (connection: Connection): TlsSendfile => {
      if (this.timeout === 0) throw new RangeError("sendfile cannot be used in non-blocking mode (time-out 0)");
      return new TlsSendfile(connection, file, positional(offset, 0), positional(count, null));
    };
    return this.#start("send", make, offset, count === null ? undefined : count, options);
  }

  /**
   * Ends TLS: tells the peer, waits for its answer, and gives a Socket that goes on without TLS (or with the TLS that
   * this one ran inside). This object is closed.
   */
  async unwrap(options?: Options): Promise<Socket<F>> {
    await this.#start("unwrap", (connection) => new CloseNotify(connection, true), options);
    const connection = this.#connected("unwrap");
    const { under } = connection;
    const { family, type, proto, timeout } = this;
    const fd = this.#handOver();
    connection.release();
    native.own(fd);
    if (under !== null) {
      const inner = new SSLSocket<F>(this, new Fresh(fd), this.#plan);
      inner.attach(under);
      return inner;
    }
    const plain = new Socket<F>(family, type, proto, new Fresh(fd) as never);
    plain.settimeout(timeout);
    return plain;
  }

  #handOver(): number {
    const fd = this.descriptor.fd;
    this.descriptor.handOver();
    // What is left is the socket object, whose descriptor is gone.
    this.close();
    return fd;
  }

  /** Asks the client for its certificate, in TLS 1.3 after the handshake. The answer comes while receiving. */
  verifyClientPostHandshake(options?: Options): Promise<void> {
    return this.#start("verifyClientPostHandshake", (connection) => new VerifyClient(connection), options);
  }

  /** Ends one or both directions: tells the peer with close_notify, behind what is being sent, then shutdown(2). */
  override shutdown(how: number): void {
    const { connection } = this;
    if (asInt(how, "how", 0, 2) === 0 || connection === null || !connection.finished) {
      super.shutdown(how);
      return;
    }
    const ended = this.run(new CloseNotify(connection, false, () => super.shutdown(how)), undefined, null);
    ended.catch(() => {});
  }

  override recvfrom(): Promise<never> {
    return Promise.reject(refused("recvfrom", "recv"));
  }

  override recvfromInto(): Promise<never> {
    return Promise.reject(refused("recvfromInto", "recvInto"));
  }

  override recvmsg(): Promise<never> {
    return Promise.reject(refused("recvmsg", "recv"));
  }

  override recvmsgInto(): Promise<never> {
    return Promise.reject(refused("recvmsgInto", "recvInto"));
  }

  override sendto(): Promise<number> {
    return Promise.reject(refused("sendto", "send"));
  }

  override sendmsg(): Promise<number> {
    return Promise.reject(refused("sendmsg", "send"));
  }

  /** @internal */
  override handOver(): never {
    throw refused("toAsync and toSync", "unwrap first");
  }

  override dup(): never {
    throw refused("dup: a TLS connection cannot be used twice", "the SSLSocket itself");
  }
}

inspected(SSLSocket.prototype);

/** An SSLSocket on the descriptor of a socket, which is detached. What can go wrong leaves the socket as it is. */
function adopt<F extends number>(socket: Socket<F>, plan: SocketPlan): SSLSocket<F> {
  const fd = socket.openDescriptor("wrapSocket");
  const under = socket instanceof SSLSocket ? socket.connection : null;
  if (under !== null && !under.finished) throw new RangeError("sock must have done its own handshake first");
  const connection = under !== null || isConnected(fd) ? new Connection(plan, under ?? fd) : null;
  if (under !== null) (socket.descriptor as TlsChannel).handOver();
  const { family, type, proto, timeout } = socket;
  if (under === null) socket.detach();
  else socket.close();
  native.own(fd);
  const made = new SSLSocket<F>({ family, type, proto, timeout }, new Fresh(fd), plan);
  if (connection !== null) made.attach(connection);
  return made;
}

async function wrap(context: SSLContext, socket: Socket<number>, options: WrapOptions): Promise<SSLSocket<number>> {
  const plan = socketPlan(context, socket, options);
  const signal = signalIn({ signal: options.signal });
  signal?.throwIfAborted();
  const made = adopt(socket, plan);
  if (made.connection === null) refuseBroken(made);
  else if (plan.doHandshakeOnConnect) await made.handshakeOrClose(signal);
  return made;
}

registerFlavour(Socket, wrap);
