// The verbs of TLS as operations, which the drivers of both flavours run. An attempt calls OpenSSL; what OpenSSL wants
// to wait for is what the operation wants.
import { asSize } from "../core/arguments.ts";
import { asBytes } from "../core/bytes.ts";
import { osError } from "../core/errors.ts";
import {
  CALL,
  type Direction,
  EAGAIN,
  type Operation,
  READ,
  type Readiness,
  SHARE,
  TURN,
  WRITE,
} from "../core/operations/operation.ts";
import { keep, offsetOf, scratch } from "../core/operations/scratch.ts";
import { CLOSED, EOF, PAUSED, tls, WANT_READ, WANT_WRITE } from "../native/tls.ts";
import type { Connection } from "./connection.ts";
import { SSLWantReadError, SSLWantWriteError } from "./errors.ts";

/** What one record holds at most: RFC 8446 section 5.1. */
const RECORD = 16_384;

export abstract class TlsOperation<T> implements Operation<T> {
  abstract readonly syscall: string;
  readonly lane: Direction;
  wants: Readiness;
  protected readonly connection: Connection;

  constructor(connection: Connection, lane: Direction) {
    this.connection = connection;
    this.lane = lane;
    this.wants = lane;
  }

  /** The value, -EAGAIN with `wants` set, or what it throws. */
  protected abstract try(): number;
  abstract finish(value: number): T;

  attempt(): number {
    const { connection, lane } = this;
    if (connection.fatal !== null) throw connection.fatal;
    const other = lane === READ ? WRITE : READ;
    const awaited = connection.waits[other];
    // The two lanes share one SSL object. Where the other waits for what is not its own direction, or where this
    // operation reads though it is no read, this attempt may take what the other waits for, and no event would tell.
    const crossed = awaited !== null && (awaited !== other || this.crossing);
    const before = crossed ? tls.moved(connection.handle) : 0;
    connection.waits[lane] = null;
    try {
      const value = this.try();
      if (value === -EAGAIN) connection.waits[lane] = this.wants;
      else connection.established = true;
      return value;
    } finally {
      if (crossed && (connection.released || tls.moved(connection.handle) !== before)) {
        queueMicrotask(() => connection.wake?.(other));
      }
    }
  }

  /** Whether the operation may read in the writing lane, or the other way round. */
  protected get crossing(): boolean {
    return !this.connection.finished;
  }

  /** What a code of the addon means for this operation. */
  protected outcome(code: number): number {
    if (code >= 0) return code;
    if (code === WANT_READ) this.wants = READ;
    else if (code === WANT_WRITE) this.wants = WRITE;
    else if (code === PAUSED) this.wants = CALL;
    else throw this.connection.failure(code, this.syscall);
    return -EAGAIN;
  }

  failure(errno: number): Error {
    if (errno !== EAGAIN) return osError(errno, this.syscall);
    return this.wants === WRITE
      ? new SSLWantWriteError(undefined, { syscall: this.syscall })
      : new SSLWantReadError(undefined, { syscall: this.syscall });
  }
}

/** SSL_do_handshake(3): until both sides are done with it. */
export class Handshake extends TlsOperation<void> {
  readonly syscall: string = "handshake";

  constructor(connection: Connection) {
    super(connection, READ);
  }

  protected try(): number {
    return this.outcome(tls.handshake(this.connection.handle, this.connection.answer));
  }

  finish(): void {}
}

abstract class TlsRead<T> extends TlsOperation<T> {
  readonly syscall: string = "recv";
  readonly #ragged: boolean;

  constructor(connection: Connection, ragged: boolean) {
    super(connection, READ);
    this.#ragged = ragged;
  }

