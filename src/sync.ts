// The entry point `berkeley/sync`: sockets that suspend the thread. Re-exports only. The layout behind it:
//   native/   the addon and its typed declaration            core/   what both flavours share
//   sync/     the flavour of this entry point                async/  the flavour of `berkeley`

export * from "./core/exports.ts";
export { EVENT_READ, EVENT_WRITE, type FileObject, type SelectorKey } from "./selectors/key.ts";
export { createConnection } from "./sync/connection.ts";
export { recvFds, sendFds } from "./sync/descriptors.ts";
export { SocketFile } from "./sync/file.ts";
export { fromfd, socketpair, toSync } from "./sync/making.ts";
export { getaddrinfo, getfqdn, gethostbyaddr, gethostbyname, gethostbynameEx, getnameinfo } from "./sync/names.ts";
export { DefaultSelector } from "./sync/selector.ts";
export { createServer } from "./sync/server.ts";
export { Socket } from "./sync/socket.ts";
