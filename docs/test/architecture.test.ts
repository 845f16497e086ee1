/**
 * The laws of ARCHITECTURE.md about imports: between folders upward in its table, libraries in their one place.
 * Tests may import what they test with.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { test } from "node:test";

const root = resolve(import.meta.dirname, "../..");

/** The folders of the table, top row first. */
const folders = [...readFileSync(join(root, "ARCHITECTURE.md"), "utf8").matchAll(/^\| `([a-z/]+)\/` /gm)].map(
  ([, folder]) => folder!,
);

const OWNERS = new Map([
  ["typescript", "language/front"],
  ["binaryen", "compiler"],
  ["z3-solver", "verifier/solver"],
]);

/** The folder of the table that a path is in: the innermost. */
function folderOf(path: string): string {
  const found = folders.filter((folder) => path.startsWith(`${folder}/`));
  return found.reduce((a, b) => (a.length > b.length ? a : b), "");
}

const imports = globSync("{language,verifier,compiler,cli,bench,ports}/**/*.ts", { cwd: root })
  .filter((file) => !/(^|\/)(test|programs|node_modules)\//.test(file))
  .flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const named = text.matchAll(/^(?:import|export)\b[^;]*? from "([^"]+)";|\bimport\("([^"]+)"\)/gm);
    return [...named].map(([, from, dynamic]) => ({ file, name: (from ?? dynamic)! }));
  });

test("folders import from folders above them in the table alone", () => {
  assert.ok(folders.includes("language/front") && imports.length > 500, `${imports.length} imports`);
  const wrong = imports.filter(({ file, name }) => {
    if (!name.startsWith(".")) return false;
    const [from, to] = [folderOf(file), folderOf(normalize(join(dirname(file), name)))];
    return to === "" || folders.indexOf(to) > folders.indexOf(from);
  });
  assert.deepEqual(wrong, []);
});

test("the big libraries are imported in one place each", () => {
  const wrong = imports.filter(({ file, name }) => {
    const owner = OWNERS.get(name.split("/")[0]!);
    return owner !== undefined && !file.startsWith(`${owner}/`);
  });
  assert.deepEqual(wrong, []);
});
