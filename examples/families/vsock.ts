// A server that virtual machines can reach without any network. Here the client is on the same machine.
import { AF_VSOCK, SOCK_STREAM, Socket, VMADDR_CID_ANY, VMADDR_PORT_ANY } from "berkeley";

// This machine itself; a guest would connect to its host with VMADDR_CID_HOST, the host to a guest with its number.
const VMADDR_CID_LOCAL = 1;

using listener = new Socket(AF_VSOCK, SOCK_STREAM);
await listener.bind([VMADDR_CID_ANY, VMADDR_PORT_ANY]);
listener.listen();
const [, port] = listener.getsockname();

using client = new Socket(AF_VSOCK, SOCK_STREAM);
const [[server, [cid]]] = await Promise.all([listener.accept(), client.connect([VMADDR_CID_LOCAL, port])]);

await client.sendall(Buffer.from("hello"));
console.log(`from context ${cid}: ${await server.recv(1024)}`);
server.close();
