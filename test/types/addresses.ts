// Compiled, never run: the type checker is the test. Each `@ts-expect-error` is a misuse that must not compile.
import {
  type AddressOf,
  type AF_INET,
  AF_INET6,
  AF_UNIX,
  createConnection,
  type Inet6Address,
  type InetAddress,
  SOCK_STREAM,
  Socket,
  socketpair,
  type UnixAddress,
} from "berkeley";

/** Compiles only where A and B are one type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<T extends true>(..._proof: T[]): void {}

export async function inet(sock: Socket<typeof AF_INET>): Promise<void> {
  await sock.bind(["", 0]);
  await sock.connect({ host: "localhost", port: 80 });
  await sock.sendto(Buffer.of(1), ["localhost", 7]);
  // @ts-expect-error a port is a number
  await sock.connect(["localhost", "80"]);
  // @ts-expect-error an address of another family
  await sock.connect(["::1", 80, 0, 0]);
  // @ts-expect-error a path is no address of AF_INET
  await sock.connect("/tmp/socket");
  // @ts-expect-error the port is missing
  await sock.connect({ host: "localhost" });
  // @ts-expect-error host and port are one argument
  await sock.connect("localhost", 80);

  const [connection, peer] = await sock.accept();
  same<Same<typeof peer, InetAddress>>();
  same<Same<typeof connection, Socket<typeof AF_INET>>>();
  const [data, sender] = await sock.recvfrom(1024);
  same<Same<typeof data, Buffer>>();
  same<Same<typeof sender, InetAddress>>();
  same<Same<ReturnType<typeof sock.getpeername>, InetAddress>>();
}

export async function families(): Promise<void> {
  const six = new Socket(AF_INET6, SOCK_STREAM);
  same<Same<AddressOf<typeof AF_INET6>, Inet6Address>>();
  same<Same<ReturnType<typeof six.getsockname>, Inet6Address>>();
  await six.bind(["::1", 0]);
  await six.bind(["fe80::1", 0, 0, "eth0"]);
  await six.bind({ host: "fe80::1", port: 0, scopeid: 1 });

  const unix = new Socket(AF_UNIX, SOCK_STREAM);
  same<Same<ReturnType<typeof unix.getsockname>, UnixAddress>>();
  await unix.bind("/tmp/socket");
  await unix.bind(Buffer.from("\0abstract"));
  // @ts-expect-error a path, not a list
  await unix.bind(["/tmp/socket", 0]);

  const four = new Socket();
  same<Same<ReturnType<typeof four.getsockname>, InetAddress>>();
  await four.bind(["", 0]);
  socketpair();
  await createConnection(["localhost", 80], { timeout: null });
  // @ts-expect-error times are numbers of seconds
  await createConnection(["localhost", 80], { timeout: "5" });
}
