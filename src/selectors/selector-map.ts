// What getMap gives: a Map of the registrations that follows them, and that only the selector can change.
import type { FileObject, SelectorKey } from "./key.ts";

export class SelectorMap<D> extends Map<FileObject, SelectorKey<D>> {
  readonly #find: (fileobj: unknown) => SelectorKey<D> | undefined;

  /** `find` knows a registration by its object and by its descriptor; undefined for anything else. */
  constructor(find: (fileobj: unknown) => SelectorKey<D> | undefined) {
    super();
    this.#find = find;
  }

  override get(fileobj: FileObject): SelectorKey<D> | undefined {
    return this.#find(fileobj);
  }

  override has(fileobj: FileObject): boolean {
    return this.#find(fileobj) !== undefined;
  }

  /** By the very object, whatever its descriptor is now. @internal */
  registration(fileobj: unknown): SelectorKey<D> | undefined {
    return super.get(fileobj as FileObject);
  }

  /** @internal */
  put(key: SelectorKey<D>): void {
    super.set(key.fileobj, key);
  }

  /** @internal */
  drop(key: SelectorKey<D>): void {
    super.delete(key.fileobj);
  }

  /** @internal */
  empty(): void {
    super.clear();
  }

  override set(): never {
    throw readOnly("register or modify");
  }

  override delete(): never {
    throw readOnly("unregister");
  }

  override clear(): never {
    throw readOnly("close");
  }
}

function readOnly(instead: string): TypeError {
  return new TypeError(`The map of a selector is read-only: use ${instead} of the selector`);
}
