/**
 * The axioms are sound: each holds in the reference model for thousands of small random values, well and ill typed,
 * in and out of range; and Z3 finds no contradiction in all of them together.
 */
import assert from "node:assert/strict";
import test from "node:test";
import type { IntegerName, Type } from "../../language/ir.ts";
import { bitOperation, division } from "../smt/arithmetic.ts";
import { maps } from "../smt/maps.ts";
import { pools } from "../smt/pools.ts";
import { recordZero, records, unionZero, unions } from "../smt/records.ts";
import { sequences } from "../smt/sequences.ts";
import { sets } from "../smt/sets.ts";
import { text } from "../smt/term.ts";
import { Types } from "../smt/types.ts";
import { Vocabulary } from "../smt/vocabulary.ts";
import { SolverPool } from "../solver/pool.ts";
import * as b from "./smt-build.ts";
import { Reference, type Value, mapOf, seqOf, setOf, word } from "./smt-reference.ts";

const E: Type = { kind: "enum", name: "m.E" };
const PROGRAM = b.program({
  enums: { "m.E": [0n, 1n, 2n, 5n] },
  records: { "m.R": { a: b.U8, b: b.array(b.U8, 2), c: b.set(b.U8), e: E } },
  unions: { "m.U": { none: {}, one: { p: b.U8 }, two: { q: b.seq(b.I8), r: b.BOOL } } },
});
const R = b.record("m.R");
const U = b.union("m.U");
const ELEMENTS = [b.INT, b.U8, b.I8, b.BOOL, E, R, U, b.array(b.U8, 2), b.seq(b.U8), b.set(b.U8)];
const KEYS: readonly (readonly [Type, Type])[] = [
  [b.U8, R],
  [b.INT, b.INT],
  [R, E],
];

function everything(): { types: Types; composite: readonly Type[] } {
  const types = new Types(PROGRAM, new Vocabulary());
  for (const element of ELEMENTS) {
    const { of, zero } = sequences(types, element);
    for (const size of [0, 1, 3]) of(Array.from({ length: size }, (_, i) => `x${i}`));
    zero(2);
    sets(types, element);
  }
  for (const [key, value] of KEYS) maps(types, key, value);
  pools(types, R);
  pools(types, E);
  records(types, "m.R");
  unions(types, "m.U");
  recordZero(types, "m.R");
  unionZero(types, "m.U");
  for (const type of ["u8", "i8", "u64"] as IntegerName[]) {
    for (const operator of ["and", "or", "xor", "shl", "shr"] as const) {
      const unknown = { value: undefined };
      bitOperation(types.vocabulary, type, operator, { term: "x", ...unknown }, { term: "y", ...unknown });
    }
  }
  for (const operator of ["div", "rem"] as const) division(types.vocabulary, operator, "x", "y", false);
  const composite = [
    ...ELEMENTS.flatMap((element) => [b.seq(element), b.set(element)]),
    ...KEYS.map(([key, value]) => b.map(key, value)),
    ...[R, E].map(b.pool),
    b.set(b.U32),
    R,
    U,
  ];
  return { types, composite };
}

/** Random numbers that are the same in every run (Lehmer, 1951; multiplier of Park and Miller). */
class Random {
  #state = 20_261_120;

