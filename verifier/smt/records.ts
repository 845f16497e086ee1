/**
 * Records and tagged unions: an uninterpreted sort for each, with its fields as functions.
 *
 * Owns    the functions FIELD<R>, Record.*<R>, VARIANT:FIELD<U>, Union.*<U> and their axioms.
 * Model   tuples of well-typed values, behind a tag in a union; a field of another variant is one default value.
 * Reason  fields come into a proof only when they are read: Z3's own datatypes make every field of every record
 *         value at once, which is slow for records of many fields in arrays.
 */
import type { Field } from "../../language/ir.ts";
import { named } from "./names.ts";
import { type Binding, type Term, and, apply, implies, or } from "./term.ts";
import type { Types } from "./types.ts";

export interface Records {
  readonly equal: string;
  readonly fields: readonly Field[];
  field(name: string): string;
  /** The record of these values, in the order of the fields. */
  make(values: readonly Term[]): Term;
}

export interface Unions {
  readonly equal: string;
  readonly tag: string;
  /** The variant's number: its place in the declaration. */
  number(variant: string): string;
  fields(variant: string): readonly Field[];
  field(variant: string, name: string): string;
  make(variant: string, values: readonly Term[]): Term;
}

export function records(types: Types, record: string): Records {
  const declaration = types.program.records.get(record);
  if (!declaration) throw new Error(`no record ${record}`);
  const equal = named("Record.equal", record);
  const make = named("Record.new", record);
  types.vocabulary.theory(equal, () => {
    const sort = types.sort({ kind: "record", name: record });
    const shape = new Shape(types, record, sort, "", declaration.fields);
    shape.register();
    registerEquality(types, sort, equal, [shape.differs("a", "b")]);
  });
  return {
    equal,
    fields: declaration.fields,
    field: (name) => named(name, record),
    make: (values) => apply(make, ...values),
  };
}

export function unions(types: Types, union: string): Unions {
  const declaration = types.program.unions.get(union);
  if (!declaration) throw new Error(`no union ${union}`);
  const equal = named("Union.equal", union);
  const tag = named("Union.tag", union);
  const numbers = new Map(declaration.variants.map((variant, i) => [variant.tag, String(i)]));
  const number = (variant: string): string => {
    const found = numbers.get(variant);
    if (found === undefined) throw new Error(`no variant ${variant} of ${union}`);
    return found;
  };
  const fields = (variant: string): readonly Field[] => declaration.variants[Number(number(variant))]!.fields;
  types.vocabulary.theory(equal, () => registerUnion(types, union, [...numbers.keys()], fields));
  return {
    equal,
    tag,
    number,
    fields,
    field: (variant, name) => named(`${variant}:${name}`, union),
    make: (variant, values) => apply(named(`Union.new:${variant}:`, union), ...values),
  };
}

function registerUnion(
  types: Types,
  union: string,
  variants: readonly string[],
  fields: (variant: string) => readonly Field[],
): void {
  const sort = types.sort({ kind: "union", name: union });
  const tag = types.vocabulary.function(named("Union.tag", union), [sort], "Int");
  types.vocabulary.axiom({
    fact: "the tag is that of a variant",
    variables: [{ name: "a", sort }],
    patterns: [[[tag, "a"]]],
    body: ["<=", "0", [tag, "a"], String(variants.length - 1)],
  });
  const differs: Term[] = [["not", ["=", [tag, "a"], [tag, "b"]]]];
  variants.forEach((variant, number) => {
    const shape = new Shape(types, union, sort, `${variant}:`, fields(variant));
    shape.register();
    const made = shape.made();
    types.vocabulary.axiom({
      fact: `the tag of ${variant}`,
      variables: shape.bindings,
      patterns: shape.bindings.length === 0 ? [] : [[made]],
      body: ["=", [tag, made], String(number)],
      ...(shape.bindings.length === 0 && typeof made === "string" ? { about: made } : {}),
    });
    differs.push(and(["=", [tag, "a"], String(number)], shape.differs("a", "b")));
  });
  registerEquality(types, sort, named("Union.equal", union), differs);
}

