/**
 * Pools: one theory for each object type.
 *
 * Owns    the functions Pool.*<T> and their axioms.
 * Model   a finite set of owned frames and a function from all integers to objects, zero almost everywhere.
 */
import type { Type } from "../../language/ir.ts";
import { named, typeName } from "./names.ts";
import { sets } from "./sets.ts";
import { type Binding, type Term, and, implies, or } from "./term.ts";
import type { Types } from "./types.ts";

export interface Pools {
  readonly owned: string;
  readonly at: string;
  readonly equal: string;
  readonly zero: string;
  /** (pool, frame, object): another object in the frame. */
  readonly with: string;
  /** (pool, frame): the frame owned too, and zero. */
  readonly gain: string;
  /** (pool, frame): the frame not owned. */
  readonly lose: string;
}

const FRAME: Type = { kind: "integer", name: "u32" };

export function pools(types: Types, element: Type): Pools {
  const type = typeName(element);
  const name = (operation: string): string => named(`Pool.${operation}`, type);
  const names: Pools = {
    owned: name("owned"),
    at: name("at"),
    equal: name("equal"),
    zero: name("zero"),
    with: name("with"),
    gain: name("gain"),
    lose: name("lose"),
  };
  types.vocabulary.theory(`Pool<${type}>`, () => register(types, element, names, name("unequal")));
  return names;
}

function register(types: Types, element: Type, f: Pools, unequal: string): void {
  const { vocabulary } = types;
  const [P, T] = [types.sort({ kind: "pool", element }), types.sort(element)];
  vocabulary.function(f.owned, [P], types.sort({ kind: "set", element: FRAME }));
  vocabulary.function(f.at, [P, "Int"], T);
  vocabulary.function(f.equal, [P, P], "Bool");
  vocabulary.function(unequal, [P, P], "Int");
  vocabulary.function(f.zero, [], P);
  vocabulary.function(f.with, [P, "Int", T], P);
  vocabulary.function(f.gain, [P, "Int"], P);
  vocabulary.function(f.lose, [P, "Int"], P);
  const p: Binding = { name: "p", sort: P };
  const [frame, other]: Binding[] = [
    { name: "frame", sort: "Int" },
    { name: "other", sort: "Int" },
  ];
  registerZero(types, element, f, p, other!);
  registerOwnership(types, f, [p, frame!]);
  registerContents(types, element, f, [p, frame!, { name: "x", sort: T }, other!]);
  registerEquality(types, element, f, unequal, [p, { name: "q", sort: P }]);
}

function registerZero(types: Types, element: Type, f: Pools, p: Binding, other: Binding): void {
  const { vocabulary } = types;
  const read: Term = [f.at, "p", "other"];
  const fact = types.fact(element, read);
  if (fact) {
    vocabulary.axiom({
      fact: "an object is well typed",
      variables: [p, other],
      patterns: [[read]],
      body: fact,
    });
  }
  vocabulary.axiom({
    fact: "the initial pool owns nothing",
    variables: [],
    patterns: [],
    body: ["=", [f.owned, f.zero], sets(types, FRAME).empty],
    about: f.zero,
  });
  const object: Term = [f.at, f.zero, "other"];
  vocabulary.whenSelected(f.zero, () =>
    vocabulary.axiom({
      fact: "the objects of the initial pool are zero",
      variables: [other],
      patterns: [[object]],
      body: ["=", object, types.zero(element)],
    }),
  );
}

function registerOwnership(types: Types, f: Pools, [p, frame]: readonly Binding[]): void {
  const { vocabulary } = types;
  const { add, delete: remove } = sets(types, FRAME);
  const gained: Term = [f.gain, "p", "frame"];
  const lost: Term = [f.lose, "p", "frame"];
  vocabulary.axiom({
    fact: "a pool that gains a frame owns it too",
    variables: [p!, frame!],
    patterns: [[gained]],
    body: ["=", [f.owned, gained], [add, [f.owned, "p"], "frame"]],
  });
  vocabulary.axiom({
    fact: "a pool that loses a frame owns it no more",
    variables: [p!, frame!],
    patterns: [[lost]],
    body: ["=", [f.owned, lost], [remove, [f.owned, "p"], "frame"]],
  });
}

function registerContents(types: Types, element: Type, f: Pools, variables: readonly Binding[]): void {
  const { vocabulary } = types;
  const [p, frame, x, other] = variables as [Binding, Binding, Binding, Binding];
  const changed: Term = [f.with, "p", "frame", "x"];
  const gained: Term = [f.gain, "p", "frame"];
  const lost: Term = [f.lose, "p", "frame"];
  const here: Term = ["=", "other", "frame"];
  const kept = (pool: Term): Term => ["=", [f.at, pool, "other"], [f.at, "p", "other"]];
  vocabulary.axiom({
    fact: "with changes no ownership",
    variables: [p, frame, x],
    patterns: [[changed]],
    body: ["=", [f.owned, changed], [f.owned, "p"]],
  });
  vocabulary.axiom({
    fact: "with changes the object in the frame, and keeps the others",
    variables: [p, frame, x, other],
    patterns: [[[f.at, changed, "other"]]],
    body: and(
      implies(and(here, types.fact(element, "x")), ["=", [f.at, changed, "other"], "x"]),
      or(here, kept(changed)),
    ),
  });
  vocabulary.whenSelected(f.gain, () =>
    vocabulary.axiom({
      fact: "a frame that is gained is zero; the other objects are kept",
      variables: [p, frame, other],
      patterns: [[[f.at, gained, "other"]]],
      body: ["ite", here, ["=", [f.at, gained, "other"], types.zero(element)], kept(gained)],
    }),
  );
  vocabulary.axiom({
    fact: "losing a frame keeps the objects",
    variables: [p, frame, other],
    patterns: [[[f.at, lost, "other"]]],
    body: kept(lost),
  });
}

function registerEquality(
  types: Types,
  element: Type,
  f: Pools,
  unequal: string,
  variables: readonly Binding[],
): void {
  const { vocabulary } = types;
  const equal: Term = [f.equal, "p", "q"];
  const where: Term = [unequal, "p", "q"];
  vocabulary.axiom({
    fact: "equal pools are one",
    variables,
    patterns: [[equal]],
    body: ["=", equal, ["=", "p", "q"]],
  });
  vocabulary.axiom({
    fact: "pools that are not equal differ in what they own or in an object",
    variables,
    patterns: [[equal]],
    body: or(
      equal,
      ["not", [sets(types, FRAME).equal, [f.owned, "p"], [f.owned, "q"]]],
      ["not", types.equal(element, [f.at, "p", where], [f.at, "q", where])],
    ),
  });
}
