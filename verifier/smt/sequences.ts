/**
 * Sequences and fixed arrays: one theory for each element type.
 *
 * Owns        the functions Seq.*<T> and their axioms.
 * Model       finite JavaScript arrays of well-typed values; an element out of range is one default value of T.
 *             Every axiom holds there for all arguments, also out of range and ill typed
 *             (verifier/test/smt-axioms.test.ts tests each on small random values). Where a specification leaves a
 *             result open, so do the axioms.
 * Triggers    look forward: what is asked of a result is answered from its parts. Only `slice` and `without` also
 *             look backward, since their results show the parts at other positions.
 */
import type { Type } from "../../language/ir.ts";
import { named, typeName } from "./names.ts";
import { type Binding, type Term, and, implies, numeral, or } from "./term.ts";
import type { Types } from "./types.ts";

export interface Sequences {
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

type Names = Omit<Sequences, "of" | "zero">;

class SequenceTheory {
  readonly #types: Types;
  readonly #element: Type;
  readonly #f: Names;
  readonly #S: string;
  readonly #T: string;

  constructor(types: Types, element: Type, names: Names) {
    this.#types = types;
    this.#element = element;
    this.#f = names;
    this.#S = types.sort({ kind: "seq", element });
    this.#T = types.sort(element);
  }

  register(): void {
    this.#declare();
    this.#base();
    this.#equality();
    this.#growing();
    this.#parts();
    this.#changed();
    this.#membership();
    this.#membershipOfResults();
    this.#counting();
  }

