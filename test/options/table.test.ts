import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { constant } from "../../dist/core/constants/constant.js";
import { tables } from "../../dist/core/options/tables/index.js";
import { canRows, sctpRows } from "./guest.rows.ts";
import { ipRows, ipv6Rows } from "./ip.rows.ts";
import { netlinkRows, packetRows } from "./link.rows.ts";
import { socketRows } from "./socket.rows.ts";
import { tcpRows, udpRows } from "./transport.rows.ts";

const tested = [socketRows, ipRows, ipv6Rows, tcpRows, udpRows, packetRows, netlinkRows, canRows, sctpRows];
// A program of eBPF comes by a descriptor of bpf(2), which is no part of this library: nothing makes one here.
const UNTESTED = ["SO_ATTACH_BPF", "SO_ATTACH_REUSEPORT_EBPF"];
const names = tables.flatMap(([, rows]) => Object.keys(rows));

test("each name that getOption and setOption know is in one table, and a constant", () => {
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(Number.isInteger(constant(name)), name);
  for (const [level] of tables) if (level.startsWith("SOL_")) assert.ok(Number.isInteger(constant(level)), level);
});

test("each option of the tables has its row of test", () => {
  const rows = tested.flatMap((each) => Object.keys(each));
  assert.deepEqual(rows.concat(UNTESTED).sort(), names.toSorted());
});

test("docs/options.md lists each option with its direction", () => {
  const text = readFileSync(new URL("../../../../docs/options.md", import.meta.url), "utf8");
  const listed = [...text.matchAll(/^\| `(\w+)` \|[^|]*\| (get, set|get|set) \|/gm)].map(([, name, way]) => [
    name,
    way,
  ]);
  const expected = tables.flatMap(([, rows]) =>
    Object.entries(rows).map(([name, [, access]]) => [name, access ?? "get, set"]),
  );
  assert.deepEqual(listed.sort(), expected.sort());
});
