// sendFds, recvFds: descriptors of any kind over a Unix socket.
import type { AddressInput, AddressOf } from "../core/addresses/types.ts";
import { type ReceivedFds, rightsForm, rightsOf } from "../core/ancillary/descriptors.ts";
import type { BytesLike } from "../core/bytes.ts";
import { type OperationOptions, positional } from "../core/options-argument.ts";
import type { Socket } from "./socket.ts";

/**
 * Sends data with descriptors beside it: SCM_RIGHTS, unix(7); at most 253. They stay open here. Gives the number of
 * bytes sent; on a stream at least one byte has to go along.
 *
 * @example
 * await sendFds(sock, [Buffer.from("a log file")], [file.fd]);
 */
export function sendFds<F extends number>(
  sock: Socket<F>,
  buffers: readonly BytesLike[],
  fds: readonly number[],
  flags?: number | OperationOptions,
  address?: AddressInput<F> | null,
  options?: OperationOptions,
): Promise<number> {
  try {
    const signal = typeof flags === "object" ? flags : options;
    return sock.sendmsg(
      buffers,
      rightsOf(fds, buffers, sock.type),
      positional(flags, 0) as number,
      address ?? null,
      signal,
    );
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * Receives data and at most `maxfds` descriptors. They are close-on-exec and belong to the caller, who closes them.
 * MSG_CTRUNC in the flags tells that more came; those are closed.
 *
 * @example
 * const [data, [fd]] = await recvFds(sock, 1024, 1);
 */
export function recvFds<F extends number>(
  sock: Socket<F>,
  bufsize: number,
  maxfds: number,
  flags?: number | OperationOptions,
  options?: OperationOptions,
): Promise<ReceivedFds<AddressOf<F>>> {
  try {
    return sock.recvmsg(bufsize, rightsForm(maxfds), flags, options);
  } catch (error) {
    return Promise.reject(error);
  }
}
