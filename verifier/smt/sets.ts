/**
 * Sets: one theory for each element type.
 *
 * Owns    the functions Set.*<T> and their axioms.
 * Model   finite sets of well-typed values; adding an ill-typed value changes nothing.
 */
import type { Type } from "../../language/ir.ts";
import { named, typeName } from "./names.ts";
import { type Binding, type Term, and, or } from "./term.ts";
import type { Types } from "./types.ts";

export interface Sets {
  readonly has: string;
  readonly equal: string;
  readonly empty: string;
  readonly add: string;
  readonly delete: string;
  readonly union: string;
  readonly intersection: string;
  readonly difference: string;
  readonly isSubsetOf: string;
}

export function sets(types: Types, element: Type): Sets {
  const type = typeName(element);
  const name = (operation: string): string => named(`Set.${operation}`, type);
  const names: Sets = {
    has: name("has"),
    equal: name("equal"),
    empty: name("empty"),
    add: name("add"),
    delete: name("delete"),
    union: name("union"),
    intersection: name("intersection"),
    difference: name("difference"),
    isSubsetOf: name("isSubsetOf"),
  };
  types.vocabulary.theory(`Set<${type}>`, () => new SetTheory(types, element, names).register());
  return names;
}

class SetTheory {
  readonly #types: Types;
  readonly #element: Type;
  readonly #f: Sets;
  readonly #set: string;
  readonly #T: string;

  constructor(types: Types, element: Type, names: Sets) {
    this.#types = types;
    this.#element = element;
    this.#f = names;
    this.#set = types.sort({ kind: "set", element });
    this.#T = types.sort(element);
  }

  register(): void {
    this.#declare();
    this.#members();
    this.#combined();
    this.#compared();
  }

  #declare(): void {
    const { vocabulary } = this.#types;
    const [S, T, f] = [this.#set, this.#T, this.#f];
    vocabulary.function(f.has, [S, T], "Bool");
    vocabulary.function(f.equal, [S, S], "Bool");
    vocabulary.function(this.#witness("unequal"), [S, S], T);
    vocabulary.function(this.#witness("outside"), [S, S], T);
    vocabulary.function(f.empty, [], S);
    for (const change of [f.add, f.delete]) vocabulary.function(change, [S, T], S);
    for (const combine of [f.union, f.intersection, f.difference]) vocabulary.function(combine, [S, S], S);
    vocabulary.function(f.isSubsetOf, [S, S], "Bool");
  }

  #members(): void {
    const { has, empty, add, delete: remove } = this.#f;
    const [s, x, y] = [this.#s("s"), this.#x("x"), this.#x("y")];
    const fact = this.#types.fact(this.#element, "x");
    if (fact)
      this.#axiom("a member is well typed", [s, x], [[[has, "s", "x"]]], ["=>", [has, "s", "x"], fact]);
    this.#axiom("the empty set has no member", [x], [[[has, empty, "x"]]], ["not", [has, empty, "x"]]);
    const same = this.#types.equal(this.#element, "y", "x");
    this.#axiom(
      "add adds a member",
      [s, x, y],
      [[[has, [add, "s", "x"], "y"]]],
      ["=", [has, [add, "s", "x"], "y"], or([has, "s", "y"], and(fact, same))],
    );
    this.#axiom(
      "delete removes a member",
      [s, x, y],
      [[[has, [remove, "s", "x"], "y"]]],
      ["=", [has, [remove, "s", "x"], "y"], and([has, "s", "y"], ["not", same])],
    );
  }

  #combined(): void {
    const { has, union, intersection, difference } = this.#f;
    const bindings = [this.#s("s"), this.#s("t"), this.#x("x")];
    const [inS, inT]: Term[] = [
      [has, "s", "x"],
      [has, "t", "x"],
    ];
    const of = (operation: string): Term => [has, [operation, "s", "t"], "x"];
    this.#axiom(
      "a union has the members of either",
      bindings,
      [[of(union)]],
      ["=", of(union), or(inS!, inT!)],
    );
    this.#axiom(
      "an intersection has the members of both",
      bindings,
      [[of(intersection)]],
      ["=", of(intersection), and(inS, inT)],
    );
    this.#axiom(
      "a difference has the members of the first alone",
      bindings,
      [[of(difference)]],
      ["=", of(difference), and(inS, ["not", inT!])],
    );
  }

  #compared(): void {
    const { has, equal, isSubsetOf } = this.#f;
    const pair = [this.#s("s"), this.#s("t")];
    const unequal: Term = [this.#witness("unequal"), "s", "t"];
    const outside: Term = [this.#witness("outside"), "s", "t"];
    this.#axiom("equal sets are one", pair, [[[equal, "s", "t"]]], ["=", [equal, "s", "t"], ["=", "s", "t"]]);
    this.#axiom(
      "sets that are not equal differ in a member",
      pair,
      [[[equal, "s", "t"]]],
      or([equal, "s", "t"], ["not", ["=", [has, "s", unequal], [has, "t", unequal]]]),
    );
    this.#axiom(
      "a subset's members are members",
      [...pair, this.#x("x")],
      [
        [
          [isSubsetOf, "s", "t"],
          [has, "s", "x"],
        ],
        [
          [isSubsetOf, "s", "t"],
          [has, "t", "x"],
        ],
      ],
      ["=>", and([isSubsetOf, "s", "t"], [has, "s", "x"]), [has, "t", "x"]],
    );
    this.#axiom(
      "what is no subset has a member outside",
      pair,
      [[[isSubsetOf, "s", "t"]]],
      or([isSubsetOf, "s", "t"], and([has, "s", outside], ["not", [has, "t", outside]])),
    );
  }

  #witness(of: string): string {
    return named(`Set.${of}`, typeName(this.#element));
  }

  #s(name: string): Binding {
    return { name, sort: this.#set };
  }

  #x(name: string): Binding {
    return { name, sort: this.#T };
  }

  #axiom(
    fact: string,
    variables: readonly Binding[],
    patterns: readonly (readonly Term[])[],
    body: Term,
  ): void {
    this.#types.vocabulary.axiom({ fact, variables, patterns, body });
  }
}
