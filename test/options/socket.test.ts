import { testRows } from "./rows.ts";
import { socketRows } from "./socket.rows.ts";

testRows(socketRows);
