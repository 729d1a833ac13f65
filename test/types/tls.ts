// Compiled, never run: the type checker is the test. Each `@ts-expect-error` is a misuse that must not compile.
import { type AF_INET, Socket } from "berkeley";
import { Socket as SyncSocket } from "berkeley/sync";
import {
  ALERT_DESCRIPTION_UNRECOGNIZED_NAME,
  MemoryBIO,
  type SniSocket,
  type SSLContext,
  SSLObject,
  SSLSession,
  SSLSocket,
  SyncSSLSocket,
} from "berkeley/tls";

/** Compiles only where A and B are one type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<T extends true>(..._proof: T[]): void {}

export async function wrapping(context: SSLContext): Promise<void> {
  const sock = context.wrapSocket(new Socket(), { serverHostname: "localhost" });
  same<Same<typeof sock, Promise<SSLSocket<typeof AF_INET>>>>();
  const sync = context.wrapSocket(new SyncSocket(), { serverHostname: "localhost" });
  same<Same<typeof sync, SyncSSLSocket<typeof AF_INET>>>();
  // TLS over TLS
  const twice = context.wrapSocket(await sock, { serverHostname: "localhost" });
  same<Same<typeof twice, Promise<SSLSocket<typeof AF_INET>>>>();
  const plain = await (await twice).unwrap();
  same<Same<typeof plain, Socket<typeof AF_INET>>>();
  // @ts-expect-error no socket
  await context.wrapSocket({});
  // @ts-expect-error an option that does not exist
  await context.wrapSocket(new Socket(), { server_hostname: "localhost" });
  // @ts-expect-error what is read and what is written are memory
  context.wrapBio(Buffer.alloc(1), new MemoryBIO());
}

export function callbacks(context: SSLContext, other: SSLContext): void {
  context.sniCallback = null;
  context.sniCallback = (sock, name, asked) => {
    same<Same<typeof sock, SniSocket>>();
    same<Same<typeof name, string | null>>();
    sock.context = name === "other" ? other : asked;
  };
  context.sniCallback = async (sock: SSLSocket) => {
    sock.context = other;
  };
  context.sniCallback = (sock: SyncSSLSocket) =>
    sock.version() === null ? ALERT_DESCRIPTION_UNRECOGNIZED_NAME : undefined;
  context.sniCallback = (_sock: SSLObject, name) => Promise.resolve(name === null ? 112 : undefined);
  // @ts-expect-error neither an alert nor nothing
  context.sniCallback = () => "no";
  // @ts-expect-error no connection of TLS
  context.sniCallback = (sock: number) => void sock;
  // @ts-expect-error a key is bytes
  context.setPskServerCallback(() => "key");
}

export function made(): unknown[] {
  return [
    // @ts-expect-error it comes from wrapSocket
    new SSLSocket(),
    // @ts-expect-error it comes from wrapSocket
    new SyncSSLSocket(),
    // @ts-expect-error it comes from wrapBio
    new SSLObject(),
    // @ts-expect-error it comes from the session property
    new SSLSession(),
  ];
}

export function insides(sock: Socket, context: SSLContext): unknown[] {
  return [
    // @ts-expect-error what the package alone uses is not declared
    sock.descriptor,
    // @ts-expect-error what the package alone uses is not declared
    sock.transport,
    // @ts-expect-error what the package alone uses is not declared
    context.handle,
  ];
}
