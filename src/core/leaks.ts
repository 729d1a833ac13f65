// A socket that becomes garbage while open is closed, and warned about.
import { debuglog } from "node:util";

const tracing = debuglog("berkeley").enabled;

/** What owns a descriptor apart from the socket object, so that it can be closed when that is gone. */
export interface Owned {
  readonly fd: number;
  close(): number;
}

interface Entry {
  readonly owned: Owned;
  readonly kind: string;
  readonly created: string | undefined;
}

const registry = new FinalizationRegistry<Entry>(({ owned, kind, created }) => {
  const { fd } = owned;
  if (fd < 0) return;
  owned.close();
  const hint = created ?? "Run with NODE_DEBUG=berkeley to see where it was created.";
  process.emitWarning(
    `A ${kind} (descriptor ${fd}) became garbage while it was open, and has been closed. ` +
      "Close it with close(), or declare it with using.",
    { type: "ResourceWarning", detail: hint },
  );
});

/** Watches over `owner` until `unguard`. */
export function guard(owner: object, owned: Owned, kind = "socket"): void {
  const created = tracing ? new Error("Created here").stack : undefined;
  registry.register(owner, { owned, kind, created }, owned);
}

export function unguard(owned: Owned): void {
  registry.unregister(owned);
}
