// The heart: an operation is an attempt and a direction. A verb is described once, here; the drivers of the two
// flavours run it. They differ only in how they wait.
//
// - `attempt` makes the system call without waiting, and returns its value or -errno. -EAGAIN means: wait for `wants`,
//   then attempt again. An attempt that made progress and would block keeps that progress in the operation.
// - `finish` turns the value of the last attempt into the result. It runs right after that attempt, before any other
//   system call: what lies in the mailbox is still there.
// - `lane` is the queue: operations of one lane on one socket run one after the other, in the order of the calls.

export const READ = 0;
export const WRITE = 1;
/** Nothing to wait for but time: the kernel has no event for it (connect to a Unix socket with a full backlog). */
export const LATER = 3;
/** Nothing to wait for at all: the operation has done its share of this turn of the event loop. */
export const TURN = 4;
/** Nothing the kernel knows of: whoever holds the operation up makes it try again, with the driver's `retry`. */
export const CALL = 5;

/** A lane of its own: receipts from the error queue (MSG_ERRQUEUE), which is not the queue of what was received. */
export const ERRORS = 2;

export type Direction = typeof READ | typeof WRITE;
export type Lane = Direction | typeof ERRORS;
export type Readiness = typeof READ | typeof WRITE | typeof LATER | typeof TURN | typeof CALL;

export const EAGAIN = 11;

/** How much one attempt may transfer before it lets others have their turn, in bytes. */
export const SHARE: number = 4 * 1024 * 1024;

export interface Operation<T> {
  /** The system call's name, for errors. */
  readonly syscall: string;
  readonly lane: Lane;
  /** What to wait for after -EAGAIN. `attempt` sets it where it is not always the lane's own direction. */
  wants: Readiness;
  attempt(fd: number): number;
  finish(value: number): T;
  /** The error for an errno, where it is more than the errno and the system call (sendall's `bytesSent`). */
  failure?(errno: number): Error;
  /** Whether the operation is to end at once in every mode: MSG_DONTWAIT is among its flags. */
  readonly atOnce?: boolean;
  /** The errno that says "cannot complete at once" in mode 0, where it is not EAGAIN (connect: EINPROGRESS). */
  readonly blockedErrno?: number;
}
