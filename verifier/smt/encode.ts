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
import { bitvectorProblem } from "./bitvectors.ts";
import { Expressions } from "./expressions.ts";
import { Specifications } from "./specifications.ts";
import { type Term, isNonlinear, not, text, variableSymbol } from "./term.ts";
import { Types } from "./types.ts";
import { Vocabulary } from "./vocabulary.ts";

export interface Limits {
  /** Z3's resource units: deterministic, unlike time. */
  readonly resources: number;
  readonly seed: number;
}

/** The script that asks whether the hypotheses imply the goal. */
export function encode(program: Program, query: Query, limits: Limits): string {
  const lines =
    query.logic === "bits"
      ? bitvectorProblem(program, query).lines
      : new IntegerProblem(program, query).lines([]);
  return [...options(query, limits), ...lines, ...QUESTION, ""].join("\n");
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
  ];
}

/**
 * Z3's arithmetic: the older simplex decides the linear integer problems of arrays, masks and page tables, with `div`
 * and `mod` by constants, up to a thousand times faster; the newer one knows about products.
 */
const LINEAR = 2;
const NONLINEAR = 6;

const QUESTION = ["(check-sat)", "(get-info :reason-unknown)", "(get-info :rlimit)"];

/** The query over the mathematical integers. */
export class IntegerProblem {
  readonly types: Types;
  readonly #query: Query;
  readonly #hypotheses: readonly Term[];
  readonly #goal: Term;

  constructor(program: Program, query: Query) {
    this.types = new Types(program, new Vocabulary());
    this.#query = query;
    const specifications = new Specifications(this.types, query);
    const expressions = new Expressions(
      this.types,
      {
        call: (name, args, unfold) => specifications.call(name, args, unfold),
        recursive: (name) => specifications.recursive(name),
        global: (name) => {
          throw new Error(`module state ${name} in a query`);
        },
      },
      query.variables.map((v) => ({ name: variableSymbol(v.name), sort: this.types.sort(v.type) })),
    );
    this.#hypotheses = query.hypotheses.map((hypothesis) => expressions.assumed(hypothesis));
    this.#goal = expressions.proved(query.goal);
  }

  /** The script's lines; `more` is asserted besides. */
  lines(more: readonly Term[]): readonly string[] {
    const { vocabulary } = this.types;
    const variables = this.#query.variables.map((v) => ({ name: variableSymbol(v.name), type: v.type }));
    const clash = variables.find(({ name }) => vocabulary.signature(name));
    if (clash) throw new Error(`variable ${clash.name} is called like a function`);
    const facts = variables
      .map(({ name, type }) => this.types.fact(type, name))
      .filter((fact) => fact !== undefined);
    const sorts = variables.map(({ type }) => this.types.sort(type));
    const asserted = [...facts, ...more, ...this.#hypotheses];
    const { declarations, axioms } = vocabulary.select([...asserted, this.#goal, ...sorts]);
    const formulas = [...asserted, this.#goal, ...axioms.map(({ term }) => term)];
    return [
      `(set-option :smt.arith.solver ${formulas.some(isNonlinear) ? NONLINEAR : LINEAR})`,
      "(push)",
      ...declarations,
      ...variables.map(({ name }, i) => `(declare-fun ${name} () ${sorts[i]})`),
      ...axioms.flatMap(({ fact, term }) => [`; ${fact}`, assertion(term)]),
      "; types of the variables",
      ...[...facts, ...more].map(assertion),
      "; hypotheses",
      ...this.#hypotheses.map(assertion),
      "; goal, negated",
      assertion(not(this.#goal)),
    ];
  }
}

function assertion(term: Term): string {
  return `(assert ${text(term)})`;
}
