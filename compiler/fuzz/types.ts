/**
 * Random types.
 *
 * Owns        the types of a random program, their declarations, their zero values in the model.
 * Invariants  two types are the same if their source texts are. Every enum has a member 0. Types nest at most three
 *             deep.
 */
import type { IntegerName } from "../../language/ir.ts";
import type { Choices } from "./choices.ts";
import type { Text } from "./text.ts";
import { either } from "./text.ts";

export interface FieldOf {
  readonly name: string;
  readonly type: RandomType;
}

export type RandomType =
  | { readonly kind: "integer"; readonly name: IntegerName }
  | { readonly kind: "bool" }
  | {
      readonly kind: "enum";
      readonly name: string;
      readonly members: readonly { readonly name: string; readonly value: bigint }[];
    }
  | { readonly kind: "record"; readonly name: string; readonly fields: readonly FieldOf[] }
  | {
      readonly kind: "union";
      readonly name: string;
      readonly variants: readonly { readonly tag: string; readonly fields: readonly FieldOf[] }[];
    }
  | { readonly kind: "array"; readonly element: RandomType; readonly length: number };

export type Integer = Extract<RandomType, { kind: "integer" }>;

const NAMES: readonly IntegerName[] = ["u32", "u8", "u16", "u64", "i32", "i8", "i16", "i64"];
export const INTEGERS: readonly Integer[] = NAMES.map((name) => ({ kind: "integer", name }));
export const BOOL: RandomType = { kind: "bool" };

export function sourceOf(type: RandomType): string {
  switch (type.kind) {
    case "integer":
      return type.name;
    case "bool":
      return "boolean";
    case "array":
      return `FixedArray<${sourceOf(type.element)}, ${type.length}>`;
    default:
      return type.name;
  }
}

export function sameType(a: RandomType, b: RandomType): boolean {
  return a === b || (a.kind === b.kind && sourceOf(a) === sourceOf(b));
}

export function isScalar(type: RandomType): boolean {
  return type.kind === "integer" || type.kind === "bool" || type.kind === "enum";
}

/** Records and arrays are storage: parameters of these types are references. Everything else is a value. */
export function isStorage(type: RandomType): boolean {
  return type.kind === "record" || type.kind === "array";
}

/** The value of all zero bytes, in the model. */
export function zeroOf(type: RandomType): string {
  switch (type.kind) {
    case "integer":
    case "enum":
      return "0n";
    case "bool":
      return "false";
    case "array":
      return `[${new Array<string>(type.length).fill(zeroOf(type.element)).join(", ")}]`;
    case "record":
      return `{ ${zeroFields(type.fields)} }`;
    case "union": {
      const first = type.variants[0]!;
      return `{ kind: "${first.tag}", ${zeroFields(first.fields)} }`;
    }
  }
}

function zeroFields(fields: readonly FieldOf[]): string {
  return fields.map((field) => `${field.name}: ${zeroOf(field.type)}`).join(", ");
}

/** The types of one random program, the simplest first. */
export class TypeMaker {
  readonly #choices: Choices;
  readonly scalars: RandomType[] = [...INTEGERS, BOOL];
  readonly composites: RandomType[] = [];
  readonly declarations: Text[] = [];

  constructor(choices: Choices) {
    this.#choices = choices;
    for (let i = choices.below(3); i > 0; i -= 1) this.#enum(i);
    for (let i = choices.below(6); i > 0; i -= 1) this.#composite(i);
  }

  any(): RandomType {
    return this.composites.length > 0 && this.#choices.oneIn(3) ? this.composite() : this.scalar();
  }

  scalar(): RandomType {
    return this.#choices.of(this.scalars);
  }

  composite(): RandomType {
    return this.#choices.of(this.composites);
  }

  #enum(number: number): void {
    const name = `E${number}`;
    const last = this.#choices.of([2n, 3n, 255n, 256n, 65536n, 4294967295n]);
    const members = [
      { name: "A", value: 0n },
      { name: "B", value: 1n },
      { name: "C", value: last },
    ];
    this.scalars.push({ kind: "enum", name, members });
    const list = members.map((member) => `${member.name} = ${member.value}`).join(", ");
    const source =
      `enum ${name} { ${list} }\n` +
      `function same${name}(a: ${name}, b: ${name}): boolean { return a === b; }\n` +
      `function keep${name}(a: ${name}): ${name} { return a; }\n`;
    const model = `const same${name} = (a, b) => a === b;\nconst keep${name} = (a) => a;\n`;
    this.declarations.push(either(source, model));
  }

  #composite(number: number): void {
    const name = `T${number}`;
    switch (this.#choices.below(4)) {
      case 0:
      case 1:
        return this.#array();
      case 2:
        return this.#record(name);
      default:
        return this.#union(name);
    }
  }

  #array(): void {
    const element = this.#part();
    this.composites.push({ kind: "array", element, length: 1 + this.#choices.below(5) });
  }

  #record(name: string): void {
    const fields = this.#fields(1 + this.#choices.below(4), "f");
    this.composites.push({ kind: "record", name, fields });
    const source = fields.map(
      ({ name: field, type }) => `  ${field}: ${sourceOf(type)} = ${initial(type)};\n`,
    );
    this.declarations.push(either(`class ${name} {\n${source.join("")}}\n`, ""));
  }

  #union(name: string): void {
    const variants = ["a", "b", "c"].slice(0, 2 + this.#choices.below(2)).map((tag) => ({
      tag,
      fields: this.#fields(this.#choices.below(3), tag),
    }));
    this.composites.push({ kind: "union", name, variants });
    const source = variants.map(({ tag, fields }) => {
      const list = fields.map((field) => ` ${field.name}: ${sourceOf(field.type)};`).join("");
      return `{ kind: "${tag}";${list} }`;
    });
    this.declarations.push(either(`type ${name} = ${source.join(" | ")};\n`, ""));
  }

  #fields(count: number, prefix: string): readonly FieldOf[] {
    return Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i}`, type: this.#part() }));
  }

  /** Part of another type: two levels at most, so that three levels are the deepest. */
  #part(): RandomType {
    const small = this.composites.filter((type) => depth(type) < 3);
    return small.length > 0 && this.#choices.oneIn(3) ? this.#choices.of(small) : this.scalar();
  }
}

function depth(type: RandomType): number {
  const deepest = (fields: readonly FieldOf[]) => Math.max(0, ...fields.map((field) => depth(field.type)));
  if (type.kind === "array") return 1 + depth(type.element);
  if (type.kind === "record") return 1 + deepest(type.fields);
  if (type.kind === "union") return 1 + Math.max(...type.variants.map((variant) => deepest(variant.fields)));
  return 0;
}

/** The initialiser of a field: not zero where a literal will do. The model says the same in `created`. */
function initial(type: RandomType): string {
  if (type.kind === "integer") return "7";
  if (type.kind === "bool") return "true";
  if (type.kind === "enum") return `${type.name}.B`;
  return "zeroed()";
}

/** What `new` makes of a record, in the model. */
export function created(type: Extract<RandomType, { kind: "record" }>): string {
  const value = (field: RandomType): string => {
    if (field.kind === "integer") return "7n";
    if (field.kind === "bool") return "true";
    return field.kind === "enum" ? "1n" : zeroOf(field);
  };
  return `{ ${type.fields.map((field) => `${field.name}: ${value(field.type)}`).join(", ")} }`;
}
