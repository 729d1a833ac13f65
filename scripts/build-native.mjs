// Compiles the addon with the compiler at hand. `npm run` puts the node-gyp that npm bundles on PATH; where the
// running Node was installed with its headers they are used, so that nothing has to be downloaded.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const prefix = dirname(dirname(process.execPath));
const args = ["rebuild", "--silent", ...process.argv.slice(2)];
if (existsSync(join(prefix, "include/node/node_api.h"))) args.push(`--nodedir=${prefix}`);
const { status, error } = spawnSync("node-gyp", args, { stdio: "inherit" });
if (error) throw error;
process.exitCode = status ?? 1;
