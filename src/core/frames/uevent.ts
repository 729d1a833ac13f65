// What the kernel tells of devices: NETLINK_KOBJECT_UEVENT, group 1. lib/kobject_uevent.c of the kernel.
import { asBytes, type BytesLike } from "../bytes.ts";

/** What the kernel tells of a device (NETLINK_KOBJECT_UEVENT). */
export interface Uevent {
  /** add, remove, change, move, online, offline, bind, unbind. */
  readonly action: string;
  /** The device's path below /sys. */
  readonly devpath: string;
  /** ACTION, DEVPATH, SUBSYSTEM, SEQNUM, and what the subsystem adds: INTERFACE, IFINDEX, DEVNAME, … */
  readonly properties: ReadonlyMap<string, string>;
}

/** The event in one datagram. @throws RangeError for a message of udev's (group 2), which is laid out otherwise. */
export function decodeUevent(bytes: BytesLike): Uevent {
  const text = Buffer.from(asBytes(bytes, "bytes")).toString("utf8");
  const [head = "", ...rest] = text.split("\0");
  const at = head.indexOf("@");
  if (at < 1) throw new RangeError('A kernel event must begin with "action@devpath"');
  const properties = new Map<string, string>();
  for (const line of rest) {
    const equals = line.indexOf("=");
    if (equals > 0) properties.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return { action: head.slice(0, at), devpath: head.slice(at + 1), properties };
}
