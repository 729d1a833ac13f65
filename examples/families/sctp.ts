// One socket that serves many peers. Messages stay messages, and nobody waits in accept.
import { AF_INET, IPPROTO_SCTP, SOCK_SEQPACKET, Socket } from "berkeley";

using server = new Socket(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP);
await server.bind(["127.0.0.1", 0]);
server.listen();

using client = new Socket(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP);
// The first message makes the association.
await client.sendto(Buffer.from("hello"), server.getsockname());

const [message, peer] = await server.recvfrom(65_536);
console.log(`server: ${message}`);
await server.sendto(Buffer.from("and hello to you"), peer);
console.log(`client: ${await client.recv(65_536)}`);
