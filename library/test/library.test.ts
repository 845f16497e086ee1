/**
 * The library is proved: every generic function, lemma and specification, through instances of it.
 *
 * Owns      the list of programs with instances (programs/), one test each; the check by plain tsc.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const programs = readdirSync(new URL("programs", import.meta.url)).filter((name) => name.endsWith(".ts"));

test("plain tsc --strict accepts the library", () => {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "library"], {
    cwd: root,
  });
});

for (const program of programs) {
  test(`every instance in ${program} is proved`, () => {
    const file = `library/test/programs/${program}`;
    const run = spawnSync(process.execPath, ["cli/welkin.mjs", "verify", file], {
      cwd: root,
      encoding: "utf8",
    });
    assert.equal(run.status, 0, run.stdout + run.stderr);
  });
}

test("nothing in the library is without an instance, and so without a proof", () => {
  const run = spawnSync(process.execPath, ["cli/welkin.mjs", "verify", "library", "--json"], {
    cwd: root,
    encoding: "utf8",
  });
  assert.deepEqual((JSON.parse(run.stdout) as { uninstantiated: unknown }).uninstantiated, []);
});
