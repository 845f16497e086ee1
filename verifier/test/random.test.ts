/**
 * Random functions, run and verified: what the run refutes must not be proved.
 *
 * Each function has one result. That it is another one must not be provable, and where the run fails an obligation,
 * that obligation must not be provable either.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { loadSources } from "../../language/front/index.ts";
import { Interpreter } from "../../language/interpreter/interpreter.ts";
import type { Outcome } from "../../language/interpreter/outcome.ts";
import type { Program } from "../../language/ir.ts";
import { proofUnit } from "../obligations.ts";
import type { ProofObligation } from "../query.ts";
import { encode } from "../smt/encode.ts";
import { SolverPool } from "../solver/pool.ts";
import { randomModule } from "./random-programs.ts";

const FIRST = Number(process.env["WELKIN_RANDOM_SEED"] ?? 1);
const COUNT = Number(process.env["WELKIN_RANDOM_COUNT"] ?? 60);
const LIMITS = { resources: 500_000, seed: 0 };

const pool = new SolverPool({ jobs: 2, solver: "builtin" });
after(() => pool.close());

/** The seeds whose functions the front end accepts: overlaps that it sees by itself are errors. */
function accepted(seeds: readonly number[]): readonly number[] {
  const text = randomModule(seeds, () => "");
  const { diagnostics } = loadSources({ "random.ts": text });
  const lines = text.split("\n");
  const rejected = diagnostics.map(({ span }) => {
    const head = lines.slice(0, span.line).findLast((line) => line.startsWith("export function f"));
    return Number(/f(\d+)/.exec(head?.slice("export function ".length) ?? "")?.[1]);
  });
  return seeds.filter((seed) => !rejected.includes(seed));
}

function load(text: string): Program {
  const { program, diagnostics } = loadSources({ "random.ts": text });
  assert.deepEqual(diagnostics, []);
  assert.ok(program);
  return program;
}

async function isProved(program: Program, { query }: ProofObligation): Promise<boolean> {
  const answer = await pool.solve(encode(program, query, LIMITS));
  if (answer.status === "error") throw new Error(answer.message);
  return answer.status === "proved";
}

/** Everything that the run refutes is proved. */
async function provesFalsehood(program: Program, name: string, outcome: Outcome): Promise<boolean> {
  const { obligations } = proofUnit(program, name);
  const refuted = obligations.filter(({ code, span }) =>
    outcome.kind === "failed"
      ? code === outcome.code && span.line === outcome.span.line && span.column === outcome.span.column
      : code === "V202",
  );
  assert.notEqual(refuted.length, 0, `${name} has no obligation for what its run shows`);
  const overlaps = obligations.filter(({ code }) => code === "V210");
  for (const obligation of [...refuted, ...overlaps])
    if (!(await isProved(program, obligation))) return false;
  return true;
}

test(`what runs refute is not proved: seeds ${FIRST} to ${FIRST + COUNT - 1}`, async () => {
  const seeds = accepted(Array.from({ length: COUNT }, (_, index) => FIRST + index));
  assert.ok(seeds.length > COUNT / 2);
  const interpreter = new Interpreter(load(randomModule(seeds, () => "")));
  const outcomes = new Map(
    seeds.map((seed) => {
      interpreter.reset();
      return [seed, interpreter.call(`random.f${seed}`, [])];
    }),
  );
  const program = load(
    randomModule(seeds, (seed) => {
      const outcome = outcomes.get(seed);
      const value = outcome?.kind === "returned" ? String(outcome.value) : "77";
      return `ensures((result: u32) => result !== ${value});`;
    }),
  );
  const wrong: number[] = [];
  for (const [seed, outcome] of outcomes) {
    assert.ok(outcome.kind === "returned" || outcome.kind === "failed", outcome.kind);
    if (await provesFalsehood(program, `random.f${seed}`, outcome)) wrong.push(seed);
  }
  assert.deepEqual(wrong, []);
});
