import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import {
  AlertDescription,
  CERT_REQUIRED,
  OP_NO_TICKET,
  SSLCertVerificationError,
  type SSLContext,
  SSLError,
  type SSLSession,
  type SSLSocket,
  TLSVersion,
} from "berkeley/tls";
import { Authority, temporary } from "./authority.ts";
import { clientContext, close, connected, exchange, handshaken, receive, serverContext } from "./pair.ts";

test("setAlpnProtocols agrees on the server's preference", async () => {
  const [client, serving] = [clientContext(), serverContext()];
  client.setAlpnProtocols(["http/1.1", "h2"]);
  serving.setAlpnProtocols(["h2", "http/1.1"]);
  const [near, far] = await handshaken(client, serving);
  assert.equal(near.selectedAlpnProtocol(), "h2");
  assert.equal(far.selectedAlpnProtocol(), "h2");
  close(near, far);
});

test("setAlpnProtocols without a common protocol leaves none, and refuses names that cannot be", async () => {
  const [client, serving] = [clientContext(), serverContext()];
  client.setAlpnProtocols(["h3"]);
  serving.setAlpnProtocols(["h2"]);
  const [near, far] = await handshaken(client, serving);
  assert.equal(near.selectedAlpnProtocol(), null);
  assert.equal(far.selectedAlpnProtocol(), null);
  close(near, far);
  assert.throws(() => client.setAlpnProtocols([""]), RangeError);
  assert.throws(() => client.setAlpnProtocols(["x".repeat(256)]), RangeError);
  assert.throws(() => client.setAlpnProtocols("h2" as never), TypeError);
});

const other = new Authority("Other Root");
const otherIssued = other.issue({ names: "DNS:other.test" });

test("sniCallback chooses a context by name, at once or by a promise", async () => {
  for (const asynchronous of [false, true]) {
    const serving = serverContext();
    const chosen = serverContext(otherIssued);
    const asked: (string | null)[] = [];
    serving.sniCallback = (sock: SSLSocket, name: string | null, context: SSLContext) => {
      asked.push(name);
      assert.equal(context, serving);
      const choose = () => {
        if (name === "other.test") sock.context = chosen;
      };
      return asynchronous ? new Promise((resolve) => setImmediate(() => resolve(choose()))) : choose();
    };
    const [near, far] = await handshaken(clientContext(other.certfile), serving, { serverHostname: "other.test" });
    assert.equal(far.context, chosen);
    close(near, far);
    const [near2, far2] = await handshaken(clientContext(), serving, { serverHostname: "localhost" });
    assert.equal(far2.context, serving);
    close(near2, far2);
    const [near3, far3] = await handshaken(clientContext(), serving, { serverHostname: "127.0.0.1" });
    assert.deepEqual(asked, ["other.test", "localhost", null]);
    close(near3, far3);
  }
});

test("sniCallback is called once, also where the server asks for a second hello", async () => {
  const client = clientContext();
  client.setEcdhCurve("X25519:prime256v1");
  const [serving, chosen] = [serverContext(), serverContext()];
  for (const context of [serving, chosen]) context.setEcdhCurve("prime256v1");
  chosen.sniCallback = () => AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME;
  let calls = 0;
  serving.sniCallback = (sock: SSLSocket): undefined => {
    calls++;
    sock.context = chosen;
  };
  const [near, far] = await handshaken(client, serving);
  assert.equal(calls, 1);
  assert.equal(far.context, chosen);
  close(near, far);
});

test("sniCallback ends the handshake by an alert it returns, by what it throws, and by any other type", async () => {
  const cases: [() => unknown, string][] = [
    [() => AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME, "TLSV1_UNRECOGNIZED_NAME"],
    [() => Promise.resolve(AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME), "TLSV1_UNRECOGNIZED_NAME"],
    [
      () => {
        throw new Error("no");
      },
      "SSLV3_ALERT_HANDSHAKE_FAILURE",
    ],
    [() => Promise.reject(new Error("no")), "SSLV3_ALERT_HANDSHAKE_FAILURE"],
    [() => "text", "TLSV1_ALERT_INTERNAL_ERROR"],
    // A promise of another realm is no instance of this one's Promise.
    [() => runInNewContext("Promise.resolve(49)"), "TLSV1_ALERT_ACCESS_DENIED"],
  ];
  for (const [callback, reason] of cases) {
    const serving = serverContext();
    serving.sniCallback = callback as never;
    await assert.rejects(handshaken(clientContext(), serving), (error) => {
      assert.ok(error instanceof SSLError);
      assert.equal(error.reason, reason);
      return true;
    });
  }
});

test("what sniCallback throws is the cause of the server's error", async () => {
  const serving = serverContext();
  const thrown = new Error("looked up in vain");
  serving.sniCallback = () => {
    throw thrown;
  };
  const [near, far] = await connected();
  const client = clientContext().wrapSocket(near, { serverHostname: "localhost" });
  const [mine, theirs] = await Promise.allSettled([client, serving.wrapSocket(far, { serverSide: true })]);
  assert.equal(mine.status, "rejected");
  assert.ok(theirs.status === "rejected");
  assert.equal((theirs.reason as Error).cause, thrown);
});

