// The reference of the public surface: every entry point of package.json's exports, from its source.
import { readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const path = (name) => new URL(name, root).pathname;

export default {
  name: "berkeley",
  entryPoints: Object.values(exports)
    .map((target) => target.types)
    .filter((types) => types !== undefined)
    .map((types) => path(types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"))),
  tsconfig: path("src/tsconfig.json"),
  readme: path("README.md"),
  out: path("build/reference"),
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  validation: { notExported: false, invalidLink: true },
  treatWarningsAsErrors: true,
};
