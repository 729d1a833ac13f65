// UDP whose checksum covers the first bytes only: damage behind them does not lose the datagram.
import {
  AF_INET,
  IPPROTO_UDPLITE,
  SOCK_DGRAM,
  SOL_UDPLITE,
  Socket,
  UDPLITE_RECV_CSCOV,
  UDPLITE_SEND_CSCOV,
} from "berkeley";

// The header of UDP-Lite (8 bytes) and 4 bytes of a header of our own.
const COVERED = 12;

using receiver = new Socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);
await receiver.bind(["127.0.0.1", 0]);
// Datagrams of which less is covered are not let through.
receiver.setsockopt(SOL_UDPLITE, UDPLITE_RECV_CSCOV, COVERED);

using sender = new Socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);
sender.setsockopt(SOL_UDPLITE, UDPLITE_SEND_CSCOV, COVERED);
await sender.sendto(Buffer.from("head and sound samples"), receiver.getsockname());
console.log(String(await receiver.recv(1500)));
