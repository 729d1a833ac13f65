// TIPC's topology service and groups: struct tipc_subscr, tipc_event, tipc_group_req of linux/tipc.h. The kernel takes
// either byte order and answers in the subscriber's.

import { asBytes, type BytesLike } from "../bytes.ts";
import { TIPC_CLUSTER_SCOPE, TIPC_SUB_SERVICE } from "../constants/tipc.ts";
import { asRecord, asUnsigned, copyOf, LITTLE_ENDIAN, memory, viewOf } from "./layout.ts";

const SUBSCRIPTION = 28;
const EVENT = 48;
const GROUP_REQUEST = 16;
const HANDLE = 8;
const UINT_MAX = 0xffff_ffff;
const TIPC_WAIT_FOREVER = UINT_MAX;

/** What to be told of: the instances of a service, from `lower` to `upper`. */
export interface TipcSubscription {
  readonly type: number;
  readonly lower: number;
  readonly upper: number;
  /** In seconds; null is for ever. At its end comes TIPC_SUBSCR_TIMEOUT. */
  readonly timeout: number | null;
  /** TIPC_SUB_PORTS: each socket; TIPC_SUB_SERVICE: each service's coming and going; TIPC_SUB_CANCEL. */
  readonly filter: number;
  /** 8 bytes that come back with each event. */
  readonly handle: Buffer;
}

/** News of a service that was subscribed to: struct tipc_event. */
export interface TipcEvent {
  /** TIPC_PUBLISHED, TIPC_WITHDRAWN, TIPC_SUBSCR_TIMEOUT. */
  readonly event: number;
  /** The instances that came or went. */
  readonly lower: number;
  readonly upper: number;
  /** The socket that is bound to them. */
  readonly node: number;
  readonly reference: number;
  readonly subscription: TipcSubscription;
}

/**
 * A subscription, for `send` on a SOCK_SEQPACKET socket that is connected to the topology service,
 * `[TIPC_ADDR_NAME, TIPC_TOP_SRV, TIPC_TOP_SRV, 0]`.
 */
export function encodeTipcSubscription(
  subscription: Pick<TipcSubscription, "type"> &
    Partial<Omit<TipcSubscription, "handle">> & { readonly handle?: BytesLike },
): Buffer {
  const fields = asRecord(subscription, "subscription");
  const handle = asBytes(fields.handle ?? new Uint8Array(), "subscription.handle");
  if (handle.length > HANDLE) {
    throw new RangeError(`subscription.handle must have at most ${HANDLE} bytes, not ${handle.length}`);
  }
  const [bytes, view] = memory(SUBSCRIPTION);
  view.setUint32(0, asUnsigned(fields.type, "subscription.type", UINT_MAX), LITTLE_ENDIAN);
  view.setUint32(4, asUnsigned(fields.lower ?? 0, "subscription.lower", UINT_MAX), LITTLE_ENDIAN);
  view.setUint32(8, asUnsigned(fields.upper ?? UINT_MAX, "subscription.upper", UINT_MAX), LITTLE_ENDIAN);
  view.setUint32(12, milliseconds(fields.timeout ?? null), LITTLE_ENDIAN);
  view.setUint32(16, asUnsigned(fields.filter ?? TIPC_SUB_SERVICE, "subscription.filter", UINT_MAX), LITTLE_ENDIAN);
  bytes.set(handle, 20);
  return bytes;
}

/** An event from the topology service. @throws RangeError when there are not 48 bytes. */
export function decodeTipcEvent(bytes: BytesLike): TipcEvent {
  const view = viewOf(bytes, EVENT, "A TIPC event");
  const number = (at: number): number => view.getUint32(at, LITTLE_ENDIAN);
  const timeout = number(32);
  return {
    event: number(0),
    lower: number(4),
    upper: number(8),
    reference: number(12),
    node: number(16),
    subscription: {
      type: number(20),
      lower: number(24),
      upper: number(28),
      timeout: timeout === TIPC_WAIT_FOREVER ? null : timeout / 1000,
      filter: number(36),
      handle: copyOf(view, 40, EVENT),
    },
  };
}

/**
 * The value of the option TIPC_GROUP_JOIN: join the group `type` as member `instance`. `flags` are
 * TIPC_GROUP_LOOPBACK, TIPC_GROUP_MEMBER_EVTS.
 */
export function encodeTipcGroupRequest(request: {
  readonly type: number;
  readonly instance: number;
  readonly scope?: number;
  readonly flags?: number;
}): Buffer {
  const { type, instance, scope = TIPC_CLUSTER_SCOPE, flags = 0 } = request;
  const [bytes, view] = memory(GROUP_REQUEST);
  view.setUint32(0, asUnsigned(type, "request.type", UINT_MAX), LITTLE_ENDIAN);
  view.setUint32(4, asUnsigned(instance, "request.instance", UINT_MAX), LITTLE_ENDIAN);
  view.setUint32(8, asUnsigned(scope, "request.scope", UINT_MAX), LITTLE_ENDIAN);
  view.setUint32(12, asUnsigned(flags, "request.flags", UINT_MAX), LITTLE_ENDIAN);
  return bytes;
}

function milliseconds(seconds: unknown): number {
  if (seconds === null) return TIPC_WAIT_FOREVER;
  const value = typeof seconds === "number" ? Math.ceil(seconds * 1000) : seconds;
  return asUnsigned(value, "subscription.timeout", TIPC_WAIT_FOREVER - 1);
}
