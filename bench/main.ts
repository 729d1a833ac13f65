// npm run bench [-- PART-OF-A-CASE'S-NAME…]: measures, prints a table, and leaves it in bench/results as Markdown and
// as JSON with every round. The layout: case.ts says what a case is, cases/ holds a file a family of cases,
// programs/ what they run in Node and Python, native/ what they run in C (the load generators too).
import { mkdirSync, writeFileSync } from "node:fs";
import { cases } from "./cases/index.ts";
import { results as folder } from "./compile.ts";
import { type CaseResult, measure } from "./measure.ts";
import { machine, table } from "./report.ts";

const wanted = process.argv.slice(2);
const chosen = cases.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (chosen.length === 0) {
  console.error(`No case is named so. There are:\n${cases.map(({ name }) => `  ${name}`).join("\n")}`);
  process.exit(2);
}
const results: CaseResult[] = [];
for (const one of chosen) {
  console.error(`${one.name} …`);
  results.push(await measure(one));
}
const text = `${machine()}\n\n${table(results)}\n`;
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}latest.md`, text);
writeFileSync(`${folder}latest.json`, JSON.stringify({ machine: machine(), results }, null, 1));
console.log(text);
