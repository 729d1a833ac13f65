// Each way in which a certificate can be wrong is refused by default, in both flavours, with a code of its own. The
// server is openssl's, so that the flavour that suspends the thread has somebody to talk to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Socket } from "berkeley";
import * as sync from "berkeley/sync";
import { createDefaultContext, SSLCertVerificationError, type SSLContext, VerifyFlags } from "berkeley/tls";
import { Authority, type Issued, joined, newKey, selfSigned, WEAK } from "./authority.ts";
import { sServer } from "./peers.ts";

const root = new Authority("Test Root");
const middle = new Authority("Test Middle", root);
const stranger = new Authority("Unknown Root");

interface Case {
  readonly what: string;
  readonly code: number;
  readonly issued: () => Issued;
  /** What the server sends besides its own certificate. */
  readonly chain?: string;
  readonly asked?: string;
  readonly prepare?: (context: SSLContext) => void;
  readonly message: RegExp;
  /** The server's own security level, where it would refuse to show the certificate. */
  readonly lax?: boolean;
}

const limited = new Authority("Limited Authority", root, {
  extensions: [
    "basicConstraints=critical,CA:TRUE",
    "keyUsage=critical,keyCertSign,cRLSign",
    "nameConstraints=critical,permitted;DNS:inside.test",
  ],
});
const old = new Authority("Old Authority", root, { digest: "sha256" });
const own = newKey();
const revoked = root.issue();
root.revoke(revoked);
const list = root.revocations();

const cases: readonly Case[] = [
  {
    what: "a certificate for another host name",
    code: 62,
    issued: () => root.issue({ names: "DNS:one.test,DNS:two.test" }),
    message: /localhost was asked for; it is for one\.test, two\.test/,
  },
  {
    what: "an expired certificate",
    code: 10,
    issued: () => root.issue({ notBefore: "20200101000000Z", notAfter: "20210101000000Z" }),
    message: /valid until Jan {2}1 00:00:00 2021 GMT/,
  },
  {
    what: "a certificate that is not yet valid",
    code: 9,
    issued: () => root.issue({ notBefore: "20900101000000Z", notAfter: "20910101000000Z" }),
    message: /valid from Jan {2}1 00:00:00 2090 GMT on/,
  },
  {
    what: "a self-signed certificate",
    code: 18,
    issued: () => ({ keyfile: own, certfile: selfSigned(own, { names: "DNS:localhost" }) }),
    message: /signed by itself/,
  },
  {
    what: "an unknown root, which the server sends",
    code: 19,
    issued: () => stranger.issue(),
    chain: stranger.certfile,
    message: /certificate 1 of the chain above the peer's, Unknown Root/,
  },
  {
    what: "an unknown authority",
    code: 20,
    issued: () => stranger.issue(),
    message: /authority is not trusted/,
  },
  {
    what: "a chain whose intermediate certificate is missing",
    code: 20,
    issued: () => middle.issue(),
    message: /no intermediate certificate/,
  },
  {
    what: "a certificate for the use of clients",
    code: 26,
    issued: () =>
      root.issue({ extensions: ["basicConstraints=critical,CA:FALSE", "extendedKeyUsage=critical,clientAuth"] }),
    message: /extended key usage/,
  },
  {
    what: "a name outside of an authority's name constraints",
    code: 47,
    issued: () => limited.issue(),
    chain: limited.certfile,
    message: /may not issue for this name/,
  },
  {
    what: "a certificate on a revocation list",
    code: 23,
    issued: () => revoked,
    prepare: (context) => {
      context.loadVerifyLocations({ cafile: list });
      context.verifyFlags |= VerifyFlags.VERIFY_CRL_CHECK_LEAF;
    },
    message: /revoked/,
  },
  {
    what: "a certificate whose revocation cannot be looked up",
    code: 3,
    issued: () => root.issue(),
    prepare: (context) => {
      context.verifyFlags |= VerifyFlags.VERIFY_CRL_CHECK_LEAF;
    },
    message: /there is no revocation list/,
  },
  {
    what: "a key that is too short",
    code: 66,
    issued: () => root.issue({ key: WEAK }),
    message: /key is too short/,
    lax: true,
  },
  {
    what: "a signature by a digest that is too weak",
    code: 68,
    issued: () => old.issue({ digest: "sha1" }),
    chain: old.certfile,
    message: /digest that the security level refuses/,
    lax: true,
  },
  {
    what: "an IP address that the certificate does not have",
    code: 64,
    issued: () => root.issue({ names: "DNS:localhost,IP:192.0.2.1" }),
    asked: "127.0.0.1",
    message: /127\.0\.0\.1 was asked for; it is for localhost, 192\.0\.2\.1/,
  },
  {
    what: "an IP address that is written as a DNS name",
    code: 64,
    issued: () => root.issue({ names: "DNS:127.0.0.1" }),
    asked: "127.0.0.1",
    message: /127\.0\.0\.1 was asked for/,
  },
  {
    what: "a wildcard within a label",
    code: 62,
    issued: () => root.issue({ names: "DNS:lo*.example.test" }),
    asked: "local.example.test",
    message: /local\.example\.test was asked for/,
  },
  {
    what: "a wildcard for more than one label",
    code: 62,
    issued: () => root.issue({ names: "DNS:*.example.test" }),
    asked: "a.b.example.test",
    message: /it is for \*\.example\.test/,
  },
  {
    what: "a wildcard that is not in the first label",
    code: 62,
    issued: () => root.issue({ names: "DNS:www.*.test" }),
    asked: "www.example.test",
    message: /www\.example\.test was asked for/,
  },
  {
    what: "a common name that is another",
    code: 62,
    issued: () => root.issue({ names: "", subject: "/CN=other.test" }),
    message: /it is for other\.test \(a common name/,
  },
  {
    what: "a common name where there are alternative names",
    code: 62,
    issued: () => root.issue({ names: "DNS:other.test", subject: "/CN=localhost" }),
    message: /it is for other\.test/,
  },
];

function refused(code: number, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof SSLCertVerificationError, String(error));
    assert.equal(error.verifyCode, code, error.message);
    assert.match(error.message, message);
    assert.equal(error.reason, "CERTIFICATE_VERIFY_FAILED");
    assert.ok(error.verifyMessage.length > 0);
    return true;
  };
}

