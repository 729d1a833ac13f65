import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { test } from "node:test";
import * as berkeley from "berkeley";
import { getaddrinfo, gethostname, getnameinfo, getprotobyname, getservbyname, getservbyport } from "berkeley";
import * as sync from "berkeley/sync";
import { RIGHTS } from "./namespace.js";
import { askPython, assertSame, type Call, outcomeOf } from "./python.js";

test("getservbyname, getservbyport and getprotobyname answer as Python does", async () => {
  const ours = { getservbyname, getservbyport, getprotobyname };
  const protocols = [[], ["tcp"], ["udp"], ["nonsense"]];
  const calls: Call[] = ["ip", "icmp", "tcp", "udp", "ipv6", "ipv6-icmp", "sctp", "TCP", "nonsense", ""].map(
    (name): Call => ["getprotobyname", [name]],
  );
  for (const more of protocols) {
    for (const name of ["http", "https", "domain", "ntp", "nonsense", ""])
      calls.push(["getservbyname", [name, ...more]]);
    for (let port = 0; port < 700; port++) calls.push(["getservbyport", [port, ...more]]);
  }
  const expected = await askPython(calls);
  for (const [i, [name, args]] of calls.entries()) {
    const call = ours[name as keyof typeof ours] as (...args: unknown[]) => unknown;
    assertSame(await outcomeOf(() => call(...args)), expected[i], JSON.stringify(calls[i]));
  }
});

test("gethostname gives the name of the host", () => {
  assert.equal(gethostname(), hostname());
});

// In a namespace of its own: the name of this host stays what it is.
const UTS = [...RIGHTS, "--uts"];
const noUts = spawnSync("unshare", [...UTS, "true"]).status !== 0 && "namespaces cannot be made";

test("sethostname names the host, and is refused without rights, and for names that are too long", {
  skip: noUts,
}, () => {
  const program = `
    import assert from "node:assert/strict";
    import { hostname } from "node:os";
    import { gethostname, sethostname } from ${JSON.stringify(import.meta.resolve("berkeley"))};
    sethostname("of-a-string");
    assert.equal(gethostname(), "of-a-string");
    sethostname(Buffer.from("of-bytes"));
    assert.equal(gethostname(), "of-bytes");
    assert.equal(hostname(), "of-bytes");
    sethostname("n".repeat(64));
    assert.equal(gethostname(), "n".repeat(64));
    assert.throws(() => sethostname("n".repeat(65)), { code: "EINVAL", syscall: "sethostname" });
    assert.throws(() => sethostname(1), { name: "TypeError" });
    assert.equal(gethostname(), "n".repeat(64));`;
  const { status, stderr } = spawnSync("unshare", [...UTS, process.execPath, "--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  const refused = `
    import { sethostname } from ${JSON.stringify(import.meta.resolve("berkeley"))};
    try { sethostname("refused") } catch ({ name, code }) { process.stdout.write(name + " " + code) }`;
  const unprivileged = ["setpriv", "--bounding-set=-sys_admin", process.execPath, "--input-type=module", "-e", refused];
  const told = spawnSync("unshare", [...UTS, ...unprivileged], { encoding: "utf8" });
  assert.equal(told.stdout, "PermissionError EPERM", told.stderr);
});

test("getaddrinfo and its relatives are the same in both flavours, functions that wait apart", () => {
  for (const name of ["getservbyname", "getservbyport", "getprotobyname", "gethostname", "sethostname"] as const) {
    assert.equal(sync[name], berkeley[name]);
  }
  assert.deepEqual(sync.getaddrinfo("127.0.0.1", 80, { type: 1 }), [[2, 1, 6, "", ["127.0.0.1", 80]]]);
});

test("wrong arguments of names are refused before anything is looked up, naming the argument", async () => {
  const loose = getaddrinfo as (...args: unknown[]) => Promise<unknown>;
  await assert.rejects(loose(1, 80), { name: "TypeError", message: /^host / });
  await assert.rejects(loose("a", {}), { name: "TypeError", message: /^port / });
  await assert.rejects(loose("a", 65_536), { name: "RangeError", message: /^port / });
  await assert.rejects(loose("a\0b", 80), { name: "RangeError", message: /^host / });
  await assert.rejects(loose("ü/b", 80), { name: "RangeError", message: /^host / });
  await assert.rejects(loose("\ud800", 80), { name: "RangeError", message: /^host / });
  await assert.rejects(loose("a", 80, { family: "x" }), { name: "TypeError", message: /^family / });
  await assert.rejects(loose("a", 80, { signal: 1 }), { name: "TypeError", message: /^signal / });
  await assert.rejects(getnameinfo(["127.0.0.1", 80], "x" as never), { name: "TypeError", message: /^flags / });
  await assert.rejects(getnameinfo(["::1", 80, 0x10_0000], 0), { name: "RangeError", message: /flowinfo/ });
  await assert.rejects(getnameinfo(["a.name", 80], 0), { name: "GAIError", code: "EAI_NONAME" });
  assert.throws(() => getservbyport(-1), { name: "RangeError", message: /^port / });
  assert.throws(() => getservbyname(1 as never), { name: "TypeError", message: /^name / });
  const reason = new Error("enough");
  await assert.rejects(getaddrinfo("127.0.0.1", 80, { signal: AbortSignal.abort(reason) }), reason);
});
