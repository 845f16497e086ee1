/**
 * The executable specification is the oracle: random steps of many processes and of the port, valid, invalid and hostile, on
 * kernel.wasm, on a model in plain TypeScript, and a sample of them by the specification itself (oracle/).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CALLS, ENTRIES, READS } from "../interface/calls.ts";
import type { Edit } from "./built.ts";
import { builtFrom } from "./built.ts";
import { EFFECTS } from "./oracle/calls/index.ts";
import { fates } from "./oracle/fates.ts";
import { parsed, printed } from "./oracle/machine.ts";
import { type Failure, replay, run } from "./oracle/run.ts";
import { Specification } from "./oracle/specification.ts";
import { RUN } from "./oracle/state.ts";

const STEPS = 100_000;
const SEED = 1;
/** One step in so many is also tested by the specification, beside those that end in a new way. */
const EVERY = 2000;

/** Machines with two runs of frames for large pages, and single frames; they are too large for the specification. */
const LARGE_STEPS = 8000;
const LARGE_FRAMES = 2 * RUN + 106;

const kernel = builtFrom("kernel/kernel");
const report = run(kernel, {
  steps: STEPS,
  seed: SEED,
  sample: { every: EVERY, specification: new Specification() },
});

/** What became of large pages there. */
const largeFates = new Set<string>();
const largeReport = run(kernel, {
  steps: LARGE_STEPS,
  seed: SEED,
  frames: LARGE_FRAMES,
  progress: (_, step, machine) => {
    for (const fate of fates(step, machine)) largeFates.add(fate);
  },
});

const told = ({ wrong, steps }: Failure) =>
  `seed ${SEED}: after these ${steps.length} steps ${wrong}\n\n${printed(steps)}\n`;

test("the model has every call of the kernel, and no other", () => {
  const names = [...CALLS, ...READS].map(({ name }) => name);
  assert.deepEqual(Object.keys(EFFECTS).toSorted(), [...names, ...Object.keys(ENTRIES)].toSorted());
});

test(`${STEPS} random steps, seed ${SEED}: kernel.wasm does what the model and the specification say`, () => {
  assert.equal(report.failure && told(report.failure), undefined);
  assert.equal(report.steps, STEPS);
  assert.ok(report.sampled > STEPS / EVERY);
});

test(`${LARGE_STEPS} random steps on machines of ${LARGE_FRAMES} frames: kernel.wasm does what the model says`, () => {
  assert.equal(largeReport.failure && told(largeReport.failure), undefined);
  assert.equal(largeReport.steps, LARGE_STEPS);
});

test("large pages are mapped, change and go in every way, and are refused where single pages are needed", () => {
  assert.deepEqual([...largeFates].toSorted(), [
    "destroy frees one",
    "dmaMap is refused",
    "dmaUnmap is refused",
    "mapLarge finds no run",
    "mapLarge maps one",
    "protect changes one",
    "unmap frees one",
  ]);
});

/**
 * What random calls do not come to: nobody nests containers so deep, and what goes with calls is rarely at the end of an address
 * space.
 */
const UNSEEN = [
  "createContainer TooDeep",
  ...["read", "write", "takePages", "putPages"].map((name) => `${name} NoSuchPage`),
  ...["accept", "grant"].map((name) => `${name} Destroyed`),
];

test("the random calls end in every way of which the table of calls speaks, and in no other", () => {
  for (const { name, errors, results } of CALLS) {
    const said = ["Done", "NotRunning", ...Object.keys(errors), ...Object.keys(results ?? {})];
    const seen = [report, largeReport].flatMap(({ ends }) => [...(ends.get(name)?.keys() ?? [])]);
    assert.deepEqual(
      seen.filter((status) => !said.includes(status)),
      [],
      name,
    );
    const unseen = Object.keys(errors).filter((status) => !seen.includes(status));
    assert.deepEqual(
      unseen.filter((status) => !UNSEEN.includes(`${name} ${status}`)),
      [],
      `${name} never ends so`,
    );
  }
});

test("a kernel that lets callers go on without a reply is found out, by few steps", () => {
  const edit: Edit = (path) =>
    path.endsWith("kernel/rendezvous.ts")
      ? readFileSync(path, "utf8").replace("if (roleAt(sender) === Role.Caller)", "if (false)")
      : undefined;
  const erring = builtFrom("kernel/kernel", edit);
  const { failure } = run(erring, { steps: 5000, seed: SEED, tries: 200 });
  assert.ok(failure, "it is found out");
  assert.ok(failure.steps.length < 30, printed(failure.steps));
  assert.ok(replay(erring, parsed(printed(failure.steps))), "what is printed can be replayed");
});
