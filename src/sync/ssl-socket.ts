// `SSLSocket`, the flavour that suspends the thread: a Socket whose bytes are TLS's.
import type { AddressInput, AddressOf } from "../core/addresses/types.ts";
import { asInt } from "../core/arguments.ts";
import type { BytesLike } from "../core/bytes.ts";
import { BlockingIOError } from "../core/exceptions.ts";
import type { Transport } from "../core/file/transport.ts";
import type { FileLike } from "../core/operations/sendfile.ts";
import { type OperationOptions, positional, signalIn } from "../core/options-argument.ts";
import { Fresh, setNonblocking } from "../core/socket-base.ts";
import { native } from "../native/binding.ts";
import { Connection } from "../tls/connection.ts";
import type { SSLContext } from "../tls/context.ts";
import { type Inspectors, inspected } from "../tls/inspectors.ts";
import { CloseNotify, Handshake, TlsRecv, TlsRecvInto, TlsSend, TlsSendall, VerifyClient } from "../tls/operations.ts";
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
 * A TLS connection, from `SSLContext.wrapSocket`. It is used like the Socket it was made from. `close()` tells the peer
 * that the connection ends, and does not wait for its answer; `unwrap()` does. An error of the protocol closes the
 * descriptor, because nothing that follows it can be trusted.
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
    // The default time-out, which the constructor goes by, may be another.
    setNonblocking(fd.fd, this.nonblocking(like.timeout));
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

  /** @internal */
  override get transport(): Transport {
    return new TlsTransport(this.#connected("makefile"), this.#plan.suppressRaggedEofs);
  }

  /** Does the handshake, where `doHandshakeOnConnect` is false; otherwise it is done. The time-out is for all of it. */
  doHandshake(options?: Options): void {
    this.run(new Handshake(this.#connected("handshake")), signalIn(options));
  }

  /** @internal */
  handshakeOrClose(signal: AbortSignal | undefined, timeout: number | null = this.timeout): void {
    try {
      this.run(new Handshake(this.#connected("handshake")), signal, timeout);
    } catch (error) {
      // In mode 0 it goes on with `doHandshake`.
      if (timeout !== 0 || !(error instanceof BlockingIOError)) this.close();
      throw error;
    }
  }

  /** Connects, and does the handshake unless `doHandshakeOnConnect` is false. After a failure the socket is closed. */
  override connect(address: AddressInput<F>, options?: Options): void {
    super.connect(address, options);
    if (this.#plan.doHandshakeOnConnect) this.handshakeOrClose(signalIn(options));
  }

  override connectEx(address: AddressInput<F>, options?: Options): number {
    const errno = super.connectEx(address, options);
    if (errno === 0 && this.#plan.doHandshakeOnConnect) this.handshakeOrClose(signalIn(options));
    return errno;
  }

  /**
   * Waits for a connection and does its handshake, unless `doHandshakeOnConnect` is false. The time-out of this socket
   * bounds the handshake, and a failed one throws.
   */
  override accept(options?: Options): [SSLSocket<F>, AddressOf<F>] {
    refuseHaste(this.#plan, this.timeout);
    const [socket, address] = super.accept(options);
    try {
      const accepted = adopt<F>(socket, { ...this.#plan, context: this.context });
      if (this.#plan.doHandshakeOnConnect) accepted.handshakeOrClose(signalIn(options), this.timeout);
      return [accepted, address];
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** Receives at most `bufsize` bytes; empty when the peer has closed the connection with close_notify. */
  override recv(bufsize: number, flags?: number | Options, options?: Options): Buffer {
    refuseFlags("recv", flags);
    const operation = new TlsRecv(this.#connected("recv"), bufsize, this.#plan.suppressRaggedEofs);
    return this.run(operation, signalIn(flags, options));
  }

  override recvInto(buffer: BytesLike, nbytes?: number | Options, flags?: number | Options, options?: Options): number {
    refuseFlags("recvInto", flags);
    const { suppressRaggedEofs } = this.#plan;
    const operation = new TlsRecvInto(this.#connected("recv"), buffer, positional(nbytes, 0), suppressRaggedEofs);
    return this.run(operation, signalIn(nbytes, flags, options));
  }

  /** Sends, and gives the number of bytes that were taken, which may be fewer than there are. */
  override send(data: BytesLike, flags?: number | Options, options?: Options): number {
    refuseFlags("send", flags);
    return this.run(new TlsSend(this.#connected("send"), data, this.timeout !== 0), signalIn(flags, options));
  }

  /** Sends every byte; the error of a failure tells `bytesSent`. */
  override sendall(data: BytesLike, flags?: number | Options, options?: Options): void {
    refuseFlags("sendall", flags);
    this.run(new TlsSendall(this.#connected("send"), data, this.timeout !== 0), signalIn(flags, options));
  }

  /** `recv`, by the name it has in Python's ssl. */
  read(n?: number, options?: Options): Buffer {
    const operation = new TlsRecv(this.#connected("recv"), n ?? 1024, this.#plan.suppressRaggedEofs, "n");
    return this.run(operation, signalIn(options));
  }

  /** `send`, by the name it has in Python's ssl. */
  write(data: BytesLike, options?: Options): number {
    return this.send(data, options);
  }

  override sendfile(
    file: FileLike | number,
    offset?: number | Options,
    count?: number | null | Options,
    options?: Options,
  ): number {
    if (this.timeout === 0) throw new RangeError("sendfile cannot be used in non-blocking mode (time-out 0)");
    const operation = new TlsSendfile(this.#connected("send"), file, positional(offset, 0), positional(count, null));
    return this.run(operation, signalIn(offset, count === null ? undefined : count, options));
  }

  /**
   * Ends TLS: tells the peer, waits for its answer, and gives a Socket that goes on without TLS (or with the TLS that
   * this one ran inside). This object is closed.
   */
  unwrap(options?: Options): Socket<F> {
    const connection = this.#connected("unwrap");
    this.run(new CloseNotify(connection, true), signalIn(options));
    const { under } = connection;
    const { family, type, proto, timeout } = this;
    const fd = this.descriptor.handOver();
    // What is left is the socket object, whose descriptor is gone.
    this.close();
    connection.release();
    native.own(fd);
    if (under !== null) {
      const inner = new SSLSocket<F>({ family, type, proto, timeout }, new Fresh(fd), this.#plan);
      inner.attach(under);
      return inner;
    }
    const plain = new Socket<F>(family, type, proto, new Fresh(fd) as never);
    plain.settimeout(timeout);
    setNonblocking(fd, this.nonblocking(timeout));
    return plain;
  }

  /** Asks the client for its certificate, in TLS 1.3 after the handshake. The answer comes while receiving. */
  verifyClientPostHandshake(options?: Options): void {
    this.run(new VerifyClient(this.#connected("verifyClientPostHandshake")), signalIn(options));
  }

  /** Ends one or both directions: tells the peer with close_notify, then shutdown(2). */
  override shutdown(how: number): void {
    const { connection } = this;
    if (asInt(how, "how", 0, 2) !== 0 && connection?.finished === true)
      this.run(new CloseNotify(connection, false), undefined);
    super.shutdown(how);
  }

  override recvfrom(): never {
    throw refused("recvfrom", "recv");
  }

  override recvfromInto(): never {
    throw refused("recvfromInto", "recvInto");
  }

  override recvmsg(): never {
    throw refused("recvmsg", "recv");
  }

  override recvmsgInto(): never {
    throw refused("recvmsgInto", "recvInto");
  }

  override sendto(): never {
    throw refused("sendto", "send");
  }

  override sendmsg(): never {
    throw refused("sendmsg", "send");
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
  const { family, type, proto, timeout } = socket;
  if (under !== null) {
    (socket.descriptor as TlsChannel).handOver();
    socket.close();
  } else {
    socket.detach();
  }
  native.own(fd);
  const made = new SSLSocket<F>({ family, type, proto, timeout }, new Fresh(fd), plan);
  if (connection !== null) made.attach(connection);
  return made;
}

function wrap(context: SSLContext, socket: Socket<number>, options: WrapOptions): SSLSocket<number> {
  const plan = socketPlan(context, socket, options);
  const signal = signalIn({ signal: options.signal });
  signal?.throwIfAborted();
  const made = adopt(socket, plan);
  if (made.connection === null) refuseBroken(made);
  else if (plan.doHandshakeOnConnect) made.handshakeOrClose(signal);
  return made;
}

registerFlavour(Socket, wrap);
