import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

test("npm run demo holds every conversation of the chapter, and each goes as the chapter prints it", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/demo.mjs"], {
    encoding: "utf8",
    timeout: 300_000,
  });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /(\d+) of \1 conversations went as the chapter prints them\./);
  assert.match(
    stdout,
    /client \| SENT b'Crazy bananas! \\xc2\\xa3\\xe2\\x82\\xac should go through\.' \(39 of 39\) to /,
  );
  assert.match(stdout, /client \| RCVD 'Crazy bananas! £€ should go through\.' from \('127\.0\.0\.1', \d+\)/);
});
