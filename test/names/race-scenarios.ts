// Runs in a namespace with many addresses on its loopback interface and a firewall; race.test.ts calls the scenarios.
// Who is asked to connect, and when, is seen on the wire.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import {
  AF_INET6,
  AF_PACKET,
  createConnection,
  createServer,
  ETH_P_ALL,
  htons,
  ifNametoindex,
  inetNtop,
  PACKET_OUTGOING,
  SO_TIMESTAMP,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
} from "berkeley";
import * as sync from "berkeley/sync";
import { offer } from "./namespace.js";

type Options = Parameters<typeof createConnection>[1];
type Connected = {
  getpeername(): unknown[];
  getsockname(): unknown[];
  gettimeout(): number | null;
  fileno(): number;
  close(): void;
};
type Connect = (address: [string, number], options?: Options) => Connected | Promise<Connected>;

/** A connection attempt as it went over the wire. */
interface Attempt {
  readonly host: string;
  /** Milliseconds, by the kernel's clock when it was sent. */
  readonly at: number;
}

function command(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  assert.equal(status, 0, `${program} ${args.join(" ")}: ${stderr}`);
}

function rule(text: string): void {
  command("nft", text);
}

/** From now on, whatever is sent to the hosts is swallowed. */
function swallow(...hosts: string[]): void {
  rule("add table inet test");
  rule("add chain inet test in { type filter hook input priority 0; }");
  for (const host of hosts) rule(`add rule inet test in ${host.includes(":") ? "ip6" : "ip"} daddr ${host} drop`);
}

function clear(): void {
  spawnSync("nft", ["delete", "table", "inet", "test"], { stdio: "ignore" });
}

/** The first SYN of each attempt (repeated ones are the kernel's), in the order they were sent. */
class Wire {
  readonly attempts: Attempt[] = [];
  readonly #socket = new Socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
  readonly #seen = new Set<string>();
  readonly #done: Promise<void>;

  constructor() {
    this.#socket.setsockopt(SOL_SOCKET, SO_TIMESTAMP, 1);
    this.#done = this.#watch();
  }

