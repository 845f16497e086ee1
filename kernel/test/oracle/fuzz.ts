/**
 * `npm run fuzz:kernel -- --steps 10000000 [--seed N] [--every 20000]`: many random steps on kernel.wasm beside its model, every
 * so many of them also by the specification. `--frames N`: on machines of so many frames: from 1100 on, say, there are some for
 * large pages; beside the model alone then. `--replay FILE`: the steps of a file, as a failure prints them, on such a machine.
 *
 * Owns      the arguments, progress and the report. Exit code 1 if something is wrong.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { processTerminal } from "../../../cli/terminal.ts";
import { builtFrom } from "../built.ts";
import { FRAMES, parsed, printed } from "./machine.ts";
import { type Failure, replay, run } from "./run.ts";
import { Specification, WORLD } from "./specification.ts";

const OPTIONS = {
  steps: { type: "string", default: "1000000" },
  seed: { type: "string", default: "1" },
  every: { type: "string", default: "20000" },
  frames: { type: "string", default: String(FRAMES) },
  replay: { type: "string" },
} as const;

function main(): number {
  const { values } = parseArgs({ options: OPTIONS });
  const kernel = builtFrom("kernel/kernel");
  const [steps, seed, every, frames] = [values.steps, values.seed, values.every, values.frames].map(
    Number,
  ) as [number, number, number, number];
  if (values.replay !== undefined)
    return told(replay(kernel, parsed(readFileSync(values.replay, "utf8")), frames));
  const sample = frames > WORLD ? undefined : { every, specification: new Specification() };
  const start = Date.now();
  const terminal = processTerminal();
  const progress = (done: number) => {
    if (done % 1000 === 0) terminal.progress(done, steps, rate(done, start));
    if (done % 100_000 === 0 && !terminal.interactive) terminal.note(`${done} steps, ${rate(done, start)}`);
  };
  const report = run(kernel, { steps, seed, frames, sample, progress });
  terminal.line(
    `${report.steps} steps on ${report.machines} machines, ${report.sampled} of them also by the specification; ` +
      `${rate(report.steps, start)}, seed ${seed}, ${frames} frames`,
  );
  return told(report.failure);
}

const rate = (done: number, start: number) =>
  `${Math.round((done * 1000) / (Date.now() - start))} steps a second`;

function told(failure: Failure | undefined): number {
  if (!failure) return 0;
  console.log(`\nafter these ${failure.steps.length} steps ${failure.wrong}:\n\n${printed(failure.steps)}`);
  return 1;
}

process.exitCode = main();
