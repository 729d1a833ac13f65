// Contexts and connections that the tests of TLS begin with.
import { Socket } from "berkeley";
import { createDefaultContext, Purpose, type SSLContext, type SSLSocket, type WrapOptions } from "berkeley/tls";
import { Authority, type Issued } from "./authority.ts";

export const authority: Authority = new Authority("Test Root");
export const server: Issued = authority.issue();

export function serverContext(issued: Issued = server): SSLContext {
  const context = createDefaultContext(Purpose.CLIENT_AUTH);
  context.loadCertChain(issued);
  return context;
}

export function clientContext(cafile: string = authority.certfile): SSLContext {
  return createDefaultContext(Purpose.SERVER_AUTH, { cafile });
}

/** A listening socket on loopback. */
export async function listening(): Promise<Socket> {
  const sock = new Socket();
  await sock.bind(["127.0.0.1", 0]);
  sock.listen();
  return sock;
}

/** Two sockets connected to each other by TCP: the client's, the server's. */
export async function connected(): Promise<[Socket, Socket]> {
  using listener = await listening();
  const client = new Socket();
  const [[accepted]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
  client.settimeout(20);
  accepted.settimeout(20);
  return [client, accepted];
}

/** Both ends of a TLS connection. When one side's handshake fails, its error is thrown; the other's is `cause`. */
export async function handshaken(
  client: SSLContext = clientContext(),
  serving: SSLContext = serverContext(),
  options: WrapOptions = {},
  serverOptions: WrapOptions = {},
): Promise<[SSLSocket, SSLSocket]> {
  const [near, far] = await connected();
  const [mine, theirs] = await Promise.allSettled([
    orClose(near, client.wrapSocket(near, { serverHostname: "localhost", ...options })),
    orClose(far, serving.wrapSocket(far, { serverSide: true, ...serverOptions })),
  ]);
  if (mine.status === "fulfilled" && theirs.status === "fulfilled") return [mine.value, theirs.value];
  if (mine.status === "fulfilled") mine.value.close();
  if (theirs.status === "fulfilled") theirs.value.close();
  throw mine.status === "rejected" ? mine.reason : theirs.status === "rejected" ? theirs.reason : undefined;
}

/** A wrong argument leaves the socket open: the other end would wait for it. */
async function orClose<T>(sock: Socket, wrapped: Promise<T>): Promise<T> {
  try {
    return await wrapped;
  } catch (error) {
    sock.close();
    throw error;
  }
}

/** Receives `size` bytes. */
export async function receive(sock: { recv(size: number): Promise<Buffer> }, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let left = size; left > 0; ) {
    const part = await sock.recv(Math.min(left, 65_536));
    if (part.length === 0) throw new Error(`The stream ended ${left} bytes before it should`);
    parts.push(part);
    left -= part.length;
  }
  return Buffer.concat(parts);
}

/** Lets the client take what the server sent behind the handshake. */
export async function exchange(near: SSLSocket, far: SSLSocket): Promise<void> {
  await far.sendall(Buffer.from("x"));
  await receive(near, 1);
}

export function close(...socks: { close(): void }[]): void {
  for (const sock of socks) sock.close();
}
