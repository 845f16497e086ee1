/**
 * The same five programs, verified here and by Dafny, one after the other in turn.
 *
 *     npm run bench:dafny [-- --json]      needs Debian's package dafny on the PATH
 *
 * Both prove the same contracts (bench/dafny/NAME.dfy, examples/NAME.ts), from nothing (no cache), each as a whole
 * process over all five files.
 */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { type Figure, median, report, timed } from "./measure.ts";

const ROUNDS = 5;
const PROGRAMS = ["binary-search", "insertion-sort", "majority-vote", "ring-buffer", "square-root"];
const root = resolve(import.meta.dirname, "..");

function welkin(names: readonly string[]): number {
  const files = names.map((name) => `examples/${name}.ts`);
  return timed(process.execPath, ["cli/welkin.mjs", "verify", "--no-cache", "--json", ...files], {
    cwd: root,
  }).seconds;
}

function dafny(names: readonly string[]): number {
  const files = names.map((name) => join(root, `bench/dafny/${name}.dfy`));
  return names.length === 0 ? 0 : timed("dafny", ["/compile:0", ...files], { cwd: root }).seconds;
}

/** Medians of both, taken in turn, and the ratio. */
function compare(name: string, programs: readonly string[], limit?: number): Figure[] {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(welkin(programs));
    theirs.push(programs.map((program) => dafny([program])).reduce((a, b) => a + b));
  }
  const ratio = median(theirs) / median(ours);
  return [
    { name: `${name}: welkin`, value: median(ours), unit: "s" },
    { name: `${name}: dafny`, value: median(theirs), unit: "s" },
    {
      name: `${name}: dafny / welkin`,
      value: ratio,
      unit: "x",
      ...(limit === undefined ? {} : { limit, atLeast: true }),
    },
  ];
}

if (spawnSync("dafny", ["/help"], { stdio: "ignore" }).error) {
  console.error("bench:dafny needs dafny on the PATH: apt-get install dafny");
  process.exitCode = 2;
} else {
  report([
    ...PROGRAMS.flatMap((program) => compare(program, [program])),
    ...compare("all five", PROGRAMS, 2),
  ]);
}
