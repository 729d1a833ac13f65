// What Python's ssl says of the same things.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as tls from "berkeley/tls";
import { Authority, temporary } from "./authority.ts";

function python<T>(program: string, ...args: string[]): T {
  const text = execFileSync("/usr/bin/python3", ["-c", `import ssl, json, sys\n${program}`, ...args], {
    encoding: "utf8",
  });
  return JSON.parse(text) as T;
}

test("the constants have Python's numbers", () => {
  const theirs = python<Record<string, number>>(`
names = [n for n in dir(ssl) if n.startswith(("OP_", "ALERT_", "CERT_", "VERIFY_", "SSL_ERROR_", "PROTOCOL_")) or n.startswith("HAS_")]
print(json.dumps({n: int(getattr(ssl, n)) for n in names}))`);
  // Of the alias names that OpenSSL 1.0 had, and the workarounds that differ by its version.
  const skipped = new Set(["HAS_NPN"]);
  for (const [name, value] of Object.entries(theirs)) {
    if (!skipped.has(name)) assert.equal(Number((tls as unknown as Record<string, unknown>)[name]), value, name);
  }
});

test("TLSVersion, VerifyMode, VerifyFlags, Options and Purpose carry Python's numbers", () => {
  const theirs = python<Record<string, Record<string, number>>>(`
def numbers(enum): return {n: int(v) for n, v in enum.__members__.items()}
print(json.dumps({n: numbers(getattr(ssl, n)) for n in ("TLSVersion", "VerifyMode", "VerifyFlags", "Options", "AlertDescription", "SSLErrorNumber")}))`);
  for (const [group, members] of Object.entries(theirs)) {
    const ours = (tls as unknown as Record<string, Record<string, number>>)[group] as Record<string, number>;
    assert.ok(Object.isFrozen(ours));
    for (const [name, value] of Object.entries(members)) assert.equal(ours[name], value, `${group}.${name}`);
  }
  const purposes = python<[number, string, string, string][]>(
    "print(json.dumps([list(ssl.Purpose.SERVER_AUTH.value), list(ssl.Purpose.CLIENT_AUTH.value)]))",
  );
  assert.deepEqual(
    [tls.Purpose.SERVER_AUTH, tls.Purpose.CLIENT_AUTH].map((p) => Object.values(p)),
    purposes,
  );
});

const rich = new Authority("Rich Root").issue({
  subject: "/CN=a name",
  names:
    "DNS:one.test,DNS:*.two.test,IP:192.0.2.1,IP:2001:db8::1,email:a@b.test,URI:https://c.test/,RID:1.2.3.4,RID:2.5.4.3,dirName:dir," +
    "otherName:msUPN;UTF8:someone@d.test,otherName:1.2.3.4;UTF8:x",
  extensions: [
    "basicConstraints=critical,CA:FALSE",
    "keyUsage=critical,digitalSignature",
    "authorityInfoAccess=OCSP;URI:http://ocsp.test/,caIssuers;URI:http://issuer.test/ca.cer",
    "crlDistributionPoints=URI:http://crl.test/list.crl",
    "[dir]\nCN=someone else\nO=an organisation\n[end]",
  ],
});

test("getCaCerts and getpeercert decode a certificate as Python does", () => {
  const theirs = python<Record<string, unknown>>(
    "print(json.dumps(ssl._ssl._test_decode_cert(sys.argv[1])))",
    rich.certfile,
  );
  const { decodeCertificate } = decoder;
  const ours = decodeCertificate(tls.pemCertToDerCert(readFileSync(rich.certfile, "utf8")));
  assert.deepEqual(JSON.parse(JSON.stringify(ours)), theirs);
});
const decoder = await import("../../dist/tls/certificate.js");

test("derCertToPemCert and pemCertToDerCert undo each other, and write what Python writes", () => {
  const pem = readFileSync(rich.certfile, "utf8");
  const der = tls.pemCertToDerCert(pem);
  const theirs = python<string>(
    "print(json.dumps(ssl.DER_cert_to_PEM_cert(ssl.PEM_cert_to_DER_cert(open(sys.argv[1]).read()))))",
    rich.certfile,
  );
  assert.equal(tls.derCertToPemCert(der), theirs);
  assert.ok(tls.pemCertToDerCert(theirs).equals(der));
  assert.throws(() => tls.pemCertToDerCert("nothing"), RangeError);
  assert.throws(() => tls.pemCertToDerCert(5 as never), TypeError);
  assert.throws(() => tls.derCertToPemCert(pem as never), TypeError);
});

