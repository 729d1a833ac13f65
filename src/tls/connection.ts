// A TLS connection: the SSL object, and what its user, its operations and its context have to know of it. It knows
// neither flavour; a flavour that can wait says through `wake` how a waiting operation is made to try again.

import { describe } from "../core/bytes.ts";
import { EBADF } from "../core/constants/errno.ts";
import { osError } from "../core/errors.ts";
import type { Direction, Readiness } from "../core/operations/operation.ts";
import {
  type Answer,
  CLOSED,
  type ConnectionHandle,
  EOF,
  FAILED,
  RENEGOTIATION,
  tls,
  WANT_READ,
  WANT_WRITE,
} from "../native/tls.ts";
import { Answers, type Questioner } from "./answers.ts";
import { CERT_NONE, CERT_REQUIRED, PROTOCOL_TLS_SERVER } from "./constants.ts";
import type { SSLContext } from "./context.ts";
import { ContextSettings } from "./context-settings.ts";
import {
  eofError,
  queue,
  SSLError,
  SSLWantReadError,
  SSLWantWriteError,
  sslError,
  syscallError,
  untimelyError,
  zeroReturnError,
} from "./errors.ts";
import type { MemoryBIO } from "./memory-bio.ts";
import { asServerName, type ServerName } from "./server-name.ts";
import { makeSession, SSLSession } from "./session.ts";
import { verificationError } from "./verification-error.ts";

const X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS = 0x4;
const X509_CHECK_FLAG_NEVER_CHECK_SUBJECT = 0x20;

/** What a connection is made with, checked. */
export interface ConnectionPlan {
  readonly context: SSLContext;
  readonly serverSide: boolean;
  readonly serverName: ServerName | null;
  readonly session: SSLSession | null;
}

/** Checks what belongs to a connection among the options of wrapSocket and wrapBio. */
export function plan(
  context: SSLContext,
  options: { serverSide?: unknown; serverHostname?: unknown; session?: unknown },
): ConnectionPlan {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`The options must be an object, not ${describe(options)}`);
  }
  const { serverSide = false, serverHostname = null, session = null } = options;
  if (typeof serverSide !== "boolean") throw new TypeError("serverSide must be a boolean");
  const isServer = context.protocol === PROTOCOL_TLS_SERVER;
  if (serverSide !== isServer) {
    const right = isServer ? "PROTOCOL_TLS_CLIENT" : "PROTOCOL_TLS_SERVER";
    throw new RangeError(`serverSide: ${serverSide} needs a context made with ${right}`);
  }
  const serverName = serverHostname === null ? null : asServerName(serverHostname);
  if (serverSide && serverName !== null) throw new RangeError("serverHostname is for the client's side");
  if (context.checkHostname && serverName === null) {
    throw new RangeError("serverHostname is needed, because the context has checkHostname on");
  }
  if (session !== null && !(session instanceof SSLSession)) throw new TypeError("session must be an SSLSession");
  const checked = { context, serverSide, serverName, session };
  if (session !== null) checkSession(session, checked);
  return checked;
}

/** A resumed connection is not verified again: it must not ask for more than the first one had. */
function checkSession({ origin }: SSLSession, { context, serverSide, serverName }: ConnectionPlan): void {
  if (serverSide) throw new RangeError("session is for the client's side");
  if (origin.context !== context) throw new RangeError("session belongs to another SSLContext");
  if (context.verifyMode === CERT_REQUIRED && !origin.verified) {
    throw new RangeError("session is of a connection whose certificate was not verified");
  }
  if (context.checkHostname && !(origin.hostnameChecked && origin.serverHostname === serverName?.given)) {
    throw new RangeError("session is of a connection to another name than serverHostname");
  }
}

export class Connection implements Questioner {
  readonly handle: ConnectionHandle;
  readonly serverSide: boolean;
  readonly serverName: ServerName | null;
  /** The connection that this one runs inside, or null. */
  readonly under: Connection | null;
  #context: SSLContext;
  readonly #verified: boolean;
  readonly #hostnameChecked: boolean;
  #answers: Answers | null = null;
  #subject: WeakRef<object> | null = null;
  /** Makes the operation that waits in a lane try again, in the flavour that waits. */
  wake: ((lane: Direction) => void) | null = null;
  /** Called when nothing more can be done with the connection. */
  onFatal: ((error: Error) => void) | null = null;
  /** What the operation that waits in each lane waits for, or null. */
  readonly waits: [Readiness | null, Readiness | null] = [null, null];
  /** The error after which nothing more can be done. */
  fatal: Error | null = null;
  /** Whether the handshake was done once: OpenSSL forgets it after an error. */
  established = false;
  /** An error that came behind bytes that were given out first. */
  deferred: Error | null = null;
  #released = false;

  constructor(
    { context, serverSide, serverName, session }: ConnectionPlan,
    below: number | Connection | { readonly incoming: MemoryBIO; readonly outgoing: MemoryBIO },
  ) {
    this.#context = context;
    this.serverSide = serverSide;
    this.serverName = serverName;
    this.under = below instanceof Connection ? below : null;
    this.#verified = context.verifyMode === CERT_REQUIRED;
    this.#hostnameChecked = context.checkHostname && serverName !== null;
    const handle =
      typeof below === "number"
        ? tls.connectionNew(context.handle, serverSide, below)
        : below instanceof Connection
          ? tls.connectionNew(context.handle, serverSide, below.handle)
          : tls.connectionOnMemory(context.handle, serverSide, below.incoming.handle, below.outgoing.handle);
    if (typeof handle === "number") throw sslError("Making a TLS connection", "SSL_new");
    this.handle = handle;
    const asks = context.sniCallback ?? context.pskClientCallback ?? context.pskServerCallback;
    if (asks !== null) this.#answers = new Answers(this);
    if (serverName !== null) this.#setPeer(serverName);
    if (session !== null) this.session = session;
  }

