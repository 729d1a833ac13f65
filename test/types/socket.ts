// Compiled, never run: the type checker is the test. Each `@ts-expect-error` is a misuse that must not compile.
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from "berkeley";

export async function bytes(sock: Socket): Promise<void> {
  await sock.send(Buffer.from("text"));
  await sock.send(new Float64Array(2));
  await sock.send(new DataView(new ArrayBuffer(8)));
  await sock.send(new ArrayBuffer(8));
  // @ts-expect-error a string has to be encoded first
  await sock.send("text");
  // @ts-expect-error numbers are no bytes
  await sock.sendall([1, 2, 3]);
  // @ts-expect-error nothing is no bytes
  await sock.sendall(null);
  // @ts-expect-error the size is required
  await sock.recv();
  // @ts-expect-error a size is a number
  await sock.recv("1024");
}

export async function signals(sock: Socket): Promise<void> {
  const { signal } = new AbortController();
  await sock.recv(1024, { signal });
  await sock.recv(1024, 0, { signal });
  await sock.accept({ signal });
  await sock.sendto(Buffer.of(1), ["localhost", 7], { signal });
  // @ts-expect-error an option that does not exist
  await sock.recv(1024, { timeout: 1 });
  // @ts-expect-error the controller is not its signal
  await sock.recv(1024, { signal: new AbortController() });
}

export async function results(sock: Socket): Promise<void> {
  const count: number = await sock.send(Buffer.of(1));
  const data: Buffer = await sock.recv(count);
  const port: number = sock.getsockname()[1];
  const reuse: number = sock.getsockopt(SOL_SOCKET, SO_REUSEADDR);
  const raw: Buffer = sock.getsockopt(SOL_SOCKET, SO_REUSEADDR, 4);
  // @ts-expect-error what recv gives is a promise
  const early: Buffer = sock.recv(1);
  // @ts-expect-error a value, not bytes, without a length
  const wrong: Buffer = sock.getsockopt(SOL_SOCKET, SO_REUSEADDR);
  void [data, port, reuse, raw, early, wrong];
}

export async function modes(sock: Socket): Promise<void> {
  sock.settimeout(1.5);
  sock.settimeout(null);
  sock.setblocking(false);
  // @ts-expect-error `null`, Python's None, is what waits for ever
  sock.settimeout(undefined);
  // @ts-expect-error a flag is a boolean
  sock.setblocking(0);
  // @ts-expect-error the constants are read-only
  sock.family = AF_INET;
  await using other = new Socket(AF_INET, SOCK_STREAM);
  using third = new Socket(AF_INET, SOCK_STREAM);
  void [other, third];
}