  /** As much as lies there, up to `length`, from `start` on: the records of a long message come with one call. */
  protected fill(buffer: Uint8Array, start: number, length: number): number {
    const { connection } = this;
    if (connection.deferred !== null) {
      const error = connection.deferred;
      connection.deferred = null;
      throw error;
    }
    let total = 0;
    for (;;) {
      const code = tls.read(connection.handle, buffer, start + total, length - total, connection.answer);
      if (code < 0) {
        if (code === CLOSED || (code === EOF && this.#ragged)) return total;
        if (total === 0) return this.outcome(code);
        if (code !== WANT_READ && code !== WANT_WRITE) connection.deferred = connection.failure(code, this.syscall);
        return total;
      }
      total += code;
      // A record that is not full is the last of its message; asking for more would cost a call for nothing.
      if (code < RECORD || total === length) return total;
    }
  }
}

export class TlsRecv extends TlsRead<Buffer> {
  readonly #size: number;

  constructor(connection: Connection, bufsize: unknown, ragged: boolean, argument = "bufsize") {
    super(connection, ragged);
    this.#size = asSize(bufsize, argument);
  }

  protected try(): number {
    return this.fill(scratch(this.#size), offsetOf(this.#size), this.#size);
  }

  finish(count: number): Buffer {
    return keep(this.#size, count);
  }
}

export class TlsRecvInto extends TlsRead<number> {
  readonly #buffer: Uint8Array;
  readonly #size: number;

  constructor(connection: Connection, buffer: unknown, nbytes: unknown, ragged: boolean) {
    super(connection, ragged);
    this.#buffer = asBytes(buffer, "buffer");
    const size = asSize(nbytes, "nbytes");
    if (size > this.#buffer.length) {
      throw new RangeError(`nbytes must be at most the buffer's ${this.#buffer.length} bytes, not ${size}`);
    }
    this.#size = size === 0 ? this.#buffer.length : size;
  }

  protected try(): number {
    return this.fill(this.#buffer, 0, this.#size);
  }

  finish(count: number): number {
    return count;
  }
}

/**
 * Bytes that the SSL object took are on their way: they count as sent, also when the operation is given up while the
 * last of their ciphertext waits for room. What comes next sends that first.
 */
abstract class TlsWrite<T> extends TlsOperation<T> {
  readonly syscall: string = "send";
  protected readonly data: Uint8Array;
  protected sent = 0;
  /** In mode 0 nobody would wait for the rest of the ciphertext: see `Flush`. */
  readonly #patient: boolean;

  constructor(connection: Connection, data: unknown, patient: boolean) {
    super(connection, WRITE);
    this.data = asBytes(data, "data");
    this.#patient = patient;
  }

  /** Whatever ends it tells how much was sent. */
  override attempt(): number {
    try {
      return super.attempt();
    } catch (error) {
      throw error instanceof Error ? Object.assign(error, { bytesSent: this.sent }) : error;
    }
  }

  protected put(length: number): number {
    const { connection, data } = this;
    const code = tls.write(connection.handle, data, this.sent, length, connection.answer);
    if (code > 0) this.sent += code;
    return this.outcome(code);
  }

  /** Waits until the transport has it all, unless nobody does. */
  protected flushed(): number {
    return this.#patient ? this.outcome(tls.flush(this.connection.handle)) : 0;
  }

  override failure(errno: number): Error {
    const error = super.failure(errno);
    return this.sent === 0 ? error : Object.assign(error, { bytesSent: this.sent });
  }
}

export class TlsSend extends TlsWrite<number> {
  protected try(): number {
    if (this.sent === 0) {
      const value = this.put(this.data.length);
      if (value < 0) return value;
    }
    return this.flushed();
  }

  finish(): number {
    return this.sent;
  }
}

export class TlsSendall extends TlsWrite<void> {
  protected try(): number {
    const total = this.data.length;
    const share = this.sent + SHARE;
    do {
      const value = this.put(Math.min(total - this.sent, SHARE));
      if (value < 0) return value;
      if (this.sent >= share && this.sent < total) {
        this.wants = TURN;
        return -EAGAIN;
      }
    } while (this.sent < total);
    return this.flushed();
  }

  finish(): void {}

  override failure(errno: number): Error {
    return Object.assign(super.failure(errno), { bytesSent: this.sent });
  }
}

/** Gives ciphertext that waits for room to the transport. */
export class Flush extends TlsOperation<void> {
  readonly syscall: string = "send";

  constructor(connection: Connection) {
    super(connection, WRITE);
  }

  protected try(): number {
    return this.outcome(tls.flush(this.connection.handle));
  }

  finish(): void {}
}

/** SSL_shutdown(3): our close_notify alone, or until the peer's has come too. */
export class CloseNotify extends TlsOperation<void> {
  readonly syscall: string = "unwrap";
  readonly #both: boolean;
  readonly #then: (() => void) | undefined;

  /** `then` is called when it is done, before anybody else can do anything. */
  constructor(connection: Connection, both: boolean, then?: () => void) {
    super(connection, WRITE);
    this.#both = both;
    this.#then = then;
  }

  protected override get crossing(): boolean {
    return true;
  }

  protected try(): number {
    const { handle } = this.connection;
    let code = tls.shutdown(handle);
    // 0: ours is sent. The next call reads the peer's.
    if (code === 0 && this.#both) code = tls.shutdown(handle);
    if (code === 0 && this.#both) this.wants = READ;
    return code === 0 && this.#both ? -EAGAIN : this.outcome(code);
  }

  finish(): void {
    this.#then?.();
  }
}

/** SSL_verify_client_post_handshake(3): sends the request; the answer is taken by what reads next. */
export class VerifyClient extends TlsOperation<void> {
  readonly syscall: string = "verifyClientPostHandshake";

  constructor(connection: Connection) {
    super(connection, WRITE);
  }

  protected try(): number {
    const code = tls.verifyClient(this.connection.handle);
    return this.outcome(code < 0 ? code : tls.flush(this.connection.handle));
  }

  finish(): void {}
}
