import { test } from "node:test";
import { runRow, titleOf } from "./rows.ts";
import { socketRows } from "./socket.rows.ts";

for (const [name, row] of Object.entries(socketRows)) test(titleOf(name, row), (t) => runRow(t, name, row));
