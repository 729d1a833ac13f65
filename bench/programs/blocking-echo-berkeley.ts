// blocking-echo [FD], by berkeley/sync.
import { Socket } from "berkeley/sync";

function accepted(): Socket {
  const listener = new Socket();
  listener.bind(["127.0.0.1", 0]);
  listener.listen(1);
  console.log(listener.getsockname()[1]);
  return listener.accept()[0];
}

const fd = process.argv[2];
const sock = fd === undefined ? accepted() : new Socket(undefined, undefined, undefined, Number(fd));
for (let data = sock.recv(65_536); data.length > 0; data = sock.recv(65_536)) sock.sendall(data);
