// Families and types as people read them: for inspect, warnings and errors.
const families: ReadonlyMap<number, string> = new Map([
  [1, "AF_UNIX"],
  [2, "AF_INET"],
  [10, "AF_INET6"],
  [16, "AF_NETLINK"],
  [17, "AF_PACKET"],
  [29, "AF_CAN"],
  [30, "AF_TIPC"],
  [31, "AF_BLUETOOTH"],
  [38, "AF_ALG"],
  [40, "AF_VSOCK"],
]);

const types: ReadonlyMap<number, string> = new Map([
  [1, "SOCK_STREAM"],
  [2, "SOCK_DGRAM"],
  [3, "SOCK_RAW"],
  [4, "SOCK_RDM"],
  [5, "SOCK_SEQPACKET"],
]);

export function familyName(family: number): string {
  return families.get(family) ?? String(family);
}

export function typeName(type: number): string {
  return types.get(type) ?? String(type);
}
