// Passing descriptors: what sendFds and recvFds of both flavours share.
import { native } from "../../native/binding.ts";
import { mailTruncated } from "../../native/mailbox.ts";
import { asInt } from "../arguments.ts";
import type { BytesLike } from "../bytes.ts";
import { SCM_PIDFD, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET } from "../constants/socket.ts";
import { CMSG_SPACE, MOST_DESCRIPTORS } from "../control-sizes.ts";
import { ControlForm } from "../operations/message.ts";
import { descriptorCount, writeDescriptors } from "./building.ts";
import { type Absorb, type AncillaryItem, absorbControl, ControlData, NO_ANCILLARY, writeHeader } from "./control.ts";
import { ROOM_BESIDE_RIGHTS } from "./kinds.ts";

const INT = 4;

/** What recvFds gives: data, descriptors, flags, address. MSG_CTRUNC in the flags: some had no room, and are closed. */
export type ReceivedFds<A> = [data: Buffer, fds: number[], flags: number, address: A];

/** The ancillary data that pass `fds` with `buffers` over a socket of `type`, laid out; none for no descriptor. */
export function rightsOf(fds: readonly number[], buffers: readonly BytesLike[], type: number): Iterable<AncillaryItem> {
  const length = INT * descriptorCount(fds);
  if (length === 0) return NO_ANCILLARY;
  // The kernel would send neither, and call it a success.
  if (type === SOCK_STREAM && areEmpty(buffers)) {
    throw new RangeError("buffers must hold at least one byte, with which the descriptors go over a stream");
  }
  const size = CMSG_SPACE(length);
  const control = Buffer.allocUnsafe(size);
  // The padding behind an odd number of them.
  control.writeInt32LE(0, size - INT);
  writeDescriptors(fds, control, writeHeader(control, 0, SOL_SOCKET, SCM_RIGHTS, length));
  return new ControlData(control);
}

/** What is no list of bytes is for `sendmsg` to refuse. */
function areEmpty(buffers: readonly BytesLike[]): boolean {
  if (!Array.isArray(buffers)) return false;
  for (const bytes of buffers) if (bytes?.byteLength !== 0) return false;
  return true;
}

const absorb: Absorb<number[]> = (fds, level, type, control, start, end) => {
  if (level !== SOL_SOCKET) return;
  if (type === SCM_RIGHTS) for (let at = start; at + INT <= end; at += INT) fds.push(control.readInt32LE(at));
  // SO_PASSPIDFD opens a descriptor for each message, which nobody asked for here.
  else if (type === SCM_PIDFD && end - start >= INT) native.close(control.readInt32LE(start));
};

// A caller asks for the same number again and again.
let lastForm = formOf(0);
let lastMost = 0;

/** The control form that receives `maxfds` descriptors, whatever else the socket has options for. */
export function rightsForm(maxfds: unknown): ControlForm<number[]> {
  if (maxfds !== lastMost) {
    lastMost = asInt(maxfds, "maxfds", 0, MOST_DESCRIPTORS);
    lastForm = formOf(lastMost);
  }
  return lastForm;
}

function formOf(maxfds: number): ControlForm<number[]> {
  return new ControlForm(ROOM_BESIDE_RIGHTS + CMSG_SPACE(INT * maxfds), (control, length) => {
    const fds = absorbControl<number[]>(control, length, [], absorb);
    // What the others leave of the room holds descriptors that nobody asked for.
    if (fds.length > maxfds) {
      for (const fd of fds.splice(maxfds)) native.close(fd);
      mailTruncated();
    }
    return fds;
  });
}
