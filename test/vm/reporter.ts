// The guest's reporter: one line of JSON for each test that ended, from which the host tells them over.
import { basename } from "node:path";
import type { TestEvent } from "node:test/reporters";

export interface Result {
  readonly file: string;
  readonly name: string;
  readonly nesting: number;
  readonly passed: boolean;
  readonly milliseconds: number;
  readonly skip?: string;
  readonly error?: string;
}

export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    const { data } = event;
    const result: Result = {
      file: basename(data.file ?? "").replace(/\.[jt]s$/, ""),
      name: data.name,
      nesting: data.nesting,
      passed: event.type === "test:pass",
      milliseconds: data.details.duration_ms,
      ...(data.skip === undefined ? {} : { skip: String(data.skip) }),
      ...(event.type === "test:fail" ? { error: told(event.data.details.error) } : {}),
    };
    yield `${JSON.stringify(result)}\n`;
  }
}

function told(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.stack ?? String(cause);
}
