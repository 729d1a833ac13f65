import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import {
  AF_ALG,
  ALG_OP_DECRYPT,
  ALG_OP_ENCRYPT,
  ALG_SET_AEAD_AUTHSIZE,
  ALG_SET_KEY,
  MSG_MORE,
  OSError,
  SOCK_SEQPACKET,
  SOL_ALG,
  Socket,
} from "berkeley";
import { Socket as SyncSocket } from "berkeley/sync";

const hex = (text: string): Buffer => Buffer.from(text, "hex");

async function algorithm(type: string, name: string, prepare?: (sock: Socket<38>) => void): Promise<Socket<38>> {
  using sock = new Socket(AF_ALG, SOCK_SEQPACKET, 0);
  await sock.bind([type, name]);
  prepare?.(sock);
  const [operation, address] = await sock.accept();
  assert.equal(address, null);
  operation.settimeout(20);
  return operation;
}

test("Socket of AF_ALG makes a SHA-256 digest, of data in several pieces", async () => {
  using hash = await algorithm("hash", "sha256");
  await hash.send(Buffer.from("a"), MSG_MORE);
  await hash.send(Buffer.from("bc"));
  assert.deepEqual(await hash.recv(64), createHash("sha256").update("abc").digest());
});

test("Socket of AF_ALG makes a keyed digest", async () => {
  const key = Buffer.from("Jefe");
  const data = Buffer.from("what do ya want for nothing?");
  using hmac = await algorithm("hash", "hmac(sha1)", (sock) => sock.setsockopt(SOL_ALG, ALG_SET_KEY, key));
  await hmac.sendall(data);
  assert.deepEqual(await hmac.recv(64), createHmac("sha1", key).update(data).digest());
});

const CBC = {
  key: hex("06a9214036b8a15b512e03d534120006"),
  iv: hex("3dafba429d9eb430b422da802c9fac41"),
  plain: Buffer.from("Single block msg"),
  cipher: hex("e353779c1079aeb82708942dbe77181a"),
};

test("sendmsgAfalg encrypts and decrypts with cbc(aes), as the example of RFC 3602", async () => {
  const setKey = (sock: Socket<38>): void => sock.setsockopt(SOL_ALG, ALG_SET_KEY, CBC.key);
  using cipher = await algorithm("skcipher", "cbc(aes)", setKey);
  assert.equal(await cipher.sendmsgAfalg({ msg: [CBC.plain], op: ALG_OP_ENCRYPT, iv: CBC.iv }), 16);
  assert.deepEqual(await cipher.recv(16), CBC.cipher);
  await cipher.sendmsgAfalg({
    msg: [CBC.cipher.subarray(0, 5), CBC.cipher.subarray(5)],
    op: ALG_OP_DECRYPT,
    iv: CBC.iv,
  });
  assert.deepEqual(await cipher.recv(16), CBC.plain);
});

test("sendmsgAfalg sets up an operation whose data follow by sendall", async () => {
  const setKey = (sock: Socket<38>): void => sock.setsockopt(SOL_ALG, ALG_SET_KEY, CBC.key);
  using cipher = await algorithm("skcipher", "cbc(aes)", setKey);
  await cipher.sendmsgAfalg({ op: ALG_OP_ENCRYPT, iv: CBC.iv, flags: MSG_MORE });
  await cipher.sendall(CBC.plain);
  assert.deepEqual(await cipher.recv(16), CBC.cipher);
});

test("sendmsgAfalg of berkeley/sync encrypts likewise", () => {
  using sock = new SyncSocket(AF_ALG, SOCK_SEQPACKET, 0);
  sock.bind(["skcipher", "cbc(aes)"]);
  sock.setsockopt(SOL_ALG, ALG_SET_KEY, CBC.key);
  const [cipher] = sock.accept();
  using closing = cipher;
  closing.sendmsgAfalg({ msg: [CBC.plain], op: ALG_OP_ENCRYPT, iv: CBC.iv });
  assert.deepEqual(closing.recv(16), CBC.cipher);
});

const GCM = {
  key: hex("c939cc13397c1d37de6ae0e1cb7c423c"),
  iv: hex("b3d8cc017cbb89b39e0f67e2"),
  plain: hex("c3b3c41f113a31b73d9a5cd432103069"),
  assoc: hex("24825602bd12a984e0092d3e448eda5f"),
  cipher: hex("93fe7d9e9bfd10348a5606e5cafa7354"),
  tag: hex("0032a1dc85f1c9786925a2e71d8272dd"),
};

const gcm = (): Promise<Socket<38>> =>
  algorithm("aead", "gcm(aes)", (sock) => {
    sock.setsockopt(SOL_ALG, ALG_SET_KEY, GCM.key);
    sock.setsockopt(SOL_ALG, ALG_SET_AEAD_AUTHSIZE, null, 16);
  });

test("sendmsgAfalg encrypts and authenticates with gcm(aes)", async () => {
  using aead = await gcm();
  const msg = [GCM.assoc, GCM.plain];
  await aead.sendmsgAfalg({ msg, op: ALG_OP_ENCRYPT, iv: GCM.iv, assoclen: 16 });
  const result = await aead.recv(48);
  assert.deepEqual(result.subarray(16), Buffer.concat([GCM.cipher, GCM.tag]));
});

test("recv gives EBADMSG when what sendmsgAfalg sent does not have its tag", async () => {
  using aead = await gcm();
  const damaged = Buffer.from(GCM.tag);
  damaged.writeUInt8(damaged.readUInt8(0) ^ 1);
  const message = { op: ALG_OP_DECRYPT, iv: GCM.iv, assoclen: 16 };
  await aead.sendmsgAfalg({ ...message, msg: [GCM.assoc, GCM.cipher, damaged] });
  await assert.rejects(aead.recv(48), { code: "EBADMSG", syscall: "recv" });
  await aead.sendmsgAfalg({ ...message, msg: [GCM.assoc, GCM.cipher, GCM.tag] });
  assert.deepEqual((await aead.recv(32)).subarray(16), GCM.plain);
});

test("Socket of AF_ALG gives random bytes", async () => {
  using rng = await algorithm("rng", "jitterentropy_rng");
  const [one, other] = [await rng.recv(32), await rng.recv(32)];
  assert.equal(one.length, 32);
  assert.notDeepEqual(one, other);
});

test("bind tells that the kernel has no such algorithm", async () => {
  using sock = new Socket(AF_ALG, SOCK_SEQPACKET, 0);
  await assert.rejects(sock.bind(["hash", "no-such-hash"]), (error) => {
    assert.ok(error instanceof OSError);
    assert.equal(error.code, "ENOENT");
    return true;
  });
});

test("sendmsgAfalg refuses wrong arguments before any system call", async () => {
  using cipher = await algorithm("hash", "sha256");
  await assert.rejects(cipher.sendmsgAfalg({} as never), TypeError);
  await assert.rejects(cipher.sendmsgAfalg({ op: -1 }), RangeError);
  await assert.rejects(cipher.sendmsgAfalg({ op: 0, iv: "text" as never }), TypeError);
  await assert.rejects(cipher.sendmsgAfalg({ op: 0, assoclen: -1 }), RangeError);
  await assert.rejects(cipher.sendmsgAfalg({ op: 0, msg: Buffer.from("x") as never }), TypeError);
});