  #setPeer({ name, ip }: ServerName): void {
    const check = this.#hostnameChecked;
    const flags =
      X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
      (this.#context.hostnameChecksCommonName ? 0 : X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const status = tls.connectionSetPeer(this.handle, name, check ? name : null, check ? ip : null, flags);
    if (status < 0) throw sslError("Setting the server's name", "SSL_set_tlsext_host_name");
  }

  get context(): SSLContext {
    return this.#context;
  }

  /** Another context, as a server name callback chooses it: its certificates, its trust, what it asks of clients. */
  set context(context: SSLContext) {
    if (!(context instanceof ContextSettings)) throw new TypeError("context must be an SSLContext");
    if (context.protocol !== this.#context.protocol) throw new RangeError("context must be of the same protocol");
    this.#check("SSL_set_SSL_CTX");
    if (tls.connectionSetContext(this.handle, context.handle) < 0) {
      throw sslError("Setting the context", "SSL_set_SSL_CTX");
    }
    this.#context = context;
  }

  get subject(): object | null {
    return this.#subject?.deref() ?? null;
  }

  /** What callbacks get. Held weakly: the connection is held by what closes an SSLSocket that became garbage. */
  set subject(subject: object | null) {
    if (this.#answers !== null) this.#subject = subject === null ? null : new WeakRef(subject);
  }

  get patient(): boolean {
    return this.wake !== null;
  }

  answered(): void {
    this.wake?.(0);
    this.wake?.(1);
  }

  get answer(): Answer | undefined {
    return this.#answers?.answer;
  }

  get released(): boolean {
    return this.#released;
  }

  /** Whether the handshake is done. */
  get finished(): boolean {
    return !this.#released && tls.finished(this.handle) === 1;
  }

  /** Whether certificates of the peer were asked for. */
  get verifies(): boolean {
    return (tls.verification(this.handle)[3] & 1) !== CERT_NONE;
  }

  #check(syscall: string): void {
    if (this.#released) throw osError(EBADF, syscall);
  }

  /** The handle, for an inspector; EBADF once the connection is gone. */
  open(syscall: string): ConnectionHandle {
    this.#check(syscall);
    return this.handle;
  }

  get session(): SSLSession | null {
    if (this.#released) return null;
    const handle = tls.sessionGet(this.handle);
    if (handle === null) return null;
    return makeSession(handle, {
      context: this.#context,
      serverHostname: this.serverName?.given ?? null,
      verified: this.#verified && this.finished,
      hostnameChecked: this.#hostnameChecked && this.finished,
    });
  }

  set session(session: SSLSession | null) {
    this.#check("SSL_set_session");
    if (!(session instanceof SSLSession)) throw new TypeError("session must be an SSLSession");
    checkSession(session, {
      context: this.#context,
      serverSide: this.serverSide,
      serverName: this.serverName,
      session,
    });
    if (this.finished) throw new RangeError("session must be set before the handshake");
    if (tls.sessionSet(this.handle, session.handle) < 0) throw sslError("Setting the session", "SSL_set_session");
  }

  /** Lets go of the SSL object; the descriptor is the socket's. */
  release(): void {
    this.#released = true;
    this.wake = null;
    this.onFatal = null;
    tls.connectionRelease(this.handle);
  }

  /** Lets go of those that it runs inside as well. */
  releaseAll(): void {
    this.release();
    this.under?.releaseAll();
  }

  /**
   * Says goodbye, without waiting for an answer: close_notify, here and below. Whether some of it still waits for room
   * in the transport.
   */
  farewell(): boolean {
    let waiting = false;
    for (let at: Connection | null = this; at !== null && !at.released; at = at.under) {
      const code = at.finished && at.fatal === null ? tls.shutdown(at.handle) : tls.flush(at.handle);
      if (code === WANT_WRITE) waiting = true;
      else if (code === FAILED) queue();
    }
    return waiting;
  }

  /** The error for a code of the addon that is not about waiting. */
  failure(code: number, syscall: string): Error {
    if (code === CLOSED) return zeroReturnError(syscall);
    if (code === EOF) return eofError(syscall, this.established);
    if (code === WANT_READ) return new SSLWantReadError(undefined, { syscall });
    if (code === WANT_WRITE) return new SSLWantWriteError(undefined, { syscall });
    if (code === RENEGOTIATION) return this.#end(renegotiationError(syscall));
    if (code !== FAILED) return code === 0 ? syscallError(syscall) : osError(-code, syscall);
    const entries = queue();
    if (entries.some(({ reason }) => reason === "CERTIFICATE_VERIFY_FAILED")) {
      return this.#end(verificationError(tls.verification(this.handle), this.serverName?.given ?? null, syscall));
    }
    const untimely = untimelyError(syscall, entries);
    if (untimely !== null) return untimely;
    const doing = this.established ? `TLS: ${syscall}` : "The TLS handshake";
    return this.#end(sslError(doing, syscall, this.#answers?.thrown, entries));
  }

  #end(error: Error): Error {
    if (this.fatal !== null) return this.fatal;
    this.fatal = error;
    this.onFatal?.(error);
    return error;
  }
}

function renegotiationError(syscall: string): SSLError {
  return new SSLError(undefined, "The peer asked to renegotiate, which is not done: the connection is ended", {
    syscall,
    library: "SSL",
    reason: "NO_RENEGOTIATION",
  });
}
