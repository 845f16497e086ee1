/**
 * The examples are proved, their twins fail where they are marked, and both run as their contracts say.
 *
 * Not here  what must not be proved (verifier/test/soundness.test.ts).
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { folderCache } from "../../verifier/session/cache.ts";
import { differences, loadFiles } from "../../verifier/test/marked.ts";

const folder = resolve(import.meta.dirname, "../..");

function programsIn(path: string): readonly string[] {
  const files = readdirSync(join(folder, path)).filter((name) => name.endsWith(".ts"));
  return files.sort().map((name) => join(folder, path, name));
}

const files = ["examples", "examples/failing", "examples/test/programs"].flatMap(programsIn);
const cache = folderCache(join(folder, ".welkin", "cache"), (message) => console.warn(message));
const results = await differences(loadFiles(files, folder), { folder, cache, resources: 10_000_000 });

for (const [name, wrong] of results) test(name, () => assert.deepEqual(wrong, []));

test("there are at least 24 examples, each with a twin", () => {
  const names = programsIn("examples").map((file) => file.slice(file.lastIndexOf("/") + 1, -3));
  const twins = programsIn("examples/failing").map((file) => file.slice(file.lastIndexOf("/") + 1));
  assert.ok(names.length >= 24);
  assert.deepEqual(
    names.filter((name) => !twins.some((twin) => twin.startsWith(`${name}-`))),
    [],
  );
});
