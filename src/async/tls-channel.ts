// The descriptor of an SSLSocket: a channel that says goodbye before it closes.
import { type Operation, READ, WRITE } from "../core/operations/operation.ts";
import { native } from "../native/binding.ts";
import type { Connection } from "../tls/connection.ts";
import { Flush } from "../tls/operations.ts";
import { drain, LINGER } from "../tls/socket-plan.ts";
import { Channel } from "./channel.ts";

export class TlsChannel extends Channel {
  connection: Connection | null = null;

  attach(connection: Connection): void {
    this.connection = connection;
    connection.wake = (lane) => {
      if (this.fd >= 0) this.retry(lane);
    };
    // Later, because an attempt is in the middle of it.
    connection.onFatal = () => queueMicrotask(() => this.#fail());
  }

  /** Everything that waits gets the error of the connection, and not that of a closed descriptor. */
  #fail(): void {
    if (this.fd < 0) return;
    this.retry(READ);
    this.retry(WRITE);
    this.close();
  }

  override run<T>(
    operation: Operation<T>,
    timeout: number | null,
    signal: AbortSignal | undefined,
    owner: object,
  ): Promise<T> {
    const fatal = this.fd < 0 ? this.connection?.fatal : null;
    if (fatal !== null && fatal !== undefined) return Promise.reject(fatal);
    return super.run(operation, timeout, signal, owner);
  }

  /** Takes descriptor and connection away, the connection in working order: for `unwrap`, and for TLS inside it. */
  handOver(): number {
    this.connection = null;
    return super.surrender();
  }

  override surrender(): number {
    const fd = super.surrender();
    this.connection?.releaseAll();
    return fd;
  }

  override close(): number {
    const { connection } = this;
    if (connection === null || connection.released) return super.close();
    const fd = super.surrender();
    if (fd < 0) return 0;
    if (!connection.farewell()) return conclude(fd, connection);
    // The transport is full: the last bytes and close_notify go when there is room.
    const last = new Channel(fd);
    const ended = (): void => {
      conclude(last.surrender(), connection);
    };
    last.run(new Flush(connection), LINGER, undefined, last).then(ended, ended);
    return 0;
  }
}

function conclude(fd: number, connection: Connection): number {
  drain(fd);
  connection.releaseAll();
  return native.close(fd);
}
