import { ipRows, ipv6Rows } from "./ip.rows.ts";
import { testRows } from "./rows.ts";

testRows(ipRows);
testRows(ipv6Rows);
