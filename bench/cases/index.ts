import type { Case } from "../case.ts";
import { blocking } from "./blocking.ts";
import { connections } from "./connections.ts";
import { messages } from "./messages.ts";
import { tcpEcho } from "./tcp-echo.ts";
import { tls } from "./tls.ts";
import { udpEcho } from "./udp-echo.ts";

export const cases: readonly Case[] = [...tcpEcho, ...udpEcho, ...connections, ...blocking, ...messages, ...tls];
