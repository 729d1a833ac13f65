// What a selector tells of a registered object, and what may be registered.
import { asInt } from "../core/arguments.ts";
import { describe } from "../core/bytes.ts";

/** There is something to read, to accept, or the end; an error counts too. */
export const EVENT_READ = 1;
/** There is room to write, or a connection is made; an error counts too. */
export const EVENT_WRITE = 2;

/** A descriptor, or an object that has one: a socket of either flavour, a file made from one. */
export type FileObject = number | { fileno(): number };

/** One registration. */
export interface SelectorKey<D = unknown> {
  /** The object as it was registered. */
  readonly fileobj: FileObject;
  readonly fd: number;
  /** EVENT_READ, EVENT_WRITE, or both or-ed. */
  readonly events: number;
  /** What was registered with it. */
  readonly data: D;
}

export function isFileObject(value: unknown): value is FileObject {
  if (typeof value === "number") return true;
  return typeof value === "object" && value !== null && "fileno" in value && typeof value.fileno === "function";
}

/** The descriptor of an object now: -1 or less when it is closed. */
export function descriptorOf(fileobj: unknown): number {
  if (!isFileObject(fileobj)) {
    throw new TypeError(`fileobj must be a descriptor or an object with fileno(), not ${describe(fileobj)}`);
  }
  return typeof fileobj === "number" ? asInt(fileobj, "fileobj") : asInt(fileobj.fileno(), "fileobj.fileno()");
}

export function asEvents(value: unknown): number {
  const events = asInt(value, "events");
  if (events < EVENT_READ || events > (EVENT_READ | EVENT_WRITE)) {
    throw new RangeError(`events must be EVENT_READ, EVENT_WRITE or both or-ed, not ${events}`);
  }
  return events;
}
