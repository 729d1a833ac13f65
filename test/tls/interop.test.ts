// Other implementations as peers, both ways, with TLS 1.2 and 1.3.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import * as nodeTls from "node:tls";
import { promisify } from "node:util";
import { createConnection, Socket } from "berkeley";
import * as sync from "berkeley/sync";
import {
  createDefaultContext,
  getServerCertificate,
  pemCertToDerCert,
  SSLCertVerificationError,
  type SSLContext,
  type SSLSocket,
  TLSVersion,
} from "berkeley/tls";
import { Authority, openssl, temporary } from "./authority.ts";
import { authority, clientContext, listening, receive, server, serverContext } from "./pair.ts";
import { Peer, sServer } from "./peers.ts";

const run = promisify(execFile);
const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;
type Version = (typeof VERSIONS)[number];
const SIZE = 300_000;

function only(context: SSLContext, version: Version): SSLContext {
  const number = version === "TLSv1.2" ? TLSVersion.TLSv1_2 : TLSVersion.TLSv1_3;
  context.minimumVersion = number;
  context.maximumVersion = number;
  return context;
}

async function connect(port: number, context: SSLContext): Promise<SSLSocket<number>> {
  const sock = await createConnection(["127.0.0.1", port], { timeout: 20 });
  return (await context.wrapSocket(sock, { serverHostname: "localhost" })) as SSLSocket<number>;
}

/** Serves one connection: echoes until the peer is done, or does what it is told. */
async function serveOnce(
  version: Version,
  serve: (sock: SSLSocket) => Promise<void> = echo,
): Promise<{ port: number; served: Promise<void> }> {
  const listener = await listening();
  const context = only(serverContext(), version);
  const served = (async () => {
    const [accepted] = await listener.accept();
    accepted.settimeout(20);
    await using sock = await context.wrapSocket(accepted, { serverSide: true });
    assert.equal(sock.version(), version);
    await serve(sock);
  })().finally(() => listener.close());
  return { port: listener.getsockname()[1], served };
}

async function echo(sock: SSLSocket): Promise<void> {
  for (;;) {
    const data = await sock.recv(65_536);
    if (data.length === 0) return;
    await sock.sendall(data);
  }
}

const PYTHON = "/usr/bin/python3";
const PYTHON_CLIENT = `
import socket, ssl, sys
port, cafile, size = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
ctx = ssl.create_default_context(cafile=cafile)
with socket.create_connection(("127.0.0.1", port), 20) as raw, ctx.wrap_socket(raw, server_hostname="localhost") as s:
    data = bytes(i % 251 for i in range(size))
    got = b""
    for at in range(0, size, 60000):
        part = data[at:at + 60000]
        s.sendall(part)
        while len(got) < at + len(part):
            got += s.recv(65536)
    assert got == data
    s.unwrap()
    print("same", s.version() or "closed")
`;
const PYTHON_SERVER = `
import socket, ssl, sys
ctx = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
ctx.load_cert_chain(sys.argv[1], sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
print("port", listener.getsockname()[1], flush=True)
raw, _ = listener.accept()
raw.settimeout(20)
with ctx.wrap_socket(raw, server_side=True) as s:
    while True:
        data = s.recv(65536)
        if not data:
            break
        s.sendall(data)
print("done", flush=True)
`;

/** Sends a pattern through an echoing peer and checks what comes back. */
async function throughEcho(sock: SSLSocket<number>): Promise<void> {
  const data = Buffer.from(Uint8Array.from({ length: SIZE }, (_, i) => i % 251));
  const [back] = await Promise.all([receive(sock, SIZE), sock.sendall(data)]);
  assert.ok(back.equals(data));
}

