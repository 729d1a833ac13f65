// A look-up that may block, and its answer: what native/resolver.c takes and gives.
//
// What a function of names does is written once, as a generator that yields look-ups and is resumed with their answers
// (a `Plan`). The two flavours carry plans out; they differ only in how they wait.
import { native } from "../../native/binding.ts";
import { osError } from "../errors.ts";

export const ADDRINFO = 0;
export const NAMEINFO = 1;
export const HOST_BY_NAME = 2;
export const HOST_BY_ADDRESS = 3;

const HEADER = 12;

export interface Lookup {
  readonly kind: number;
  /** A host name or a sockaddr or an address, by kind. Text holds no NUL. */
  readonly name: Uint8Array | null;
  readonly service: Uint8Array | null;
  /** ADDRINFO: family, type, protocol, flags. NAMEINFO: flags. HOST_BY_ADDRESS: family. */
  readonly numbers: readonly number[];
}

export interface Answer {
  readonly id: number;
  /** 0, EAI_*, or an h_errno. */
  readonly status: number;
  /** errno as the library call left it. */
  readonly errno: number;
  readonly fields: readonly Buffer[];
}

export type Plan<T> = Generator<Lookup, T, Answer>;

/** The function of the C library that a look-up calls. */
export function syscallOf(lookup: Lookup): string {
  return ["getaddrinfo", "getnameinfo", "gethostbyname", "gethostbyaddr"][lookup.kind] as string;
}

/** Answers a look-up on the calling thread: for those that cannot block. */
export function answerNow(lookup: Lookup): Answer {
  const [a = 0, b = 0, c = 0, d = 0] = lookup.numbers;
  const answer = native.lookup(lookup.kind, lookup.name, lookup.service, a, b, c, d);
  if (typeof answer === "number") throw osError(-answer, syscallOf(lookup));
  return decodeAnswer(answer);
}

export function decodeAnswer(bytes: Buffer): Answer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Buffer[] = [];
  // The addon runs on the machine that reads this: its byte order is little on every supported architecture.
  for (let at = HEADER; at < bytes.length; ) {
    const length = view.getInt32(at, true);
    at += 4;
    fields.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { id: view.getInt32(0, true), status: view.getInt32(4, true), errno: view.getInt32(8, true), fields };
}
