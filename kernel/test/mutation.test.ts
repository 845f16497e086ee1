/**
 * Mutation: small mistakes in the kernel's code are noticed, of a sample of them at least LEAST percent.
 *
 * Layers    mistakes in layers and calls are looked for by their contracts, when the function is proved again. What no
 *           contract notices is built and run: random steps beside the model (oracle/) may.
 * Entries   (kernel.ts) only pass on to the calls what they are given, and their contracts do not say so once more: mistakes
 *           there are looked for by random steps.
 * Whole     npm run mutate:kernel
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Mutant, markedEquivalent, mutantsOf, sample } from "../../verifier/mutation/mutate.ts";
import { programOf } from "../../verifier/test/marked.ts";
import { ROOT, builtOf } from "./built.ts";
import { run } from "./oracle/run.ts";

const LEAST = 95;
const SEED = 1;
/** Mutants that are proved again, and mutants of entries, which run. */
const [PROVED, RUN] = [40, 8];
/** Random steps that a mutant goes through at most. */
const STEPS = 6000;

const ENTRIES = "kernel/kernel";

/** What `welkin mutate --json` says. */
interface Report {
  readonly mutants: number;
  readonly killed: number;
  readonly equivalent: number;
  readonly survivors: readonly Survivor[];
}

interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly change: string;
}

const program = programOf(join(ROOT, `${ENTRIES}.ts`), ROOT);

/** Do random steps come to something that is wrong? */
function isNoticed(mutant: Mutant): boolean {
  const built = builtOf(mutant.program, ENTRIES, false);
  return run(built, { steps: STEPS, seed: SEED, tries: 0 }).failure !== undefined;
}

function proved(): Report {
  const layers = readdirSync(join(ROOT, "kernel")).filter(
    (name) => /\.ts$/.test(name) && name !== "kernel.ts",
  );
  const paths = [...layers.map((name) => `kernel/${name}`), "kernel/syscalls"];
  const options = ["--json", "--sample", String(PROVED), "--seed", String(SEED)];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "cli/welkin.mjs"), "mutate", ...paths, ...options],
    { cwd: ROOT, encoding: "utf8" },
  );
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout) as Report;
}

const isSame = ({ span, change }: Mutant, survivor: Survivor) =>
  span.file === join(ROOT, survivor.file) &&
  span.line === survivor.line &&
  span.column === survivor.column &&
  change === survivor.change;

test(`of ${PROVED} mutants of the kernel's layers and calls ${LEAST} % are noticed, seed ${SEED}`, (t) => {
  const { mutants, killed, equivalent, survivors } = proved();
  const all = mutantsOf(program, [...program.functions.keys()]);
  const unnoticed = survivors.filter((survivor) => {
    const mutant = all.find((each) => isSame(each, survivor));
    return !mutant || !isNoticed(mutant);
  });
  const share = (part: number) => `${((part / (mutants - equivalent)) * 100).toFixed(1)} %`;
  const noticed = killed + survivors.length - unnoticed.length;
  t.diagnostic(`by contracts ${share(killed)}, with random steps ${share(noticed)}`);
  assert.ok(noticed * 100 >= LEAST * (mutants - equivalent), JSON.stringify(unnoticed, undefined, 2));
});

test(`${RUN} mutants of the kernel's entries are noticed, seed ${SEED}`, () => {
  const lines = readFileSync(join(ROOT, `${ENTRIES}.ts`), "utf8").split("\n");
  const own = [...program.functions.values()].filter(({ module }) => module === ENTRIES);
  const names = own.map(({ name }) => name);
  const mutants = mutantsOf(program, names).filter(
    ({ span, change }) => !markedEquivalent(lines, span.line, change),
  );
  const unnoticed = sample(mutants, RUN, SEED).filter((mutant) => !isNoticed(mutant));
  assert.deepEqual(
    unnoticed.map(({ span, change }) => `kernel.ts:${span.line}: ${change}`),
    [],
  );
});
