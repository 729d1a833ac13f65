import assert from "node:assert/strict";
import { test } from "node:test";
import { AF_PACKET, ETH_P_IP, htons, SO_TIMESTAMP, SOCK_DGRAM, SOL_SOCKET, Socket } from "berkeley";

const skip = process.getuid?.() !== 0 && "packet sockets take CAP_NET_RAW";

test("recvmsg receives from an AF_PACKET socket, whose kernel code refuses MSG_CMSG_CLOEXEC", { skip }, async () => {
  using packets = new Socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
  packets.setsockopt(SOL_SOCKET, SO_TIMESTAMP, 1);
  await packets.bind(["lo", ETH_P_IP]);
  using sender = new Socket(2, 2);
  await sender.bind(["127.0.0.1", 0]);
  const payload = Buffer.from(`from ${process.pid}`);
  for (;;) {
    // Again and again: the socket sees all of loopback's traffic, and drops what comes while its buffer is full.
    await sender.sendto(payload, sender.getsockname());
    const [packet, ancdata, , address] = await packets.recvmsg(2048, 128);
    if (packet.indexOf(payload) < 0) continue;
    assert.equal(address[0], "lo");
    assert.deepEqual(
      ancdata.map(([level, type]) => [level, type]),
      [[SOL_SOCKET, SO_TIMESTAMP]],
    );
    return;
  }
});
