// A service that is reached by its name: type 18888, instance 17. No host, no port.
import { AF_TIPC, SOCK_RDM, Socket, TIPC_ADDR_NAME, TIPC_ADDR_NAMESEQ } from "berkeley";

const SERVICE = 18_888;

using server = new Socket(AF_TIPC, SOCK_RDM);
// It offers the instances 0 to 99 of the service.
await server.bind([TIPC_ADDR_NAMESEQ, SERVICE, 0, 99]);

using client = new Socket(AF_TIPC, SOCK_RDM);
await client.sendto(Buffer.from("hello"), [TIPC_ADDR_NAME, SERVICE, 17, 0]);

const [request, from] = await server.recvfrom(1024);
console.log(`server: ${request}`);
await server.sendto(Buffer.from(`${request} to you`), from);

console.log(`client: ${await client.recv(1024)}`);
