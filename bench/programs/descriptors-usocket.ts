// As descriptors-berkeley.ts, by the npm package usocket, which has to be connected by a path.
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { gauge } from "./gauge.ts";

interface USocket {
  write(chunk: { data: Buffer; fds: number[] }): boolean;
  read(length: number, fds: number): { data: Buffer; fds: number[] } | null;
  connect(path: string): void;
  on(event: string, listener: () => void): void;
}
interface UServer {
  listen(path: string, ready: () => void): void;
  on(event: "connection", listener: (socket: USocket) => void): void;
}

const { UServer, USocket } = createRequire(import.meta.url)(process.argv[2] as string) as {
  UServer: new () => UServer;
  USocket: new () => USocket;
};

const folder = mkdtempSync(`${tmpdir()}/berkeley-bench-`);
const near = new USocket();
const server = new UServer();
const far = await new Promise<USocket>((resolve) => {
  server.on("connection", resolve);
  server.listen(`${folder}/socket`, () => near.connect(`${folder}/socket`));
});
rmSync(folder, { recursive: true, force: true });
const data = Buffer.from("x");
const fds = [openSync("/dev/null", "r")];
let wake: () => void = () => {};
far.on("readable", () => wake());
far.read(0, 0);

async function receive(): Promise<number> {
  for (;;) {
    const message = far.read(1, 1);
    if (message !== null) return message.fds[0] as number;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

await gauge(async (deadline) => {
  let count = 0;
  for (; process.hrtime.bigint() < deadline; count++) {
    near.write({ data, fds });
    closeSync(await receive());
  }
  return count;
});
