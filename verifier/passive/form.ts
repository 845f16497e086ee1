/**
 * The passive form: a function as a graph of blocks in which every variable has one value.
 *
 *     source -> typed IR -> passive form -> assertion IR -> SMT-LIB -> Z3
 *                           ^^^^^^^^^^^^
 * Owns        the data types of blocks, their steps, and what is to be proved in them.
 * Invariants
 *   - The graph is acyclic: a loop is cut at its header, where what the loop assigns gets new, unknown values.
 *   - A block stands behind its predecessors in `blocks`. Its steps hold in order: a check is known behind itself.
 *   - Expressions are named (name.ts): free variables are versions, `x@3`, assigned once.
 *   - An execution runs each block at most once, and only behind one of its predecessors.
 * Not here    how statements become blocks (statement.ts), the text form (print.ts), queries (../obligations).
 */
import type { Expression, Span, Variable } from "../../language/ir.ts";
import type { ProofCode } from "../../language/codes.ts";
import type { Query } from "../query.ts";

/** Something to prove where it stands. */
export interface Check {
  readonly kind: "check";
  readonly code: ProofCode;
  readonly span: Span;
  readonly related?: Span;
  readonly text: string;
  readonly goal: Expression;
  readonly revealed: readonly string[];
  readonly logic: Query["logic"];
}

export type BlockStep =
  | { readonly kind: "assume"; readonly condition: Expression }
  /** The one value of a variable. */
  | { readonly kind: "define"; readonly variable: Variable; readonly value: Expression }
  | Check;

export interface Edge {
  readonly from: Block;
  /** Which versions the joined variables are, coming from there. */
  readonly equalities: readonly Expression[];
}

export interface Block {
  readonly number: number;
  /** None: the entry. */
  readonly edges: readonly Edge[];
  readonly steps: BlockStep[];
  /** The first statement that the source has here; undefined: the block has none of its own. */
  statement: Span | undefined;
  /** The source itself says that nothing gets here. */
  impossible: boolean;
}

export interface PassiveForm {
  readonly name: string;
  readonly blocks: readonly Block[];
  /** What parameters, module state and views are named at entry, in the source's words and by version. */
  readonly entry: readonly EntryVariable[];
}

export interface EntryVariable {
  readonly source: string;
  readonly kind: "parameter" | "global" | "view";
  readonly variable: Variable;
}
