import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import {
  CERT_OPTIONAL,
  CERT_REQUIRED,
  createDefaultContext,
  Purpose,
  SSLContext,
  SSLError,
  type SSLSession,
  type SSLSocket,
  TLSVersion,
} from "berkeley/tls";
import { Authority, joined, openssl, RSA, temporary } from "./authority.ts";
import { authority, clientContext, close, connected, exchange, handshaken, server, serverContext } from "./pair.ts";

const other = new Authority("Other Root");

test("sniCallback applies what the chosen context asks of clients", async () => {
  const serving = serverContext();
  const strict = serverContext();
  strict.loadVerifyLocations({ cafile: authority.certfile });
  strict.verifyMode = CERT_REQUIRED;
  serving.sniCallback = (sock: SSLSocket) => {
    sock.context = strict;
  };
  const client = clientContext();
  client.maximumVersion = TLSVersion.TLSv1_2;
  await assert.rejects(handshaken(client, serving), SSLError);
});

const person = authority.issue({
  names: "email:someone@example.test",
  subject: "/CN=someone",
  extensions: [
    "basicConstraints=critical,CA:FALSE",
    "keyUsage=critical,digitalSignature",
    "extendedKeyUsage=clientAuth",
  ],
});

test("verifyMode CERT_REQUIRED makes a server demand and verify a client's certificate", async () => {
  const serving = serverContext();
  serving.loadVerifyLocations({ cafile: authority.certfile });
  serving.verifyMode = CERT_REQUIRED;
  const client = clientContext();
  client.loadCertChain(person);
  const [near, far] = await handshaken(client, serving);
  const certificate = far.getpeercert();
  assert.deepEqual(certificate?.subject, [[["commonName", "someone"]]]);
  assert.deepEqual(certificate?.subjectAltName, [["email", "someone@example.test"]]);
  assert.equal(far.getVerifiedChain().length, 2);
  assert.equal(far.getUnverifiedChain().length, 1);
  close(near, far);
});

test("a server refuses a client without a certificate, or with one it does not trust", async () => {
  for (const issued of [undefined, other.issue()]) {
    const serving = serverContext();
    serving.loadVerifyLocations({ cafile: authority.certfile });
    serving.verifyMode = CERT_REQUIRED;
    const client = clientContext();
    if (issued !== undefined) client.loadCertChain(issued);
    const [near, far] = await connected();
    const mine = client.wrapSocket(near, { serverHostname: "localhost" });
    const [, theirs] = await Promise.allSettled([mine, serving.wrapSocket(far, { serverSide: true })]);
    assert.ok(theirs.status === "rejected");
    const { reason } = theirs.reason as SSLError;
    assert.equal(reason, issued === undefined ? "PEER_DID_NOT_RETURN_A_CERTIFICATE" : "CERTIFICATE_VERIFY_FAILED");
    // In TLS 1.3 the client learns of it when it receives.
    const sock = await mine;
    await assert.rejects(sock.recv(1), SSLError);
    assert.equal(sock.fileno(), -1, "an error of the protocol closes the descriptor");
    sock.close();
  }
});

test("getpeercert is null without a certificate, {} for one that was not verified, and a Buffer in binary form", async () => {
  const client = clientContext();
  client.checkHostname = false;
  client.verifyMode = 0;
  const [near, far] = await handshaken(client);
  assert.equal(far.getpeercert(), null);
  assert.equal(far.getpeercert(true), null);
  assert.deepEqual(near.getpeercert(), {});
  assert.ok(Buffer.isBuffer(near.getpeercert(true)));
  close(near, far);
});

test("verifyClientPostHandshake asks for the client's certificate after the handshake", async () => {
  const serving = serverContext();
  serving.loadVerifyLocations({ cafile: authority.certfile });
  serving.verifyMode = CERT_REQUIRED;
  serving.postHandshakeAuth = true;
  const client = clientContext();
  client.postHandshakeAuth = true;
  client.loadCertChain(person);
  const [near, far] = await handshaken(client, serving);
  assert.equal(far.getpeercert(), null);
  await far.verifyClientPostHandshake();
  await far.sendall(Buffer.from("who are you?"));
  assert.equal(String(await near.recv(100)), "who are you?");
  await near.sendall(Buffer.from("me"));
  assert.equal(String(await far.recv(100)), "me");
  assert.deepEqual(far.getpeercert()?.subject, [[["commonName", "someone"]]]);
  close(near, far);
});

