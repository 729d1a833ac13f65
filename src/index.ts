// The entry point `berkeley`: sockets for `await`. Re-exports only. The layout behind it:
//   native/   the addon and its typed declaration            core/   what both flavours share
//   async/    the flavour of this entry point                sync/   the flavour of `berkeley/sync`

export { createConnection } from "./async/connection.ts";
export { recvFds, sendFds } from "./async/descriptors.ts";
export { SocketFile } from "./async/file.ts";
export { fromfd, socketpair, toAsync } from "./async/making.ts";
export { getaddrinfo, getfqdn, gethostbyaddr, gethostbyname, gethostbynameEx, getnameinfo } from "./async/names.ts";
export { DefaultSelector } from "./async/selector.ts";
export { createServer } from "./async/server.ts";
export { Socket } from "./async/socket.ts";
export * from "./core/exports.ts";
export { EVENT_READ, EVENT_WRITE, type FileObject, type SelectorKey } from "./selectors/key.ts";
