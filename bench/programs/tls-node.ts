// tls-node CERTFILE KEYFILE echo|greet|idle, by node:tls.
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";

const [certfile, keyfile, mode] = process.argv.slice(2) as [string, string, string];
const options = { cert: readFileSync(certfile), key: readFileSync(keyfile), noDelay: true };
const server = createServer(options, (socket) => {
  if (mode !== "echo") socket.write("x");
  socket.on("data", (data) => socket.write(data));
  socket.on("error", () => socket.destroy());
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => {
  console.log(`${(server.address() as AddressInfo).port} ${process.pid}`);
});
if (mode === "idle") setInterval(() => globalThis.gc?.(), 100);
