/**
 * Members of sequences: where an element stands, and how often.
 *
 * Owns      the axioms of `contains`, `indexOf` and `count`.
 * Not here  those of lengths and elements (sequences.ts), which also says what all axioms have in common.
 */
import { type SequenceTerms, integer } from "./sequence-terms.ts";
import { type Term, and, implies, numeral, or } from "./term.ts";

export function membership(terms: SequenceTerms): void {
  const { length, at, contains, indexOf } = terms.f;
  const [s, v, i] = [terms.s(), terms.x("v"), integer("i")];
  const first: Term = [indexOf, "s", "v"];
  terms.axiom(
    "a member stands at its index",
    [s, v],
    [[[contains, "s", "v"]]],
    implies([contains, "s", "v"], and(terms.inside("s", first), terms.same([at, "s", first], "v"))),
  );
  terms.axiom(
    "an element is a member",
    [s, v, i],
    [
      [
        [contains, "s", "v"],
        [at, "s", "i"],
      ],
    ],
    implies(and(terms.inside("s", "i"), terms.same([at, "s", "i"], "v")), [contains, "s", "v"]),
  );
  terms.axiom(
    "the index of a member is in range, of anything else -1",
    [s, v],
    [[first]],
    or(
      and([contains, "s", "v"], ["<=", "0", first], ["<", first, [length, "s"]]),
      and(["not", [contains, "s", "v"]], ["=", first, numeral(-1n)]),
    ),
  );
  terms.axiom(
    "the index is that of the first occurrence",
    [s, v, i],
    [[first, [at, "s", "i"]]],
    implies(and(terms.inside("s", "i"), terms.same([at, "s", "i"], "v")), ["<=", "0", first, "i"]),
  );
}

export function membershipOfResults(terms: SequenceTerms): void {
  const { contains, empty, push, concat } = terms.f;
  const [s, t, x, v] = [terms.s(), terms.s("t"), terms.x(), terms.x("v")];
  terms.axiom(
    "the empty sequence contains nothing",
    [v],
    [[[contains, empty, "v"]]],
    ["not", [contains, empty, "v"]],
  );
  terms.axiom(
    "push adds a member",
    [s, x, v],
    [[[contains, [push, "s", "x"], "v"]]],
    implies(terms.fact("x"), [
      "=",
      [contains, [push, "s", "x"], "v"],
      or([contains, "s", "v"], terms.same("v", "x")),
    ]),
  );
  terms.axiom(
    "concat contains what either contains",
    [s, t, v],
    [[[contains, [concat, "s", "t"], "v"]]],
    ["=", [contains, [concat, "s", "t"], "v"], or([contains, "s", "v"], [contains, "t", "v"])],
  );
}

export function counting(terms: SequenceTerms): void {
  const { length, at, contains, count, empty, push, concat, slice, with: update, without } = terms.f;
  const [s, t, x, v, k] = [terms.s(), terms.s("t"), terms.x(), terms.x("v"), integer("k")];
  const of = (whole: Term): Term => [count, whole, "v"];
  terms.axiom(
    "a count is at most the length, and positive for members alone",
    [s, v],
    [[of("s")]],
    and(["<=", "0", of("s"), [length, "s"]], ["=", [contains, "s", "v"], ["<", "0", of("s")]]),
  );
  terms.axiom("the empty sequence counts nothing", [v], [[of(empty)]], ["=", of(empty), "0"]);
  terms.axiom(
    "push counts one more",
    [s, x, v],
    [[of([push, "s", "x"])]],
    implies(terms.fact("x"), ["=", of([push, "s", "x"]), ["+", of("s"), terms.one("x", "v")]]),
  );
  terms.axiom(
    "concat adds the counts",
    [s, t, v],
    [[of([concat, "s", "t"])]],
    ["=", of([concat, "s", "t"]), ["+", of("s"), of("t")]],
  );
  terms.axiom(
    "with counts the new element in place of the old",
    [s, k, x, v],
    [[of([update, "s", "k", "x"])]],
    implies(and(terms.inside("s", "k"), terms.fact("x")), [
      "=",
      of([update, "s", "k", "x"]),
      ["+", ["-", of("s"), terms.one([at, "s", "k"], "v")], terms.one("x", "v")],
    ]),
  );
  terms.axiom(
    "without counts one less",
    [s, k, v],
    [[of([without, "s", "k"])]],
    implies(terms.inside("s", "k"), [
      "=",
      of([without, "s", "k"]),
      ["-", of("s"), terms.one([at, "s", "k"], "v")],
    ]),
  );
  terms.axiom(
    "a slice counts no more than the whole",
    [s, integer("from"), integer("to"), v],
    [[of([slice, "s", "from", "to"])]],
    implies(["<=", "0", "from", "to", [length, "s"]], ["<=", of([slice, "s", "from", "to"]), of("s")]),
  );
}
