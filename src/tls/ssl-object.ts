// SSLObject: TLS on memory. It never waits: where a socket would, it throws SSLWantReadError or SSLWantWriteError.
import { asSize } from "../core/arguments.ts";
import { asBytes, type BytesLike, describe } from "../core/bytes.ts";
import { CLOSED, type ConnectionHandle, tls } from "../native/tls.ts";
import { Connection, plan } from "./connection.ts";
import type { SSLContext } from "./context.ts";
import { Inspectors } from "./inspectors.ts";
import { MemoryBIO } from "./memory-bio.ts";
import type { SSLSession } from "./session.ts";

/** What `wrapBio` takes; as for `wrapSocket`. */
export interface BioOptions {
  readonly serverSide?: boolean | undefined;
  readonly serverHostname?: string | null | undefined;
  readonly session?: SSLSession | null | undefined;
}

const secret = Symbol("SSLObject");

/**
 * TLS without a transport, from `SSLContext.wrapBio`: what the peer sent is written to one MemoryBIO, and what is to be
 * sent to it is read from the other.
 */
export class SSLObject extends Inspectors {
  /** @internal */
  override readonly connection: Connection;
  /** @internal */
  protected override readonly initialContext: SSLContext;

  /** @hidden */
  constructor(key: symbol, connection: Connection) {
    super();
    if (key !== secret) throw new TypeError("An SSLObject comes from SSLContext.wrapBio");
    this.connection = connection;
    this.initialContext = connection.context;
    connection.subject = this;
  }

  /** Whether this side is the server. */
  get serverSide(): boolean {
    return this.connection.serverSide;
  }

  /** The name that was asked for, as it was given to `wrapBio`. */
  get serverHostname(): string | null {
    return this.connection.serverName?.given ?? null;
  }

  /** The connection; the error after which nothing can be done with it is thrown again. */
  #working(): ConnectionHandle {
    if (this.connection.fatal !== null) throw this.connection.fatal;
    return this.connection.handle;
  }

  #result(code: number, doing: string): number {
    if (code < 0) throw this.connection.failure(code, doing);
    this.connection.established = true;
    return code;
  }

  /** Does as much of the handshake as there is to do; to be repeated until it does not throw. */
  doHandshake(): void {
    this.#result(tls.handshake(this.#working(), this.connection.answer), "handshake");
  }

  /** At most `n` bytes; empty when the peer has closed the connection. */
  read(n?: number): Buffer;
  /** The number of bytes that were put into the buffer; 0 when the peer has closed the connection. */
  read(buffer: BytesLike): number;
  read(target: number | BytesLike = 1024): Buffer | number {
    if (typeof target !== "number") return this.#readInto(asBytes(target, "buffer"));
    const buffer = Buffer.allocUnsafe(asSize(target, "n"));
    return buffer.subarray(0, this.#readInto(buffer));
  }

  #readInto(buffer: Uint8Array): number {
    const code = tls.read(this.#working(), buffer, 0, buffer.length, this.connection.answer);
    return code === CLOSED ? 0 : this.#result(code, "read");
  }

  /** The number of bytes that were taken. */
  write(data: BytesLike): number {
    const bytes = asBytes(data, "data");
    return this.#result(tls.write(this.#working(), bytes, 0, bytes.length, this.connection.answer), "write");
  }

  /** Ends TLS in both directions; to be repeated until it does not throw. */
  unwrap(): void {
    const handle = this.#working();
    let code = tls.shutdown(handle);
    if (code === 0) code = tls.shutdown(handle);
    this.#result(code, "unwrap");
  }

  /** Asks the client for its certificate: TLS 1.3, after the handshake. */
  verifyClientPostHandshake(): void {
    this.#result(tls.verifyClient(this.#working()), "verifyClientPostHandshake");
  }
}

export function wrapMemory(
  context: SSLContext,
  incoming: MemoryBIO,
  outgoing: MemoryBIO,
  options: BioOptions,
): SSLObject {
  if (!(incoming instanceof MemoryBIO)) throw new TypeError(`incoming must be a MemoryBIO, not ${describe(incoming)}`);
  if (!(outgoing instanceof MemoryBIO)) throw new TypeError(`outgoing must be a MemoryBIO, not ${describe(outgoing)}`);
  return new SSLObject(secret, new Connection(plan(context, options), { incoming, outgoing }));
}
