// close: a descriptor that is no socket's.
import { native } from "../native/binding.ts";
import { asInt } from "./arguments.ts";
import { osError } from "./errors.ts";

/**
 * Closes a descriptor, as one that `detach` or `recvFds` gave: close(2).
 *
 * @throws TypeError, RangeError for what is no descriptor; OSError EBADF when it is not open.
 */
export function close(fd: number): void {
  const status = native.close(asInt(fd, "fd", 0));
  if (status < 0) throw osError(-status, "close");
}
