// MSG_WAITALL in blocking mode. The kernel gives what it has when the watchdog's signal interrupts it, so the rest is
// received by further calls.
import { MSG_DONTWAIT, MSG_PEEK, MSG_WAITALL, SOCK_STREAM } from "../core/constants/index.ts";

/** Whether a receive is to go on until all is there. */
export function waitsForAll(type: number, timeout: number | null, flags: unknown): boolean {
  return (
    typeof flags === "number" &&
    (flags & (MSG_WAITALL | MSG_PEEK | MSG_DONTWAIT)) === MSG_WAITALL &&
    timeout === null &&
    type === SOCK_STREAM
  );
}

/** Fills the buffer; fewer bytes only at the end of the stream. What came before an error is its `data`. */
export function receiveAll(buffer: Uint8Array, receive: (rest: Uint8Array) => number): number {
  let received = 0;
  try {
    while (received < buffer.length) {
      const count = receive(buffer.subarray(received));
      if (count === 0) break;
      received += count;
    }
  } catch (error) {
    if (received === 0) throw error;
    throw Object.assign(error as Error, { data: Buffer.from(buffer.subarray(0, received)) });
  }
  return received;
}
