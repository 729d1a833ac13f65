// Python's own encoding and decoding of addresses, without any kernel that knows the family: a library loaded before
// libc takes the place of bind(2) and getsockname(2), and shows Python's bytes or gives Python ours.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LIBRARY = `
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
static unsigned char name[256];
static socklen_t name_length;
int bind(int fd, const struct sockaddr *address, socklen_t length) {
  (void)fd;
  memcpy(name, address, length);
  name_length = length;
  return 0;
}
int getsockname(int fd, struct sockaddr *restrict address, socklen_t *restrict length) {
  (void)fd;
  memcpy(address, name, name_length < *length ? name_length : *length);
  *length = name_length;
  return 0;
}
int shown(unsigned char *out) { memcpy(out, name, name_length); return (int)name_length; }
void given(const unsigned char *in, int length) { memcpy(name, in, length); name_length = length; }
`;

const PROGRAM = `
import ctypes, json, os, socket, sys
library = ctypes.CDLL(os.environ["LD_PRELOAD"])
inet = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def value(x):
    if isinstance(x, list): return tuple(value(i) for i in x)
    if isinstance(x, dict): return bytes.fromhex(x["bytes"]) if "bytes" in x else int(x["int"])
    return x
def plain(x):
    if isinstance(x, tuple): return [plain(i) for i in x]
    if isinstance(x, bytes): return {"bytes": x.hex()}
    if isinstance(x, int) and x > 2**53: return {"int": str(x)}
    return x
out = ctypes.create_string_buffer(256)
result = []
for case in json.load(sys.stdin):
    sock = socket.socket(case["family"], case["type"], case["proto"], fileno=inet.fileno())
    if "address" in case:
        sock.bind(value(case["address"]))
        length = library.shown(out)
        result.append(out.raw[:length].hex())
    else:
        sockaddr = bytes.fromhex(case["sockaddr"])
        library.given(sockaddr, len(sockaddr))
        result.append(plain(sock.getsockname()))
    sock.detach()
print(json.dumps(result))
`;

export interface Case {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly address?: unknown;
  readonly sockaddr?: string;
}

/** For each case what Python makes of it: the sockaddr of an address, in hexadecimal, or the address in a sockaddr. */
export function fromPython(cases: readonly Case[]): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), "berkeley-python-"));
  try {
    const source = join(folder, "shown.c");
    const library = join(folder, "shown.so");
    writeFileSync(source, LIBRARY);
    execFileSync("cc", ["-shared", "-fPIC", "-o", library, source]);
    const { stdout, stderr, status } = spawnSync("/usr/bin/python3", ["-c", PROGRAM], {
      env: { ...process.env, LD_PRELOAD: library },
      input: JSON.stringify(cases, (_key, value) => (typeof value === "bigint" ? { int: String(value) } : value)),
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout, (_key, value) => {
      if (value?.int !== undefined) return BigInt(value.int);
      return value?.bytes !== undefined ? Buffer.from(value.bytes, "hex") : value;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
