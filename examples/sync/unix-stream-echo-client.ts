// The connection-oriented client over a Unix socket.
//
//   node examples/sync/unix-stream-echo-client.ts [--path NAME]      (Node 22.18 or later)
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AF_UNIX, SOCK_STREAM, Socket } from "berkeley/sync";
import { repr } from "../repr.ts";

const { values } = parseArgs({ options: { path: { type: "string", default: join(tmpdir(), "stream-echo.sock") } } });
const MESSAGE = `\
A few lines of text
including non-ASCII characters: €£
to test the operation
of both server
and client.`;

const encoding = "utf-8";
const sock = new Socket(AF_UNIX, SOCK_STREAM);
try {
  sock.connect(values.path);
  console.log(`Connected to server ${values.path}`);
  for (const line of MESSAGE.split("\n")) {
    const data = Buffer.from(line, encoding);
    sock.sendall(data);
    console.log(`SENT ${repr(data)} (${data.length})`);
    const [response, address] = sock.recvfrom(1024); // buffer size: 1024
    console.log(`RCVD ${repr(response.toString(encoding))} (${response.length}) from ${repr(address)}`);
  }
} finally {
  sock.close();
}
console.log("Disconnected from server");
