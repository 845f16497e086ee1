/**
 * A query as a complete SMT-LIB script.
 *
 * Owns        the order of a script: options, declarations, axioms, types of the variables, hypotheses, negated
 *             goal, the question, what is asked about the answer.
 * Invariants  equal input gives equal text (it is the key of the verdict cache); `unsat` means proved.
 * Not here    terms (expressions.ts, bitvectors.ts), solver processes (verifier/solver).
 */
import type { Program } from "../../language/ir.ts";
import type { Query } from "../query.ts";
import { bitvectorScript } from "./bitvectors.ts";
import { Expressions } from "./expressions.ts";
import { Specifications } from "./specifications.ts";
import { type Term, not, text, variableSymbol } from "./term.ts";
import { Types } from "./types.ts";
import { Vocabulary } from "./vocabulary.ts";

export interface Limits {
  /** Z3's resource units: deterministic, unlike time. */
  readonly resources: number;
  readonly seed: number;
}

/** The script that asks whether the hypotheses imply the goal. */
export function encode(program: Program, query: Query, limits: Limits): string {
  return [...options(query, limits), ...problem(program, query), ...QUESTION, ""].join("\n");
}

/**
 * Triggers alone decide where quantified facts are used (no model-based instantiation), and `push` selects the
 * incremental core, which spares the set-up of tactics (5 ms of 7 per query, Z3 5.1 in WebAssembly). Bit vectors are
 * for the tactics of their own logic.
 */
export function options({ logic }: Query, { resources, seed }: Limits): readonly string[] {
  const bounded = [`(set-option :smt.random_seed ${seed})`, `(set-option :rlimit ${resources})`];
  if (logic === "bits") return [...bounded, `(set-option :sat.random_seed ${seed})`, "(set-logic QF_BV)"];
  return [
    "(set-option :auto_config false)",
    "(set-option :smt.mbqi false)",
    "(set-option :smt.case_split 3)",
    ...bounded,
    "(push)",
  ];
}

const QUESTION = ["(check-sat)", "(get-info :reason-unknown)", "(get-info :rlimit)"];

/** Declarations and assertions: unsatisfiable exactly if the goal follows. */
export function problem(program: Program, query: Query): readonly string[] {
  if (query.logic === "bits") return bitvectorScript(program, query);
  const { types, hypotheses, goal, facts } = terms(program, query);
  const variables = query.variables.map((v) => [variableSymbol(v.name), types.sort(v.type)] as const);
  const roots: Term[] = [...facts, ...hypotheses, goal, ...variables.map(([, sort]) => sort)];
  const { declarations, axioms } = types.vocabulary.select(roots);
  for (const [name] of variables) {
    if (types.vocabulary.signature(name)) throw new Error(`variable ${name} is called like a function`);
  }
  return [
    ...declarations,
    ...variables.map(([name, sort]) => `(declare-fun ${name} () ${sort})`),
    ...axioms,
    "; types of the variables",
    ...facts.map(assertion),
    "; hypotheses",
    ...hypotheses.map(assertion),
    "; goal, negated",
    assertion(not(goal)),
  ];
}

function terms(program: Program, query: Query) {
  const types = new Types(program, new Vocabulary());
  const specifications = new Specifications(types, query);
  const scope = query.variables.map((v) => ({ name: variableSymbol(v.name), sort: types.sort(v.type) }));
  const expressions = new Expressions(
    types,
    {
      call: (name, args) => specifications.call(name, args),
      global: (name) => {
        throw new Error(`module state ${name} in a query`);
      },
    },
    scope,
  );
  const hypotheses = query.hypotheses.map((hypothesis) => expressions.term(hypothesis));
  const goal = expressions.term(query.goal);
  const facts = query.variables
    .map((v) => types.fact(v.type, variableSymbol(v.name)))
    .filter((fact) => fact !== undefined);
  return { types, hypotheses, goal, facts };
}

function assertion(term: Term): string {
  return `(assert ${text(term)})`;
}
