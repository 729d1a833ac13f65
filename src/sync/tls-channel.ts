// The descriptor of an SSLSocket: a channel that says goodbye before it closes.
import type { Operation } from "../core/operations/operation.ts";
import { native } from "../native/binding.ts";
import type { Connection } from "../tls/connection.ts";
import { Flush } from "../tls/operations.ts";
import { drain, LINGER } from "../tls/socket-plan.ts";
import { Channel } from "./channel.ts";

export class TlsChannel extends Channel {
  connection: Connection | null = null;

  attach(connection: Connection): void {
    this.connection = connection;
  }

  override run<T>(operation: Operation<T>, timeout: number | null, signal: AbortSignal | undefined): T {
    const fatal = this.fd < 0 ? this.connection?.fatal : null;
    if (fatal !== null && fatal !== undefined) throw fatal;
    try {
      return super.run(operation, timeout, signal);
    } catch (error) {
      // Nothing more can be done with the connection.
      if (this.connection !== null && this.connection.fatal === error) this.close();
      throw error;
    }
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
    if (connection.farewell()) {
      // The transport is full: the last bytes and close_notify go when there is room.
      const last = new Channel(fd);
      try {
        last.run(new Flush(connection), LINGER, undefined);
      } catch {
        // The peer does not take them: there is nobody left to tell.
      }
    }
    drain(fd);
    connection.releaseAll();
    return native.close(fd);
  }
}
