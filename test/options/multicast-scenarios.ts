// Runs in a network namespace with two interfaces: groups joined and left, from all sources and from some.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  type AddressInput,
  AF_INET,
  AF_INET6,
  ifNametoindex,
  joinGroup,
  leaveGroup,
  SOCK_DGRAM,
  Socket,
  setMulticastInterface,
  setOption,
} from "berkeley";
import { offer } from "../names/namespace.ts";

execFileSync("ip", ["link", "add", "left", "type", "veth", "peer", "name", "right"]);
for (const name of ["left", "right"]) execFileSync("ip", ["link", "set", name, "up"]);
for (const address of ["192.0.2.1/24", "192.0.2.2/24"]) execFileSync("ip", ["addr", "add", address, "dev", "left"]);
for (const address of ["2001:db8::1/64", "2001:db8::2/64"]) {
  execFileSync("ip", ["addr", "add", address, "dev", "left", "nodad"]);
}

interface Addresses {
  readonly family: 2 | 10;
  readonly any: string;
  readonly group: string;
  readonly one: string;
  readonly other: string;
}

const v4: Addresses = { family: AF_INET, any: "", group: "239.1.2.3", one: "192.0.2.1", other: "192.0.2.2" };
const v6: Addresses = { family: AF_INET6, any: "", group: "ff05::123", one: "2001:db8::1", other: "2001:db8::2" };
const SINGLE: Readonly<Record<number, string>> = { [AF_INET]: "232.1.2.3", [AF_INET6]: "ff35::8000:1" };

async function receiver({ family, any }: Addresses): Promise<Socket<number>> {
  const sock = new Socket<number>(family, SOCK_DGRAM);
  sock.settimeout(30);
  if (family === AF_INET) setOption(sock, "IP_MULTICAST_ALL", false);
  else setOption(sock, "IPV6_MULTICAST_ALL", false);
  await sock.bind([any, 0] as AddressInput<number>);
  return sock;
}

/** Sends from an address of the namespace, out of the interface `left`. */
async function send(from: Addresses, source: string, group: string, port: number, text: string): Promise<void> {
  using sock = new Socket<number>(from.family, SOCK_DGRAM);
  setMulticastInterface(sock, "left");
  await sock.bind([source, 0] as AddressInput<number>);
  await sock.sendto(Buffer.from(text), [group, port] as AddressInput<number>);
}

/**
 * That these texts arrive, in whatever order, and no other. The last one sent goes straight to the socket: what did not
 * arrive with it and is not waited for never does.
 */
async function arrives(sock: Socket<number>, { family, one }: Addresses, expected: readonly string[]): Promise<void> {
  const port = (sock.getsockname() as [string, number])[1];
  using marker = new Socket<number>(family, SOCK_DGRAM);
  await marker.sendto(Buffer.from("end"), [one, port] as AddressInput<number>);
  const wanted = [...expected, "end"];
  const texts: string[] = [];
  while (!wanted.every((text) => texts.includes(text))) texts.push((await sock.recv(100)).toString());
  assert.deepEqual(texts.sort(), wanted.sort());
}

async function joinAndLeave(from: Addresses): Promise<void> {
  for (const on of ["left", ifNametoindex("left")]) {
    using sock = await receiver(from);
    const port = (sock.getsockname() as [string, number])[1];
    await send(from, from.one, from.group, port, "before");
    joinGroup(sock, from.group, { interface: on });
    await send(from, from.one, from.group, port, "one");
    await send(from, from.other, from.group, port, "other");
    assert.throws(() => joinGroup(sock, from.group, { interface: on }), /MCAST_JOIN_GROUP: .*EADDRINUSE/);
    leaveGroup(sock, from.group, { interface: on });
    await send(from, from.one, from.group, port, "after");
    assert.throws(() => leaveGroup(sock, from.group, { interface: on }), /MCAST_LEAVE_GROUP: .*EADDRNOTAVAIL/);
    await arrives(sock, from, ["one", "other"]);
  }
}

async function oneSource(from: Addresses): Promise<void> {
  using sock = await receiver(from);
  const port = (sock.getsockname() as [string, number])[1];
  const group = SINGLE[from.family] as string;
  joinGroup(sock, group, { interface: "left", source: from.one });
  await send(from, from.one, group, port, "one");
  await send(from, from.other, group, port, "other");
  joinGroup(sock, group, { interface: "left", source: from.other });
  leaveGroup(sock, group, { interface: "left", source: from.one });
  await send(from, from.one, group, port, "one again");
  await send(from, from.other, group, port, "other again");
  await arrives(sock, from, ["one", "other again"]);
}

async function otherInterface(from: Addresses): Promise<void> {
  using sock = await receiver(from);
  const port = (sock.getsockname() as [string, number])[1];
  joinGroup(sock, from.group, { interface: "lo" });
  await send(from, from.one, from.group, port, "by left");
  await arrives(sock, from, []);
}

async function filter(from: Addresses): Promise<void> {
  using sock = await receiver(from);
  const port = (sock.getsockname() as [string, number])[1];
  const at = { group: from.group, interface: "left" };
  joinGroup(sock, from.group, { interface: "left" });
  setOption(sock, "MCAST_MSFILTER", { ...at, mode: "exclude", sources: [from.one] });
  await send(from, from.one, from.group, port, "excluded");
  await send(from, from.other, from.group, port, "other");
  setOption(sock, "MCAST_MSFILTER", { ...at, mode: "include", sources: [from.one] });
  await send(from, from.one, from.group, port, "one");
  await send(from, from.other, from.group, port, "not included");
  await arrives(sock, from, ["other", "one"]);
}

async function noLoop(from: Addresses): Promise<void> {
  using sock = await receiver(from);
  const port = (sock.getsockname() as [string, number])[1];
  joinGroup(sock, from.group, { interface: "left" });
  using sender = new Socket<number>(from.family, SOCK_DGRAM);
  setMulticastInterface(sender, "left");
  setOption(sender, from.family === AF_INET ? "IP_MULTICAST_LOOP" : "IPV6_MULTICAST_LOOP", false);
  await sender.sendto(Buffer.from("not to ourselves"), [from.group, port] as AddressInput<number>);
  await arrives(sock, from, []);
}

async function dualStack(): Promise<void> {
  using sock = new Socket<number>(AF_INET6, SOCK_DGRAM);
  sock.settimeout(30);
  setOption(sock, "IPV6_V6ONLY", false);
  await sock.bind(["", 0] as AddressInput<number>);
  const port = (sock.getsockname() as [string, number])[1];
  joinGroup(sock, v4.group, { interface: "left" });
  joinGroup(sock, v6.group, { interface: "left" });
  await send(v4, v4.one, v4.group, port, "four");
  await send(v6, v6.one, v6.group, port, "six");
  await arrives(sock, v6, ["four", "six"]);
}

offer({
  join4: () => joinAndLeave(v4),
  join6: () => joinAndLeave(v6),
  source4: () => oneSource(v4),
  source6: () => oneSource(v6),
  other4: () => otherInterface(v4),
  other6: () => otherInterface(v6),
  filter4: () => filter(v4),
  filter6: () => filter(v6),
  loop4: () => noLoop(v4),
  loop6: () => noLoop(v6),
  dual: dualStack,
});