for (const version of VERSIONS) {
  const flag = version === "TLSv1.2" ? "-tls1_2" : "-tls1_3";

  test(`an SSLSocket of ${version} talks to openssl s_server`, async () => {
    const { peer, port } = await sServer("-cert", server.certfile, "-key", server.keyfile, flag, "-rev");
    await using _peer = peer;
    await using sock = await connect(port, clientContext());
    assert.equal(sock.version(), version);
    await sock.sendall(Buffer.from("reverse\n"));
    assert.equal(String(await receive(sock, 8)), "esrever\n");
  });

  test(`an SSLSocket of berkeley/sync of ${version} talks to openssl s_server`, async () => {
    const { peer, port } = await sServer("-cert", server.certfile, "-key", server.keyfile, flag, "-rev");
    await using _peer = peer;
    const raw = new sync.Socket();
    raw.settimeout(20);
    raw.connect(["127.0.0.1", port]);
    using sock = clientContext().wrapSocket(raw, { serverHostname: "localhost" });
    assert.equal(sock.version(), version);
    sock.sendall(Buffer.from("reverse\n"));
    let got = "";
    while (got.length < 8) got += String(sock.recv(100));
    assert.equal(got, "esrever\n");
  });

  test(`an SSLSocket that serves ${version} talks to openssl s_client`, async () => {
    const { port, served } = await serveOnce(version);
    const args = ["s_client", "-connect", `127.0.0.1:${port}`, "-servername", "localhost", "-quiet"];
    const verify = ["-CAfile", authority.certfile, "-verify_return_error", "-verify_hostname", "localhost"];
    await using peer = new Peer("openssl", [...args, ...verify]);
    peer.say("across and back\n");
    await peer.line(/^across and back$/);
    peer.process.stdin?.end();
    peer.process.kill();
    await served.catch((error) => assert.equal(error.name, "SSLEOFError"));
  });

  test(`an SSLSocket of ${version} talks to a server of Python's ssl`, async () => {
    await using peer = new Peer(PYTHON, ["-c", PYTHON_SERVER, server.certfile, server.keyfile]);
    const port = Number((await peer.line(/^port (\d+)$/))[1]);
    const sock = await connect(port, only(clientContext(), version));
    assert.equal(sock.version(), version);
    await throughEcho(sock);
    sock.close();
    await peer.line(/^done$/);
  });

  test(`an SSLSocket that serves ${version} talks to a client of Python's ssl, which unwraps`, async () => {
    const { port, served } = await serveOnce(version, async (sock) => {
      await echo(sock);
      (await sock.unwrap()).close();
    });
    const args = ["-c", PYTHON_CLIENT, String(port), authority.certfile, String(SIZE)];
    const [{ stdout }] = await Promise.all([run(PYTHON, args), served]);
    assert.match(stdout, /^same/);
  });

  test(`an SSLSocket of ${version} talks to a server of node:tls`, async () => {
    const options = { cert: readFileSync(server.certfile), key: readFileSync(server.keyfile) };
    const listener = nodeTls.createServer(options, (peer) => {
      // Its own goodbye may find our end closed, which is no matter of the test's.
      peer.on("error", () => {});
      peer.pipe(peer);
    });
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const sock = await connect((listener.address() as AddressInfo).port, only(clientContext(), version));
    assert.equal(sock.version(), version);
    await throughEcho(sock);
    sock.close();
    listener.close();
  });

  test(`an SSLSocket that serves ${version} talks to a client of node:tls`, async () => {
    const { port, served } = await serveOnce(version);
    const ca = readFileSync(authority.certfile);
    const peer = nodeTls.connect({ host: "127.0.0.1", port, servername: "localhost", ca });
    await once(peer, "secureConnect");
    assert.equal(peer.getProtocol(), version);
    peer.write("there and back");
    const [data] = (await once(peer, "data")) as [Buffer];
    assert.equal(String(data), "there and back");
    peer.end();
    await served;
  });

  test(`an SSLSocket that serves ${version} answers curl`, async () => {
    const { port, served } = await serveOnce(version, async (sock) => {
      assert.match(String(await sock.recv(4096)), /^GET \/ HTTP\/1\.1\r\n/);
      await sock.sendall(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"));
    });
    const where = ["--resolve", `localhost:${port}:127.0.0.1`, `https://localhost:${port}/`];
    const [{ stdout }] = await Promise.all([run("curl", ["-sS", "--cacert", authority.certfile, ...where]), served]);
    assert.equal(stdout, "hello");
  });

  test(`an SSLSocket of ${version} reads a page from nginx`, async () => {
    const folder = temporary("nginx");
    mkdirSync(folder);
    writeFileSync(`${folder}/index.html`, "from nginx");
    const socket = `${folder}/socket`;
    const temps = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((t) => `${t}_temp_path ${folder}/${t};`);
    writeFileSync(
      `${folder}/nginx.conf`,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr notice; events {} http { access_log off;
       ${temps.join(" ")}
       server { listen unix:${socket} ssl; root ${folder}; ssl_protocols ${version};
       ssl_certificate ${server.certfile}; ssl_certificate_key ${server.keyfile}; } }`,
    );
    await using peer = new Peer("nginx", ["-c", `${folder}/nginx.conf`, "-p", folder, "-e", "stderr"]);
    await peer.line(/start worker|using the "epoll"/);
    const raw = new Socket(1);
    raw.settimeout(20);
    await raw.connect(socket);
    await using sock = await clientContext().wrapSocket(raw, { serverHostname: "localhost" });
    assert.equal(sock.version(), version);
    await sock.sendall(Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    let page = "";
    for (let data = await sock.recv(4096); data.length > 0; data = await sock.recv(4096)) page += String(data);
    assert.match(page, /from nginx$/);
  });
}

test("getServerCertificate gives what the server shows, verified by caCerts if there are any", async () => {
  const { peer, port } = await sServer("-cert", server.certfile, "-key", server.keyfile);
  await using _peer = peer;
  const pem = await getServerCertificate(["127.0.0.1", port], { timeout: 20 });
  assert.ok(pemCertToDerCert(pem).equals(pemCertToDerCert(readFileSync(server.certfile, "utf8"))));
  const address = { host: "127.0.0.1", port };
  assert.equal(await getServerCertificate(address, { timeout: 20, caCerts: authority.certfile }), pem);
  await assert.rejects(getServerCertificate("127.0.0.1" as never), TypeError);
  const stranger = new Authority("Nobody Knows");
  const refused = getServerCertificate(["127.0.0.1", port], { timeout: 20, caCerts: stranger.certfile });
  await assert.rejects(refused, SSLCertVerificationError);
});

test("loadVerifyLocations with capath finds authorities by their hash", async () => {
  const folder = temporary("capath");
  mkdirSync(folder);
  writeFileSync(`${folder}/root.pem`, readFileSync(authority.certfile));
  openssl("rehash", folder);
  const { peer, port } = await sServer("-cert", server.certfile, "-key", server.keyfile);
  await using _peer = peer;
  const context = createDefaultContext(undefined, { capath: folder });
  assert.equal(context.certStoreStats().x509, 0);
  await using sock = await connect(port, context);
  assert.equal(sock.getVerifiedChain().length, 2);
  assert.equal(context.certStoreStats().x509Ca, 1);
});
