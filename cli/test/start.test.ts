/** `welkin start` where there is no terminal: it shows what it should, and ends. Its programs are proved. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { folderCache } from "../../verifier/session/cache.ts";
import { differences, loadFiles } from "../../verifier/test/marked.ts";

const ROOT = resolve(import.meta.dirname, "../..");

test("the system runs for a few seconds, then a compiler, and what it compiles", { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "cli/welkin.mjs"), "start"], {
    encoding: "utf8",
    timeout: 300_000,
  });
  assert.equal(status, 0, stderr);
  for (const expected of [
    /^factor-client-1 has found 1000 primes, the last is 9433$/m,
    /^factor-client-2 has found 1000 primes, the last is 10687$/m,
    /^hoarder made \d+ endpoints, then its container had no frames left$/m,
    /^faulty-1 faulted \(unreachable\)$/m,
    /^faulty-2 runs in faulty$/m,
    /^hog .* of {2}10% {2}hog-1$/m,
    /^The machine is shut down\.$/m,
    /^ +@{20,}.*$/m,
    /^clang: compile .* exited$/m,
    /^wasm-ld: link .* exited$/m,
    /^mandelbrot\.wasm .* exited$/m,
    /^mandelbrot\.wasm forever .* 50\.0M +50\.0M .* outOfFuel$/m,
  ])
    assert.match(stdout, expected);
  // Nothing is drawn over where nobody watches.
  assert.ok(!stdout.includes("\u001b"), "escape sequences");
});

const folder = join(ROOT, "programs");
const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
const cache = folderCache(join(ROOT, ".welkin", "cache"), (message) => console.warn(message));
const loaded = loadFiles(
  files.map((name) => join(folder, name)),
  ROOT,
);

for (const [name, wrong] of await differences(loaded, { folder: ROOT, cache, resources: 30_000_000 }))
  test(`${name} is proved`, () => assert.deepEqual(wrong, []));
