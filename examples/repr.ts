// Values as the chapter's programs print them with !r.

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function quoted(characters: Iterable<string>, shown: RegExp): string {
  const all = [...characters];
  const quote = all.includes("'") && !all.includes('"') ? '"' : "'";
  const body = all.map((character) => {
    if (character === quote) return `\\${character}`;
    if (shown.test(character)) return ESCAPES.get(character) ?? character;
    return ESCAPES.get(character) ?? `\\x${(character.codePointAt(0) as number).toString(16).padStart(2, "0")}`;
  });
  return `${quote}${body.join("")}${quote}`;
}

/** b'bytes', 'text', ('an', 'address'), None. */
export function repr(value: unknown): string {
  if (value === null) return "None";
  if (Buffer.isBuffer(value)) return `b${quoted(value.toString("latin1"), /^[\x20-\x7e]$/)}`;
  if (typeof value === "string") return quoted(value, /^[^\x00-\x1f\x7f-\xa0]$/u);
  if (Array.isArray(value)) return `(${value.map(repr).join(", ")})`;
  return String(value);
}
