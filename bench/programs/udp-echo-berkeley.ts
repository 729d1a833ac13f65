import { Socket } from "berkeley";

const socket = new Socket(2, 2);
await socket.bind(["127.0.0.1", 0]);
console.log((socket.getsockname() as [string, number])[1]);
for (;;) {
  const [data, address] = await socket.recvfrom(2048);
  await socket.sendto(data, address);
}
