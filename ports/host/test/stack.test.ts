/** Before each call of the kernel there is as much stack as the kernel may need, however the engine compiles. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

/** KiB. The kernel needs less than one. */
const NEEDED = 6;

for (const [compiler, flag] of [
  ["baseline", "--liftoff-only"],
  ["optimising", "--no-liftoff"],
] as const)
  test(`as the ${compiler} compiler makes it, a call needs stack before it begins`, () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [flag, join(import.meta.dirname, "stack-need.ts")],
      { encoding: "utf8" },
    );
    assert.ok(Number(stdout) > NEEDED, `${stdout} KiB ${stderr}`);
  });
