/**
 * Sequences and fixed arrays: one theory for each element type.
 *
 * Owns        the functions Seq.*<T>; the axioms of lengths and elements.
 * Not here    the axioms of members and counts (members.ts).
 * Model       finite JavaScript arrays of well-typed values; an element out of range is one default value of T.
 *             Every axiom holds there for all arguments, also out of range and ill typed
 *             (verifier/test/smt-axioms.test.ts tests each on small random values). Where a specification leaves a
 *             result open, so do the axioms.
 * Triggers    look forward: what is asked of a result is answered from its parts. Only `slice` and `without` also
 *             look backward, since their results show the parts at other positions.
 */
import type { Type } from "../../language/ir.ts";
import { counting, membership, membershipOfResults } from "./members.ts";
import { named, typeName } from "./names.ts";
import { type SequenceNames, SequenceTerms, integer } from "./sequence-terms.ts";
import { type Term, and, implies, numeral, or } from "./term.ts";
import type { Types } from "./types.ts";

export interface Sequences extends SequenceNames {
  /** The sequence of exactly these elements. */
  of(elements: readonly Term[]): Term;
  /** The array of `length` zero elements. */
  zero(length: number): Term;
}

export function sequences(types: Types, element: Type): Sequences {
  const type = typeName(element);
  const name = (operation: string): string => named(`Seq.${operation}`, type);
  const names = {
    length: name("length"),
    at: name("at"),
    equal: name("equal"),
    empty: name("empty"),
    push: name("push"),
    concat: name("concat"),
    slice: name("slice"),
    with: name("with"),
    without: name("without"),
    contains: name("contains"),
    indexOf: name("indexOf"),
    count: name("count"),
  };
  types.vocabulary.theory(`Seq<${type}>`, () => new SequenceTheory(types, element, names).register());
  return {
    ...names,
    of: (elements) => {
      if (elements.length === 0) return names.empty;
      const of = name(`of/${elements.length}`);
      types.vocabulary.theory(of, () =>
        new SequenceTheory(types, element, names).registerOf(of, elements.length),
      );
      return [of, ...elements];
    },
    zero: (length) => {
      const zero = named(`FixedArray.zero/${length}`, type);
      types.vocabulary.theory(zero, () =>
        new SequenceTheory(types, element, names).registerZero(zero, length),
      );
      return zero;
    },
  };
}

class SequenceTheory {
  readonly #terms: SequenceTerms;

  constructor(types: Types, element: Type, names: SequenceNames) {
    this.#terms = new SequenceTerms(types, element, names);
  }

