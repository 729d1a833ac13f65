// What OpenSSL asks during a handshake, answered by the context's callbacks.
import { asBytes, describe } from "../core/bytes.ts";
import { type Answer, ASK_PSK_CLIENT, ASK_SERVER_NAME } from "../native/tls.ts";
import { ALERT_DESCRIPTION_HANDSHAKE_FAILURE, ALERT_DESCRIPTION_INTERNAL_ERROR } from "./constants.ts";
import type { PskClientCallback, SSLContext } from "./context.ts";

const GO_ON = -1;
const NOT_YET = -2;
const LONGEST_IDENTITY = 255;
// PSK_MAX_PSK_LEN of OpenSSL 3.0.
const LONGEST_KEY = 512;

/** What the answers need to know of a connection. */
export interface Questioner {
  readonly context: SSLContext;
  /** The SSLSocket or SSLObject that callbacks get. */
  readonly subject: object | null;
  /** Whether the handshake can wait for a promise; it is then told through `answered`. */
  readonly patient: boolean;
  answered(): void;
}

export class Answers {
  readonly #questioner: Questioner;
  #serverName: number | undefined;
  /** What a callback threw, or did wrong. */
  thrown: unknown;

  constructor(questioner: Questioner) {
    this.#questioner = questioner;
  }

  readonly answer: Answer = (question, subject) => {
    try {
      if (question === ASK_SERVER_NAME) return this.#onServerName(subject);
      const { context } = this.#questioner;
      if (question === ASK_PSK_CLIENT) return pskOfClient(context.pskClientCallback, subject);
      // A copy, because the addon wipes what it was given.
      return Uint8Array.from(asKey(context.pskServerCallback?.(subject ?? "") ?? new Uint8Array(0)));
    } catch (error) {
      this.thrown ??= error;
      return question === ASK_SERVER_NAME ? ALERT_DESCRIPTION_HANDSHAKE_FAILURE : new Uint8Array(0);
    }
  };

  // Asked again each time the handshake goes on after a pause, and after a HelloRetryRequest, then perhaps on behalf of
  // the context that was chosen: the callback is called once all the same.
  #onServerName(name: string | null): number {
    if (this.#serverName !== undefined) return this.#serverName;
    const { context, subject, patient } = this.#questioner;
    const callback = context.sniCallback as ((...values: unknown[]) => unknown) | null;
    if (callback === null) return GO_ON;
    const result = callback(subject, name, context);
    if (!isThenable(result)) {
      this.#serverName = this.#conclude(result);
      return this.#serverName;
    }
    const promise = Promise.resolve(result);
    if (!patient) {
      promise.catch(() => {});
      return this.#conclude(result);
    }
    this.#serverName = NOT_YET;
    void promise
      .then(
        (value: unknown) => {
          this.#serverName = this.#conclude(value);
        },
        (error: unknown) => {
          this.thrown ??= error;
          this.#serverName = ALERT_DESCRIPTION_HANDSHAKE_FAILURE;
        },
      )
      .then(() => this.#questioner.answered());
    return NOT_YET;
  }

  #conclude(result: unknown): number {
    if (result === undefined || result === null) return GO_ON;
    if (typeof result === "number" && Number.isInteger(result) && result >= 0 && result <= 255) return result;
    const late = isThenable(result) ? "; only an asynchronous socket can wait for a promise" : "";
    this.thrown ??= new TypeError(
      `sniCallback must return undefined or the number of an alert, not ${describe(result)}${late}`,
    );
    return ALERT_DESCRIPTION_INTERNAL_ERROR;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** The bytes of an identity, or of a hint, which OpenSSL takes for text that ends with NUL. */
export function asIdentity(value: unknown, argument: string): Uint8Array {
  if (typeof value !== "string") throw new TypeError(`${argument} must be a string or null, not ${describe(value)}`);
  const name = Buffer.from(value, "utf8");
  if (name.length > LONGEST_IDENTITY || name.includes(0)) {
    throw new RangeError(`${argument} must be at most ${LONGEST_IDENTITY} bytes long, without NUL`);
  }
  return name;
}

function asKey(value: unknown): Uint8Array {
  const key = asBytes(value, "The key of the PSK callback");
  if (key.length <= LONGEST_KEY) return key;
  throw new RangeError(`The key of the PSK callback must be at most ${LONGEST_KEY} bytes long, not ${key.length}`);
}

function pskOfClient(callback: PskClientCallback | null, hint: string | null): Uint8Array {
  if (callback === null) return new Uint8Array(0);
  const result: unknown = callback(hint);
  if (!Array.isArray(result))
    throw new TypeError(`The PSK callback must return [identity, key], not ${describe(result)}`);
  const [identity, key] = result as [unknown, unknown];
  const name = asIdentity(identity ?? "", "The identity of the PSK callback");
  const secret = asKey(key);
  const packed = new Uint8Array(2 + name.length + secret.length);
  packed[1] = name.length;
  packed.set(name, 2);
  packed.set(secret, 2 + name.length);
  return packed;
}
