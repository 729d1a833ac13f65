// Has the kernel make a SHA-256 digest, and encrypt with AES in CBC mode.
import { AF_ALG, ALG_OP_ENCRYPT, ALG_SET_KEY, SOCK_SEQPACKET, SOL_ALG, Socket } from "berkeley";

using sha256 = new Socket(AF_ALG, SOCK_SEQPACKET, 0);
await sha256.bind(["hash", "sha256"]);
// Each accepted socket is one run of the algorithm.
const [digest] = await sha256.accept();
await digest.sendall(Buffer.from("hello"));
console.log(`sha256: ${(await digest.recv(32)).toString("hex")}`);
digest.close();

using aes = new Socket(AF_ALG, SOCK_SEQPACKET, 0);
await aes.bind(["skcipher", "cbc(aes)"]);
aes.setsockopt(SOL_ALG, ALG_SET_KEY, Buffer.alloc(16, "key"));
const [cipher] = await aes.accept();
await cipher.sendmsgAfalg({ msg: [Buffer.alloc(32, "data")], op: ALG_OP_ENCRYPT, iv: Buffer.alloc(16) });
console.log(`cbc(aes): ${(await cipher.recv(32)).toString("hex")}`);
cipher.close();
