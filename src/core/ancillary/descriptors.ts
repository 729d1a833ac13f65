// Passing descriptors: what sendFds and recvFds of both flavours share.
import { asInt, asSize } from "../arguments.ts";
import { CMSG_LEN } from "../control-sizes.ts";
import type { Message } from "../operations/message.ts";
import { parseAncillary } from "./ancillary.ts";
import { scmRights } from "./building.ts";
import type { AncillaryInput, AncillaryItem } from "./control.ts";

// More than SCM_MAX_FD cannot come in one message.
const MOST_DESCRIPTORS = 253;

/** The ancillary data that pass `fds`; none for no descriptor. */
export function rightsOf(fds: readonly number[]): readonly AncillaryInput[] {
  const item = scmRights(fds);
  return fds.length === 0 ? [] : [item];
}

/**
 * The arguments of the recvmsg that receives `maxfds` descriptors. The room is CMSG_LEN, not CMSG_SPACE: in the padding
 * the kernel would put one descriptor more than was asked for.
 */
export function roomForFds(bufsize: unknown, maxfds: unknown): [bufsize: number, ancbufsize: number] {
  return [asSize(bufsize, "bufsize"), CMSG_LEN(4 * asInt(maxfds, "maxfds", 0, MOST_DESCRIPTORS))];
}

/** What recvFds gives: data, descriptors, flags, address. MSG_CTRUNC in the flags: some had no room, and are closed. */
export type ReceivedFds<A> = [data: Buffer, fds: number[], flags: number, address: A];

export function receivedFds<A>([data, ancdata, flags, address]: Message<Buffer, A, AncillaryItem[]>): ReceivedFds<A> {
  return [data, parseAncillary(ancdata).rights, flags, address];
}
