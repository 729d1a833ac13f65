// The registrations of a selector, and its epoll descriptor: the same in both flavours, which extend it with select.

import { describe } from "../core/bytes.ts";
import { KeyError, osError } from "../core/errors.ts";
import { guard, unguard } from "../core/leaks.ts";
import { check, type Descriptor } from "../core/socket-base.ts";
import { native } from "../native/binding.ts";
import { asEvents, descriptorOf, type FileObject, isFileObject, type SelectorKey } from "./key.ts";
import { maskOf } from "./selection.ts";
import { SelectorMap } from "./selector-map.ts";

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;

export abstract class SelectorBase<D = unknown> {
  /** @internal */
  readonly descriptor: Descriptor;
  /** By descriptor. @internal */
  readonly registered: Map<number, SelectorKey<D>> = new Map();
  readonly #map: SelectorMap<D>;

  /** A selector with nothing registered: epoll_create1(2), a descriptor until `close()`. */
  constructor() {
    this.descriptor = this.own(check(native.epollCreate(), "epoll_create1"));
    this.#map = new SelectorMap((fileobj) => (isFileObject(fileobj) ? this.#find(fileobj) : undefined));
    guard(this, this.descriptor, "selector");
  }

  /** The flavour's descriptor object. @internal */
  protected abstract own(fd: number): Descriptor;

  /** The epoll descriptor, as long as the selector is open. @internal */
  open(): number {
    if (this.descriptor.fd < 0) throw new KeyError("The selector is closed");
    return this.descriptor.fd;
  }

  /**
   * Watches an object from now on: epoll_ctl(2).
   *
   * @param events EVENT_READ, EVENT_WRITE, or both or-ed.
   * @param data What the key is to hold for you.
   * @throws KeyError when it is registered already; RangeError for other events, or an object that is closed; OSError
   *   EPERM for what cannot be waited for (a regular file).
   */
  register(fileobj: FileObject, events: number, data: D = null as D): SelectorKey<D> {
    const epoll = this.open();
    const wanted = asEvents(events);
    const fd = descriptorOf(fileobj);
    if (fd < 0) throw new RangeError(`fileobj must be an open descriptor, not ${fd}`);
    if (this.registered.has(fd) || this.#map.registration(fileobj) !== undefined)
      throw new KeyError(`${name(fileobj)} is registered already: use modify`);
    check(native.epollControl(epoll, EPOLL_CTL_ADD, fd, maskOf(wanted)), "epoll_ctl");
    const key: SelectorKey<D> = Object.freeze({ fileobj, fd, events: wanted, data });
    this.#keep(key);
    return key;
  }

  /** Ends the watch, also of an object that was closed meanwhile. KeyError when it is not registered. */
  unregister(fileobj: FileObject): SelectorKey<D> {
    const epoll = this.open();
    const key = this.getKey(fileobj);
    this.#forget(key);
    // Closing took it out of the epoll already, unless a duplicate holds it open.
    native.epollControl(epoll, EPOLL_CTL_DEL, key.fd, 0);
    return key;
  }

  /** Changes events and data of a registered object. KeyError when it is not registered. */
  modify(fileobj: FileObject, events: number, data: D = null as D): SelectorKey<D> {
    const epoll = this.open();
    const wanted = asEvents(events);
    const before = this.getKey(fileobj);
    if (wanted !== before.events) {
      const status = native.epollControl(epoll, EPOLL_CTL_MOD, before.fd, maskOf(wanted));
      if (status < 0) {
        this.#forget(before);
        native.epollControl(epoll, EPOLL_CTL_DEL, before.fd, 0);
        throw osError(-status, "epoll_ctl");
      }
    }
    const key: SelectorKey<D> = Object.freeze({ ...before, events: wanted, data });
    this.#keep(key);
    return key;
  }

  /** The key of a registered object. KeyError when it is not registered. */
  getKey(fileobj: FileObject): SelectorKey<D> {
    this.open();
    const key = this.#find(fileobj);
    if (key === undefined) throw new KeyError(`${name(fileobj)} is not registered`);
    return key;
  }

  /** The keys by registered object, found by descriptor as well: read-only, and follows `register` and `unregister`. */
  getMap(): ReadonlyMap<FileObject, SelectorKey<D>> {
    this.open();
    return this.#map;
  }

  /** By descriptor; an object that was closed is known by itself. */
  #find(fileobj: FileObject): SelectorKey<D> | undefined {
    const fd = descriptorOf(fileobj);
    return fd >= 0 ? this.registered.get(fd) : this.#map.registration(fileobj);
  }

  #keep(key: SelectorKey<D>): void {
    this.registered.set(key.fd, key);
    this.#map.put(key);
  }

  #forget(key: SelectorKey<D>): void {
    this.registered.delete(key.fd);
    this.#map.drop(key);
  }

  /** Closes the epoll descriptor; what was registered stays open. A second call does nothing. */
  close(): void {
    if (this.descriptor.fd < 0) return;
    unguard(this.descriptor);
    this.registered.clear();
    this.#map.empty();
    check(this.descriptor.close(), "close");
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function name(fileobj: FileObject): string {
  return typeof fileobj === "number" ? `Descriptor ${fileobj}` : `The object (${describe(fileobj)})`;
}
