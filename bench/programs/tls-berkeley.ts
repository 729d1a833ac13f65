// tls-berkeley CERTFILE KEYFILE echo|greet|idle: echoes, or says one byte and waits for the end. Prints port and pid.
import { IPPROTO_TCP, Socket, TCP_NODELAY } from "berkeley";
import { PROTOCOL_TLS_SERVER, SSLContext } from "berkeley/tls";

const [certfile, keyfile, mode] = process.argv.slice(2) as [string, string, string];
const context = new SSLContext(PROTOCOL_TLS_SERVER);
context.loadCertChain({ certfile, keyfile });
const hello = Buffer.from("x");

async function serve(plain: Socket): Promise<void> {
  plain.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
  const sock = await context.wrapSocket(plain, { serverSide: true });
  try {
    if (mode !== "echo") await sock.sendall(hello);
    for (let data = await sock.recv(65_536); data.length > 0; data = await sock.recv(65_536)) await sock.sendall(data);
  } finally {
    sock.close();
  }
}

const listener = new Socket();
await listener.bind(["127.0.0.1", 0]);
listener.listen(1024);
console.log(`${listener.getsockname()[1]} ${process.pid}`);
if (mode === "idle") setInterval(() => globalThis.gc?.(), 100);
for (;;) {
  const [connection] = await listener.accept();
  serve(connection).catch(() => connection.close());
}
