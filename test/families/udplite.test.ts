import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AF_INET,
  AF_INET6,
  IPPROTO_UDPLITE,
  OSError,
  SOCK_DGRAM,
  SOL_UDPLITE,
  Socket,
  UDPLITE_RECV_CSCOV,
  UDPLITE_SEND_CSCOV,
} from "berkeley";

function missing(): string | false {
  try {
    new Socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE).close();
    return false;
  } catch (error) {
    if (error instanceof OSError && error.code === "EPROTONOSUPPORT") return "the kernel has no UDP-Lite";
    throw error;
  }
}

for (const [name, family, host] of [
  ["AF_INET", AF_INET, "127.0.0.1"],
  ["AF_INET6", AF_INET6, "::1"],
] as const) {
  test(`Socket of ${name} with IPPROTO_UDPLITE carries datagrams of partial checksum`, {
    skip: missing(),
  }, async () => {
    using receiver = new Socket<number>(family, SOCK_DGRAM, IPPROTO_UDPLITE);
    receiver.settimeout(20);
    await receiver.bind([host, 0]);
    receiver.setsockopt(SOL_UDPLITE, UDPLITE_RECV_CSCOV, 12);
    using sender = new Socket<number>(family, SOCK_DGRAM, IPPROTO_UDPLITE);
    sender.setsockopt(SOL_UDPLITE, UDPLITE_SEND_CSCOV, 12);
    assert.equal(sender.getsockopt(SOL_UDPLITE, UDPLITE_SEND_CSCOV), 12);
    await sender.sendto(Buffer.from("partly covered"), receiver.getsockname());
    assert.equal(String(await receiver.recv(100)), "partly covered");
  });
}
