// Runs one of examples/families as a user would, and gives what it printed.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export async function runExample(name: string, ...args: string[]): Promise<string> {
  const file = fileURLToPath(new URL(`../../examples/families/${name}.js`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { timeout: 120_000 });
  return stdout;
}
