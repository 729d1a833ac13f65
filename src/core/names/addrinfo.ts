// getaddrinfo(3), and what Python makes of a host where an address is wanted.

import { decodeAddress } from "../addresses/index.ts";
import { EAFNOSUPPORT, EINVAL } from "../constants/errno.ts";
import { AI_NUMERICHOST, AI_NUMERICSERV, AI_PASSIVE } from "../constants/names.ts";
import { AF_INET, AF_UNSPEC, SOCK_DGRAM } from "../constants/socket.ts";
import { gaiError, OSError, osError } from "../errors.ts";
import { nodeBytes, serviceBytes } from "./hosts.ts";
import { ADDRINFO, type Answer, answerNow, type Lookup, type Plan } from "./lookup.ts";

const EAI_NONAME = -2;
const EAI_SYSTEM = -11;
const FLAGS = 3;

export interface Hints {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly flags: number;
}

/** One address of a host, and with what to make a socket for it. */
export interface Found extends Hints {
  readonly canonname: string;
  readonly sockaddr: Uint8Array;
}

/** Every address. Numeric hosts and ports are answered at once, without a thread. */
export function* addresses(host: unknown, port: unknown, hints: Hints): Plan<Found[]> {
  const name = nodeBytes(host);
  const numbers = [hints.family, hints.type, hints.proto, hints.flags];
  const lookup: Lookup = { kind: ADDRINFO, name, service: serviceBytes(port), numbers };
  const answer = numericAnswer(lookup) ?? (yield lookup);
  if (answer.status === EAI_SYSTEM) throw osError(answer.errno, "getaddrinfo", subject(host, port));
  if (answer.status !== 0) throw gaiError(answer.status, "getaddrinfo", subject(host, port));
  return decode(answer, hints.flags);
}

/** The answer when nothing has to be looked up; what is not numeric is the one thing that EAI_NONAME can mean then. */
function numericAnswer(lookup: Lookup): Answer | undefined {
  const flags = lookup.numbers[FLAGS] as number;
  const numbers = lookup.numbers.with(FLAGS, flags | AI_NUMERICHOST | AI_NUMERICSERV);
  const answer = answerNow({ ...lookup, numbers });
  return answer.status === EAI_NONAME ? undefined : answer;
}

function decode(answer: Answer, flags: number): Found[] {
  const result: Found[] = [];
  for (let i = 0; i < answer.fields.length; i += 3) {
    const [numbers, sockaddr, canonname] = answer.fields.slice(i, i + 3) as [Buffer, Buffer, Buffer];
    result.push({
      family: numbers.readInt32LE(0),
      type: numbers.readInt32LE(4),
      proto: numbers.readInt32LE(8),
      flags,
      canonname: canonname.toString("utf8"),
      sockaddr,
    });
  }
  return result;
}

function subject(host: unknown, port: unknown): unknown {
  return typeof host === "string" && typeof port === "number" ? [host, port] : (host ?? port ?? undefined);
}

/** The host of an address as text: digits. */
export function hostOf(found: Found): string {
  const address = decodeAddress(found.sockaddr, found) as [string, number, number?, number?];
  const scope = address[3] ?? 0;
  return scope === 0 || address[0].includes("%") ? address[0] : `${address[0]}%${scope}`;
}

/**
 * The one address that a host stands for, as in Python: '' is the wildcard, '<broadcast>' the broadcast address, of a
 * name it is the first found.
 */
export function* hostAddress(host: string, family: number): Plan<Found> {
  if (host === "<broadcast>" || host === "255.255.255.255") {
    if (family !== AF_UNSPEC && family !== AF_INET) throw osError(EAFNOSUPPORT, "getaddrinfo", host);
    const found = yield* addresses("255.255.255.255", null, { family: AF_INET, type: 0, proto: 0, flags: 0 });
    return found[0] as Found;
  }
  if (host === "") {
    const found = yield* addresses(null, "0", { family, type: SOCK_DGRAM, proto: 0, flags: AI_PASSIVE });
    if (found.length > 1) {
      throw new OSError(EINVAL, "getaddrinfo: '' stands for more than one address: give one of them", {
        syscall: "getaddrinfo",
      });
    }
    return found[0] as Found;
  }
  const found = yield* addresses(host, null, { family, type: 0, proto: 0, flags: 0 });
  return found[0] as Found;
}
