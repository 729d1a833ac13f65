import { type AddressInfo, createServer } from "node:net";

const server = createServer((socket) => {
  socket.on("data", (data) => socket.write(data));
  socket.on("error", () => socket.destroy());
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => console.log((server.address() as AddressInfo).port));
