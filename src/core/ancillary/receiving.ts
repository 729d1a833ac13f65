// recvmsg and recvmsgInto of what they are called with. A receiver that asks for ancillary data by kind gets them
// decoded, from a control buffer that fits, with nothing left open that it did not ask for.
import { native } from "../../native/binding.ts";
import type { AddressContext } from "../addresses/index.ts";
import { asSize } from "../arguments.ts";
import { MSG_CTRUNC } from "../constants/socket.ts";
import { asBuffers, ControlForm, type Message, Receive, rawControl } from "../operations/message.ts";
import type { Operation } from "../operations/operation.ts";
import { type OperationOptions, positional } from "../options-argument.ts";
import { type Ancillary, absorb, noAncillary } from "./ancillary.ts";
import { absorbControl } from "./control.ts";
import { type AncillaryKind, asKinds, roomFor } from "./kinds.ts";

/** What `recvmsg` takes in place of `ancbufsize`: the kinds of ancillary data wanted. */
export interface AncillaryOptions extends OperationOptions {
  readonly ancillary: readonly AncillaryKind[];
  readonly flags?: number;
}

/** The recvmsg(2) of at most `bufsize` bytes. */
export function recvmsg<A>(
  context: AddressContext,
  bufsize: unknown,
  ancbufsize: unknown,
  flags: unknown,
): Operation<Message<Buffer, A, unknown>> {
  const size = asSize(bufsize, "bufsize");
  return new Receive(context, size, controlForm(ancbufsize), receiveFlags(ancbufsize, flags));
}

/** The recvmsg(2) that scatters what comes into `buffers`. */
export function recvmsgInto<A>(
  context: AddressContext,
  buffers: unknown,
  ancbufsize: unknown,
  flags: unknown,
): Operation<Message<number, A, unknown>> {
  const into = asBuffers(buffers);
  return new Receive(context, into, controlForm(ancbufsize), receiveFlags(ancbufsize, flags));
}

/** The control form that is asked for: by its size, by kinds, or as it is. */
function controlForm(ancbufsize: unknown): ControlForm<unknown> {
  if (ancbufsize instanceof ControlForm) return ancbufsize;
  if (isAncillaryOptions(ancbufsize)) return kindsControl(ancbufsize);
  return rawControl(positional(ancbufsize, 0));
}

function receiveFlags(ancbufsize: unknown, flags: unknown): unknown {
  const named = isAncillaryOptions(ancbufsize) ? ancbufsize.flags : undefined;
  return named ?? positional(flags, 0);
}

function isAncillaryOptions(value: unknown): value is AncillaryOptions {
  return typeof value === "object" && value !== null && "ancillary" in value;
}

// A caller asks for the same kinds again and again. A copy: the list is the caller's, who may change it.
let lastKinds: readonly AncillaryKind[] = [];
let lastForm: ControlForm<Ancillary> = formOf(lastKinds);

/** The control form for the kinds in an options object. */
function kindsControl({ ancillary: list }: AncillaryOptions): ControlForm<Ancillary> {
  if (!Array.isArray(list) || !isLast(list)) {
    lastKinds = [...asKinds(list)];
    lastForm = formOf(lastKinds);
  }
  return lastForm;
}

function isLast(list: readonly unknown[]): boolean {
  if (list.length !== lastKinds.length) return false;
  for (let i = 0; i < list.length; i++) if (list[i] !== lastKinds[i]) return false;
  return true;
}

function formOf(kinds: readonly AncillaryKind[]): ControlForm<Ancillary> {
  return new ControlForm(roomFor(kinds), (control, length, msgFlags) => {
    const ancillary = absorbControl(control, length, noAncillary(), absorb);
    ancillary.truncated = (msgFlags & MSG_CTRUNC) !== 0;
    closeStrays(ancillary, kinds);
    return ancillary;
  });
}

/** Descriptors that came unasked are closed: whoever did not ask for them would never close them. */
function closeStrays(ancillary: Ancillary, kinds: readonly AncillaryKind[]): void {
  if (ancillary.rights.length > 0 && !kinds.includes("rights")) {
    for (const fd of ancillary.rights) native.close(fd);
    ancillary.rights = [];
    ancillary.truncated = true;
  }
  if (ancillary.pidfd !== undefined && !kinds.includes("pidfd")) {
    if (ancillary.pidfd >= 0) native.close(ancillary.pidfd);
    delete ancillary.pidfd;
    ancillary.truncated = true;
  }
}
