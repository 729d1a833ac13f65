// getnameinfo(3).

import { asInt } from "../arguments.ts";
import { describe } from "../bytes.ts";
import { EINVAL } from "../constants/errno.ts";
import { AI_NUMERICHOST, NI_NUMERICHOST, NI_NUMERICSERV } from "../constants/names.ts";
import { AF_INET, SOCK_DGRAM } from "../constants/socket.ts";
import { gaiError, OSError, osError } from "../errors.ts";
import { addresses } from "./addrinfo.ts";
import { asText } from "./hosts.ts";
import { answerNow, type Lookup, NAMEINFO, type Plan } from "./lookup.ts";

const NUMERIC = NI_NUMERICHOST | NI_NUMERICSERV;
const EAI_SYSTEM = -11;
const FLOWINFO = 4;
const SCOPE_ID = 24;

/** An address of AF_INET or AF_INET6 with a numeric host. */
export type NumericAddress =
  | readonly [host: string, port: number, flowinfo?: number, scopeid?: number]
  | { readonly host: string; readonly port: number }
  | { readonly address: string; readonly port: number };

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly flowinfo: number;
  readonly scopeid: number;
  /** How many fields were given. */
  readonly count: number;
}

function endpoint(address: unknown): Endpoint {
  if (typeof address !== "object" || address === null || ArrayBuffer.isView(address)) {
    throw new TypeError(`address must be [host, port] or an object with host and port, not ${describe(address)}`);
  }
  const fields: readonly unknown[] = Array.isArray(address) ? address : objectFields(address);
  const [host, port, flowinfo = 0, scopeid = 0] = fields;
  if (fields.length < 2 || fields.length > 4) {
    throw new TypeError(`address must have 2 to 4 fields, not ${fields.length}`);
  }
  return {
    host: asText(host, "address: host"),
    port: asInt(port, "address: port", 0, 65_535),
    flowinfo: asInt(flowinfo, "address: flowinfo", 0, 0xf_ffff),
    scopeid: asUint(scopeid, "address: scopeid"),
    count: fields.length,
  };
}

function objectFields(address: object): unknown[] {
  const { host, address: literal, port } = address as { host?: unknown; address?: unknown; port?: unknown };
  return [host ?? literal, port];
}

function asUint(value: unknown, argument: string): number {
  if (typeof value !== "number") throw new TypeError(`${argument} must be a number, not ${describe(value)}`);
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new RangeError(`${argument} must be an integer from 0 to 4294967295, not ${value}`);
  }
  return value;
}

/** The host and the service of an address. With both numeric flags it is answered at once, without a thread. */
export function* nameinfo(address: unknown, flags: unknown): Plan<[string, string]> {
  const { host, port, flowinfo, scopeid, count } = endpoint(address);
  const ni = asInt(flags, "flags");
  const hints = { family: 0, type: SOCK_DGRAM, proto: 0, flags: AI_NUMERICHOST };
  const [found, ...more] = yield* addresses(host, port, hints);
  if (found === undefined || more.length > 0) throw refused("The address stands for more than one", address);
  if (found.family === AF_INET) {
    if (count !== 2) throw refused("An IPv4 address has 2 fields", address);
  } else {
    const view = new DataView(found.sockaddr.buffer, found.sockaddr.byteOffset, found.sockaddr.byteLength);
    view.setUint32(FLOWINFO, flowinfo, false);
    view.setUint32(SCOPE_ID, scopeid, true);
  }
  const lookup: Lookup = { kind: NAMEINFO, name: found.sockaddr, service: null, numbers: [ni] };
  const answer = (ni & NUMERIC) === NUMERIC ? answerNow(lookup) : yield lookup;
  if (answer.status === EAI_SYSTEM) throw osError(answer.errno, "getnameinfo", address);
  if (answer.status !== 0) throw gaiError(answer.status, "getnameinfo", address);
  const [name, service] = answer.fields as [Buffer, Buffer];
  return [name.toString("utf8"), service.toString("utf8")];
}

function refused(text: string, address: unknown): OSError {
  return new OSError(EINVAL, `getnameinfo: ${text}`, { syscall: "getnameinfo", address });
}
