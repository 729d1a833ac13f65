import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AF_INET, AF_INET6, AF_UNIX, joinGroup, leaveGroup, SOCK_DGRAM, Socket, setMulticastInterface } from "berkeley";
import { Namespace, withoutNamespaces } from "../names/namespace.ts";

const skip = withoutNamespaces() ?? false;

describe("multicast in a network of the test's own", { skip, timeout: 60_000 }, () => {
  let namespace: Namespace;
  before(() => {
    namespace = new Namespace(new URL("./multicast-scenarios.js", import.meta.url), {});
  });
  after(() => namespace.close());

  for (const version of [4, 6]) {
    test(`joinGroup and leaveGroup decide what arrives, by interface name and index, IPv${version}`, () =>
      namespace.run(`join${version}`));
    test(`joinGroup with a source lets that source through alone, IPv${version}`, () =>
      namespace.run(`source${version}`));
    test(`joinGroup on another interface receives nothing, IPv${version}`, () => namespace.run(`other${version}`));
    test(`setOption MCAST_MSFILTER sets all sources at once, IPv${version}`, () => namespace.run(`filter${version}`));
    test(`setOption IP_MULTICAST_LOOP keeps what is sent from this machine, IPv${version}`, () =>
      namespace.run(`loop${version}`));
  }
  test("joinGroup joins groups of both versions on a socket of AF_INET6", () => namespace.run("dual"));
});

test("joinGroup, leaveGroup and setMulticastInterface refuse wrong arguments before any system call", () => {
  using four = new Socket(AF_INET, SOCK_DGRAM);
  using six = new Socket(AF_INET6, SOCK_DGRAM);
  using unix = new Socket(AF_UNIX, SOCK_DGRAM);
  for (const act of [joinGroup, leaveGroup]) {
    assert.throws(() => act(four, "192.0.2.1"), /^RangeError: group must be a multicast address/);
    assert.throws(() => act(six, "2001:db8::1"), /^RangeError: group must be a multicast address/);
    assert.throws(() => act(four, "ff05::123"), /^RangeError: group must be an IPv4 address on a socket of AF_INET/);
    assert.throws(() => act(four, "all-systems.mcast.net"), /^RangeError: group must be an IPv4 or IPv6 address/);
    assert.throws(() => act(four, 1 as never), /^TypeError: group must be a string/);
    assert.throws(() => act(four, "239.1.2.3", { source: "::1" }), /^RangeError: options.source must be of the same/);
    assert.throws(() => act(four, "239.1.2.3", { source: 5 as never }), /^TypeError: options.source must be a string/);
    assert.throws(() => act(four, "239.1.2.3", { interface: -1 }), /^RangeError: options.interface/);
    assert.throws(() => act(four, "239.1.2.3", { interface: {} as never }), /^TypeError: options.interface/);
    assert.throws(() => act(four, "239.1.2.3", { interface: "nosuchif0" }), /ENODEV/);
    assert.throws(() => act(four, "239.1.2.3", 5 as never), /^TypeError: options/);
    assert.throws(() => act(four, "239.1.2.3", { iface: "lo" } as never), /^TypeError: options.iface is no field/);
    assert.throws(() => act(unix, "239.1.2.3"), /^RangeError: sock must be of AF_INET or AF_INET6/);
  }
  assert.throws(() => setMulticastInterface(unix, "lo"), /^RangeError: sock/);
  assert.throws(() => setMulticastInterface(four, true as never), /^TypeError: on must be an interface/);
});
