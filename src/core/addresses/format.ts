// Addresses as error messages show them.
import { inspect } from "node:util";

/** `127.0.0.1:80`, `[::1]:80`, `/run/a.sock`, `@abstract`; anything else as util.inspect shows it on one line. */
export function formatAddress(address: unknown): string {
  if (typeof address === "string") return formatPath(address);
  if (ArrayBuffer.isView(address)) {
    const bytes = Buffer.from(address.buffer, address.byteOffset, address.byteLength);
    return formatPath(bytes.toString("latin1"));
  }
  if (Array.isArray(address) && isEndpoint(address[0], address[1]))
    return formatEndpoint(address[0], address[1], address[3]);
  if (typeof address === "object" && address !== null) {
    const { host, address: literal, port } = address as { host?: unknown; address?: unknown; port?: unknown };
    const name = host ?? literal;
    if (isEndpoint(name, port)) return formatEndpoint(name as string, port as number, undefined);
  }
  return inspect(address, { breakLength: Number.POSITIVE_INFINITY, depth: 2 });
}

// A Bluetooth address has colons too, and what comes with it is no port.
const BLUETOOTH = /^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i;

function isEndpoint(host: unknown, port: unknown): boolean {
  return typeof host === "string" && typeof port === "number" && !BLUETOOTH.test(host);
}

function formatEndpoint(host: string, port: number, scope: unknown): string {
  if (!host.includes(":")) return `${host === "" ? "*" : host}:${port}`;
  const zone = typeof scope === "number" && scope !== 0 && !host.includes("%") ? `%${scope}` : "";
  return `[${host}${zone}]:${port}`;
}

// As ss(8) shows them: `@` for the NUL of an abstract name. Nothing that would garble a terminal is let through.
function formatPath(path: string): string {
  if (path === "") return "an unnamed address";
  const shown = path.startsWith("\0") ? `@${path.slice(1)}` : path;
  let result = "";
  for (const character of shown) {
    const code = character.codePointAt(0) as number;
    result += code < 0x20 || (code >= 0x7f && code < 0xa0) ? `\\x${code.toString(16).padStart(2, "0")}` : character;
  }
  return result;
}
