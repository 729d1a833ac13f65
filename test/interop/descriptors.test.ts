// Descriptors passed over a Unix socket, as raw ancillary data here, with send_fds and recv_fds in Python.
import assert from "node:assert/strict";
import { closeSync, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { AF_UNIX, SCM_RIGHTS, SOL_SOCKET, Socket } from "berkeley";
import { directory, python } from "./peer.ts";

const options = { timeout: 30_000 };

test("sendmsg passes descriptors that Python's recv_fds receives", options, async (t) => {
  const path = directory(t);
  const listener = new Socket(AF_UNIX);
  await listener.bind(join(path, "s"));
  listener.listen();
  const program = `
sock = socket.socket(socket.AF_UNIX)
sock.connect(args[0])
data, fds, flags, address = socket.recv_fds(sock, 100, 5)
print(json.dumps([data.decode(), [os.pread(fd, 100, 0).decode() for fd in fds]]))
`;
  const peer = python(t, program, join(path, "s"));
  const [conn] = await listener.accept();
  for (const name of ["a", "b"]) writeFileSync(join(path, name), `contents of ${name}`);
  const fds = ["a", "b"].map((name) => openSync(join(path, name), "r"));
  const sent = await conn.sendmsg(
    [Buffer.from("two "), Buffer.from("files")],
    [[SOL_SOCKET, SCM_RIGHTS, new Int32Array(fds)]],
  );
  assert.equal(sent, 9);
  for (const fd of fds) closeSync(fd);
  assert.deepEqual(JSON.parse(await peer.line()), ["two files", ["contents of a", "contents of b"]]);
  await peer.end();
  conn.close();
  listener.close();
});

test(
  "recvmsg receives descriptors that Python's send_fds passes, close-on-exec and the receiver's own",
  options,
  async (t) => {
    const path = directory(t);
    const listener = new Socket(AF_UNIX);
    await listener.bind(join(path, "s"));
    listener.listen();
    const program = `
sock = socket.socket(socket.AF_UNIX)
sock.connect(args[0])
with open(args[1], 'w+') as file:
    file.write('from Python'); file.flush()
    socket.send_fds(sock, [b'one ', b'file'], [file.fileno()])
sock.recv(1)
`;
    const peer = python(t, program, join(path, "s"), join(path, "file"));
    const [conn] = await listener.accept();
    const [data, ancdata] = await conn.recvmsg(100, 64);
    assert.equal(String(data), "one file");
    assert.equal(ancdata.length, 1);
    const [level, type, bytes] = ancdata[0] as (typeof ancdata)[number];
    assert.deepEqual([level, type, bytes.length], [SOL_SOCKET, SCM_RIGHTS, 4]);
    const fd = bytes.readInt32LE(0);
    assert.ok(fstatSync(fd).isFile());
    const contents = Buffer.alloc(100);
    assert.equal(contents.toString("utf8", 0, readSync(fd, contents, 0, 100, 0)), "from Python");
    closeSync(fd);
    conn.close();
    await peer.end();
    listener.close();
  },
);
