import { Socket } from "berkeley";

async function echo(connection: Socket): Promise<void> {
  try {
    for (let data = await connection.recv(65_536); data.length > 0; data = await connection.recv(65_536)) {
      await connection.sendall(data);
    }
  } finally {
    connection.close();
  }
}

const listener = new Socket();
await listener.bind(["127.0.0.1", 0]);
listener.listen(1024);
console.log((listener.getsockname() as [string, number])[1]);
for (;;) {
  const [connection] = await listener.accept();
  echo(connection).catch(console.error);
}
