import { canRows, sctpRows } from "./guest.rows.ts";
import { testRows } from "./rows.ts";

testRows(canRows);
testRows(sctpRows);
