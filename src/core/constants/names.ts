// Flags and errors of getaddrinfo(3) and getnameinfo(3).
import { constant } from "./constant.ts";

// Flags of getaddrinfo.
export const AI_PASSIVE: number = constant("AI_PASSIVE");
export const AI_CANONNAME: number = constant("AI_CANONNAME");
export const AI_NUMERICHOST: number = constant("AI_NUMERICHOST");
export const AI_V4MAPPED: number = constant("AI_V4MAPPED");
export const AI_ALL: number = constant("AI_ALL");
export const AI_ADDRCONFIG: number = constant("AI_ADDRCONFIG");
export const AI_IDN: number = constant("AI_IDN");
export const AI_CANONIDN: number = constant("AI_CANONIDN");
export const AI_NUMERICSERV: number = constant("AI_NUMERICSERV");

// Errors.
export const EAI_OVERFLOW: number = constant("EAI_OVERFLOW");
export const EAI_SYSTEM: number = constant("EAI_SYSTEM");
export const EAI_MEMORY: number = constant("EAI_MEMORY");
export const EAI_ADDRFAMILY: number = constant("EAI_ADDRFAMILY");
export const EAI_SERVICE: number = constant("EAI_SERVICE");
export const EAI_SOCKTYPE: number = constant("EAI_SOCKTYPE");
export const EAI_FAMILY: number = constant("EAI_FAMILY");
export const EAI_NODATA: number = constant("EAI_NODATA");
export const EAI_FAIL: number = constant("EAI_FAIL");
export const EAI_AGAIN: number = constant("EAI_AGAIN");
export const EAI_NONAME: number = constant("EAI_NONAME");
export const EAI_BADFLAGS: number = constant("EAI_BADFLAGS");

// Flags of getnameinfo.
export const NI_NUMERICHOST: number = constant("NI_NUMERICHOST");
export const NI_NUMERICSERV: number = constant("NI_NUMERICSERV");
export const NI_NOFQDN: number = constant("NI_NOFQDN");
export const NI_NAMEREQD: number = constant("NI_NAMEREQD");
export const NI_DGRAM: number = constant("NI_DGRAM");
export const NI_IDN: number = constant("NI_IDN");
export const NI_MAXSERV: number = constant("NI_MAXSERV");
export const NI_MAXHOST: number = constant("NI_MAXHOST");
