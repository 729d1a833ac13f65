// Compiled, never run: the type checker is the test. Each `@ts-expect-error` is a misuse that must not compile.
import { type BpfInstruction, getOption, type Linger, Socket, setOption, type TcpInfo } from "berkeley";
import { Socket as SyncSocket } from "berkeley/sync";

/** Compiles only where A and B are one type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<T extends true>(..._proof: T[]): void {}

export function values(sock: Socket): void {
  const linger = getOption(sock, "SO_LINGER");
  same<Same<typeof linger, Linger | null>>();
  const info = getOption(sock, "TCP_INFO");
  same<Same<typeof info, TcpInfo>>();
  same<Same<typeof info.rtt, number>>();
  // What an older kernel lacks may be absent.
  same<Same<typeof info.bytesAcked, bigint | undefined>>();
  const filter = getOption(sock, "SO_GET_FILTER");
  same<Same<typeof filter, BpfInstruction[]>>();
  const keepalive = getOption(sock, "SO_KEEPALIVE");
  same<Same<typeof keepalive, boolean>>();
  const device = getOption(sock, "SO_BINDTODEVICE");
  same<Same<typeof device, string | null>>();
  const cookie = getOption(sock, "SO_COOKIE");
  same<Same<typeof cookie, bigint>>();
}

export function setting(sock: Socket): void {
  setOption(sock, "SO_LINGER", { seconds: 5 });
  setOption(sock, "SO_LINGER", null);
  setOption(sock, "SO_RCVTIMEO", 1.5);
  setOption(sock, "SO_BINDTODEVICE", 3);
  setOption(sock, "MCAST_JOIN_GROUP", { group: "239.1.2.3", interface: "eth0" });
  setOption(sock, "SCTP_INITMSG", { numOstreams: 5 });
  // @ts-expect-error a flag is a boolean
  setOption(sock, "SO_KEEPALIVE", 1);
  // @ts-expect-error seconds are a number
  setOption(sock, "SO_LINGER", { seconds: "5" });
  // @ts-expect-error a field that there is not
  setOption(sock, "SO_LINGER", { second: 5 });
  // @ts-expect-error the source is missing
  setOption(sock, "MCAST_JOIN_SOURCE_GROUP", { group: "232.1.2.3" });
  // @ts-expect-error an option that there is not
  setOption(sock, "SO_NOSUCH", 1);
  // @ts-expect-error an instruction has a code
  setOption(sock, "SO_ATTACH_FILTER", [{ k: 1 }]);
}

export function directions(sock: Socket): void {
  // @ts-expect-error it can only be got
  setOption(sock, "TCP_INFO", {});
  // @ts-expect-error it can only be got
  setOption(sock, "SO_PEERCRED", { pid: 1, uid: 0, gid: 0 });
  // @ts-expect-error it can only be set
  getOption(sock, "SO_ATTACH_FILTER");
  // @ts-expect-error it can only be set
  getOption(sock, "MCAST_JOIN_GROUP");
}

export function requests(sock: Socket): void {
  const length: number = getOption(sock, "PACKET_HDRLEN", 1);
  getOption(sock, "SCTP_STATUS", { assocId: 3 });
  // @ts-expect-error nothing to ask with
  getOption(sock, "SO_LINGER", 1);
  // @ts-expect-error an association is a number
  getOption(sock, "SCTP_STATUS", { assocId: "3" });
  void length;
}

export function sockets(): void {
  getOption(new SyncSocket(), "SO_TYPE");
  getOption(new Socket(), "SO_TYPE");
  // @ts-expect-error no socket
  getOption(3, "SO_TYPE");
}
