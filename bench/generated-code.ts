/**
 * The code-generation benchmark: Kernel TypeScript against C, both as WebAssembly in one engine.
 *
 * Owns        compilation of bench/programs/NAME.ts and NAME.c, interleaved runs, medians, their ratio.
 * Invariants  both must give the same checksum. The target is a ratio of at most 1.2.
 * Usage       node bench/generated-code.ts [--json] [--rounds N] [NAME...]
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { compile } from "../compiler/compile.ts";
import { loadProgram } from "../language/front/index.ts";
import { compileC } from "./clang.ts";
import { type Figure, median, report } from "./measure.ts";

const PROGRAMS = join(import.meta.dirname, "programs");
const TARGET = 1.2;

/** So that the engine has optimised the code before it is measured. */
const WARMING_ROUNDS = 5;

interface Code {
  prepare(seed: number): void;
  run(): number;
}

interface Measurement {
  readonly name: string;
  /** Medians, in milliseconds. */
  readonly welkin: number;
  readonly c: number;
  /** The median of the rounds' ratios: a disturbance that lasts longer than a round does not show. */
  readonly ratio: number;
}

function instantiate(binary: Uint8Array<ArrayBuffer>): Code {
  const { prepare, run } = new WebAssembly.Instance(new WebAssembly.Module(binary)).exports;
  if (typeof prepare !== "function" || typeof run !== "function")
    throw new Error("no exports prepare and run");
  return { prepare: (seed) => void prepare(seed), run: () => Number(run()) >>> 0 };
}

function compileWelkin(name: string): Uint8Array<ArrayBuffer> {
  const { program, diagnostics } = loadProgram([join(PROGRAMS, `${name}.ts`)]);
  if (!program) throw new Error(`${name}.ts: ${diagnostics.map(({ message }) => message).join("; ")}`);
  return compile(program, { entry: name, optimise: true }).binary;
}

function run(code: Code, seed: number) {
  code.prepare(seed);
  const start = performance.now();
  const result = code.run();
  return { result, time: performance.now() - start };
}

async function measure(name: string, rounds: number): Promise<Measurement> {
  const source = readFileSync(join(PROGRAMS, `${name}.c`), "utf8");
  const welkin = instantiate(compileWelkin(name));
  const c = instantiate(await compileC(`${name}.c`, source));
  const times = Array.from({ length: WARMING_ROUNDS + rounds }, (_, seed) => round(name, welkin, c, seed));
  const kept = times.slice(WARMING_ROUNDS);
  return {
    name,
    welkin: median(kept.map((one) => one.welkin)),
    c: median(kept.map((one) => one.c)),
    ratio: median(kept.map((one) => one.welkin / one.c)),
  };
}

/** Both take turns in being first, which may pay for the other's cache misses. */
function round(name: string, welkin: Code, c: Code, seed: number) {
  const first = seed % 2 === 0 ? run(welkin, seed) : undefined;
  const peer = run(c, seed);
  const own = first ?? run(welkin, seed);
  if (own.result !== peer.result)
    throw new Error(`${name}(${seed}) is ${own.result}, but ${peer.result} in C`);
  return { welkin: own.time, c: peer.time };
}

function figures({ name, welkin, c, ratio }: Measurement): readonly Figure[] {
  return [
    { name: `${name}: welkin`, value: welkin, unit: "ms" },
    { name: `${name}: clang -O2`, value: c, unit: "ms" },
    { name: `${name}: welkin / clang`, value: ratio, unit: "x", limit: TARGET },
  ];
}

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false }, rounds: { type: "string", default: "21" } },
  allowPositionals: true,
});
const known = readdirSync(PROGRAMS).filter((file) => file.endsWith(".c"));
const names = positionals.length > 0 ? positionals : known.map((file) => basename(file, ".c"));
const measurements: Measurement[] = [];
for (const name of names) measurements.push(await measure(name, Number(values.rounds)));
report(measurements.flatMap(figures));
