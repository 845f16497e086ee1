/**
 * What metering costs: programs in C, compiled to WebAssembly, as they are and rewritten by the host port.
 *
 * Owns        compilation of bench/programs/NAME.c, interleaved runs in one process, medians over rounds, their ratio.
 * Invariants  both must give the same checksum; fuel is refilled as a kernel would, in slices of about a millisecond.
 * Usage       node bench/metering.ts [--json] [--rounds N] [NAME...]
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { FUEL_IMPORT, MEMORY_IMPORT, METER } from "../ports/host/rewriter/names.ts";
import { rewrite } from "../ports/host/rewriter/rewrite.ts";
import { compileC } from "./clang.ts";
import { type Figure, median, report } from "./measure.ts";

const PROGRAMS = join(import.meta.dirname, "programs");
const LIMIT = 1.25;

/** So that the engine has optimised the code before it is measured, which it does beside: then it gets a pause. */
const WARMING_ROUNDS = 2;
const PAUSE_MS = 1000;

const RUNS = 20;

/** Units of fuel. */
const SLICE = 2_000_000;

/** As the host port rewrites programs. */
const OPTIONS = { maximumPages: 1 << 16, maximumEntries: 1 << 20, allows: () => false, importsMemory: true };

interface Code {
  prepare(seed: number): void;
  run(): number;
}

function meteredCode(original: Uint8Array): Code {
  const { binary, description } = rewrite(original, OPTIONS);
  const [memory] = description.memories;
  const refuse = () => -1;
  const meter = {
    [FUEL_IMPORT]: new WebAssembly.Global({ value: "i32", mutable: true }, 0),
    exhausted: () => SLICE,
    grow_memory: refuse,
    grow_table: refuse,
    ...(memory && {
      [MEMORY_IMPORT]: new WebAssembly.Memory({ initial: memory.minimumPages, maximum: memory.maximumPages }),
    }),
  };
  return instantiate(binary, { [METER]: meter });
}

function instantiate(binary: Uint8Array<ArrayBuffer>, imports: WebAssembly.Imports = {}): Code {
  const { prepare, run } = new WebAssembly.Instance(new WebAssembly.Module(binary), imports).exports;
  if (typeof prepare !== "function" || typeof run !== "function")
    throw new Error("no exports prepare and run");
  return { prepare: (seed) => void prepare(seed), run: () => Number(run()) >>> 0 };
}

/** Milliseconds, and the checksum. */
function timed(code: Code, seed: number) {
  code.prepare(seed);
  const start = performance.now();
  const result = code.run();
  return { result, time: performance.now() - start };
}

/** The best of some runs that take turns: what another process takes of one run is not the program's. */
function round(name: string, codes: { original: Code; metered: Code }, seed: number) {
  const best = { original: Infinity, metered: Infinity };
  for (let run = 0; run < RUNS; run += 1) {
    const original = timed(codes.original, seed);
    const metered = timed(codes.metered, seed);
    if (metered.result !== original.result)
      throw new Error(`${name}(${seed}) is ${metered.result} metered, but ${original.result} otherwise`);
    best.original = Math.min(best.original, original.time);
    best.metered = Math.min(best.metered, metered.time);
  }
  return best;
}

async function measure(name: string, rounds: number): Promise<Figure[]> {
  const binary = await compileC(`${name}.c`, readFileSync(join(PROGRAMS, `${name}.c`), "utf8"));
  const codes = { original: instantiate(binary), metered: meteredCode(binary) };
  for (let seed = 0; seed < WARMING_ROUNDS; seed += 1) round(name, codes, seed);
  await setTimeout(PAUSE_MS);
  const kept = Array.from({ length: rounds }, (_, seed) => round(name, codes, seed));
  const best = (times: readonly number[]) => Math.min(...times);
  const [original, metered] = [kept.map((one) => one.original), kept.map((one) => one.metered)];
  return [
    { name: `${name}, original`, value: median(original), unit: "ms" },
    { name: `${name}, metered`, value: median(metered), unit: "ms" },
    {
      name: `${name}, metered / original`,
      // The median of the rounds' ratios: a disturbance that lasts longer than a round does not show.
      value: median(kept.map((one) => one.metered / one.original)),
      unit: "x",
      limit: LIMIT,
    },
    // Where this differs from the medians, the machine was busy.
    { name: `${name}, best / best`, value: best(metered) / best(original), unit: "x" },
  ];
}

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false }, rounds: { type: "string", default: "7" } },
  allowPositionals: true,
});
const known = readdirSync(PROGRAMS).filter((file) => file.endsWith(".c"));
const names = positionals.length > 0 ? positionals : known.map((file) => basename(file, ".c"));
const figures: Figure[] = [];
for (const name of names) figures.push(...(await measure(name, Number(values.rounds))));
report(figures);
