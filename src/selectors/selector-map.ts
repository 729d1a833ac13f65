// What getMap gives: a view on the registrations that follows them, and cannot change them.
import type { FileObject, SelectorKey } from "./key.ts";

/** What the view is on. */
export interface Registrations<D> {
  find(fileobj: FileObject): SelectorKey<D> | undefined;
  readonly keys: ReadonlyMap<number, SelectorKey<D>>;
}

export class SelectorMap<D> implements ReadonlyMap<FileObject, SelectorKey<D>> {
  readonly #registrations: Registrations<D>;

  constructor(registrations: Registrations<D>) {
    this.#registrations = registrations;
  }

  get size(): number {
    return this.#registrations.keys.size;
  }

  get(fileobj: FileObject): SelectorKey<D> | undefined {
    return this.#registrations.find(fileobj);
  }

  has(fileobj: FileObject): boolean {
    return this.#registrations.find(fileobj) !== undefined;
  }

  forEach(
    callback: (key: SelectorKey<D>, fileobj: FileObject, map: ReadonlyMap<FileObject, SelectorKey<D>>) => void,
    thisArg?: unknown,
  ): void {
    for (const [fileobj, key] of this) callback.call(thisArg, key, fileobj, this);
  }

  *keys(): MapIterator<FileObject> {
    for (const key of this.#registrations.keys.values()) yield key.fileobj;
    return undefined;
  }

  *values(): MapIterator<SelectorKey<D>> {
    yield* this.#registrations.keys.values();
    return undefined;
  }

  *entries(): MapIterator<[FileObject, SelectorKey<D>]> {
    for (const key of this.#registrations.keys.values()) yield [key.fileobj, key];
    return undefined;
  }

  [Symbol.iterator](): MapIterator<[FileObject, SelectorKey<D>]> {
    return this.entries();
  }
}
