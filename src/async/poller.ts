// Readiness of many descriptors: the JavaScript side of native/poller.c.

import { osError } from "../core/errors.ts";
import { native } from "../native/binding.ts";
import { events } from "../native/mailbox.ts";

const EPOLLIN = 0x001;
const EPOLLPRI = 0x002;
const EPOLLOUT = 0x004;
const EPOLLERR = 0x008;
const EPOLLHUP = 0x010;
const EPOLLRDHUP = 0x2000;

/** The events that may let a read go on, and those that may let a write go on. */
export const READABLE: number = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
export const WRITABLE: number = EPOLLOUT | EPOLLHUP | EPOLLERR;

export interface Watcher {
  /** Some of `mask` has come to be: try again. Events may be spurious, never missing. */
  ready(mask: number): void;
}

const watchers: (Watcher | undefined)[] = [];
const freeTokens: number[] = [];
let open = false;
let waiting = 0;
let beforeDispatch: (() => void) | undefined;

function dispatch(count: number): void {
  beforeDispatch?.();
  for (let i = 0; i < count; i++) {
    // A token taken back and given out again within one batch makes a spurious event, which is allowed.
    watchers[events[2 * i] as number]?.ready(events[2 * i + 1] as number);
  }
}

/** Runs before each batch of events: for what must not be overtaken by it. */
export function onDispatch(callback: () => void): void {
  beforeDispatch = callback;
}

/** Watches a descriptor from now on, edge-triggered: the token by which to `unwatch` it. */
export function watch(fd: number, watcher: Watcher): number {
  if (!open) {
    const status = native.pollerOpen(dispatch);
    if (status < 0) throw osError(-status, "epoll_create1");
    open = true;
  }
  const token = freeTokens.pop() ?? watchers.length;
  watchers[token] = watcher;
  const status = native.pollerAdd(fd, token);
  if (status < 0) {
    watchers[token] = undefined;
    freeTokens.push(token);
    throw osError(-status, "epoll_ctl");
  }
  return token;
}

/** Before the descriptor is closed: a duplicate of it elsewhere would keep the registration alive. */
export function unwatch(fd: number, token: number): void {
  native.pollerRemove(fd);
  watchers[token] = undefined;
  freeTokens.push(token);
}

/** The event loop keeps running while somebody waits. Calls to `hold` and `release` pair up. */
export function hold(): void {
  if (waiting++ === 0) native.pollerRef(true);
}

export function release(): void {
  if (--waiting === 0) native.pollerRef(false);
}
