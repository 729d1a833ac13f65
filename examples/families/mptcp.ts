// TCP that may use several paths at once. Nothing but the protocol differs from a TCP program.
import { AF_INET, getOption, IPPROTO_MPTCP, SOCK_STREAM, Socket } from "berkeley";

using listener = new Socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
await listener.bind(["127.0.0.1", 0]);
listener.listen();

using client = new Socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
const [[server]] = await Promise.all([listener.accept(), client.connect(listener.getsockname())]);
await client.sendall(Buffer.from("hello"));
console.log(`server: ${await server.recv(1024)}`);

// Bit 0 of the flags says that the peer knew TCP only.
const { flags } = getOption(client, "MPTCP_INFO");
console.log((flags & 1) === 0 ? "over MPTCP" : "fell back to TCP");
server.close();
