// The tests here are for both flavours: what gives a promise in one gives its value in the other, and await takes both.
import * as asynchronous from "berkeley";
import * as synchronous from "berkeley/sync";

/** Name, a pair of connected stream sockets, and whether its operations can be left waiting. */
export const flavours: readonly (readonly [string, () => [asynchronous.Socket<1>, asynchronous.Socket<1>], boolean])[] =
  [
    ["berkeley", () => asynchronous.socketpair(), true],
    // Awaited, a plain value is as good as a promise of it.
    ["berkeley/sync", () => synchronous.socketpair() as never, false],
  ];

/** What a promise, or a call that throws, fails with. */
export async function failureOf(call: () => unknown): Promise<Record<string, unknown> & Error> {
  try {
    await call();
  } catch (error) {
    return error as Record<string, unknown> & Error;
  }
  throw new Error("It did not fail");
}
