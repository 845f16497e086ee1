/**
 * Programs with marks: what `// FAILS V101` stands behind must fail there, and nothing else may.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { loadProgram } from "../../language/front/index.ts";
import type { Program } from "../../language/ir.ts";
import { proofUnit, unitNames } from "../obligations.ts";
import type { ProofObligation } from "../query.ts";
import { encode } from "../smt/encode.ts";
import { SolverPool } from "../solver/pool.ts";

const FOLDER = join(import.meta.dirname, "programs");
/** Enough for what is true here; what is false and has quantifiers uses all of it. */
const LIMITS = { resources: 2_000_000, seed: 0 };

const pool = new SolverPool({ jobs: 2, solver: "builtin" });
after(() => pool.close());

function place(file: string, line: number, code: string): string {
  return `${file.slice(FOLDER.length + 1)}:${line} ${code}`;
}

/** The marks in the sources of all modules. */
function marks(program: Program): string[] {
  return program.modules.flatMap(({ file }) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => {
        const codes = /\/\/ FAILS (.*)$/.exec(line)?.[1]?.trim().split(/\s+/) ?? [];
        return codes.map((code) => place(file, index + 1, code));
      }),
  );
}

async function succeeds(program: Program, obligation: ProofObligation): Promise<boolean> {
  const answer = await pool.solve(encode(program, obligation.query, LIMITS));
  if (answer.status === "error") throw new Error(`${obligation.text}: ${answer.message}`);
  return (answer.status === "proved") === (obligation.kind === "proof");
}

async function failures(program: Program, name: string): Promise<string[]> {
  const { obligations } = proofUnit(program, name);
  for (const kind of ["proof", "vacuity"]) {
    const asked = obligations.filter((obligation) => obligation.kind === kind);
    const results = await Promise.all(asked.map((obligation) => succeeds(program, obligation)));
    const failed = asked.filter((_, index) => !results[index]);
    if (failed.length > 0) return failed.map(({ span, code }) => place(span.file, span.line, code));
  }
  return [];
}

for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".ts"))) {
  test(name, async () => {
    const { program, diagnostics } = loadProgram([join(FOLDER, name)]);
    assert.deepEqual(diagnostics, []);
    assert.ok(program);
    const found: string[] = [];
    for (const unit of unitNames(program)) found.push(...(await failures(program, unit)));
    assert.deepEqual([...new Set(found)].sort(), marks(program).sort());
  });
}
