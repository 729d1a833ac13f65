import { test } from "node:test";
import { getaddrinfo, getfqdn, gethostbyaddr, gethostbyname, gethostbynameEx, getnameinfo } from "berkeley";
import fc from "fast-check";
import { askPython, assertSame, type Call, outcomeOf } from "./python.js";

const hostile = [
  "1.2.3.4",
  "1.2.3",
  "1.2",
  "1",
  "0x7f.1",
  "0177.0.0.1",
  "1.2.3.4.5",
  "256.1.1.1",
  "4294967295",
  "4294967296",
  "127.1",
  "255.255.255.255",
  "0.0.0.0",
  "::",
  "::1",
  "::ffff:1.2.3.4",
  "1:2:3:4:5:6:7:8",
  "fe80::1%lo",
  "fe80::1%1",
  "2001:db8::",
  "ff02::1%lo",
  "::%lo",
  "1::%0",
];
const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.constantFrom(...hostile));
const hints = fc.record({
  family: fc.constantFrom(0, 2, 10, 1, 99),
  type: fc.constantFrom(0, 1, 2, 3, 5, 77),
  proto: fc.constantFrom(0, 6, 17, 58),
  // AI_NUMERICHOST always: nothing of this may leave the machine. AI_PASSIVE, AI_CANONNAME, AI_V4MAPPED, AI_ALL.
  flags: fc.subarray([0x01, 0x02, 0x08, 0x10, 0x400]).map((bits) => bits.reduce((all, bit) => all | bit, 0x04)),
});
const port = fc.oneof(
  fc.nat(65_535),
  fc.nat(65_535).map(String),
  fc.constantFrom(null, "http", "https", "no-such-service", "-1", "65536", "080", ""),
);

test("getaddrinfo answers numeric hosts as Python does, whatever the hints", async () => {
  const cases = fc.sample(fc.tuple(fc.option(host, { freq: 20 }), port, hints), 1500);
  const expected = await askPython(cases.map(([h, p, kwargs]): Call => ["getaddrinfo", [h, p], kwargs]));
  for (const [i, [h, p, options]] of cases.entries()) {
    const actual = await outcomeOf(() => getaddrinfo(h, p, options));
    assertSame(actual, expected[i], JSON.stringify([h, p, options]));
  }
});

test("getnameinfo answers as Python does, whatever the address and the flags", async () => {
  const flags = fc.subarray([0x01, 0x02, 0x04, 0x08, 0x10]).map((bits) => bits.reduce((all, bit) => all | bit, 0x01));
  const address = fc.oneof(
    fc.tuple(host, fc.nat(65_535)),
    fc.tuple(host, fc.nat(65_535), fc.nat(0xf_ffff), fc.constantFrom(0, 1, 0xffff_ffff)),
    fc.tuple(host, fc.constantFrom(22, 53, 80, 123, 443)),
  );
  // NI_NUMERICHOST always: nothing of this may leave the machine.
  const cases = fc.sample(fc.tuple(address, flags), 1000);
  const expected = await askPython(cases.map((args): Call => ["getnameinfo", args]));
  for (const [i, [a, f]] of cases.entries()) {
    const actual = await outcomeOf(() => getnameinfo(a as [string, number], f));
    assertSame(actual, expected[i], JSON.stringify([a, f]));
  }
});

test("gethostbyname, gethostbynameEx, gethostbyaddr and getfqdn answer for this host as Python does", async () => {
  const names = ["localhost", "127.0.0.1", "127.1", "::1", "", "<broadcast>", "255.255.255.255", "0.0.0.0", "::"];
  const functions = { gethostbyname, gethostbyname_ex: gethostbynameEx, gethostbyaddr, getfqdn };
  // What may ask a name server is left to the tests with one of their own.
  const local = (name: string, host: string): boolean =>
    // Python's h_errno for it is whatever the thread had before.
    !(name === "gethostbyname_ex" && /^(<|255)/.test(host)) &&
    !(name === "gethostbyaddr" && /^(<|255|0|::)/.test(host)) &&
    !(name === "getfqdn" && /^(<|255|0|::|$)/.test(host));
  for (const [python, ours] of Object.entries(functions)) {
    const hosts = names.filter((name) => local(python, name));
    const expected = await askPython(hosts.map((name): Call => [python, [name]]));
    for (const [i, name] of hosts.entries()) {
      const actual = await outcomeOf(() => ours(name));
      assertSame(actual, expected[i], `${python}(${JSON.stringify(name)})`);
    }
  }
});