  async #watch(): Promise<void> {
    for (;;) {
      const received = await this.#socket.recvmsg(2048, 128);
      const [packet, [[, , time] = []], , address] = received;
      if (address[2] !== PACKET_OUTGOING || time === undefined) continue;
      // struct timeval
      this.#take(packet, Number(time.readBigInt64LE(0)) * 1e3 + Number(time.readBigInt64LE(8)) / 1e3);
    }
  }

  #take(packet: Buffer, at: number): void {
    const six = packet[0] !== undefined && packet[0] >> 4 === 6;
    const protocol = packet[six ? 6 : 9];
    const tcp = packet.subarray(six ? 40 : 20);
    if (protocol !== 6 || ((tcp[13] ?? 0) & 0x12) !== 0x02) return;
    const host = six ? inetNtop(10, packet.subarray(24, 40)) : inetNtop(2, packet.subarray(16, 20));
    const key = `${host} ${tcp.readUInt16BE(0)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.attempts.push({ host, at });
  }

  /** The hosts, once there are so many, and no more come along. */
  async hosts(count: number): Promise<string[]> {
    for (let i = 0; i < 1000 && this.attempts.length < count; i++) await setTimeout(5);
    await setTimeout(10);
    return this.attempts.map(({ host }) => host);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await assert.rejects(this.#done, { code: "EBADF" });
  }
}

const started = (async () => {
  for (const last of [1, 2, 3]) {
    command("ip", "address", "add", `10.66.0.${last}/24`, "dev", "lo");
    command("ip", "address", "add", `2001:db8:66::${last}/64`, "dev", "lo", "nodad");
  }
  command("ip", "address", "add", "fe80::66/64", "dev", "lo", "nodad");
})();

const four = (last: number): string => `10.66.0.${last}`;
const six = (last: number): string => `2001:db8:66::${last}`;
const descriptors = (): number => readdirSync("/proc/self/fd").length;

/** A scenario, once for each flavour; no descriptor is left. */
function both(
  name: string,
  body: (connect: Connect, wire: Wire) => Promise<void>,
): Record<string, () => Promise<void>> {
  const run = async (connect: Connect): Promise<void> => {
    await started;
    // The look-up thread's eventfd and the poller's are made once.
    (await Promise.resolve(connect(["two.test", 9], { timeout: 1 })).catch(() => null))?.close();
    const before = descriptors();
    const wire = new Wire();
    try {
      await body(connect, wire);
    } finally {
      clear();
      await wire.close();
    }
    assert.equal(descriptors(), before);
  };
  const synchronous: Connect = async (address, options) => sync.createConnection(address, options);
  return { [`${name}Async`]: () => run(createConnection), [`${name}Sync`]: () => run(synchronous) };
}

async function served(hosts: readonly string[]): Promise<{ port: number; close: () => void }> {
  const servers: { close(): void }[] = [];
  let port = 0;
  for (const host of hosts) {
    const server = host.includes(":")
      ? await createServer([host, port], { family: AF_INET6 })
      : await createServer([host, port]);
    port = server.getsockname()[1];
    servers.push(server);
  }
  return { port, close: () => servers.forEach((server) => void server.close()) };
}

offer({
  // many.test: IPv6 1, 2, 3 and IPv4 1, 2, 3. two.test: IPv6 1 and IPv4 1.
  ...both("first", async (connect, wire) => {
    const server = await served([six(1), four(1)]);
    const socket = await connect(["many.test", server.port], { timeout: 5 });
    assert.equal(socket.getpeername()[0], six(1));
    assert.equal(socket.gettimeout(), 5);
    socket.close();
    assert.deepEqual(await wire.hosts(1), [six(1)]);
    server.close();
  }),

  ...both("refused", async (connect, wire) => {
    // Refused ones make way at once, in turns of the families: no attempt delay passes.
    const server = await served([four(3)]);
    const socket = await connect(["many.test", server.port]);
    assert.equal(socket.getpeername()[0], four(3));
    socket.close();
    assert.deepEqual(await wire.hosts(6), [six(1), four(1), six(2), four(2), six(3), four(3)]);
    server.close();
  }),

  ...both("swallowed", async (connect, wire) => {
    const server = await served([six(1), four(1)]);
    swallow(six(1));
    // Never sooner, and unless the machine is busy not much later: once in a while it is not.
    let gap = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 20 && gap > 900; i++) {
      wire.attempts.length = 0;
      const socket = await connect(["two.test", server.port], { timeout: 60 });
      assert.equal(socket.getpeername()[0], four(1));
      socket.close();
      assert.deepEqual(await wire.hosts(2), [six(1), four(1)]);
      const [first, second] = wire.attempts as [Attempt, Attempt];
      gap = second.at - first.at;
      assert.ok(gap >= 245, `the second attempt came ${gap} ms after the first`);
    }
    assert.ok(gap <= 900, `the second attempt came ${gap} ms after the first`);
    server.close();
  }),

  ...both("late", async (connect, wire) => {
    // The first address alone is good, but the kernel has to ask twice: a second later. All others are refused at once.
    const server = await served([six(1)]);
    swallow(six(1));
    rule("add counter inet test last");
    rule(`add rule inet test in ip daddr ${four(3)} counter name last`);
    // When the last one was asked the firewall is opened: by a process beside this one, as the sync flavour suspends it.
    const unasked = "nft list counter inet test last | grep -q 'packets 0 '";
    spawnSync("sh", ["-c", `(while ${unasked}; do :; done; nft delete table inet test) > /dev/null 2>&1 &`]);
    const socket = await connect(["many.test", server.port], { timeout: 60 });
    assert.equal(socket.getpeername()[0], six(1));
    socket.close();
    assert.deepEqual(await wire.hosts(6), [six(1), four(1), six(2), four(2), six(3), four(3)]);
    server.close();
  }),

  ...both("timeout", async (connect) => {
    swallow(six(1), four(1));
    const promise = Promise.resolve(connect(["two.test", 9], { timeout: 0.6, allErrors: true }));
    const error = await promise.then(
      () => assert.fail("connected"),
      (reason: AggregateError) => reason,
    );
    assert.equal(error.name, "AggregateError");
    const told = error.errors.map(({ name, address }) => [name, address[0]]);
    assert.deepEqual(told, [
      ["TimeoutError", six(1)],
      ["TimeoutError", four(1)],
    ]);
    const single = Promise.resolve(connect(["two.test", 9], { timeout: 0.3 }));
    await assert.rejects(single, { name: "TimeoutError", code: "ETIMEDOUT", syscall: "connect" });
  }),

  ...both("errors", async (connect) => {
    const all = await Promise.resolve(connect(["two.test", 9], { allErrors: true })).catch((reason) => reason);
    const told = (all as AggregateError).errors.map(({ name, code, address }) => [name, code, address[0]]);
    assert.deepEqual(told, [
      ["ConnectionRefusedError", "ECONNREFUSED", six(1)],
      ["ConnectionRefusedError", "ECONNREFUSED", four(1)],
    ]);
    await assert.rejects(Promise.resolve(connect(["two.test", 9])), {
      name: "ConnectionRefusedError",
      address: [four(1), 9],
    });
  }),

  ...both("source", async (connect, wire) => {
    const server = await served([six(1), four(1)]);
    const socket = (await connect(["two.test", server.port], { sourceAddress: [four(2), 0] })) as Socket;
    assert.equal(socket.getsockname()[0], four(2));
    assert.equal(socket.getpeername()[0], four(1));
    socket.close();
    // With a port of its own, attempts of one family cannot overlap: one waits for the other.
    swallow(six(1));
    assert.deepEqual(await wire.hosts(1), [four(1)]);
    const port = server.port === 40_000 ? 40_001 : 40_000;
    const options = { sourceAddress: [six(2), port] as const, timeout: 0.7 };
    await assert.rejects(Promise.resolve(connect(["many.test", server.port], options)), { name: "TimeoutError" });
    assert.deepEqual(await wire.hosts(2), [four(1), six(1)]);
    server.close();
  }),

  ...both("scope", async (connect) => {
    // A link-local address means nothing without its interface: in the address, or as part of the host.
    const index = ifNametoindex("lo");
    const server = await createServer(["fe80::66", 0, 0, index], { family: AF_INET6 });
    const address = server.getsockname();
    const forms = [address, { host: "fe80::66", port: address[1], scopeid: "lo" }, ["fe80::66%lo", address[1]]];
    for (const form of forms as [string, number][]) {
      const socket = await connect(form, { sourceAddress: address.with(1, 0) as never });
      assert.deepEqual(socket.getpeername(), address);
      assert.deepEqual(socket.getsockname().with(1, 0), address.with(1, 0));
      socket.close();
    }
    server.close();
    await assert.rejects(Promise.resolve(connect(address as never)), { code: "ECONNREFUSED", address });
    // For attempts over IPv4 the source is one of the wrong family.
    const options = { sourceAddress: address.with(1, 0) as never, allErrors: true };
    const error = await Promise.resolve(connect(["10.66.0.1", 9], options)).catch((reason) => reason);
    assert.deepEqual(
      error.errors.map(({ code }: { code: string }) => code),
      ["EAI_ADDRFAMILY"],
    );
  }),

  abort: async () => {
    await started;
    await createConnection(["two.test", 9], { timeout: 1 }).catch(() => {});
    const before = descriptors();
    swallow(six(1), four(1));
    const controller = new AbortController();
    const wire = new Wire();
    const connecting = createConnection(["two.test", 9], { signal: controller.signal });
    while (wire.attempts.length < 2) await setTimeout(5);
    controller.abort(new Error("enough"));
    await assert.rejects(connecting, { message: "enough" });
    clear();
    await wire.close();
    assert.equal(descriptors(), before);
  },

  // One after the other with a window: as many sockets are made as needed, and none is left.
  load: async () => {
    await started;
    await createConnection(["two.test", 9], { timeout: 1 }).catch(() => {});
    const server = await createServer([six(2), 0], { family: AF_INET6, backlog: 500 });
    const port = server.getsockname()[1];
    const accepted: { close(): void }[] = [];
    const taking = (async () => {
      for (let i = 0; i < 300; i++) accepted.push((await server.accept())[0]);
    })();
    const before = descriptors();
    const sockets = await Promise.all(Array.from({ length: 300 }, () => createConnection(["many.test", port])));
    await taking;
    assert.equal(descriptors(), before + 600);
    for (const socket of [...sockets, ...accepted, server]) socket.close();
  },
});