  /** of/k(a, b, ...) has these elements. */
  registerOf(of: string, count: number): void {
    const { length, at, contains, count: counts } = this.#f;
    const bindings = Array.from({ length: count }, (_, i) => ({ name: `x${i}`, sort: this.#T }));
    const members = bindings.map((binding) => binding.name);
    const whole: Term = [of, ...members];
    const each = members.map((member, i) =>
      implies(this.#fact(member), ["=", [at, whole, String(i)], member]),
    );
    this.#types.vocabulary.function(
      of,
      members.map(() => this.#T),
      this.#S,
    );
    this.#axiom(
      `${of} has the elements that it is given`,
      bindings,
      [[whole]],
      and(["=", [length, whole], String(count)], ...each),
    );
    const typed = and(...members.map((member) => this.#fact(member)));
    const v = { name: "v", sort: this.#T };
    this.#axiom(
      `${of} contains the elements that it is given, no other`,
      [...bindings, v],
      [[[contains, whole, "v"]]],
      implies(typed, ["=", [contains, whole, "v"], or(...members.map((member) => this.#same("v", member)))]),
    );
    this.#axiom(
      `${of} counts the elements that it is given`,
      [...bindings, v],
      [[[counts, whole, "v"]]],
      implies(typed, [
        "=",
        [counts, whole, "v"],
        ["+", "0", ...members.map((member) => this.#one(member, "v"))],
      ]),
    );
  }

  /** zero/N is N zero elements. */
  registerZero(zero: string, count: number): void {
    const { length, at } = this.#f;
    this.#types.vocabulary.function(zero, [], this.#S);
    this.#ground("a zero array has its length", zero, ["=", [length, zero], String(count)]);
    this.#axiom(
      "the elements of a zero array are zero",
      [integer("i")],
      [[[at, zero, "i"]]],
      implies(
        ["<=", "0", "i", numeral(BigInt(count) - 1n)],
        ["=", [at, zero, "i"], this.#types.zero(this.#element)],
      ),
    );
  }

  #declare(): void {
    const { vocabulary } = this.#types;
    const [S, T, f] = [this.#S, this.#T, this.#f];
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
    const { length, at } = this.#f;
    this.#axiom("a length is not negative", [this.#s()], [[[length, "s"]]], ["<=", "0", [length, "s"]]);
    const fact = this.#fact([at, "s", "i"]);
    if (fact) this.#axiom("an element is well typed", [this.#s(), integer("i")], [[[at, "s", "i"]]], fact);
  }

  #equality(): void {
    const { equal, length, at } = this.#f;
    const pair = [this.#s("s"), this.#s("t")];
    const where: Term = [this.#difference, "s", "t"];
    this.#axiom(
      "equal sequences are one",
      pair,
      [[[equal, "s", "t"]]],
      ["=", [equal, "s", "t"], ["=", "s", "t"]],
    );
    this.#axiom(
      "sequences that are not equal differ in length or in some element",
      pair,
      [[[equal, "s", "t"]]],
      or(
        [equal, "s", "t"],
        ["not", ["=", [length, "s"], [length, "t"]]],
        and(
          ["<=", "0", where],
          ["<", where, [length, "s"]],
          ["not", this.#same([at, "s", where], [at, "t", where])],
        ),
      ),
    );
  }

  #growing(): void {
    const { length, at, empty, push, concat } = this.#f;
    const pushed: Term = [push, "s", "x"];
    const joined: Term = [concat, "s", "t"];
    const [s, t, x, i] = [this.#s(), this.#s("t"), this.#x(), integer("i")];
    this.#ground("the empty sequence has no elements", empty, ["=", [length, empty], "0"]);
    this.#axiom(
      "push adds one element",
      [s, x],
      [[pushed]],
      ["=", [length, pushed], ["+", [length, "s"], "1"]],
    );
    this.#axiom(
      "push adds the element at the end, and keeps the others",
      [s, x, i],
      [[[at, pushed, "i"]]],
      and(
        implies(and(["=", "i", [length, "s"]], this.#fact("x")), ["=", [at, pushed, "i"], "x"]),
        implies(this.#inside("s", "i"), ["=", [at, pushed, "i"], [at, "s", "i"]]),
      ),
    );
    this.#axiom(
      "concat adds the lengths",
      [s, t],
      [[joined]],
      ["=", [length, joined], ["+", [length, "s"], [length, "t"]]],
    );
    this.#axiom(
      "concat has the elements of the first, then those of the second",
      [s, t, i],
      [[[at, joined, "i"]]],
      and(
        implies(this.#inside("s", "i"), ["=", [at, joined, "i"], [at, "s", "i"]]),
        implies(and(["<=", [length, "s"], "i"], ["<", "i", ["+", [length, "s"], [length, "t"]]]), [
          "=",
          [at, joined, "i"],
          [at, "t", ["-", "i", [length, "s"]]],
        ]),
      ),
    );
  }

  #parts(): void {
    const { length, at, slice, without } = this.#f;
    const [s, from, to, i] = [this.#s(), integer("from"), integer("to"), integer("i")];
    const part: Term = [slice, "s", "from", "to"];
    const proper: Term = ["<=", "0", "from", "to", [length, "s"]];
    this.#axiom(
      "a slice has the length of its range",
      [s, from, to],
      [[part]],
      implies(proper, ["=", [length, part], ["-", "to", "from"]]),
    );
    this.#axiom(
      "a slice has the elements of its range",
      [s, from, to, i],
      [[[at, part, "i"]]],
      implies(and(proper, ["<=", "0", "i"], ["<", "i", ["-", "to", "from"]]), [
        "=",
        [at, part, "i"],
        [at, "s", ["+", "from", "i"]],
      ]),
    );
    this.#axiom(
      "an element in its range is in the slice",
      [s, from, to, i],
      [[[at, "s", "i"], part]],
      implies(and(proper, ["<=", "from", "i"], ["<", "i", "to"]), [
        "=",
        [at, part, ["-", "i", "from"]],
        [at, "s", "i"],
      ]),
    );
    const rest: Term = [without, "s", "k"];
    const k = integer("k");
    this.#axiom(
      "without removes one element",
      [s, k],
      [[rest]],
      implies(this.#inside("s", "k"), ["=", [length, rest], ["-", [length, "s"], "1"]]),
    );
    this.#axiom(
      "without keeps what stands before, moves up what stands behind",
      [s, k, i],
      [[[at, rest, "i"]]],
      implies(
        and(this.#inside("s", "k"), ["<=", "0", "i"], ["<", "i", ["-", [length, "s"], "1"]]),
        and(
          implies(["<", "i", "k"], ["=", [at, rest, "i"], [at, "s", "i"]]),
          implies(["<=", "k", "i"], ["=", [at, rest, "i"], [at, "s", ["+", "i", "1"]]]),
        ),
      ),
    );
    this.#axiom(
      "what is not removed is still there",
      [s, k, i],
      [[[at, "s", "i"], rest]],
      implies(
        and(this.#inside("s", "k"), this.#inside("s", "i")),
        and(
          implies(["<", "i", "k"], ["=", [at, rest, "i"], [at, "s", "i"]]),
          implies(["<", "k", "i"], ["=", [at, rest, ["-", "i", "1"]], [at, "s", "i"]]),
        ),
      ),
    );
  }

  #changed(): void {
    const { length, at, with: update } = this.#f;
    const changed: Term = [update, "s", "k", "x"];
    const [s, k, x, i] = [this.#s(), integer("k"), this.#x(), integer("i")];
    this.#axiom("with keeps the length", [s, k, x], [[changed]], ["=", [length, changed], [length, "s"]]);
    this.#axiom(
      "with changes the element",
      [s, k, x],
      [[changed]],
      implies(and(this.#inside("s", "k"), this.#fact("x")), ["=", [at, changed, "k"], "x"]),
    );
    this.#axiom(
      "with keeps the other elements",
      [s, k, x, i],
      [[[at, changed, "i"]]],
      or(["=", "i", "k"], ["=", [at, changed, "i"], [at, "s", "i"]]),
    );
  }

  #membership(): void {
    const { length, at, contains, indexOf } = this.#f;
    const [s, v, i] = [this.#s(), this.#x("v"), integer("i")];
    const first: Term = [indexOf, "s", "v"];
    this.#axiom(
      "a member stands at its index",
      [s, v],
      [[[contains, "s", "v"]]],
      implies([contains, "s", "v"], and(this.#inside("s", first), this.#same([at, "s", first], "v"))),
    );
    this.#axiom(
      "an element is a member",
      [s, v, i],
      [
        [
          [contains, "s", "v"],
          [at, "s", "i"],
        ],
      ],
      implies(and(this.#inside("s", "i"), this.#same([at, "s", "i"], "v")), [contains, "s", "v"]),
    );
    this.#axiom(
      "the index of a member is in range, of anything else -1",
      [s, v],
      [[first]],
      or(
        and([contains, "s", "v"], ["<=", "0", first], ["<", first, [length, "s"]]),
        and(["not", [contains, "s", "v"]], ["=", first, numeral(-1n)]),
      ),
    );
    this.#axiom(
      "the index is that of the first occurrence",
      [s, v, i],
      [[first, [at, "s", "i"]]],
      implies(and(this.#inside("s", "i"), this.#same([at, "s", "i"], "v")), ["<=", "0", first, "i"]),
    );
  }

  #membershipOfResults(): void {
    const { contains, empty, push, concat } = this.#f;
    const [s, t, x, v] = [this.#s(), this.#s("t"), this.#x(), this.#x("v")];
    this.#axiom(
      "the empty sequence contains nothing",
      [v],
      [[[contains, empty, "v"]]],
      ["not", [contains, empty, "v"]],
    );
    this.#axiom(
      "push adds a member",
      [s, x, v],
      [[[contains, [push, "s", "x"], "v"]]],
      implies(this.#fact("x"), [
        "=",
        [contains, [push, "s", "x"], "v"],
        or([contains, "s", "v"], this.#same("v", "x")),
      ]),
    );
    this.#axiom(
      "concat contains what either contains",
      [s, t, v],
      [[[contains, [concat, "s", "t"], "v"]]],
      ["=", [contains, [concat, "s", "t"], "v"], or([contains, "s", "v"], [contains, "t", "v"])],
    );
  }

  #counting(): void {
    const { length, at, contains, count, empty, push, concat, slice, with: update, without } = this.#f;
    const [s, t, x, v, k] = [this.#s(), this.#s("t"), this.#x(), this.#x("v"), integer("k")];
    const of = (whole: Term): Term => [count, whole, "v"];
    this.#axiom(
      "a count is at most the length, and positive for members alone",
      [s, v],
      [[of("s")]],
      and(["<=", "0", of("s"), [length, "s"]], ["=", [contains, "s", "v"], ["<", "0", of("s")]]),
    );
    this.#axiom("the empty sequence counts nothing", [v], [[of(empty)]], ["=", of(empty), "0"]);
    this.#axiom(
      "push counts one more",
      [s, x, v],
      [[of([push, "s", "x"])]],
      implies(this.#fact("x"), ["=", of([push, "s", "x"]), ["+", of("s"), this.#one("x", "v")]]),
    );
    this.#axiom(
      "concat adds the counts",
      [s, t, v],
      [[of([concat, "s", "t"])]],
      ["=", of([concat, "s", "t"]), ["+", of("s"), of("t")]],
    );
    this.#axiom(
      "with counts the new element in place of the old",
      [s, k, x, v],
      [[of([update, "s", "k", "x"])]],
      implies(and(this.#inside("s", "k"), this.#fact("x")), [
        "=",
        of([update, "s", "k", "x"]),
        ["+", ["-", of("s"), this.#one([at, "s", "k"], "v")], this.#one("x", "v")],
      ]),
    );
    this.#axiom(
      "without counts one less",
      [s, k, v],
      [[of([without, "s", "k"])]],
      implies(this.#inside("s", "k"), [
        "=",
        of([without, "s", "k"]),
        ["-", of("s"), this.#one([at, "s", "k"], "v")],
      ]),
    );
    this.#axiom(
      "a slice counts no more than the whole",
      [s, integer("from"), integer("to"), v],
      [[of([slice, "s", "from", "to"])]],
      implies(["<=", "0", "from", "to", [length, "s"]], ["<=", of([slice, "s", "from", "to"]), of("s")]),
    );
  }

  get #difference(): string {
    return named("Seq.difference", typeName(this.#element));
  }

  #s(name = "s"): Binding {
    return { name, sort: this.#S };
  }

  #x(name = "x"): Binding {
    return { name, sort: this.#T };
  }

  #inside(sequence: Term, index: Term): Term {
    return and(["<=", "0", index], ["<", index, [this.#f.length, sequence]]);
  }

  #fact(term: Term): Term | undefined {
    return this.#types.fact(this.#element, term);
  }

  #same(left: Term, right: Term): Term {
    return this.#types.equal(this.#element, left, right);
  }

  #one(left: Term, right: Term): Term {
    return ["ite", this.#same(left, right), "1", "0"];
  }

  #axiom(
    fact: string,
    variables: readonly Binding[],
    patterns: readonly (readonly Term[])[],
    body: Term,
  ): void {
    this.#types.vocabulary.axiom({ fact, variables, patterns, body });
  }

  #ground(fact: string, about: string, body: Term): void {
    this.#types.vocabulary.axiom({ fact, variables: [], patterns: [], body, about });
  }
}

function integer(name: string): Binding {
  return { name, sort: "Int" };
}