test("closing the socket in sniCallback, and while its promise is pending, does no harm", async () => {
  for (const pending of [false, true]) {
    const serving = serverContext();
    serving.sniCallback = (sock: SSLSocket) => {
      sock.close();
      return pending ? new Promise((resolve) => setImmediate(() => resolve(undefined))) : undefined;
    };
    await assert.rejects(handshaken(clientContext(), serving));
  }
});

test("session of a connection that was not verified is not resumed where a certificate is required", async () => {
  const client = clientContext();
  client.checkHostname = false;
  client.verifyMode = 0;
  const [near, far] = await handshaken(client);
  await exchange(near, far);
  const session = near.session as SSLSession;
  close(near, far);
  client.verifyMode = CERT_REQUIRED;
  await assert.rejects(handshaken(client, serverContext(), { session }), RangeError);
});

test("keylogFilename gets the secrets in the key log's format", async () => {
  const client = clientContext();
  const file = temporary("keylog");
  client.keylogFilename = file;
  const [near, far] = await handshaken(client);
  assert.match(readFileSync(file, "utf8"), /^# .*\n(?:[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]+\n)+$/);
  assert.equal(client.keylogFilename, file);
  close(near, far);
  client.keylogFilename = null;
  const before = readFileSync(file, "utf8");
  close(...(await handshaken(client)));
  assert.equal(readFileSync(file, "utf8"), before);
});

test("getChannelBinding is the same on both sides, and of each kind", async () => {
  for (const version of ["TLSv1_2", "TLSv1_3"] as const) {
    const client = clientContext();
    client.maximumVersion = TLSVersion[version];
    const [near, far] = await handshaken(client);
    for (const type of ["tls-unique", "tls-exporter", "tls-server-end-point"] as const) {
      const [mine, theirs] = [near.getChannelBinding(type), far.getChannelBinding(type)];
      if (type === "tls-unique" && version === "TLSv1_3") assert.equal(mine, null);
      else assert.ok(mine !== null && theirs !== null && mine.equals(theirs) && mine.length >= 12);
    }
    assert.throws(() => near.getChannelBinding("tls-other" as never), RangeError);
    close(near, far);
  }
});

test("setCiphers, setCiphersuites, setEcdhCurve and securityLevel choose what is used", async () => {
  const client = clientContext();
  client.setCiphersuites("TLS_CHACHA20_POLY1305_SHA256");
  const [near, far] = await handshaken(client);
  assert.deepEqual(near.cipher(), ["TLS_CHACHA20_POLY1305_SHA256", "TLSv1.3", 256]);
  close(near, far);
  assert.throws(() => client.setCiphers("NONSENSE"), SSLError);
  assert.throws(() => client.setEcdhCurve("no such curve"), RangeError);
  const [one, two] = [clientContext(), serverContext()];
  one.setEcdhCurve("X25519");
  two.setEcdhCurve("prime256v1");
  await assert.rejects(handshaken(one, two), SSLError);
  assert.equal(one.securityLevel, 2);
  one.securityLevel = 5;
  await assert.rejects(handshaken(one, serverContext()), (error) => error instanceof SSLError);
});

test("options with OP_NO_TICKET give sessions without tickets", async () => {
  const serving = serverContext();
  serving.options |= OP_NO_TICKET;
  const client = clientContext();
  client.maximumVersion = TLSVersion.TLSv1_2;
  const [near, far] = await handshaken(client, serving);
  assert.equal(near.session?.hasTicket, false);
  close(near, far);
});

test("a client of a version that the server no longer accepts gets an SSLError that says so", async () => {
  const client = clientContext();
  client.maximumVersion = TLSVersion.TLSv1_2;
  const serving = serverContext();
  serving.minimumVersion = TLSVersion.TLSv1_3;
  await assert.rejects(handshaken(client, serving), (error) => {
    assert.ok(error instanceof SSLError && !(error instanceof SSLCertVerificationError));
    assert.match(error.message, /none of the versions of TLS/);
    return true;
  });
});

test("wrapSocket of an SSLSocket runs TLS over TLS, and unwrap gives the outer connection back", async () => {
  const [outerNear, outerFar] = await handshaken();
  const [near, far] = await Promise.all([
    clientContext(other.certfile).wrapSocket(outerNear, { serverHostname: "other.test" }),
    serverContext(otherIssued).wrapSocket(outerFar, { serverSide: true }),
  ]);
  const data = Buffer.alloc(2_000_000, 9);
  const [back, forth] = await Promise.all([
    receive(near, data.length),
    receive(far, data.length),
    near.sendall(data),
    far.sendall(data),
  ]);
  assert.ok(back.equals(data) && forth.equals(data));
  assert.equal(near.getpeercert()?.subjectAltName?.[0]?.[1], "other.test");
  const [mine, theirs] = (await Promise.all([near.unwrap(), far.unwrap()])) as [SSLSocket, SSLSocket];
  assert.equal(mine.version(), "TLSv1.3");
  await mine.sendall(Buffer.from("outer"));
  assert.equal(String(await theirs.recv(10)), "outer");
  mine.close();
  assert.equal((await theirs.recv(10)).length, 0);
  theirs.close();
});

test("close of TLS over TLS says goodbye on both levels", async () => {
  const [outerNear, outerFar] = await handshaken();
  const [near, far] = await Promise.all([
    clientContext().wrapSocket(outerNear, { serverHostname: "localhost" }),
    serverContext().wrapSocket(outerFar, { serverSide: true }),
  ]);
  near.close();
  assert.equal((await far.recv(1)).length, 0);
  far.close();
});
