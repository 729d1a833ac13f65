// Network interfaces by name and by index: if_nameindex(3), if_nametoindex(3), if_indextoname(3).
import { native } from "../native/binding.ts";
import { asInt } from "./arguments.ts";
import { describe } from "./bytes.ts";
import { osError } from "./errors.ts";

/**
 * All network interfaces: if_nameindex(3).
 *
 * ```ts
 * for (const [index, name] of ifNameindex()) console.log(index, name);
 * ```
 */
export function ifNameindex(): [index: number, name: string][] {
  const flat = native.ifNameindex();
  if (typeof flat === "number") throw osError(-flat, "if_nameindex");
  const pairs: [number, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([flat[i] as number, flat[i + 1] as string]);
  return pairs;
}

/**
 * The index of the interface with this name.
 *
 * @throws OSError (ENODEV) when there is none; TypeError when `name` is not a string.
 */
export function ifNametoindex(name: string): number {
  if (typeof name !== "string") throw new TypeError(`name must be a string, not ${describe(name)}`);
  if (name.includes("\0")) throw new RangeError("name must not hold a NUL character");
  const index = native.ifNametoindex(name);
  if (index < 0) throw osError(-index, "if_nametoindex", name);
  return index;
}

/**
 * The name of the interface with this index.
 *
 * @throws OSError (ENXIO) when there is none; TypeError or RangeError when `index` is no integer from 0 to 2^32 - 1.
 */
export function ifIndextoname(index: number): string {
  const number = asInt(index, "index", 0, 0xffff_ffff) >>> 0;
  const name = native.ifIndextoname(number);
  if (typeof name === "number") throw osError(-name, "if_indextoname", number);
  return name;
}
