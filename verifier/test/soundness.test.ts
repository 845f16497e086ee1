/**
 * Traps: programs that prove too much in a verifier that is unsound in one of the known ways.
 *
 * Each file in verifier/soundness/programs says by marks what must fail in it, and what stands unmarked beside must
 * be proved, so that a verifier does not pass by refusing everything.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { folderCache } from "../session/cache.ts";
import { differences, loadFiles } from "./marked.ts";

const folder = resolve(import.meta.dirname, "../..");
const programs = join(folder, "verifier/soundness/programs");
const files = readdirSync(programs).sort();
const loaded = loadFiles(
  files.map((file) => join(programs, file)),
  folder,
);
const cache = folderCache(join(folder, ".welkin", "cache"), (message) => console.warn(message));

for (const [name, wrong] of await differences(loaded, { folder, cache, resources: 10_000_000 }))
  test(name, () => assert.deepEqual(wrong, []));
