/** Questions and a solver that need no front end and no Z3: a script is a line of text, a rule answers it. */
import { BOOL, literal } from "../../../language/build.ts";
import type { Span } from "../../../language/ir.ts";
import type { ProofCode } from "../../../language/codes.ts";
import type { ProofObligation, Query } from "../../query.ts";
import type { Answer, Solver, Task } from "../session.ts";
import type { Verdict } from "../verdict.ts";

export const SPAN: Span = { file: "f.ts", line: 1, column: 1, endLine: 1, endColumn: 2 };

/** A query that is told apart by its module's name. */
function query(text: string): Query {
  const goal = literal(true, BOOL, SPAN);
  return { variables: [], hypotheses: [], goal, revealed: [], within: { module: text }, logic: "integers" };
}

function obligation(text: string, kind: ProofObligation["kind"]): ProofObligation {
  const code: ProofCode = kind === "proof" ? "V202" : "V301";
  return { code, span: SPAN, text, kind, query: query(text) };
}

/** A function whose proofs and vacuity questions have these texts. */
export function task(name: string, proofs: readonly string[], vacuity: readonly string[] = []): Task {
  const obligations = [
    ...vacuity.map((text) => obligation(text, "vacuity")),
    ...proofs.map((text) => obligation(text, "proof")),
  ];
  return {
    name,
    cacheName: name,
    unit: () => ({ name, sourceName: name, span: SPAN, obligations }),
    script: ({ within }) => (within === "program" ? within : within.module),
  };
}

export interface FakeSolver extends Solver {
  readonly asked: string[];
  /** The most queries that were ever under way together. */
  readonly peak: () => number;
}

/** Answers by the first word of the script; "proved" where that is no verdict. */
export function fakeSolver(identity = "fake 1"): FakeSolver {
  const asked: string[] = [];
  let running = 0;
  let peak = 0;
  return {
    identity,
    asked,
    peak: () => peak,
    async solve(script): Promise<Answer> {
      asked.push(script);
      peak = Math.max(peak, ++running);
      await new Promise((done) => setTimeout(done, 1));
      running -= 1;
      return { verdict: verdictOf(script), detail: "", milliseconds: 1 };
    },
  };
}

function verdictOf(script: string): Verdict {
  const word = script.split(" ")[0];
  const verdicts: readonly Verdict[] = ["proved", "refuted", "undecided", "exhausted", "stopped", "error"];
  return verdicts.find((verdict) => verdict === word) ?? "proved";
}
