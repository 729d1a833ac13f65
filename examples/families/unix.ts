// Messages between programs of one machine: in order, none lost, none joined with the next, and with an end.
import { AF_UNIX, SOCK_SEQPACKET, Socket } from "berkeley";

using listener = new Socket(AF_UNIX, SOCK_SEQPACKET);
// A name in the abstract space, which needs no file.
await listener.bind(`\0example-${process.pid}`);
listener.listen();

const client = new Socket(AF_UNIX, SOCK_SEQPACKET);
const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);

await client.send(Buffer.from("one"));
await client.send(Buffer.from("two"));
client.close();

for (let message = await server.recv(1024); message.length > 0; message = await server.recv(1024)) {
  console.log(String(message));
}
server.close();
