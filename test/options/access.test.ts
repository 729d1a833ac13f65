import assert from "node:assert/strict";
import { test } from "node:test";
import * as awaiting from "berkeley";
import { createServer, getOption, OSError, SOCK_DGRAM, Socket, setOption } from "berkeley";
import * as suspending from "berkeley/sync";
import { CERT_NONE, PROTOCOL_TLS_CLIENT, SSLContext } from "berkeley/tls";

test("getOption and setOption are the same functions in both flavours, and take the sockets of both", () => {
  assert.equal(awaiting.getOption, suspending.getOption);
  assert.equal(awaiting.joinGroup, suspending.joinGroup);
  for (const Made of [awaiting.Socket, suspending.Socket]) {
    using sock = new Made();
    setOption(sock, "SO_KEEPALIVE", true);
    assert.equal(getOption(sock, "SO_KEEPALIVE"), true);
  }
});

test("getOption and setOption take an SSLSocket", async () => {
  const context = new SSLContext(PROTOCOL_TLS_CLIENT);
  context.checkHostname = false;
  context.verifyMode = CERT_NONE;
  using sock = await context.wrapSocket(new Socket(), { doHandshakeOnConnect: false });
  setOption(sock, "TCP_NODELAY", true);
  assert.equal(getOption(sock, "TCP_NODELAY"), true);
});

test("setOption SO_LINGER of 0 seconds makes close break the connection off", async () => {
  using server = await createServer(["127.0.0.1", 0]);
  const client = await awaiting.createConnection(server.getsockname());
  const [accepted] = await server.accept();
  using peer = accepted;
  setOption(client, "SO_LINGER", { seconds: 0 });
  client.close();
  await assert.rejects(peer.recv(1), (error) => error instanceof OSError && error.code === "ECONNRESET");
});

test("getOption TCP_INFO counts what was sent", async () => {
  using server = await createServer(["127.0.0.1", 0]);
  using client = await awaiting.createConnection(server.getsockname());
  const [accepted] = await server.accept();
  using peer = accepted;
  await client.sendall(Buffer.alloc(12_345));
  let left = 12_345;
  while (left > 0) left -= (await peer.recv(left)).length;
  assert.equal(getOption(client, "TCP_INFO").bytesSent, 12_345n);
  assert.equal(getOption(peer, "TCP_INFO").bytesReceived, 12_345n);
});

test("setOption IP_MULTICAST_IF and the like take the name of an interface that there is", () => {
  using sock = new Socket(awaiting.AF_INET, SOCK_DGRAM);
  for (const name of ["IP_MULTICAST_IF", "SO_BINDTODEVICE", "IP_UNICAST_IF"] as const) {
    assert.throws(
      () => setOption(sock, name, "nosuchif0"),
      (error) => error instanceof OSError && error.code === "ENODEV" && error.syscall === "if_nametoindex",
    );
    assert.throws(() => setOption(sock, name, "a name that no interface has"), /^RangeError: value must have at most/);
    assert.throws(() => setOption(sock, name, "lo\0"), /^RangeError: value must not hold a NUL/);
  }
});

test("setOption SO_BINDTODEVICE with an index that no interface has is an OSError, and unbinds nothing", () => {
  using sock = new Socket();
  setOption(sock, "SO_BINDTODEVICE", "lo");
  assert.throws(
    () => setOption(sock, "SO_BINDTODEVICE", 2_000_000_000),
    (error) => error instanceof OSError && error.code === "ENXIO",
  );
  assert.equal(getOption(sock, "SO_BINDTODEVICE"), "lo");
});

test("getOption and setOption on a closed socket are an OSError with EBADF that names the option", () => {
  const sock = new Socket();
  sock.close();
  const isBadDescriptor = (syscall: string) => (error: unknown) =>
    error instanceof OSError &&
    error.code === "EBADF" &&
    error.syscall === syscall &&
    error.message.startsWith(`${syscall} SO_KEEPALIVE: `) &&
    error.stack?.includes(error.message) === true;
  assert.throws(() => getOption(sock, "SO_KEEPALIVE"), isBadDescriptor("getsockopt"));
  assert.throws(() => setOption(sock, "SO_KEEPALIVE", true), isBadDescriptor("setsockopt"));
});