  below(bound: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state % bound;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

const INTEGERS = [
  -300n,
  -129n,
  -128n,
  -2n,
  -1n,
  0n,
  0n,
  1n,
  1n,
  2n,
  2n,
  3n,
  4n,
  5n,
  7n,
  8n,
  127n,
  128n,
  255n,
  256n,
];

class Values {
  readonly #random = new Random();
  readonly #reference: Reference;

  constructor(reference: Reference) {
    this.#reference = reference;
  }

  /** A value of the type's sort: an Int may be out of range. */
  loose(type: Type): Value {
    if (["integer", "int", "enum"].includes(type.kind)) return this.#random.pick(INTEGERS);
    if (type.kind === "array") return this.typed(b.seq(type.element));
    return this.typed(type);
  }

  typed(type: Type): Value {
    const several = <T>(make: () => T): T[] => Array.from({ length: this.#random.below(4) }, make);
    switch (type.kind) {
      case "bool":
        return this.#random.below(2) === 0;
      case "integer":
      case "int":
      case "enum":
        return this.#random.pick(INTEGERS.filter((value) => this.#reference.typed(type, value)));
      case "seq":
        return seqOf(several(() => this.typed(type.element)));
      case "array":
        return seqOf(Array.from({ length: type.length }, () => this.typed(type.element)));
      case "record":
      case "union": {
        const variants = this.#reference.variants(type);
        const variant = this.#random.below(variants.length);
        return { kind: "record", variant, fields: variants[variant]!.map((field) => this.typed(field.type)) };
      }
      case "set":
        return setOf(several(() => this.typed(type.element)));
      case "map":
        return mapOf(several(() => [this.typed(type.key), this.typed(type.value)] as const));
      case "pool":
        return this.#pool(type.element);
      default:
        throw new Error(`no values of ${type.kind}`);
    }
  }

  #pool(element: Type): Value {
    const zero = word(this.#reference.zero(element));
    const frames = [0n, 1n, 2n, -1n].map((frame) => [frame, this.typed(element)] as const);
    const objects = new Map(frames.filter(([, object]) => word(object) !== zero));
    return { kind: "pool", owned: this.typed(b.set(b.U32)), objects };
  }
}

test("every axiom holds in the reference model", () => {
  const { types, composite } = everything();
  types.vocabulary.select(types.vocabulary.functions);
  const reference = new Reference(PROGRAM, [...ELEMENTS, b.U32, ...composite]);
  const values = new Values(reference);
  const sorts = new Map<string, Type>([
    ["Bool", b.BOOL],
    ["Int", b.INT],
  ]);
  for (const type of composite) sorts.set(types.sort(type), type);
  let checked = 0;
  for (const axiom of types.vocabulary.axioms) {
    const tries = axiom.variables.length === 0 ? 1 : 200;
    for (let i = 0; i < tries; i += 1) {
      const assigned = new Map(
        axiom.variables.map(({ name, sort }) => [name, values.loose(sorts.get(sort)!)]),
      );
      const holds = reference.value(axiom.body, assigned);
      const example = [...assigned].map(([name, value]) => `${name} = ${word(value)}`).join(", ");
      assert.equal(holds, true, `${axiom.fact}: ${text(axiom.body)} with ${example}`);
      checked += 1;
    }
  }
  assert.ok(types.vocabulary.axioms.length > 400 && checked > 50_000);
});

test("all axioms together do not contradict each other", async () => {
  const { types } = everything();
  const { declarations, axioms } = types.vocabulary.select(types.vocabulary.functions);
  const terms = types.vocabulary.functions.flatMap((name) => ground(types.vocabulary, name));
  const used = new Set([...types.vocabulary.sorts, "Int", "Bool"]);
  const script = [
    "(set-option :auto_config false)(set-option :smt.mbqi false)(set-option :rlimit 20000000)(push)",
    ...declarations,
    ...[...used].flatMap((sort, i) => [`(declare-fun seen${i} (${sort}) Bool)`, ...constants(sort)]),
    ...axioms.map(({ term }) => `(assert ${text(term)})`),
    ...terms.map((term) => `(assert (seen${[...used].indexOf(term.sort)} ${term.text}))`),
    "(check-sat)",
  ].join("\n");
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  const answer = await pool.solve(script);
  pool.close();
  assert.ok(terms.length > 150);
  assert.ok(answer.status === "unknown" || answer.status === "refuted", JSON.stringify(answer).slice(0, 300));
});

const CONSTANTS = ["c", "d"];
const constant = (name: string, sort: string): string => `|${name} ${sort.replaceAll("|", "")}|`;

function constants(sort: string): string[] {
  return CONSTANTS.map((name) => `(declare-fun ${constant(name, sort)} () ${sort})`);
}

/** The function applied to constants, in two ways. */
function ground(vocabulary: Vocabulary, name: string): { sort: string; text: string }[] {
  const signature = vocabulary.signature(name);
  if (!signature || signature.parameters.length === 0) return [];
  return CONSTANTS.map((first) => {
    const args = signature.parameters.map((sort, i) => constant(i === 0 ? first : "d", sort));
    return { sort: signature.result, text: `(${name} ${args.join(" ")})` };
  });
}
