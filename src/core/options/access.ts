// Options by name, with values that have their meaning: getsockopt(2), setsockopt(2).
import { native } from "../../native/binding.ts";
import { describe } from "../bytes.ts";
import { constant } from "../constants/constant.ts";
import { type OSError, osError } from "../errors.ts";
import type { Codec, Kind, OptionSocket } from "./codec.ts";
import { codecs, type Kinds } from "./kinds.ts";
import { isIpv4 } from "./structures/interfaces.ts";
import { type Level, type OptionRows, tables } from "./tables/index.ts";

type KindOf<N extends keyof OptionRows> = OptionRows[N][0] extends keyof Kinds ? Kinds[OptionRows[N][0]] : never;
type Without<Access extends string> = {
  [N in keyof OptionRows]: OptionRows[N] extends readonly [string, Access] ? never : N;
}[keyof OptionRows];

/** The name of an option that can be got. */
export type ReadableOption = Without<"set">;
/** The name of an option that can be set. */
export type WritableOption = Without<"get">;
/** What `getOption` gives for a name. */
export type OptionValue<N extends ReadableOption> = KindOf<N> extends Kind<infer _, infer Out, infer _R> ? Out : never;
/** What `setOption` takes for a name. */
export type OptionInput<N extends WritableOption> = KindOf<N> extends Kind<infer In, infer _, infer _R> ? In : never;
/** What `getOption` may be asked with: which association, which version; most options are asked with nothing. */
export type OptionRequest<N extends ReadableOption> =
  KindOf<N> extends Kind<infer _, infer _O, infer Request> ? Request : never;

interface Found {
  readonly level: Level;
  readonly number: number;
  readonly codec: Codec<unknown, unknown, unknown>;
  readonly access: "get" | "set" | undefined;
}

const found = new Map<string, Found>();

/** The row of a name; the constants of one that nobody asks for are never looked up. */
function rowOf(name: unknown): Found {
  if (typeof name !== "string") throw new TypeError(`name must be an option's name, not ${describe(name)}`);
  const known = found.get(name);
  if (known !== undefined) return known;
  for (const [level, rows] of tables) {
    if (!Object.hasOwn(rows, name)) continue;
    const [kind, access] = rows[name] as (typeof rows)[string];
    const codec = codecs[kind as keyof Kinds] as unknown as Found["codec"];
    const row = { level, number: constant(name), codec, access };
    found.set(name, row);
    return row;
  }
  throw new RangeError(`name must be an option of the table, not ${JSON.stringify(name)}: use getsockopt, setsockopt`);
}

function levelOf({ level }: Found, sock: OptionSocket, value?: unknown): number {
  if (level === "family") return constant(sock.family === constant("AF_INET6") ? "SOL_IPV6" : "SOL_IP");
  if (level !== "group") return constant(level);
  const { group } = value as { readonly group: unknown };
  return constant(isIpv4(group, "value.group") ? "SOL_IP" : "SOL_IPV6");
}

function optionError(errno: number, syscall: string, name: string): OSError {
  const error = osError(errno, syscall);
  // A new one, as the stack begins with the message.
  const Class = error.constructor as typeof OSError;
  const text = error.message.replace(syscall, `${syscall} ${name}`);
  return new Class(errno, text, { code: error.code, syscall });
}

function descriptorOf(sock: OptionSocket): number {
  if (typeof sock !== "object" || sock === null || typeof sock.fileno !== "function") {
    throw new TypeError(`sock must be a socket, not ${describe(sock)}`);
  }
  return sock.fileno();
}

/**
 * The value of an option, by its name: getsockopt(2). docs/options.md lists the names and what they give; for any
 * other option there is `sock.getsockopt`.
 *
 * ```ts
 * const { rtt, sndCwnd } = getOption(sock, "TCP_INFO"); // microseconds, segments
 * const linger = getOption(sock, "SO_LINGER"); // null, or { seconds: 5 }
 * ```
 *
 * @throws TypeError when the option can only be set; RangeError for an unknown name; OSError of the system call:
 * ENOPROTOOPT when the kernel, or this kind of socket, has no such option.
 */
export function getOption<N extends ReadableOption>(
  sock: OptionSocket,
  name: N,
  request?: OptionRequest<N>,
): OptionValue<N> {
  const row = rowOf(name);
  if (row.access === "set") throw new TypeError(`${name} can only be set`);
  if (request !== undefined && row.codec.request === undefined) {
    throw new TypeError(`${name} is asked with nothing, not ${describe(request)}`);
  }
  const bytes = row.codec.request?.(request, "request") ?? Buffer.alloc(row.codec.size);
  const length = native.getsockoptBytes(descriptorOf(sock), levelOf(row, sock), row.number, bytes);
  if (length < 0) throw optionError(-length, "getsockopt", name);
  return row.codec.decode(bytes.subarray(0, length), sock) as OptionValue<N>;
}

/**
 * Sets an option, by its name: setsockopt(2). docs/options.md lists the names and what they take; for any other
 * option there is `sock.setsockopt`.
 *
 * ```ts
 * setOption(sock, "SO_LINGER", { seconds: 5 });
 * setOption(sock, "TCP_CONGESTION", "bbr");
 * setOption(sock, "SO_BINDTODEVICE", "eth0");
 * ```
 *
 * @throws TypeError, RangeError for a wrong value, or when the option can only be got; OSError of the system call.
 */
export function setOption<N extends WritableOption>(sock: OptionSocket, name: N, value: OptionInput<N>): void {
  const row = rowOf(name);
  if (row.access === "get") throw new TypeError(`${name} can only be got`);
  const bytes = row.codec.encode(value, "value");
  const level = levelOf(row, sock, value);
  const fd = descriptorOf(sock);
  const set = row.codec.program === true ? native.setsockoptProgram : native.setsockoptBytes;
  const status = set(fd, level, row.number, bytes);
  if (status < 0) throw optionError(-status, "setsockopt", name);
}