test("certTimeToSeconds reads what Python reads", () => {
  const good = [
    "Jan  5 09:34:43 2018 GMT",
    "May  9 00:00:00 2007 GMT",
    "Dec 31 23:59:60 2008 GMT",
    "feb 29 12:00:00 2024 GMT",
  ];
  const theirs = python<number[]>("print(json.dumps([ssl.cert_time_to_seconds(t) for t in sys.argv[1:]]))", ...good);
  assert.deepEqual(good.map(tls.certTimeToSeconds), theirs);
  for (const bad of [
    "Jan  5 09:34:43 2018",
    "Jan  5 09:34 2018 GMT",
    "Foo  5 09:34:43 2018 GMT",
    "Feb 30 00:00:00 2011 GMT",
    "",
  ]) {
    assert.throws(() => tls.certTimeToSeconds(bad), RangeError, bad);
  }
  assert.throws(() => tls.certTimeToSeconds(5 as never), TypeError);
});

test("a new SSLContext and createDefaultContext have Python's defaults", () => {
  const theirs = python<Record<string, unknown[]>>(`
def facts(c): return [
  int(c.protocol), c.check_hostname, int(c.verify_mode), int(c.options) & ~int(ssl.OP_IGNORE_UNEXPECTED_EOF), int(c.maximum_version), c.post_handshake_auth,
  c.num_tickets, c.hostname_checks_common_name, c.security_level, c.keylog_filename, c.sni_callback]
print(json.dumps({
  "client": facts(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)), "server": facts(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)),
  "SERVER_AUTH": facts(ssl.create_default_context()), "CLIENT_AUTH": facts(ssl.create_default_context(ssl.Purpose.CLIENT_AUTH))}))`);
  const facts = (c: tls.SSLContext) => [
    ...[c.protocol, c.checkHostname, c.verifyMode, c.options, c.maximumVersion, c.postHandshakeAuth],
    ...[c.numTickets, c.hostnameChecksCommonName, c.securityLevel, c.keylogFilename, c.sniCallback],
  ];
  assert.deepEqual(
    {
      client: facts(new tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)),
      server: facts(new tls.SSLContext(tls.PROTOCOL_TLS_SERVER)),
      SERVER_AUTH: facts(tls.createDefaultContext()),
      CLIENT_AUTH: facts(tls.createDefaultContext(tls.Purpose.CLIENT_AUTH)),
    },
    theirs,
  );
  // Distributions that configure OpenSSL leave this to it; Python itself says TLS 1.2.
  assert.equal(new tls.SSLContext().minimumVersion, tls.TLSVersion.TLSv1_2);
  const strict = tls.VERIFY_X509_STRICT | tls.VERIFY_X509_PARTIAL_CHAIN;
  assert.equal(tls.createDefaultContext().verifyFlags & strict, strict);
  assert.equal(new tls.SSLContext().verifyFlags, tls.VERIFY_X509_TRUSTED_FIRST);
  const context = new tls.SSLContext();
  context.options |= tls.OP_NO_TLSv1_3;
  assert.ok((context.options & tls.OP_NO_TLSv1_3) !== 0 && context.options > 0);
  context.options &= ~tls.OP_NO_TLSv1_3;
  assert.equal(context.options, new tls.SSLContext().options);
  context.options = 0;
  assert.equal(context.options, 0);
  assert.equal(tls.createDefaultContext().options & tls.OP_IGNORE_UNEXPECTED_EOF, 0);
});

test("getCiphers describes ciphers with Python's words", () => {
  // Distributions configure Python to other ciphers than its own choice, which is this.
  const list = "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM";
  const theirs = python<Record<string, unknown>[]>(
    "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); c.set_ciphers(sys.argv[1]); print(json.dumps(c.get_ciphers()))",
    list,
  );
  const ours = new tls.SSLContext().getCiphers();
  for (const cipher of ours) {
    const twin = theirs.find(({ name }) => name === cipher.name);
    if (twin === undefined) continue;
    const { description: _, ...rest } = cipher;
    const { description: __, strength_bits: strengthBits, alg_bits: algBits, ...others } = twin;
    assert.deepEqual(rest, { ...others, strengthBits, algBits });
  }
  assert.deepEqual(new Set(ours.map(({ name }) => name)), new Set(theirs.map(({ name }) => name)));
});

