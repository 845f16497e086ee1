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
import { differences } from "../../examples/test/marked.ts";

const folder = resolve(import.meta.dirname, "../..");
const programs = join(folder, "verifier/soundness/programs");
const files = readdirSync(programs).sort();

for (const [name, wrong] of await differences(
  files.map((file) => join(programs, file)),
  folder,
))
  test(name, () => assert.deepEqual(wrong, []));
