import assert from "node:assert/strict";
import { closeSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { test } from "node:test";
import { OSError } from "berkeley";
import { temporary } from "./authority.ts";
import { close, handshaken } from "./pair.ts";

test("sendfile over TLS of a FileHandle that is closed while it waits fails, whatever its number stands for then", async () => {
  const [near, far] = await handshaken();
  const path = temporary("file");
  writeFileSync(path, "");
  truncateSync(path, 64 << 20);
  const handle = await open(path);
  const sending = near.sendfile(handle).catch((reason: unknown) => reason);
  await handle.close();
  const others = Array.from({ length: 20 }, () => openSync(path, "r"));
  const drained = (async () => {
    while ((await far.recv(65_536)).length > 0);
  })();
  const error = await sending;
  for (const other of others) closeSync(other);
  close(near);
  await drained.catch(() => {});
  close(far);
  assert.ok(error instanceof OSError);
  assert.equal(error.code, "EBADF");
});
