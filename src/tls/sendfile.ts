// sendfile over TLS: read(2) and SSL_write, because the kernel does not have the keys.
import { osError } from "../core/errors.ts";
import { EAGAIN, SHARE, TURN, WRITE } from "../core/operations/operation.ts";
import { asFile, asOffset, type FileLike } from "../core/operations/sendfile.ts";
import { native } from "../native/binding.ts";
import { tls } from "../native/tls.ts";
import type { Connection } from "./connection.ts";
import { TlsOperation } from "./operations.ts";

const CHUNK = 65_536;

export class TlsSendfile extends TlsOperation<number> {
  syscall: string = "send";
  readonly #file: FileLike;
  readonly #start: number;
  readonly #count: number;
  readonly #buffer: Buffer;
  #from = 0;
  #to = 0;
  #sent = 0;

  constructor(connection: Connection, file: unknown, offset: unknown, count: unknown) {
    super(connection, WRITE);
    this.#file = asFile(file);
    this.#start = asOffset(offset, "offset", 0);
    this.#count = count === null ? Number.MAX_SAFE_INTEGER : asOffset(count, "count", 1);
    this.#buffer = Buffer.allocUnsafeSlow(CHUNK);
  }

  /** Whatever ends it tells how much was sent. */
  override attempt(): number {
    try {
      return super.attempt();
    } catch (error) {
      throw error instanceof Error ? Object.assign(error, { bytesSent: this.#sent }) : error;
    }
  }

  protected try(): number {
    const { connection } = this;
    const share = this.#sent + SHARE;
    for (;;) {
      if (this.#from === this.#to && !this.#read()) break;
      if (this.#sent >= share) {
        this.wants = TURN;
        return -EAGAIN;
      }
      const code = tls.write(connection.handle, this.#buffer, this.#from, this.#to - this.#from, connection.answer);
      if (code < 0) return this.outcome(code);
      this.#from += code;
      this.#sent += code;
    }
    return this.outcome(tls.flush(connection.handle));
  }

  /** Reads on; false at the end. */
  #read(): boolean {
    const room = Math.min(this.#count - this.#sent, CHUNK);
    const read = room === 0 ? 0 : native.pread(this.#file.fd, this.#buffer, 0, room, this.#start + this.#sent);
    if (read < 0) throw osError(-read, "pread");
    this.#from = 0;
    this.#to = read;
    return read > 0;
  }

  finish(): number {
    return this.#sent;
  }

  override failure(errno: number): Error {
    return Object.assign(super.failure(errno), { bytesSent: this.#sent });
  }
}
