// AF_INET: [host, port]. struct sockaddr_in, ip(7).

import { isIPv4 } from "node:net";
import { native } from "../../native/binding.ts";
import type { AddressCodec } from "./codec.ts";

void native;
function sockaddr(host: string, port: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint16(0, 2, true);
  new DataView(bytes.buffer).setUint16(2, port, false);
  bytes.set(host.split(".").map(Number), 4);
  return bytes;
}

export const inet: AddressCodec = {
  encode(address, _argument, context) {
    const [host, port] = address as [string, number];
    if (host === "") return sockaddr("0.0.0.0", port);
    if (isIPv4(host)) return sockaddr(host, port);
    return { host, family: context.family, complete: (numeric) => sockaddr(numeric, port) };
  },
  decode(bytes) {
    return [bytes.slice(4, 8).join("."), ((bytes[2] as number) << 8) | (bytes[3] as number)];
  },
};
