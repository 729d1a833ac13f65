// How a context wraps sockets of a flavour it does not know: each flavour says how.

import { describe } from "../core/bytes.ts";
import { SocketBase } from "../core/socket-base.ts";
import type { SSLContext } from "./context.ts";
import type { SSLSession } from "./session.ts";

/** What `wrapSocket` takes besides the socket. */
export interface WrapOptions {
  /** Takes the server's part in the handshake; default: the client's. */
  readonly serverSide?: boolean | undefined;
  /** The name (or IP address) that the certificate of the server has to be for; sent to it (SNI) if it is a name. */
  readonly serverHostname?: string | null | undefined;
  /** Does the handshake at once, or with `connect` or `accept`; default true. */
  readonly doHandshakeOnConnect?: boolean | undefined;
  /** Takes an end without close_notify for a normal end; default false, because it may be an attacker's. */
  readonly suppressRaggedEofs?: boolean | undefined;
  /** A session of an earlier connection to the same server. */
  readonly session?: SSLSession | null | undefined;
  /** Abandons the handshake, with asynchronous sockets. */
  readonly signal?: AbortSignal | undefined;
}

/** A socket that a context can wrap, and what comes of it. */
export interface Wrappable<R> {
  fileno(): number;
  /** For the type checker alone: there is no such property. */
  readonly "~wrapped"?: R;
}

type Wrap = (context: SSLContext, socket: never, options: WrapOptions) => unknown;

const flavours: { readonly Socket: abstract new (...values: never[]) => unknown; readonly wrap: Wrap }[] = [];

/** A flavour's class of sockets, and how to wrap one of them. */
export function registerFlavour(Socket: abstract new (...values: never[]) => unknown, wrap: Wrap): void {
  flavours.push({ Socket, wrap });
}

export function wrapAny(context: SSLContext, socket: unknown, options: WrapOptions): unknown {
  for (const { Socket, wrap } of flavours) if (socket instanceof Socket) return wrap(context, socket as never, options);
  const what = socket instanceof SocketBase ? "an unknown kind of Socket" : describe(socket);
  throw new TypeError(`sock must be a Socket of berkeley or of berkeley/sync, not ${what}`);
}
