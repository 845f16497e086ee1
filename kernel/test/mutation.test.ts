/**
 * Mutation: small mistakes in the kernel's code are noticed. Of a sample of the mistakes in its layers and calls at least LEAST
 * percent by the contracts, when the function is proved again. The entries (kernel.ts) only pass on what they are given to the
 * calls, and their contracts do not say so once more: mistakes there are noticed by the oracle.
 *
 * Whole     npm run mutate:kernel
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { markedEquivalent, mutantsOf, sample } from "../../verifier/mutation/mutate.ts";
import { programOf } from "../../verifier/test/marked.ts";
import { ROOT, builtOf } from "./built.ts";
import { printed } from "./oracle/machine.ts";
import { run } from "./oracle/run.ts";

const LEAST = 95;
const SEED = 1;
/** Mutants that are proved again, and mutants that run. */
const [PROVED, RUN] = [40, 8];
/** Random steps that a mutant of an entry goes through at most. */
const STEPS = 6000;

const ENTRIES = "kernel/kernel";

test(`of ${PROVED} mutants of the kernel's layers and calls ${LEAST} % are killed by their contracts, seed ${SEED}`, () => {
  const layers = readdirSync(join(ROOT, "kernel")).filter(
    (name) => /\.ts$/.test(name) && name !== "kernel.ts",
  );
  const paths = [...layers.map((name) => `kernel/${name}`), "kernel/syscalls"];
  const options = ["--sample", String(PROVED), "--seed", String(SEED), "--least", String(LEAST)];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "cli/welkin.mjs"), "mutate", ...paths, ...options],
    { cwd: ROOT, encoding: "utf8" },
  );
  assert.equal(status, 0, stdout + stderr);
});

test(`${RUN} mutants of the kernel's entries are killed by random steps, seed ${SEED}`, () => {
  const program = programOf(join(ROOT, `${ENTRIES}.ts`), ROOT);
  const lines = readFileSync(join(ROOT, `${ENTRIES}.ts`), "utf8").split("\n");
  const own = [...program.functions.values()].filter(({ module }) => module === ENTRIES);
  const mutants = mutantsOf(
    program,
    own.map(({ name }) => name),
  ).filter(({ span, change }) => !markedEquivalent(lines, span.line, change));
  const survivors = sample(mutants, RUN, SEED).filter((mutant) => {
    const { failure } = run(builtOf(mutant.program, ENTRIES, false), { steps: STEPS, seed: SEED, tries: 0 });
    if (failure) assert.notEqual(printed(failure.steps), "");
    return !failure;
  });
  assert.deepEqual(
    survivors.map(({ span, change }) => `kernel.ts:${span.line}: ${change}`),
    [],
  );
});
