// Sessions: what lets a later connection skip the certificates.
import { type SessionHandle, tls } from "../native/tls.ts";

/** What a session was verified for; a connection that asks for more may not resume it. */
export interface SessionOrigin {
  readonly context: object;
  readonly serverHostname: string | null;
  /** The certificate was required and verified. */
  readonly verified: boolean;
  /** It was for `serverHostname`. */
  readonly hostnameChecked: boolean;
}

const secret = Symbol("session");

/** A session of TLS, to be resumed by `wrapSocket(sock, { session })`. It comes from `SSLSocket.session`. */
export class SSLSession {
  /** @internal */
  readonly handle: SessionHandle;
  /** @internal */
  readonly origin: SessionOrigin;
  /** The session's name; empty before TLS 1.3's ticket came. */
  readonly id: Buffer;
  /** When it began, in seconds since 1970. */
  readonly time: number;
  /** For how many seconds it may be resumed. */
  readonly timeout: number;
  /** For how many seconds the server said that its ticket may be used. */
  readonly ticketLifetimeHint: number;
  /** Whether it is kept by the client alone, in a ticket: RFC 5077, RFC 8446. */
  readonly hasTicket: boolean;

  /** @hidden */
  constructor(key: symbol, handle: SessionHandle, origin: SessionOrigin) {
    if (key !== secret) throw new TypeError("An SSLSession comes from the session property of an SSLSocket");
    const [id, time, timeout, hint, hasTicket] = tls.sessionFacts(handle);
    this.handle = handle;
    this.origin = origin;
    this.id = id;
    this.time = time;
    this.timeout = timeout;
    this.ticketLifetimeHint = hint;
    this.hasTicket = hasTicket === 1;
  }
}

export function makeSession(handle: SessionHandle, origin: SessionOrigin): SSLSession {
  return new SSLSession(secret, handle, origin);
}
