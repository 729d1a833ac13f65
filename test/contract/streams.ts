// One body of tests for every stream: plain and over TLS, in both flavours. As in flavours.ts a body is written with
// `await`, and must not need a second thread to go on.
import { test } from "node:test";
import * as asynchronous from "berkeley";
import * as synchronous from "berkeley/sync";
import { type SSLSocket, SSLWantReadError } from "berkeley/tls";
import { clientContext, serverContext } from "../tls/pair.ts";
import type { Berkeley } from "./flavours.ts";

/** What TLS does not refuse: the part of a Socket that any stream has. */
export type Stream = asynchronous.Socket<1>;

async function plain(berkeley: Berkeley): Promise<[Stream, Stream]> {
  return berkeley.socketpair();
}

/** Handshakes without waiting, by turns: so one thread does for both ends. */
async function overTls(berkeley: Berkeley): Promise<[Stream, Stream]> {
  const [a, b] = berkeley.socketpair();
  const later = { doHandshakeOnConnect: false };
  const near = await clientContext().wrapSocket(a, { ...later, serverHostname: "localhost" });
  const far = await serverContext().wrapSocket(b, { ...later, serverSide: true });
  let done = 0;
  for (const sock of [near, far]) sock.settimeout(0);
  for (let end: SSLSocket<1> = near; done < 2; end = end === near ? far : near)
    done = (await advance(end)) ? done + 1 : 0;
  // What the server says behind the handshake is taken, so that nothing but the test's bytes is on its way.
  await far.sendall(Buffer.from("x"));
  await near.recv(1);
  return [near, far];
}

async function advance(sock: SSLSocket<1>): Promise<boolean> {
  try {
    await sock.doHandshake();
    return true;
  } catch (error) {
    if (error instanceof SSLWantReadError) return false;
    throw error;
  }
}

const sync = synchronous as unknown as Berkeley;
const streams: readonly [name: string, berkeley: Berkeley, make: (berkeley: Berkeley) => Promise<[Stream, Stream]>][] =
  [
    ["berkeley", asynchronous, plain],
    ["berkeley/sync", sync, plain],
    ["TLS, berkeley", asynchronous, overTls],
    ["TLS, berkeley/sync", sync, overTls],
  ];

/** Declares a test for each kind of stream: of two ends of a connection, which are closed at the end. */
export function stream(title: string, body: (left: Stream, right: Stream, berkeley: Berkeley) => Promise<void>): void {
  for (const [name, berkeley, make] of streams) {
    test(`${title} (${name})`, { timeout: 60_000 }, async () => {
      const [left, right] = await make(berkeley);
      using _left = left;
      using _right = right;
      // Bounded, because no test runner ends a thread that is suspended for ever.
      for (const sock of [left, right]) sock.settimeout(20);
      await body(left, right, berkeley);
    });
  }
}
