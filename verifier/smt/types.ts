/**
 * Types in SMT: the sort of a type, what it promises of its values, equality, zero.
 *
 * Owns        the map from types to sorts.
 * Invariants
 *   - Integers of every kind and enums are Int, bool is Bool; every other type is an uninterpreted sort of its own,
 *     except that FixedArray<T, N> and Seq<T> share one. What stands in such a sort is well typed all through: an
 *     element of Seq<u8> is a u8, whatever term it is read from. Axioms that put a value in are therefore guarded by
 *     the value's `fact`, so that no ill-typed Int (a sum that overflows on a path not taken) contradicts them.
 *   - What remains to be said of a term is its `fact`: the range of an Int, the length of an array.
 * Not here    the operations (sequences.ts, ...).
 */
import type { Program, Type } from "../../language/ir.ts";
import { range } from "../../language/build.ts";
import { type Term, numeral, or, symbol } from "./term.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { typeName } from "./names.ts";
import { sequences } from "./sequences.ts";
import { sets } from "./sets.ts";
import { maps } from "./maps.ts";
import { pools } from "./pools.ts";
import { recordZero, records, unionZero, unions } from "./records.ts";

export class Types {
  readonly program: Program;
  readonly vocabulary: Vocabulary;

  constructor(program: Program, vocabulary: Vocabulary) {
    this.program = program;
    this.vocabulary = vocabulary;
  }

  sort(type: Type): string {
    switch (type.kind) {
      case "bool":
        return "Bool";
      case "integer":
      case "int":
      case "enum":
        return "Int";
      case "token":
        return this.vocabulary.sort("Token");
      case "array":
      case "seq":
        return this.vocabulary.sort(symbol(`Seq<${typeName(type.element)}>`));
      case "record":
      case "union":
      case "set":
      case "map":
      case "pool":
        return this.vocabulary.sort(symbol(typeName(type)));
      case "void":
        throw new Error("void has no values");
    }
  }

  /** What the type promises of a term of its sort; nothing where the sort says it all. */
  fact(type: Type, term: Term): Term | undefined {
    switch (type.kind) {
      case "integer": {
        const { min, max } = range(type.name);
        return ["<=", numeral(min), term, numeral(max)];
      }
      case "enum":
        return this.#member(type.name, term);
      case "array":
        return ["=", [sequences(this, type.element).length, term], String(type.length)];
      default:
        return undefined;
    }
  }

  /** Equality as `===` means it. The predicates of the composite types bring extensionality with them. */
  equal(type: Type, left: Term, right: Term): Term {
    switch (type.kind) {
      case "array":
      case "seq":
        return [sequences(this, type.element).equal, left, right];
      case "record":
        return [records(this, type.name).equal, left, right];
      case "union":
        return [unions(this, type.name).equal, left, right];
      case "set":
        return [sets(this, type.element).equal, left, right];
      case "map":
        return [maps(this, type.key, type.value).equal, left, right];
      case "pool":
        return [pools(this, type.element).equal, left, right];
      default:
        return ["=", left, right];
    }
  }

  /** The value whose bytes are all zero, or that is empty. */
  zero(type: Type): Term {
    switch (type.kind) {
      case "bool":
        return "false";
      case "integer":
      case "int":
        return "0";
      case "enum":
        if (!this.#values(type.name).includes(0n)) throw new Error(`enum ${type.name} has no member 0`);
        return "0";
      case "array":
        return sequences(this, type.element).zero(type.length);
      case "seq":
        return sequences(this, type.element).empty;
      case "set":
        return sets(this, type.element).empty;
      case "map":
        return maps(this, type.key, type.value).empty;
      case "pool":
        return pools(this, type.element).zero;
      case "record":
        return recordZero(this, type.name);
      case "union":
        return unionZero(this, type.name);
      case "token":
      case "void":
        throw new Error(`${type.kind} has no zero`);
    }
  }

  #values(name: string): readonly bigint[] {
    const declaration = this.program.enums.get(name);
    if (!declaration) throw new Error(`no enum ${name}`);
    if (declaration.members.length === 0) throw new Error(`enum ${name} has no members`);
    return [...new Set(declaration.members.map((member) => member.value))].sort((a, b) => (a < b ? -1 : 1));
  }

  /** `term` is a member of the enum: one range for each run of consecutive values. */
  #member(name: string, term: Term): Term {
    const runs: { first: bigint; last: bigint }[] = [];
    for (const value of this.#values(name)) {
      const run = runs.at(-1);
      if (run && run.last + 1n === value) run.last = value;
      else runs.push({ first: value, last: value });
    }
    return or(
      ...runs.map(({ first, last }) =>
        first === last ? ["=", term, numeral(first)] : ["<=", numeral(first), term, numeral(last)],
      ),
    );
  }
}
