/**
 * What the axioms of one sequence theory are made of.
 *
 * Owns      the theory's names, its two sorts, the terms that many axioms have in common.
 * Not here  the axioms (sequences.ts, members.ts).
 */
import type { Type } from "../../language/ir.ts";
import { type Binding, type Term, and } from "./term.ts";
import type { Types } from "./types.ts";

/** The functions Seq.*<T>. */
export interface SequenceNames {
  readonly length: string;
  readonly at: string;
  readonly equal: string;
  readonly empty: string;
  readonly push: string;
  readonly concat: string;
  readonly slice: string;
  readonly with: string;
  readonly without: string;
  readonly contains: string;
  readonly indexOf: string;
  readonly count: string;
}

export class SequenceTerms {
  readonly types: Types;
  readonly element: Type;
  readonly f: SequenceNames;
  /** The sort of the sequences. */
  readonly S: string;
  /** The sort of their elements. */
  readonly T: string;

  constructor(types: Types, element: Type, names: SequenceNames) {
    this.types = types;
    this.element = element;
    this.f = names;
    this.S = types.sort({ kind: "seq", element });
    this.T = types.sort(element);
  }

  s(name = "s"): Binding {
    return { name, sort: this.S };
  }

  x(name = "x"): Binding {
    return { name, sort: this.T };
  }

  inside(sequence: Term, index: Term): Term {
    return and(["<=", "0", index], ["<", index, [this.f.length, sequence]]);
  }

  fact(term: Term): Term | undefined {
    return this.types.fact(this.element, term);
  }

  same(left: Term, right: Term): Term {
    return this.types.equal(this.element, left, right);
  }

  one(left: Term, right: Term): Term {
    return ["ite", this.same(left, right), "1", "0"];
  }

  axiom(
    fact: string,
    variables: readonly Binding[],
    patterns: readonly (readonly Term[])[],
    body: Term,
  ): void {
    this.types.vocabulary.axiom({ fact, variables, patterns, body });
  }

  ground(fact: string, about: string, body: Term): void {
    this.types.vocabulary.axiom({ fact, variables: [], patterns: [], body, about });
  }
}

export function integer(name: string): Binding {
  return { name, sort: "Int" };
}
