// What a file made from an SSLSocket reads from and writes to. Each attempt is one of an operation of TLS.
import type { Transport } from "../core/file/transport.ts";
import { READ, type Readiness, WRITE } from "../core/operations/operation.ts";
import type { Connection } from "./connection.ts";
import { Flush, type TlsOperation, TlsRecvInto, TlsSend } from "./operations.ts";

export class TlsTransport implements Transport {
  readonly readCall: string = "recv";
  readonly writeCall: string = "send";
  readWants: Readiness = READ;
  writeWants: Readiness = WRITE;
  readonly #connection: Connection;
  readonly #ragged: boolean;

  constructor(connection: Connection, ragged: boolean) {
    this.#connection = connection;
    this.#ragged = ragged;
  }

  read(_fd: number, buffer: Uint8Array, offset: number, length: number): number {
    if (length === 0) return 0;
    const operation = new TlsRecvInto(this.#connection, buffer.subarray(offset, offset + length), 0, this.#ragged);
    const count = operation.attempt();
    this.readWants = operation.wants;
    return count;
  }

  write(_fd: number, data: Uint8Array, offset: number, length: number): number {
    if (length === 0) return 0;
    // What was taken is not to be given again: `flush` is what waits for the ciphertext to go.
    const operation = new TlsSend(this.#connection, data.subarray(offset, offset + length), false);
    return this.#written(operation);
  }

  flush(): number {
    return this.#written(new Flush(this.#connection));
  }

  #written(operation: TlsOperation<unknown>): number {
    const status = operation.attempt();
    this.writeWants = operation.wants;
    if (status < 0) return status;
    const written = operation.finish(status);
    return typeof written === "number" ? written : 0;
  }
}
