import { native } from "../../native/binding.ts";

/** A number of the system's headers. `N` is the literal type of those that serve as type parameters. */
export function constant<N extends number>(name: string): N {
  const value = native.constants[name];
  if (value === undefined) throw new Error(`The addon knows no ${name}: it is of another version than the package`);
  return value as N;
}