test("getOption and setOption of an option that this kind of socket lacks are an OSError with ENOPROTOOPT", () => {
  using sock = new Socket(awaiting.AF_UNIX);
  for (const act of [() => getOption(sock, "TCP_NODELAY"), () => setOption(sock, "TCP_NODELAY", true)]) {
    assert.throws(act, (error) => error instanceof OSError && ["ENOPROTOOPT", "EOPNOTSUPP"].includes(error.code));
  }
});

const refused: readonly [what: string, act: (sock: Socket) => unknown, message: RegExp][] = [
  ["an unknown name", (s) => getOption(s, "SO_NOSUCH" as never), /^RangeError: name must be an option of the table/],
  ["a name of Object.prototype", (s) => getOption(s, "constructor" as never), /^RangeError: name/],
  ["a number as name", (s) => getOption(s, 1 as never), /^TypeError: name must be an option's name, not/],
  [
    "setting what can only be got",
    (s) => setOption(s, "TCP_INFO" as never, 1 as never),
    /^TypeError: TCP_INFO can only/,
  ],
  [
    "getting what can only be set",
    (s) => getOption(s, "SO_ATTACH_FILTER" as never),
    /^TypeError: SO_ATTACH_FILTER can/,
  ],
  [
    "a request where there is none",
    (s) => getOption(s, "SO_TYPE", 1 as never),
    /^TypeError: SO_TYPE is asked with not/,
  ],
  ["no socket", () => getOption(3 as never, "SO_TYPE"), /^TypeError: sock must be a socket/],
  ["a number as flag", (s) => setOption(s, "SO_KEEPALIVE", 1 as never), /^TypeError: value must be true or false/],
  ["a text as integer", (s) => setOption(s, "SO_RCVBUF", "1" as never), /^TypeError: value must be a number/],
  ["an integer of 33 bits", (s) => setOption(s, "SO_MARK", 2 ** 32), /^RangeError: value/],
  ["half a byte", (s) => setOption(s, "IP_TTL", 1.5), /^RangeError: value/],
  ["a time of 0", (s) => setOption(s, "SO_RCVTIMEO", 0), /^RangeError: value must be more than 0/],
  ["a time that is no number", (s) => setOption(s, "SO_RCVTIMEO", Number.NaN), /^RangeError: value/],
  ["a negative linger", (s) => setOption(s, "SO_LINGER", { seconds: -1 }), /^RangeError: value.seconds/],
  ["a slip in a field", (s) => setOption(s, "SO_LINGER", { secs: 1 } as never), /^TypeError: value.secs is no field/],
  ["a value for a deed", (s) => setOption(s, "SO_DETACH_FILTER", 1 as never), /^TypeError: value must be null/],
  ["a rate beyond 64 bits", (s) => setOption(s, "SO_MAX_PACING_RATE", 2n ** 64n), /^RangeError: value/],
  ["a NUL in a name", (s) => setOption(s, "TCP_CONGESTION", "re\0no"), /^RangeError: value must not hold a NUL/],
  ["ports upside down", (s) => setOption(s, "IP_LOCAL_PORT_RANGE", { low: 9, high: 8 }), /^RangeError: value.low/],
  ["text as a key", (s) => setOption(s, "TCP_FASTOPEN_KEY", "key" as never), /^TypeError: value must be bytes/],
];
for (const [what, act, message] of refused) {
  test(`getOption and setOption refuse ${what} before any system call`, () => {
    const sock = new Socket();
    sock.close();
    // On a closed socket any system call would be EBADF.
    assert.throws(() => act(sock), message);
  });
}
