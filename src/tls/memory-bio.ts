// Memory in place of a transport: what wrapBio reads from and writes to.

import { asInt } from "../core/arguments.ts";
import { asBytes, type BytesLike } from "../core/bytes.ts";
import { ENOMEM } from "../core/constants/errno.ts";
import { OSError } from "../core/exceptions.ts";
import { type MemoryHandle, tls } from "../native/tls.ts";
import { SSLError } from "./errors.ts";

/** A buffer of bytes between a TLS connection and a transport of the program's own. */
export class MemoryBIO {
  /** @internal */
  readonly handle: MemoryHandle;
  #ended = false;

  constructor() {
    const handle = tls.memoryNew();
    if (typeof handle === "number") throw new OSError(ENOMEM, undefined, { syscall: "BIO_new" });
    this.handle = handle;
  }

  /** The number of bytes that can be read. */
  get pending(): number {
    return tls.memoryPending(this.handle);
  }

  /** Whether all has been read and nothing more will be written. */
  get eof(): boolean {
    return this.#ended && this.pending === 0;
  }

  /** At most `n` bytes, or all there are; empty when there are none. */
  read(n = -1): Buffer {
    const limit = asInt(n, "n", -1);
    const size = limit < 0 ? this.pending : Math.min(limit, this.pending);
    const buffer = Buffer.alloc(size);
    return buffer.subarray(0, tls.memoryRead(this.handle, buffer));
  }

  /** Adds bytes, and gives their number. SSLError after `writeEof`. */
  write(data: BytesLike): number {
    const bytes = asBytes(data, "data");
    if (this.#ended) throw new SSLError(undefined, "Nothing can be written to a MemoryBIO after writeEof()");
    const count = tls.memoryWrite(this.handle, bytes);
    if (count < 0) throw new OSError(-count, undefined, { syscall: "BIO_write" });
    return count;
  }

  /** Says that nothing more will be written: the reader then sees the end. */
  writeEof(): void {
    this.#ended = true;
    tls.memoryEnd(this.handle);
  }
}
