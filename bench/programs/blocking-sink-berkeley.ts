// blocking-sink SIZE [recv], by berkeley/sync: recvInto one buffer, or recv.
import { Socket } from "berkeley/sync";

const size = Number(process.argv[2]);
const listener = new Socket();
listener.bind(["127.0.0.1", 0]);
listener.listen(1);
console.log(listener.getsockname()[1]);
const [sock] = listener.accept();
const buffer = Buffer.alloc(size);
if (process.argv[3] === "recv") while (sock.recv(size).length > 0);
else while (sock.recvInto(buffer) > 0);
