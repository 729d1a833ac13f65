// Where the bytes of a file come from and go to: recv(2) and send(2) on the socket, or what stands in their place.
import { native } from "../../native/binding.ts";
import { READ, type Readiness, WRITE } from "../operations/operation.ts";

export interface Transport {
  /** The names of the calls, for errors. */
  readonly readCall: string;
  readonly writeCall: string;
  /** The number of bytes, 0 at the end of the stream, or -errno. */
  read(fd: number, buffer: Uint8Array, offset: number, length: number): number;
  write(fd: number, data: Uint8Array, offset: number, length: number): number;
  /** Sends what `write` took and did not send, where it is such a one: 0, or -errno. */
  flush?(fd: number): number;
  /** What to wait for after a read, or a write or flush, that would block. */
  readonly readWants: Readiness;
  readonly writeWants: Readiness;
}

export const plain: Transport = {
  readCall: "recv",
  writeCall: "send",
  read: (fd, buffer, offset, length) => native.recv(fd, buffer, offset, length, 0),
  write: (fd, data, offset, length) => native.send(fd, data, offset, length, 0),
  readWants: READ,
  writeWants: WRITE,
};
