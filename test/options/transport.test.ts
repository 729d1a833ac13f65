import { test } from "node:test";
import { runRow, titleOf } from "./rows.ts";
import { tcpRows, udpRows } from "./transport.rows.ts";

for (const [name, row] of Object.entries({ ...tcpRows, ...udpRows }))
  test(titleOf(name, row), (t) => runRow(t, name, row));
