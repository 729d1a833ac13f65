// Pings a host. Argument: its IPv4 address or name, by default 127.0.0.1.
import {
  AF_INET,
  decodeIcmpEcho,
  decodeIpv4Packet,
  encodeIcmpEcho,
  IPPROTO_ICMP,
  PermissionError,
  SOCK_DGRAM,
  SOCK_RAW,
  Socket,
} from "berkeley";

const host = process.argv[2] ?? "127.0.0.1";

/** The unprivileged kind of socket where the system lets this user have it, else the raw one. */
function open(): Socket {
  try {
    return new Socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    return new Socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  }
}

using sock = open();
sock.settimeout(5);
const identifier = process.pid & 0xffff;
await sock.sendto(encodeIcmpEcho({ identifier, sequence: 1, data: Buffer.from("ping") }), [host, 0]);
for (;;) {
  const [bytes, [from]] = await sock.recvfrom(65_536);
  // A raw socket sees the IP header too, and everybody's messages.
  const raw = sock.type === SOCK_RAW;
  const echo = decodeIcmpEcho(raw ? decodeIpv4Packet(bytes).payload : bytes);
  if (!echo?.reply || (raw && echo.identifier !== identifier)) continue;
  console.log(`${echo.data.length} bytes from ${from}: sequence ${echo.sequence}`);
  break;
}
