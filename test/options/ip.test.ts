import { test } from "node:test";
import { ipRows, ipv6Rows } from "./ip.rows.ts";
import { runRow, titleOf } from "./rows.ts";

for (const [name, row] of Object.entries({ ...ipRows, ...ipv6Rows }))
  test(titleOf(name, row), (t) => runRow(t, name, row));