test("SSLContext refuses settings that contradict each other, and values that are none", () => {
  const client = new tls.SSLContext();
  assert.throws(() => {
    client.verifyMode = tls.CERT_NONE;
  }, RangeError);
  client.checkHostname = false;
  client.verifyMode = tls.CERT_NONE;
  client.checkHostname = true;
  assert.equal(client.verifyMode, tls.CERT_REQUIRED);
  assert.throws(() => new tls.SSLContext(99), RangeError);
  assert.throws(() => new tls.SSLContext("x" as never), TypeError);
  const wrong: [keyof tls.SSLContext, unknown, typeof RangeError | typeof TypeError][] = [
    ["verifyMode", 3, RangeError],
    ["verifyMode", "x", TypeError],
    ["minimumVersion", 1, RangeError],
    ["minimumVersion", tls.TLSVersion.SSLv3, RangeError],
    ["checkHostname", 1, TypeError],
    ["securityLevel", 6, RangeError],
    ["keylogFilename", 5, TypeError],
    ["numTickets", 2, RangeError],
    ["sniCallback", () => undefined, RangeError],
  ];
  for (const [name, value, Class] of wrong) {
    assert.throws(() => Object.assign(client, { [name]: value }), Class, name);
  }
  assert.throws(() => Object.assign(client, { protocol: tls.PROTOCOL_TLS_SERVER }), TypeError);
  for (const locations of [null, "root.pem"]) {
    assert.throws(() => client.loadVerifyLocations(locations as never), TypeError);
    assert.throws(() => tls.createDefaultContext(undefined, locations as never), TypeError);
  }
  for (const data of ["", "no certificate", Buffer.alloc(0), Buffer.of(0x30, 0x80)]) {
    assert.throws(() => client.loadVerifyLocations({ cadata: data }), { reason: "NO_CERTIFICATE_OR_CRL_FOUND" });
  }
  const serving = new tls.SSLContext(tls.PROTOCOL_TLS_SERVER);
  for (const hint of ["x".repeat(256), "a\0b"]) {
    assert.throws(() => serving.setPskServerCallback(() => Buffer.alloc(1), hint), RangeError);
  }
  assert.throws(() => client.loadVerifyLocations({}), TypeError);
  assert.throws(() => client.loadVerifyLocations({ cafile: temporary("none") }), { code: "ENOENT" });
  assert.throws(() => client.loadVerifyLocations({ capath: temporary("none") }), { code: "ENOENT" });
});

test("certStoreStats and getCaCerts tell what loadVerifyLocations loaded, from every source", () => {
  const root = new Authority("Store Root");
  const pem = readFileSync(root.certfile, "utf8");
  for (const locations of [
    { cafile: root.certfile },
    { cadata: pem },
    { cadata: Buffer.from(pem) },
    { cadata: tls.pemCertToDerCert(pem) },
  ]) {
    const context = new tls.SSLContext();
    context.loadVerifyLocations(locations);
    context.loadVerifyLocations({ cafile: root.revocations() });
    assert.deepEqual(context.certStoreStats(), { x509: 1, crl: 1, x509Ca: 1 });
    assert.deepEqual(context.getCaCerts()[0]?.subject, [[["commonName", "Store Root"]]]);
    assert.ok(context.getCaCerts(true)[0]?.equals(tls.pemCertToDerCert(pem)));
  }
});

test("createDefaultContext trusts the store that SSL_CERT_FILE names, and getDefaultVerifyPaths tells it", () => {
  const root = new Authority("Named Root");
  process.env.SSL_CERT_FILE = root.certfile;
  try {
    assert.equal(tls.getDefaultVerifyPaths().cafile, root.certfile);
    const [first] = tls.createDefaultContext().getCaCerts();
    assert.deepEqual(first?.subject, [[["commonName", "Named Root"]]]);
    process.env.SSL_CERT_FILE = "/nonexistent";
    process.env.SSL_CERT_DIR = "/nonexistent";
    assert.deepEqual(tls.createDefaultContext().certStoreStats(), { x509: 0, crl: 0, x509Ca: 0 });
  } finally {
    delete process.env.SSL_CERT_FILE;
    delete process.env.SSL_CERT_DIR;
  }
  assert.ok(tls.createDefaultContext().certStoreStats().x509Ca > 50, "the system's, or Node's own");
});

test("OPENSSL_VERSION tells the OpenSSL of this Node", () => {
  assert.ok(tls.OPENSSL_VERSION.startsWith(`OpenSSL ${process.versions.openssl.split("+")[0]}`));
  assert.equal(tls.OPENSSL_VERSION_INFO[0], 3);
});

test("berkeley/tls exports every constant of Python's ssl", () => {
  const theirs = python<string[]>(
    "print(json.dumps([n for n in dir(ssl) if n[0].isupper() and isinstance(getattr(ssl, n), int)]))",
  );
  assert.ok(theirs.length > 80);
  for (const name of theirs) assert.ok(name in tls, name);
});

test("SSLContext makes a client's or a server's context, and refuses Python's older protocols", () => {
  for (const protocol of [tls.PROTOCOL_TLS, tls.PROTOCOL_SSLv23, tls.PROTOCOL_TLSv1_2]) {
    assert.throws(() => new tls.SSLContext(protocol), RangeError);
  }
});
