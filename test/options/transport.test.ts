import { testRows } from "./rows.ts";
import { tcpRows, udpRows } from "./transport.rows.ts";

testRows(tcpRows);
testRows(udpRows);
