import { test } from "node:test";
import { canRows, sctpRows } from "./guest.rows.ts";
import { runRow, titleOf } from "./rows.ts";

for (const [name, row] of Object.entries({ ...canRows, ...sctpRows }))
  test(titleOf(name, row), (t) => runRow(t, name, row));
