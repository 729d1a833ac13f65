import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./example.ts";

const printed: readonly [name: string, about: string, output: string | RegExp][] = [
  ["can", "AF_CAN", "vcan0: 123 010203\n"],
  [
    "alg",
    "AF_ALG",
    /^sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\ncbc\(aes\): [0-9a-f]{64}\n$/,
  ],
  ["tipc", "AF_TIPC", "server: hello\nclient: hello to you\n"],
  ["vsock", "AF_VSOCK", "from context 1: hello\n"],
  ["sctp", "IPPROTO_SCTP", "server: hello\nclient: and hello to you\n"],
  ["icmp", "unprivileged ICMP", "4 bytes from 127.0.0.1: sequence 1\n"],
];
for (const [name, about, output] of printed) {
  test(`the example of Socket with ${about} runs`, async () => {
    const text = await runExample(name);
    if (typeof output === "string") assert.equal(text, output);
    else assert.match(text, output);
  });
}