test("verifyClientPostHandshake fails where the client did not offer it", async () => {
  const serving = serverContext();
  serving.verifyMode = CERT_OPTIONAL;
  serving.postHandshakeAuth = true;
  const [near, far] = await handshaken(clientContext(), serving);
  await assert.rejects(far.verifyClientPostHandshake(), { reason: "EXTENSION_NOT_RECEIVED" });
  await exchange(near, far);
  close(near, far);
});

for (const version of ["TLSv1_2", "TLSv1_3"] as const) {
  test(`setPskClientCallback and setPskServerCallback authenticate by a key in ${version}`, async () => {
    const client = new SSLContext();
    client.checkHostname = false;
    client.verifyMode = 0;
    client.setCiphers("PSK");
    const serving = new SSLContext(17);
    serving.setCiphers("PSK");
    client.maximumVersion = TLSVersion[version];
    client.minimumVersion = TLSVersion[version];
    const key = Buffer.from("0123456789abcdef0123456789abcdef", "hex");
    let hinted: string | null | undefined;
    client.setPskClientCallback((hint) => {
      hinted = hint;
      return ["me", key];
    });
    serving.setPskServerCallback((identity) => (identity === "me" ? key : new Uint8Array(0)), "a hint");
    const [near, far] = await handshaken(client, serving, { serverHostname: undefined });
    assert.equal(near.version(), version.replace("_", "."));
    assert.equal(hinted, version === "TLSv1_2" ? "a hint" : null);
    assert.equal(key.toString("hex"), "0123456789abcdef0123456789abcdef", "the caller's key is left as it is");
    close(near, far);
    client.setPskClientCallback(() => ["somebody else", key]);
    await assert.rejects(handshaken(client, serving, { serverHostname: undefined }), SSLError);
    // What OpenSSL would cut off at the NUL, or take for no key at all.
    for (const answer of [["me\0", key] as const, ["me", Buffer.alloc(513)] as const]) {
      client.setPskClientCallback(() => answer);
      await assert.rejects(handshaken(client, serving, { serverHostname: undefined }), (error: Error) => {
        assert.ok(error instanceof SSLError && error.cause instanceof RangeError);
        return true;
      });
    }
  });

  test(`session is resumed by wrapSocket in ${version}`, async () => {
    const client = clientContext();
    client.maximumVersion = TLSVersion[version];
    const serving = serverContext();
    const [near, far] = await handshaken(client, serving);
    assert.equal(near.sessionReused, false);
    await exchange(near, far);
    const session = near.session as SSLSession;
    assert.ok(session.id.length > 0);
    assert.ok(session.hasTicket);
    assert.ok(session.timeout > 0 && session.time > 0 && session.ticketLifetimeHint > 0);
    close(near, far);
    const [again, behind] = await handshaken(client, serving, { session });
    assert.equal(again.sessionReused, true);
    assert.equal(behind.sessionReused, true);
    await exchange(again, behind);
    assert.equal(client.sessionStats().hits, 1);
    close(again, behind);
    await assert.rejects(handshaken(clientContext(), serving, { session }), RangeError);
    await assert.rejects(handshaken(client, serving, { session, serverHostname: "127.0.0.1" }), RangeError);
  });
}

for (const version of ["TLSv1_2", "TLSv1_3"] as const) {
  test(`a session of ${version} begun with one context is not resumed by another that asks for more`, async () => {
    const lax = serverContext();
    const strict = serverContext();
    strict.loadVerifyLocations({ cafile: authority.certfile });
    strict.verifyMode = CERT_REQUIRED;
    lax.sniCallback = (sock: SSLSocket, name: string | null): undefined => {
      if (name === "strict.test") sock.context = strict;
    };
    const client = clientContext();
    client.checkHostname = false;
    client.maximumVersion = TLSVersion[version];
    const [near, far] = await handshaken(client, lax, { serverHostname: "lax.test" });
    await exchange(near, far);
    const session = near.session as SSLSession;
    close(near, far);
    const resumed = await handshaken(client, lax, { serverHostname: "lax.test", session });
    assert.equal(resumed[1].sessionReused, true);
    close(...resumed);
    const refused = async (name: string): Promise<void> => {
      const [mine, theirs] = await connected();
      const wrapping = client.wrapSocket(mine, { serverHostname: name, session });
      const [, served] = await Promise.allSettled([wrapping, lax.wrapSocket(theirs, { serverSide: true })]);
      assert.equal(served.status, "rejected");
      (await wrapping.catch(() => null))?.close();
    };
    await refused("strict.test");
    // The same context, once it asks for more.
    lax.loadVerifyLocations({ cafile: authority.certfile });
    lax.verifyMode = CERT_REQUIRED;
    await refused("lax.test");
  });
}

