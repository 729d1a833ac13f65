import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runExample } from "./example.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const rights = process.geteuid?.() === 0 ? false : "it needs CAP_NET_RAW";

test("the example of Socket with AF_UNIX and SOCK_SEQPACKET runs", async () => {
  assert.equal(await runExample("unix"), "one\ntwo\n");
});

test("the example of Socket with IPPROTO_ICMP runs", { skip: rights }, async () => {
  assert.equal(await runExample("icmp"), "4 bytes from 127.0.0.1: sequence 1\n");
});

test("the example of Socket with AF_PACKET runs", { skip: rights }, async () => {
  assert.match(await runExample("packet"), /^protocol 800 \(8 on the wire\), packet type \d\n\S+ > \S+: IP protocol/);
});

test("the example of Socket with AF_NETLINK runs", async () => {
  assert.match(await runExample("netlink"), /^lo: 127\.0\.0\.1\/8$/m);
});

test("the example of Socket with IPPROTO_MPTCP runs", async () => {
  assert.match(await runExample("mptcp"), /^server: hello\n(over MPTCP|fell back to TCP)\n$/);
});

test("the example of Socket with IPPROTO_UDPLITE runs", async () => {
  assert.equal(await runExample("udplite"), "head and sound samples\n");
});

for (const file of readdirSync(join(root, "examples/families"))) {
  const name = file.replace(/\.ts$/, "");
  test(`the guide docs/families/${name}.md shows the example as it is run`, () => {
    const guide = readFileSync(join(root, "docs/families", `${name}.md`), "utf8");
    const example = readFileSync(join(root, "examples/families", file), "utf8");
    assert.equal(/```ts\n(.*?)```/s.exec(guide)?.[1], example);
  });
}
