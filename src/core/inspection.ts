// What util.inspect and the REPL show of a socket.
import { inspect } from "node:util";
import { familyName, typeName } from "./names-of-constants.ts";

interface Inspectable {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly timeout: number | null;
  readonly closed: boolean;
  fileno(): number;
  getsockname(): unknown;
  getpeername(): unknown;
}

/** Lets `util.inspect` show a class of sockets on one line, with their addresses. */
export function inspectable(prototype: Inspectable): void {
  Object.defineProperty(prototype, inspect.custom, { value: show, writable: true, configurable: true });
}

function show(this: Inspectable): string {
  const parts = [`fd: ${this.fileno()}`, `family: ${familyName(this.family)}`, `type: ${typeName(this.type)}`];
  if (this.proto !== 0) parts.push(`proto: ${this.proto}`);
  if (this.timeout !== null) parts.push(`timeout: ${this.timeout}`);
  if (this.closed) parts.push("closed");
  else {
    const local = orNothing(() => this.getsockname());
    const remote = orNothing(() => this.getpeername());
    if (local !== undefined) parts.push(`laddr: ${inspect(local)}`);
    if (remote !== undefined) parts.push(`raddr: ${inspect(remote)}`);
  }
  return `${this.constructor.name} { ${parts.join(", ")} }`;
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