for (const { what, code, issued, chain, asked = "localhost", prepare, message, lax } of cases) {
  test(`createDefaultContext refuses ${what} with code ${code}`, async () => {
    const { certfile, keyfile } = issued();
    const args = ["-cert", certfile, "-key", keyfile, "-quiet"];
    if (chain !== undefined) args.push("-cert_chain", chain);
    if (lax) args.push("-cipher", "DEFAULT:@SECLEVEL=0");
    const { peer, port } = await sServer(...args.filter((arg) => arg !== "-quiet"));
    await using _peer = peer;
    const context = createDefaultContext(undefined, { cafile: root.certfile });
    prepare?.(context);
    const near = new Socket();
    near.settimeout(20);
    await near.connect(["127.0.0.1", port]);
    await assert.rejects(context.wrapSocket(near, { serverHostname: asked }), refused(code, message));
    const far = new sync.Socket();
    far.settimeout(20);
    far.connect(["127.0.0.1", port]);
    assert.throws(() => context.wrapSocket(far, { serverHostname: asked }), refused(code, message));
  });
}

test("createDefaultContext accepts a chain with its intermediate certificate, a wildcard, and an IP address", async () => {
  const { certfile, keyfile } = middle.issue({ names: "DNS:*.example.test,IP:127.0.0.1" });
  const { peer, port } = await sServer("-cert", certfile, "-key", keyfile, "-cert_chain", joined(middle.certfile));
  await using _peer = peer;
  const context = createDefaultContext(undefined, { cafile: root.certfile });
  for (const serverHostname of ["www.example.test", "WWW.Example.Test.", "127.0.0.1"]) {
    using sock = new sync.Socket();
    sock.settimeout(20);
    sock.connect(["127.0.0.1", port]);
    using secured = context.wrapSocket(sock, { serverHostname });
    assert.equal(secured.getVerifiedChain().length, 3);
    assert.equal(secured.getUnverifiedChain().length, 2);
  }
});