function registerEquality(types: Types, sort: string, equal: string, differs: readonly Term[]): void {
  const variables: Binding[] = [
    { name: "a", sort },
    { name: "b", sort },
  ];
  const patterns = [[[equal, "a", "b"]]];
  types.vocabulary.function(equal, [sort, sort], "Bool");
  types.vocabulary.axiom({
    fact: "equal values are one",
    variables,
    patterns,
    body: ["=", [equal, "a", "b"], ["=", "a", "b"]],
  });
  types.vocabulary.axiom({
    fact: "values that are not equal differ in a field",
    variables,
    patterns,
    body: or([equal, "a", "b"], ...differs),
  });
}

/** The fields of a record, or of one variant of a union. */
class Shape {
  readonly bindings: readonly Binding[];
  readonly #types: Types;
  readonly #owner: string;
  readonly #sort: string;
  readonly #prefix: string;
  readonly #fields: readonly Field[];

  constructor(types: Types, owner: string, sort: string, prefix: string, fields: readonly Field[]) {
    this.#types = types;
    this.#owner = owner;
    this.#sort = sort;
    this.#prefix = prefix;
    this.#fields = fields;
    this.bindings = fields.map((field, i) => ({ name: `x${i}`, sort: types.sort(field.type) }));
  }

  /** The constructor applied to the bindings. */
  made(): Term {
    const constructor = named(this.#prefix === "" ? "Record.new" : `Union.new:${this.#prefix}`, this.#owner);
    return apply(constructor, ...this.bindings.map((binding) => binding.name));
  }

  register(): void {
    const { vocabulary } = this.#types;
    const made = this.made();
    vocabulary.function(
      typeof made === "string" ? made : (made[0] as string),
      this.bindings.map((binding) => binding.sort),
      this.#sort,
    );
    this.#fields.forEach((field, i) => {
      const select = vocabulary.function(this.#selector(field), [this.#sort], this.bindings[i]!.sort);
      const fact = this.#types.fact(field.type, [select, "a"]);
      if (fact) {
        vocabulary.axiom({
          fact: `${field.name} is well typed`,
          variables: [{ name: "a", sort: this.#sort }],
          patterns: [[[select, "a"]]],
          body: fact,
        });
      }
      vocabulary.axiom({
        fact: `${field.name} is what it was made with`,
        variables: this.bindings,
        patterns: [[[select, made]]],
        body: implies(this.#types.fact(field.type, `x${i}`), ["=", [select, made], `x${i}`]),
      });
    });
  }

  /** Some field of `a` is not that of `b`. */
  differs(a: Term, b: Term): Term {
    return or(
      ...this.#fields.map((field): Term => {
        const select = this.#selector(field);
        return ["not", this.#types.equal(field.type, [select, a], [select, b])];
      }),
    );
  }

  #selector(field: Field): string {
    return named(this.#prefix + field.name, this.#owner);
  }
}

/** The record whose fields are all zero. */
export function recordZero(types: Types, record: string): Term {
  const { make, fields, field } = records(types, record);
  return zeroConstant(types, record, { kind: "record", name: record }, () => [
    make(fields.map(({ type }) => types.zero(type))),
    fields.map(({ name, type }) => ({ select: field(name), value: types.zero(type) })),
  ]);
}

/** The first variant, its fields zero. */
export function unionZero(types: Types, union: string): Term {
  const { make, fields, field } = unions(types, union);
  const first = types.program.unions.get(union)?.variants[0];
  if (!first) throw new Error(`union ${union} has no variants`);
  return zeroConstant(types, union, { kind: "union", name: union }, () => [
    make(
      first.tag,
      fields(first.tag).map(({ type }) => types.zero(type)),
    ),
    fields(first.tag).map(({ name, type }) => ({ select: field(first.tag, name), value: types.zero(type) })),
  ]);
}

type Parts = [Term, readonly { readonly select: string; readonly value: Term }[]];

function zeroConstant(
  types: Types,
  name: string,
  type: Parameters<Types["sort"]>[0],
  parts: () => Parts,
): Term {
  const zero = named(`${type.kind}.zero`, name);
  types.vocabulary.theory(zero, () => {
    types.vocabulary.function(zero, [], types.sort(type));
    types.vocabulary.whenSelected(zero, () => {
      const [made, fields] = parts();
      const ground = { variables: [], patterns: [], about: zero };
      types.vocabulary.axiom({ fact: `the zero of ${name}`, ...ground, body: ["=", zero, made] });
      for (const { select, value } of fields) {
        const body: Term = ["=", [select, zero], value];
        types.vocabulary.axiom({ fact: `a zero field of ${name}`, ...ground, body });
      }
    });
  });
  return zero;
}
