// What Python answers on this machine, in one batch: the reference for every function of names.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";

const PROGRAM = `
import json, socket, sys
def call(name, args, kwargs):
    args = [tuple(a) if isinstance(a, list) else a for a in args]
    try:
        result = getattr(socket, name)(*args, **kwargs)
    except (socket.gaierror, socket.herror) as e:
        return {"error": type(e).__name__, "errno": e.errno, "text": e.strerror}
    except OSError as e:
        return {"error": "OSError", "errno": e.errno}
    except Exception as e:
        return {"error": type(e).__name__}
    return {"value": json.loads(json.dumps(result))}
print(json.dumps([call(*c) for c in json.load(sys.stdin)]))
`;

export type Call = readonly [name: string, args: readonly unknown[], kwargs?: Readonly<Record<string, unknown>>];
export type Outcome = { value: unknown } | { error: string; errno?: number | null; text?: string };

export async function askPython(calls: readonly Call[], command: readonly string[] = []): Promise<Outcome[]> {
  const [program = "/usr/bin/python3", ...args] = [...command, "/usr/bin/python3", "-c", PROGRAM];
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(calls.map(([name, args, kwargs]) => [name, args, kwargs ?? {}])));
  let output = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) output += chunk;
  return JSON.parse(output) as Outcome[];
}

const PYTHON_NAMES: Readonly<Record<string, string>> = { GAIError: "gaierror", HError: "herror" };

/** The same outcome as Python tells it. */
export async function outcomeOf(action: () => unknown): Promise<Outcome> {
  try {
    return { value: await action() };
  } catch (error) {
    const { name, errno, message } = error as Error & { errno?: number };
    if (errno === undefined) return { error: name };
    const python = PYTHON_NAMES[name];
    return python === undefined ? { error: "OSError", errno } : { error: python, errno, text: message };
  }
}

/** Fails unless both are the same, our message holding Python's; Python gives no errno for what it refuses itself. */
export function assertSame(actual: Outcome, expected: Outcome | undefined, message: string): void {
  if (expected === undefined || !("error" in actual) || !("error" in expected)) {
    assert.deepEqual(actual, expected, message);
    return;
  }
  const errno = expected.errno === null ? null : actual.errno;
  assert.deepEqual({ ...actual, errno, text: "" }, { errno: undefined, ...expected, text: "" }, message);
  if (typeof expected.text === "string") assert.ok(actual.text?.includes(expected.text), `${message}: ${actual.text}`);
}
