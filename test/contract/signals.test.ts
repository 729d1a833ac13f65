import assert from "node:assert/strict";
import { type Berkeley, contract, type Socket } from "./flavours.ts";

const reason = new Error("no longer wanted");
const options = { signal: AbortSignal.abort(reason) };
const data = Buffer.from("x");
const local = ["127.0.0.1", 0] as const;

type Call = (sock: Socket, berkeley: Berkeley) => unknown;

// Every verb that may wait, with its options wherever they may stand.
const calls: readonly Call[] = [
  (sock) => sock.accept(options),
  (sock) => sock.bind(local, options),
  (sock) => sock.connect(local, options),
  (sock) => sock.connectEx(local, options),
  (sock) => sock.recv(1, options),
  (sock) => sock.recv(1, 0, options),
  (sock) => sock.recvInto(Buffer.alloc(1), options),
  (sock) => sock.recvInto(Buffer.alloc(1), 1, options),
  (sock) => sock.recvInto(Buffer.alloc(1), 1, 0, options),
  (sock) => sock.recvfrom(1, options),
  (sock) => sock.recvfrom(1, 0, options),
  (sock) => sock.recvfromInto(Buffer.alloc(1), options),
  (sock) => sock.recvfromInto(Buffer.alloc(1), 1, options),
  (sock) => sock.recvfromInto(Buffer.alloc(1), 1, 0, options),
  (sock) => sock.recvmsg(1, options),
  (sock) => sock.recvmsg(1, 0, options),
  (sock) => sock.recvmsg(1, 0, 0, options),
  (sock) => sock.recvmsgInto([Buffer.alloc(1)], options),
  (sock) => sock.recvmsgInto([Buffer.alloc(1)], 0, options),
  (sock) => sock.recvmsgInto([Buffer.alloc(1)], 0, 0, options),
  (sock) => sock.send(data, options),
  (sock) => sock.send(data, 0, options),
  (sock) => sock.sendall(data, options),
  (sock) => sock.sendall(data, 0, options),
  (sock) => sock.sendto(data, local, options),
  (sock) => sock.sendto(data, 0, local, options),
  (sock) => sock.sendmsg([data], options),
  (sock) => sock.sendmsg([data], [], options),
  (sock) => sock.sendmsg([data], [], 0, options),
  (sock) => sock.sendmsg([data], [], 0, null, options),
  (sock) => sock.sendmsg([data], [], 0, local, options),
  (sock) => sock.sendmsgAfalg({ msg: [data], op: 0 }, options),
  (sock) => sock.sendfile(0, options),
  (sock) => sock.sendfile(0, 0, options),
  (sock) => sock.sendfile(0, 0, null, options),
  (sock, { sendFds }) => sendFds(sock, [data], [], options),
  (sock, { sendFds }) => sendFds(sock, [data], [], 0, null, options),
  (sock, { recvFds }) => recvFds(sock, 1, 1, options),
  (sock, { recvFds }) => recvFds(sock, 1, 1, 0, options),
  (_, { createConnection }) => createConnection(local, options),
  (_, { createServer }) => createServer(local, options),
  (_, { getaddrinfo }) => getaddrinfo("localhost", 80, options),
  (_, { getnameinfo }) => getnameinfo(local, options),
  (_, { getnameinfo }) => getnameinfo(local, 0, options),
  (_, { getfqdn }) => getfqdn(options),
  (_, { getfqdn }) => getfqdn("localhost", options),
  (_, { gethostbyname }) => gethostbyname("localhost", options),
  (_, { gethostbynameEx }) => gethostbynameEx("localhost", options),
  (_, { gethostbyaddr }) => gethostbyaddr("127.0.0.1", options),
];

contract(
  "whatever may wait throws the reason of a signal that was aborted before, and does nothing",
  async (berkeley) => {
    using sock = new berkeley.Socket();
    for (const call of calls) {
      await assert.rejects(
        async () => call(sock, berkeley),
        (error) => error === reason,
        String(call),
      );
    }
    // Not bound, not connected.
    assert.deepEqual(sock.getsockname(), ["0.0.0.0", 0]);
  },
);
