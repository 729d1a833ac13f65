import { netlinkRows, packetRows } from "./link.rows.ts";
import { testRows } from "./rows.ts";

testRows(packetRows);
testRows(netlinkRows);
