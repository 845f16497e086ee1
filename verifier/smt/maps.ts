/**
 * Maps: one theory for each pair of key and value type.
 *
 * Owns    the functions Map.*<K,V> and their axioms.
 * Model   finite maps of well-typed keys to well-typed values; under a missing key stands one default value;
 *         setting an ill-typed key changes nothing.
 */
import type { Type } from "../../language/ir.ts";
import { named, typeName } from "./names.ts";
import { sets } from "./sets.ts";
import { type Binding, type Term, and, implies, or } from "./term.ts";
import type { Types } from "./types.ts";

export interface Maps {
  readonly has: string;
  readonly get: string;
  readonly equal: string;
  readonly empty: string;
  readonly set: string;
  readonly delete: string;
  readonly keys: string;
}

export function maps(types: Types, key: Type, value: Type): Maps {
  const type = `${typeName(key)},${typeName(value)}`;
  const name = (operation: string): string => named(`Map.${operation}`, type);
  const names: Maps = {
    has: name("has"),
    get: name("get"),
    equal: name("equal"),
    empty: name("empty"),
    set: name("set"),
    delete: name("delete"),
    keys: name("keys"),
  };
  types.vocabulary.theory(`Map<${type}>`, () => register(types, key, value, names, name("unequal")));
  return names;
}

function register(types: Types, key: Type, value: Type, f: Maps, unequal: string): void {
  const { vocabulary } = types;
  const [M, K, V] = [types.sort({ kind: "map", key, value }), types.sort(key), types.sort(value)];
  const keySet = types.sort({ kind: "set", element: key });
  vocabulary.function(f.has, [M, K], "Bool");
  vocabulary.function(f.get, [M, K], V);
  vocabulary.function(f.equal, [M, M], "Bool");
  vocabulary.function(unequal, [M, M], K);
  vocabulary.function(f.empty, [], M);
  vocabulary.function(f.set, [M, K, V], M);
  vocabulary.function(f.delete, [M, K], M);
  vocabulary.function(f.keys, [M], keySet);
  const m: Binding = { name: "m", sort: M };
  const [k, j]: Binding[] = [
    { name: "k", sort: K },
    { name: "j", sort: K },
  ];
  registerReading(types, key, value, f, [m, k!]);
  registerChanging(types, key, value, f, [m, k!, { name: "v", sort: V }, j!]);
  registerEquality(types, value, f, unequal, [m, { name: "n", sort: M }]);
}

function registerReading(types: Types, key: Type, value: Type, f: Maps, variables: readonly Binding[]): void {
  const { vocabulary } = types;
  const has: Term = [f.has, "m", "k"];
  const keyFact = types.fact(key, "k");
  const valueFact = types.fact(value, [f.get, "m", "k"]);
  if (keyFact) {
    vocabulary.axiom({
      fact: "a key is well typed",
      variables,
      patterns: [[has]],
      body: ["=>", has, keyFact],
    });
  }
  if (valueFact) {
    const patterns = [[[f.get, "m", "k"]]];
    vocabulary.axiom({ fact: "a value is well typed", variables, patterns, body: valueFact });
  }
  vocabulary.axiom({
    fact: "the empty map has no key",
    variables: variables.slice(1),
    patterns: [[[f.has, f.empty, "k"]]],
    body: ["not", [f.has, f.empty, "k"]],
  });
  const inKeys: Term = [sets(types, key).has, [f.keys, "m"], "k"];
  vocabulary.axiom({
    fact: "the set of keys has the keys",
    variables,
    patterns: [[inKeys], [has, [f.keys, "m"]]],
    body: ["=", inKeys, has],
  });
}

function registerChanging(
  types: Types,
  key: Type,
  value: Type,
  f: Maps,
  variables: readonly Binding[],
): void {
  const { vocabulary } = types;
  const [m, k, , j] = variables as [Binding, Binding, Binding, Binding];
  const set: Term = [f.set, "m", "k", "v"];
  const removed: Term = [f.delete, "m", "k"];
  const same = types.equal(key, "j", "k");
  const typed = types.fact(key, "k");
  vocabulary.axiom({
    fact: "set adds a key",
    variables,
    patterns: [[[f.has, set, "j"]]],
    body: ["=", [f.has, set, "j"], or([f.has, "m", "j"], and(typed, same))],
  });
  vocabulary.axiom({
    fact: "set puts the value under the key, and keeps the others",
    variables,
    patterns: [[[f.get, set, "j"]]],
    body: and(
      implies(and(same, typed, types.fact(value, "v")), ["=", [f.get, set, "j"], "v"]),
      or(same, ["=", [f.get, set, "j"], [f.get, "m", "j"]]),
    ),
  });
  vocabulary.axiom({
    fact: "delete removes a key",
    variables: [m, k, j],
    patterns: [[[f.has, removed, "j"]]],
    body: ["=", [f.has, removed, "j"], and([f.has, "m", "j"], ["not", same])],
  });
  vocabulary.axiom({
    fact: "delete keeps the other values",
    variables: [m, k, j],
    patterns: [[[f.get, removed, "j"]]],
    body: or(same, ["=", [f.get, removed, "j"], [f.get, "m", "j"]]),
  });
}

function registerEquality(
  types: Types,
  value: Type,
  f: Maps,
  unequal: string,
  variables: readonly Binding[],
): void {
  const { vocabulary } = types;
  const equal: Term = [f.equal, "m", "n"];
  const where: Term = [unequal, "m", "n"];
  vocabulary.axiom({
    fact: "equal maps are one",
    variables,
    patterns: [[equal]],
    body: ["=", equal, ["=", "m", "n"]],
  });
  vocabulary.axiom({
    fact: "maps that are not equal differ in a key or in the value under a key of both",
    variables,
    patterns: [[equal]],
    body: or(
      equal,
      ["not", ["=", [f.has, "m", where], [f.has, "n", where]]],
      and([f.has, "m", where], ["not", types.equal(value, [f.get, "m", where], [f.get, "n", where])]),
    ),
  });
}