test("loadCertChain replaces the certificate while the context serves, and open connections go on", async () => {
  const serving = serverContext();
  const client = clientContext();
  const [near, far] = await handshaken(client, serving);
  const renewed = authority.issue();
  serving.loadCertChain(renewed);
  const [near2, far2] = await handshaken(client, serving);
  assert.notEqual(near.getpeercert()?.serialNumber, near2.getpeercert()?.serialNumber);
  await exchange(near, far);
  await exchange(near2, far2);
  close(near, far, near2, far2);
});

test("loadCertChain leaves the context as it was when the key does not belong to the certificate", async () => {
  const serving = serverContext();
  assert.throws(
    () => serving.loadCertChain({ certfile: authority.issue().certfile, keyfile: server.keyfile }),
    (error: unknown) => error instanceof SSLError && /KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/.test(error.reason),
  );
  close(...(await handshaken(clientContext(), serving)));
});

test("loadCertChain serves certificates of several types of key beside each other", async () => {
  const serving = serverContext();
  serving.loadCertChain(authority.issue({ key: RSA }));
  for (const [ciphers, kind] of [
    ["ECDHE-RSA-AES128-GCM-SHA256", "RSA"],
    ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDSA"],
  ] as const) {
    const client = clientContext();
    client.maximumVersion = TLSVersion.TLSv1_2;
    client.setCiphers(ciphers);
    const [near, far] = await handshaken(client, serving);
    assert.match(near.cipher()?.[0] ?? "", new RegExp(kind));
    assert.ok(far.sharedCiphers()?.some(([name]) => name === ciphers));
    close(near, far);
  }
});

test("loadCertChain takes bytes, DER, a chain, and encrypted keys with every kind of password", async () => {
  const encrypted = temporary("encrypted.pem");
  openssl("pkey", "-in", server.keyfile, "-aes256", "-passout", "pass:secret", "-out", encrypted);
  const der = openssl("x509", "-in", server.certfile, "-outform", "DER");
  const keyDer = openssl("pkey", "-in", server.keyfile, "-outform", "DER");
  const { certfile } = server;
  const password = Buffer.from("secret");
  const wanted = [
    { certfile: readFileSync(certfile), keyfile: readFileSync(server.keyfile) },
    { certfile: der, keyfile: keyDer },
    { certfile: joined(certfile, server.keyfile) },
    { certfile, keyfile: encrypted, password: "secret" },
    { certfile, keyfile: encrypted, password },
    { certfile, keyfile: encrypted, password: () => "secret" },
    { certfile, keyfile: encrypted, password: () => password },
  ];
  for (const options of wanted) {
    const serving = createDefaultContext(Purpose.CLIENT_AUTH);
    serving.loadCertChain(options);
    close(...(await handshaken(clientContext(), serving)));
  }
  assert.equal(String(password), "secret", "the caller's bytes are left as they are");
  const context = createDefaultContext(Purpose.CLIENT_AUTH);
  const load = (options: object) => () => context.loadCertChain({ certfile, keyfile: encrypted, ...options });
  assert.throws(load({}), /The private key is encrypted/);
  assert.throws(load({ password: "wrong" }), SSLError);
  assert.throws(load({ password: "x".repeat(1024) }), RangeError);
  assert.throws(load({ password: 5 }), TypeError);
  assert.throws(load({ password: () => 5 }), TypeError);
  const thrown = new Error("nobody knows");
  const asking = (): never => {
    throw thrown;
  };
  assert.throws(load({ password: asking }), thrown);
  assert.throws(load({ keyfile: "/nonexistent" }), { code: "ENOENT", name: "FileNotFoundError" });
  const empty = temporary("empty.pem");
  writeFileSync(empty, "");
  assert.throws(load({ certfile: empty }), { reason: "NO_CERTIFICATE_OR_CRL_FOUND" });
  assert.throws(load({ keyfile: authority.issue({ key: RSA }).keyfile }), { message: /does not belong/ });
});
