import { test } from "node:test";
import { netlinkRows, packetRows } from "./link.rows.ts";
import { runRow, titleOf } from "./rows.ts";

for (const [name, row] of Object.entries({ ...netlinkRows, ...packetRows }))
  test(titleOf(name, row), (t) => runRow(t, name, row));
