// Pairs of connected sockets, and conditions to wait for.
import { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, Socket, socketpair } from "berkeley";

/** Two ends of a TCP connection over loopback. */
export async function tcpPair(): Promise<[Socket, Socket]> {
  using listener = new Socket(AF_INET, SOCK_STREAM);
  await listener.bind(["127.0.0.1", 0]);
  listener.listen();
  const client = new Socket(AF_INET, SOCK_STREAM);
  const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
  return [client, server];
}

/** Two UDP sockets on loopback, each bound. */
export async function udpPair(): Promise<[Socket, Socket]> {
  const pair: [Socket, Socket] = [new Socket(AF_INET, SOCK_DGRAM), new Socket(AF_INET, SOCK_DGRAM)];
  for (const socket of pair) await socket.bind(["127.0.0.1", 0]);
  return pair;
}

export function unixPair(type: number = SOCK_STREAM): [Socket<1>, Socket<1>] {
  return socketpair(AF_UNIX, type);
}

/** Sends until the kernel takes no more; the number of bytes it took. */
export async function fill(socket: Socket<1> | Socket<2>): Promise<number> {
  const before = socket.gettimeout();
  socket.settimeout(0);
  const chunk = Buffer.alloc(65_536, "f");
  let total = 0;
  try {
    for (;;) total += await socket.send(chunk);
  } catch (error) {
    if ((error as { code?: string }).code !== "EAGAIN") throw error;
  } finally {
    socket.settimeout(before);
  }
  return total;
}

/** Receives exactly `count` bytes, or fewer when the peer closes. */
export async function receive(socket: Socket<1> | Socket<2>, count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let left = count;
  while (left > 0) {
    const data = await socket.recv(Math.min(left, 65_536));
    if (data.length === 0) break;
    parts.push(data);
    left -= data.length;
  }
  return Buffer.concat(parts);
}