  register(): void {
    this.#declare();
    this.#base();
    this.#equality();
    this.#growing();
    this.#slices();
    this.#without();
    this.#changed();
    membership(this.#terms);
    membershipOfResults(this.#terms);
    counting(this.#terms);
  }

  /** of/k(a, b, ...) has these elements. */
  registerOf(of: string, count: number): void {
    const { length, at, contains, count: counts } = this.#terms.f;
    const bindings = Array.from({ length: count }, (_, i) => ({ name: `x${i}`, sort: this.#terms.T }));
    const members = bindings.map((binding) => binding.name);
    const whole: Term = [of, ...members];
    const each = members.map((member, i) =>
      implies(this.#terms.fact(member), ["=", [at, whole, String(i)], member]),
    );
    this.#terms.types.vocabulary.function(
      of,
      members.map(() => this.#terms.T),
      this.#terms.S,
    );
    this.#terms.axiom(
      `${of} has the elements that it is given`,
      bindings,
      [[whole]],
      and(["=", [length, whole], String(count)], ...each),
    );
    const typed = and(...members.map((member) => this.#terms.fact(member)));
    const v = { name: "v", sort: this.#terms.T };
    this.#terms.axiom(
      `${of} contains the elements that it is given, no other`,
      [...bindings, v],
      [[[contains, whole, "v"]]],
      implies(typed, [
        "=",
        [contains, whole, "v"],
        or(...members.map((member) => this.#terms.same("v", member))),
      ]),
    );
    this.#terms.axiom(
      `${of} counts the elements that it is given`,
      [...bindings, v],
      [[[counts, whole, "v"]]],
      implies(typed, [
        "=",
        [counts, whole, "v"],
        ["+", "0", ...members.map((member) => this.#terms.one(member, "v"))],
      ]),
    );
  }

  /** zero/N is N zero elements. */
  registerZero(zero: string, count: number): void {
    const { length, at } = this.#terms.f;
    this.#terms.types.vocabulary.function(zero, [], this.#terms.S);
    this.#terms.ground("a zero array has its length", zero, ["=", [length, zero], String(count)]);
    this.#terms.axiom(
      "the elements of a zero array are zero",
      [integer("i")],
      [[[at, zero, "i"]]],
      implies(
        ["<=", "0", "i", numeral(BigInt(count) - 1n)],
        ["=", [at, zero, "i"], this.#terms.types.zero(this.#terms.element)],
      ),
    );
  }

  #declare(): void {
    const { vocabulary } = this.#terms.types;
    const [S, T, f] = [this.#terms.S, this.#terms.T, this.#terms.f];
    vocabulary.function(f.length, [S], "Int");
    vocabulary.function(f.at, [S, "Int"], T);
    vocabulary.function(f.equal, [S, S], "Bool");
    vocabulary.function(this.#difference, [S, S], "Int");
    vocabulary.function(f.empty, [], S);
    vocabulary.function(f.push, [S, T], S);
    vocabulary.function(f.concat, [S, S], S);
    vocabulary.function(f.slice, [S, "Int", "Int"], S);
    vocabulary.function(f.with, [S, "Int", T], S);
    vocabulary.function(f.without, [S, "Int"], S);
    vocabulary.function(f.contains, [S, T], "Bool");
    vocabulary.function(f.indexOf, [S, T], "Int");
    vocabulary.function(f.count, [S, T], "Int");
  }

  #base(): void {
    const { length, at } = this.#terms.f;
    this.#terms.axiom(
      "a length is not negative",
      [this.#terms.s()],
      [[[length, "s"]]],
      ["<=", "0", [length, "s"]],
    );
    const fact = this.#terms.fact([at, "s", "i"]);
    if (fact)
      this.#terms.axiom(
        "an element is well typed",
        [this.#terms.s(), integer("i")],
        [[[at, "s", "i"]]],
        fact,
      );
  }

  #equality(): void {
    const { equal, length, at } = this.#terms.f;
    const pair = [this.#terms.s("s"), this.#terms.s("t")];
    const where: Term = [this.#difference, "s", "t"];
    this.#terms.axiom(
      "equal sequences are one",
      pair,
      [[[equal, "s", "t"]]],
      ["=", [equal, "s", "t"], ["=", "s", "t"]],
    );
    this.#terms.axiom(
      "sequences that are not equal differ in length or in some element",
      pair,
      [[[equal, "s", "t"]]],
      or(
        [equal, "s", "t"],
        ["not", ["=", [length, "s"], [length, "t"]]],
        and(
          ["<=", "0", where],
          ["<", where, [length, "s"]],
          ["not", this.#terms.same([at, "s", where], [at, "t", where])],
        ),
      ),
    );
  }

  #growing(): void {
    const { length, at, empty, push, concat } = this.#terms.f;
    const pushed: Term = [push, "s", "x"];
    const joined: Term = [concat, "s", "t"];
    const [s, t, x, i] = [this.#terms.s(), this.#terms.s("t"), this.#terms.x(), integer("i")];
    this.#terms.ground("the empty sequence has no elements", empty, ["=", [length, empty], "0"]);
    this.#terms.axiom(
      "push adds one element",
      [s, x],
      [[pushed]],
      ["=", [length, pushed], ["+", [length, "s"], "1"]],
    );
    this.#terms.axiom(
      "push adds the element at the end, and keeps the others",
      [s, x, i],
      [[[at, pushed, "i"]]],
      and(
        implies(and(["=", "i", [length, "s"]], this.#terms.fact("x")), ["=", [at, pushed, "i"], "x"]),
        implies(this.#terms.inside("s", "i"), ["=", [at, pushed, "i"], [at, "s", "i"]]),
      ),
    );
    this.#terms.axiom(
      "concat adds the lengths",
      [s, t],
      [[joined]],
      ["=", [length, joined], ["+", [length, "s"], [length, "t"]]],
    );
    this.#terms.axiom(
      "concat has the elements of the first, then those of the second",
      [s, t, i],
      [[[at, joined, "i"]]],
      and(
        implies(this.#terms.inside("s", "i"), ["=", [at, joined, "i"], [at, "s", "i"]]),
        implies(and(["<=", [length, "s"], "i"], ["<", "i", ["+", [length, "s"], [length, "t"]]]), [
          "=",
          [at, joined, "i"],
          [at, "t", ["-", "i", [length, "s"]]],
        ]),
      ),
    );
  }

  #slices(): void {
    const { length, at, slice } = this.#terms.f;
    const [s, from, to, i] = [this.#terms.s(), integer("from"), integer("to"), integer("i")];
    const part: Term = [slice, "s", "from", "to"];
    const proper: Term = ["<=", "0", "from", "to", [length, "s"]];
    this.#terms.axiom(
      "a slice has the length of its range",
      [s, from, to],
      [[part]],
      implies(proper, ["=", [length, part], ["-", "to", "from"]]),
    );
    this.#terms.axiom(
      "a slice has the elements of its range",
      [s, from, to, i],
      [[[at, part, "i"]]],
      implies(and(proper, ["<=", "0", "i"], ["<", "i", ["-", "to", "from"]]), [
        "=",
        [at, part, "i"],
        [at, "s", ["+", "from", "i"]],
      ]),
    );
    this.#terms.axiom(
      "an element in its range is in the slice",
      [s, from, to, i],
      [[[at, "s", "i"], part]],
      implies(and(proper, ["<=", "from", "i"], ["<", "i", "to"]), [
        "=",
        [at, part, ["-", "i", "from"]],
        [at, "s", "i"],
      ]),
    );
  }

  #without(): void {
    const { length, at, without } = this.#terms.f;
    const [s, k, i] = [this.#terms.s(), integer("k"), integer("i")];
    const rest: Term = [without, "s", "k"];
    this.#terms.axiom(
      "without removes one element",
      [s, k],
      [[rest]],
      implies(this.#terms.inside("s", "k"), ["=", [length, rest], ["-", [length, "s"], "1"]]),
    );
    this.#terms.axiom(
      "without keeps what stands before, moves up what stands behind",
      [s, k, i],
      [[[at, rest, "i"]]],
      implies(
        and(this.#terms.inside("s", "k"), ["<=", "0", "i"], ["<", "i", ["-", [length, "s"], "1"]]),
        and(
          implies(["<", "i", "k"], ["=", [at, rest, "i"], [at, "s", "i"]]),
          implies(["<=", "k", "i"], ["=", [at, rest, "i"], [at, "s", ["+", "i", "1"]]]),
        ),
      ),
    );
    this.#terms.axiom(
      "what is not removed is still there",
      [s, k, i],
      [[[at, "s", "i"], rest]],
      implies(
        and(this.#terms.inside("s", "k"), this.#terms.inside("s", "i")),
        and(
          implies(["<", "i", "k"], ["=", [at, rest, "i"], [at, "s", "i"]]),
          implies(["<", "k", "i"], ["=", [at, rest, ["-", "i", "1"]], [at, "s", "i"]]),
        ),
      ),
    );
  }

  #changed(): void {
    const { length, at, with: update } = this.#terms.f;
    const changed: Term = [update, "s", "k", "x"];
    const [s, k, x, i] = [this.#terms.s(), integer("k"), this.#terms.x(), integer("i")];
    this.#terms.axiom(
      "with keeps the length",
      [s, k, x],
      [[changed]],
      ["=", [length, changed], [length, "s"]],
    );
    this.#terms.axiom(
      "with changes the element",
      [s, k, x],
      [[changed]],
      implies(and(this.#terms.inside("s", "k"), this.#terms.fact("x")), ["=", [at, changed, "k"], "x"]),
    );
    this.#terms.axiom(
      "with keeps the other elements",
      [s, k, x, i],
      [[[at, changed, "i"]]],
      or(["=", "i", "k"], ["=", [at, changed, "i"], [at, "s", "i"]]),
    );
  }

  get #difference(): string {
    return named("Seq.difference", typeName(this.#terms.element));
  }
}
