// One row of test an option: set and read back on a real socket, by the names of the table.
import assert from "node:assert/strict";
import { release } from "node:os";
import type { TestContext } from "node:test";
import { getOption, type InetAddress, OSError, type ReadableOption, setOption, type WritableOption } from "berkeley";
import { AF_INET, AF_INET6, SOCK_DGRAM, SOCK_STREAM, Socket } from "berkeley/sync";
import { tables } from "../../dist/core/options/tables/index.js";

/** What is tested of an option. */
export interface Row {
  readonly on: () => Socket<number>;
  /** Set, in order; each is read back. Absent for what is only got. */
  readonly set?: readonly unknown[];
  /** What is read back, where that is not what was set. */
  readonly got?: readonly unknown[];
  /** Looks at what is read, where it is not known before. */
  readonly check?: (value: never, sock: Socket<number>) => void;
  /** The error of getting it, where there is no other way to see it. */
  readonly fails?: RegExp;
  /** What getting is asked with, and what it gives then. */
  readonly asked?: readonly [request: unknown, got: unknown];
  /** What the kernel may lack, so that ENOPROTOOPT, ENOENT or the like is no failure: a version, or a part of it. */
  readonly needs?: string;
  /** The capability without which EPERM is no failure. */
  readonly capability?: string;
}

/** A socket of any family. */
export type AnySocket = Socket<number>;
export type Rows = Readonly<Record<string, Row>>;

/** A socket of any family: what the rows are about. */
export const open = (family: number, type: number, proto = 0): Socket<number> => new Socket(family, type, proto);
export const tcp4 = (): Socket<number> => open(AF_INET, SOCK_STREAM);
export const udp4 = (): Socket<number> => open(AF_INET, SOCK_DGRAM);
export const tcp6 = (): Socket<number> => open(AF_INET6, SOCK_STREAM);
export const udp6 = (): Socket<number> => open(AF_INET6, SOCK_DGRAM);

/** A connection over loopback; its other end is closed with the process. */
export function connected(): Socket<number> {
  using listener = tcp4();
  listener.bind(["127.0.0.1", 0]);
  listener.listen();
  const sock = tcp4();
  sock.connect(listener.getsockname() as InetAddress);
  listener.accept()[0].detach();
  return sock;
}

const accessOf = (name: string): string | undefined => tables.find(([, rows]) => name in rows)?.[1][name]?.[1];

/** The name of a row's test. */
export function titleOf(name: string, row: Row): string {
  return `${name} ${row.set === undefined ? "is got" : "is set and read back"}`;
}

/** A row's test. The files call `test` themselves, so that a test is told as theirs. */
export function runRow(t: TestContext, name: string, row: Row): void {
  try {
    using sock = row.on();
    compare(sock, name, row);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    if (error.code === "EPERM" && row.capability !== undefined) {
      t.skip(`it needs ${row.capability}`);
      return;
    }
    const lacking = ["ENOPROTOOPT", "EOPNOTSUPP", "ENOENT", "EPROTONOSUPPORT", "EAFNOSUPPORT", "ESOCKTNOSUPPORT"];
    if (row.needs === undefined || !lacking.includes(error.code)) throw error;
    t.skip(`Linux ${release()} lacks ${row.needs}: ${error.message}`);
  }
}

function compare(sock: AnySocket, name: string, row: Row): void {
  const access = accessOf(name);
  if (row.fails !== undefined) {
    for (const value of row.set ?? []) setOption(sock, name as WritableOption, value as never);
    assert.throws(() => getOption(sock, name as ReadableOption), row.fails);
    const [request, got] = row.asked ?? [];
    if (request !== undefined) assert.deepEqual(getOption(sock, name as ReadableOption, request as never), got);
    return;
  }
  if (row.set === undefined) {
    assert.notEqual(access, "set");
    row.check?.(getOption(sock, name as ReadableOption) as never, sock);
    return;
  }
  row.set.forEach((value, i) => {
    setOption(sock, name as WritableOption, value as never);
    if (access === "set") return;
    const got = getOption(sock, name as ReadableOption);
    if (row.check !== undefined) row.check(got as never, sock);
    else assert.deepEqual(got, (row.got ?? row.set ?? [])[i]);
  });
  if (access === "set") row.check?.(undefined as never, sock);
}
