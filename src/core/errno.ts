// Error numbers: their names, and what to do about them.
import { native } from "../native/binding.ts";

/** The name of each errno: `errorcode.get(111)` is `"ECONNREFUSED"`. As Python's `errno.errorcode`. */
export const errorcode: ReadonlyMap<number, string> = byNumber(native.errnos);
/** The name of each EAI_* number. */
export const eaiNames: ReadonlyMap<number, string> = byNumber(native.eais);
/** The name of each h_errno. */
export const hostErrorNames: ReadonlyMap<number, string> = byNumber(native.hostErrors);

function byNumber(table: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(table).map(([name, value]) => [value, name]));
}

/** The system's text for an errno. */
export function strerror(errno: number): string {
  return native.strerror(errno) || `Unknown error ${errno}`;
}

// Advice by errno, and by system call where the same number has several causes. It is added to the message, so each is
// a full sentence that holds for every family.
const ADVICE: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  EACCES: {
    bind: "Is the port below net.ipv4.ip_unprivileged_port_start (CAP_NET_BIND_SERVICE lifts that), or the directory not writable?",
    connect: "A broadcast address needs SO_BROADCAST; a Unix socket needs write permission on its file.",
    sendto: "A broadcast address needs SO_BROADCAST; a Unix socket needs write permission on its file.",
    sendmsg: "A broadcast address needs SO_BROADCAST; a Unix socket needs write permission on its file.",
    "": "The process lacks the right to do this.",
  },
  EADDRINUSE: {
    bind: "Another socket has this address: choose another (port 0 lets the system choose), set SO_REUSEADDR before bind, or remove the file a former Unix socket left.",
    listen: "Another socket listens at this address already: choose another port, or set SO_REUSEPORT on both.",
    connect: "Every local port is in use for this address: close some connections, or bind to another local address.",
  },
  EADDRNOTAVAIL: {
    bind: "No interface of this machine has this address.",
    connect: "There is no free local port for it, or no local address that can reach it.",
  },
  EAFNOSUPPORT: {
    socket: "The kernel has no such address family: is its module loaded?",
    "": "The address is of another family than the socket.",
  },
  EAGAIN: {
    connect: "The server's backlog is full, or there is no free local port: try again later.",
    "": "It cannot complete at once, and the socket does not wait (its time-out is 0): try again when it is ready.",
  },
  EALREADY: "An earlier connect is not finished yet: wait until the socket is writable.",
  EBADF: "The socket, or its descriptor, is closed.",
  ECONNABORTED: "The connection was given up on this side before it was taken.",
  ECONNREFUSED: "Is a server listening there?",
  ECONNRESET: "The peer broke off the connection: what it had not read is lost.",
  EDESTADDRREQ: "Give an address with the data, or connect the socket first.",
  EHOSTUNREACH: "No route leads to this host: check the address, the routes and firewalls.",
  EINPROGRESS: "The connection is being made: wait until the socket is writable, then read SO_ERROR.",
  EINVAL: { accept: "Call listen first.", bind: "Is the socket bound already, or the address not one for bind?" },
  EISCONN: "The socket is connected already: close it and use a new one, or leave the address out.",
  EMFILE: "The process has as many open descriptors as it may (ulimit -n): close some, or raise the limit.",
  EMSGSIZE: "The message is longer than this socket sends in one piece: send less at a time.",
  ENETUNREACH: "No route leads to this network: check the address and the routes.",
  ENFILE: "The system has as many open files as it may (sysctl fs.file-max).",
  ENOBUFS: "The system is out of buffers, or an interface's queue is full: try again later.",
  ENODEV: "There is no such network interface.",
  ENOENT: { connect: "No socket file is there: is the server running?", bind: "The directory does not exist." },
  ENOPROTOOPT: "This kind of socket has no such option: check the level and the name.",
  ENOTCONN: "Connect the socket first (a listening socket is for accept alone).",
  ENOTSOCK: "The descriptor belongs to something else than a socket.",
  EOPNOTSUPP: "This type of socket does not have this operation, or not with these flags.",
  EPERM: { socket: "This kind of socket needs rights (CAP_NET_RAW, CAP_NET_ADMIN).", "": "It needs more rights." },
  EPIPE: "The connection is closed for sending: by the peer, or by shutdown.",
  EPROTONOSUPPORT: "The family has no such protocol, or its kernel module is not loaded.",
  EPROTOTYPE: { connect: "The server's socket is of another type.", socket: "The protocol does not go with the type." },
  ESOCKTNOSUPPORT: "The family has no such socket type.",
  ETIMEDOUT: { connect: "The host does not answer.", "": "The peer stopped answering." },
};

/** What to do about an error, as a sentence; empty where there is nothing to say. */
export function advice(code: string, syscall: string): string {
  const entry = ADVICE[code];
  if (entry === undefined) return "";
  return typeof entry === "string" ? entry : (entry[syscall] ?? entry[""] ?? "");
}
