/**
 * Random expressions of a given type.
 *
 * Owns        the choice of operators and operands.
 * Invariants  the first alternatives are literals and variables. Left operands have types of their own: literals alone
 *             would be computed exactly, as untyped constants. Operators that may fail get operands that keep most
 *             of them from failing, or few runs would come to their end.
 * Not here    statements (statements.ts).
 */
import type { Choices } from "./choices.ts";
import type { FunctionScope, RandomFunction, RandomParameter, Route } from "./scope.ts";
import type { Text } from "./text.ts";
import { either, joined, text } from "./text.ts";
import type { Integer, RandomType, TypeMaker } from "./types.ts";
import { BOOL, INTEGERS, created, sameType, sourceOf, zeroOf } from "./types.ts";

const OPERATORS: readonly (readonly [string, string])[] = [
  ["&", "and"],
  ["|", "or"],
  ["^", "xor"],
  ["+", "add"],
  ["-", "sub"],
  ["*", "mul"],
];

function bitsOf(type: Integer): number {
  return Number(type.name.slice(1));
}

function isSigned(type: Integer): boolean {
  return type.name.startsWith("i");
}

export function maximum(type: Integer): bigint {
  return 2n ** BigInt(isSigned(type) ? bitsOf(type) - 1 : bitsOf(type)) - 1n;
}

export class ExpressionWriter {
  readonly #choices: Choices;
  readonly #types: TypeMaker;
  readonly scope: FunctionScope;

  constructor(choices: Choices, types: TypeMaker, scope: FunctionScope) {
    this.#choices = choices;
    this.#types = types;
    this.scope = scope;
  }

  /** `typed`: the expression has a type of its own, as an operand of a comparison must. */
  of(type: RandomType, depth: number, typed = false): Text {
    const simplified = this.#choices.node();
    const written = this.#any(type, depth, typed);
    return simplified ? simplest(type, typed) : written;
  }

  #any(type: RandomType, depth: number, typed: boolean): Text {
    switch (type.kind) {
      case "integer":
        return this.#integer(type, depth, typed);
      case "bool":
        return this.#boolean(depth);
      case "enum":
        return this.#member(type, depth);
      default:
        return this.#fresh(type, depth);
    }
  }

  literal(type: Integer): Text {
    const max = maximum(type);
    const small = BigInt(this.#choices.below(8));
    const value = this.#choices.of([small, small, small, 100n, max, max - small, max / 2n + small]);
    if (isSigned(type) && this.#choices.oneIn(3)) return either(`-${value}`, `(-${value}n)`);
    return either(`${value}`, `${value}n`);
  }

  #integer(type: Integer, depth: number, typed: boolean): Text {
    const leaf = depth <= 0 || this.#choices.exhausted;
    switch (this.#choices.below(leaf ? 3 : 14)) {
      case 0:
        return typed ? this.#bound(type) : this.literal(type);
      case 1:
      case 2:
        return this.place(type, depth) ?? this.#bound(type);
      case 3:
      case 4:
        return this.#wrapping(type, depth);
      case 5:
      case 6:
        return this.#operation(type, depth);
      case 7:
        return this.#division(type, depth);
      case 8:
        return this.#shift(type, depth);
      case 9:
        return this.#unary(type, depth);
      case 10:
        return this.#conversion(type, depth);
      case 11:
        return this.#conditional(type, depth, typed);
      default:
        return this.call(type, depth) ?? this.#conversion(type, depth);
    }
  }

  #bound(type: Integer): Text {
    if (this.#choices.oneIn(2)) {
      const min = isSigned(type) ? -maximum(type) - 1n : 0n;
      return either(`${type.name}.MIN`, `(${min}n)`);
    }
    return either(`${type.name}.MAX`, `${maximum(type)}n`);
  }

  place(type: RandomType, depth: number): Text | undefined {
    return this.scope.place(type, false, (length) => this.index(length, depth));
  }

  /** An index of some integer type, mostly in range. */
  index(length: number, depth: number): Text {
    const type = this.#choices.of(INTEGERS);
    if (depth <= 1 || this.#choices.below(3) === 0) {
      const value = this.#choices.below(length + (this.#choices.oneIn(20) ? 1 : 0));
      return either(`${value}`, `position(${value}n, ${length})`);
    }
    const index = this.of(type, depth - 2, true);
    const inRange =
      isSigned(type) || this.#choices.oneIn(12) ? index : operator(type, "%", "rem", index, `${length}`);
    return either(inRange.source, `position(${inRange.model}, ${length})`);
  }

  #wrapping(type: Integer, depth: number): Text {
    const [name, symbol] = this.#choices.of([
      ["wrappingAdd", "+"],
      ["wrappingSub", "-"],
      ["wrappingMul", "*"],
    ] as const);
    const left = this.of(type, depth - 1);
    const right = this.of(type, depth - 1);
    return either(
      `${type.name}.${name}(${left.source}, ${right.source})`,
      `wrap("${type.name}", ${left.model} ${symbol} ${right.model})`,
    );
  }

  /** Sums and products of what has been made small, most of the time. */
  #operation(type: Integer, depth: number): Text {
    const [symbol, name] = this.#choices.of(OPERATORS);
    const left = this.of(type, depth - 1, true);
    const right = this.of(type, depth - 1);
    const exact = ["+", "-", "*"].includes(symbol);
    if (!exact || this.#choices.oneIn(6)) return operator(type, symbol, name, left, right);
    const mask = symbol === "*" ? "7" : "31";
    const small = (operand: Text) => operator(type, "&", "and", operand, mask);
    const reduced = operator(type, symbol, name, small(left), small(right));
    if (symbol !== "-" || isSigned(type)) return reduced;
    return operator(type, "-", "sub", operator(type, "|", "or", small(left), "32"), small(right));
  }

  #division(type: Integer, depth: number): Text {
    const [symbol, name] = this.#choices.of([
      ["/", "div"],
      ["%", "rem"],
    ] as const);
    const left = this.of(type, depth - 1, true);
    const right = this.of(type, depth - 1);
    const divisor = this.#choices.oneIn(8) ? right : operator(type, "|", "or", right, "1");
    return operator(type, symbol, name, left, divisor);
  }

  #shift(type: Integer, depth: number): Text {
    const [symbol, name] = this.#choices.of([
      ["<<", "shl"],
      [">>", "shr"],
    ] as const);
    const count = this.of(type, depth - 1);
    const inRange = this.#choices.oneIn(8) ? count : operator(type, "&", "and", count, `${bitsOf(type) - 1}`);
    return operator(type, symbol, name, this.of(type, depth - 1, true), inRange);
  }

  #unary(type: Integer, depth: number): Text {
    const operand = this.of(type, depth - 1, true);
    if (isSigned(type) && this.#choices.oneIn(2))
      return either(`(-${operand.source})`, `negate("${type.name}", ${operand.model})`);
    return either(`(~${operand.source})`, `complement("${type.name}", ${operand.model})`);
  }

  #conversion(type: Integer, depth: number): Text {
    const source = this.#choices.of(this.#types.scalars.filter((scalar) => scalar.kind !== "bool"));
    const operand = this.of(source, depth - 1, true);
    const fits = source.kind === "integer" && !isSigned(source) && maximum(source) <= maximum(type);
    const exact = fits || this.#choices.oneIn(6);
    const name = exact ? "from" : "wrap";
    return either(`${type.name}.${name}(${operand.source})`, `${name}("${type.name}", ${operand.model})`);
  }

  #conditional(type: RandomType, depth: number, typed: boolean): Text {
    const condition = this.of(BOOL, depth - 1);
    const whenTrue = this.of(type, depth - 1, true);
    return text`(${condition} ? ${whenTrue} : ${this.of(type, depth - 1, typed)})`;
  }

  /** Literals go through a function: TypeScript narrows nothing in code that it knows not to run. */
  #boolean(depth: number): Text {
    const leaf = depth <= 0 || this.#choices.exhausted;
    switch (this.#choices.below(leaf ? 3 : 13)) {
      case 0:
        return text`keep(${this.#choices.of(["true", "false"])})`;
      case 1:
      case 2:
        return this.place(BOOL, depth) ?? text`keep(false)`;
      case 3:
      case 4:
      case 5:
        return this.#comparison(depth);
      case 6:
        return text`(${this.of(BOOL, depth - 1)} ${this.#choices.of(["&&", "||"])} ${this.of(BOOL, depth - 1)})`;
      case 7:
        return text`(!${this.of(BOOL, depth - 1)})`;
      case 8:
        return text`same(${this.of(BOOL, depth - 1)}, ${this.of(BOOL, depth - 1)})`;
      case 9:
        return this.#sameMember(depth);
      case 10:
        return this.#tagTest(depth) ?? this.#comparison(depth);
      default:
        return this.call(BOOL, depth) ?? this.#comparison(depth);
    }
  }

  #comparison(depth: number): Text {
    const type = this.#choices.of(INTEGERS);
    const symbol = this.#choices.of(["<", "<=", ">", ">=", "===", "!=="]);
    const left = this.of(type, depth - 1, true);
    const right = this.of(type, depth - 1);
    return symbol.length === 3
      ? text`(${unnarrowed(type, left)} ${symbol} ${unnarrowed(type, right)})`
      : text`(${left} ${symbol} ${right})`;
  }

  /** Through a function, because TypeScript rejects a comparison that it knows the result of. */
  #sameMember(depth: number): Text {
    const enums = this.#types.scalars.filter((scalar) => scalar.kind === "enum");
    if (enums.length === 0) return this.#comparison(depth);
    const type = this.#choices.of(enums);
    return text`same${type.name}(${this.of(type, depth - 1)}, ${this.of(type, depth - 1)})`;
  }

  /** Of a call's result, which TypeScript has not narrowed. */
  #tagTest(depth: number): Text | undefined {
    const unions = this.scope.callable.flatMap(({ result }) => (result?.kind === "union" ? [result] : []));
    if (unions.length === 0) return undefined;
    const type = this.#choices.of(unions);
    const call = this.call(type, depth);
    return (
      call &&
      text`(${call}.kind ${this.#choices.of(["===", "!=="])} "${this.#choices.of(type.variants).tag}")`
    );
  }

  #member(type: Extract<RandomType, { kind: "enum" }>, depth: number): Text {
    const leaf = depth <= 0 || this.#choices.exhausted;
    switch (this.#choices.below(leaf ? 2 : 5)) {
      case 1:
      case 2: {
        const place = this.place(type, depth);
        if (place) return place;
        break;
      }
      case 3: {
        const number = this.of(this.#choices.of(INTEGERS), depth - 1, true);
        const members = type.members.map(({ value }) => `${value}n`).join(", ");
        if (this.#choices.oneIn(6))
          return either(`enumFrom<${type.name}>(${number.source})`, `member(${number.model}, [${members}])`);
        return either(
          `enumFrom<${type.name}>(u8.wrap(${number.source}) & 1)`,
          `member(and("u8", wrap("u8", ${number.model}), 1n), [${members}])`,
        );
      }
      case 4: {
        const call = this.call(type, depth);
        if (call) return call;
        break;
      }
    }
    const { name, value } = this.#choices.of(type.members);
    return either(`${type.name}.${name}`, `${value}n`);
  }

  /** A value that is stored nowhere yet. */
  #fresh(type: RandomType, depth: number): Text {
    const leaf = depth <= 0 || this.#choices.exhausted;
    switch (this.#choices.below(leaf ? 2 : 5)) {
      case 1: {
        const place = this.place(type, depth);
        if (place) return text`copy(${place})`;
        break;
      }
      case 2:
      case 3:
        return this.#built(type, depth);
      case 4: {
        const call = this.call(type, depth);
        if (call) return call;
        break;
      }
    }
    return either("zeroed()", zeroOf(type));
  }

  #built(type: RandomType, depth: number): Text {
    if (type.kind === "array") {
      const elements = Array.from({ length: type.length }, () => this.of(type.element, depth - 1));
      const list = joined(elements, ", ");
      return either(`arrayOf<${sourceOf(type.element)}, ${type.length}>(${list.source})`, `[${list.model}]`);
    }
    if (type.kind === "union") {
      const variant = this.#choices.of(type.variants);
      const fields = variant.fields.map((field) => text`, ${field.name}: ${this.of(field.type, depth - 1)}`);
      return text`{ kind: "${variant.tag}"${joined(fields, "")} }`;
    }
    if (type.kind !== "record") throw new Error("scalars are not built");
    if (this.#choices.oneIn(4)) return either(`new ${type.name}()`, created(type));
    const base = this.#choices.oneIn(3) ? this.place(type, depth) : undefined;
    const given = base ? type.fields.filter(() => this.#choices.oneIn(2)) : type.fields;
    const fields = given.map((field) => text`${field.name}: ${this.of(field.type, depth - 1)}`);
    return text`{ ${joined(base ? [text`...${base}`, ...fields] : fields, ", ")} }`;
  }

  /** A call of a function with this result, if one may be called here. */
  call(result: RandomType | undefined, depth: number): Text | undefined {
    const candidates = this.scope.callable.filter((callee) =>
      result === undefined || callee.result === undefined
        ? result === callee.result
        : sameType(callee.result, result),
    );
    return candidates.length === 0 ? undefined : this.callOf(this.#choices.of(candidates), depth);
  }

  callOf(callee: RandomFunction, depth: number): Text | undefined {
    const { made } = this.scope;
    if ([...callee.writes].some((state) => !made.writes.has(state))) return undefined;
    const taken: { readonly storage: string; readonly written: boolean }[] = [];
    const operands: Text[] = [];
    for (const parameter of callee.parameters) {
      const operand = parameter.reference
        ? this.#reference(callee, parameter, taken, depth)
        : this.of(parameter.type, depth - 1);
      if (!operand) return undefined;
      operands.push(operand);
    }
    for (const state of callee.reads) made.reads.add(state);
    return text`${callee.name}(${joined(operands, ", ")})`;
  }

  /** A place that overlaps neither another argument nor state that the callee uses. */
  #reference(
    callee: RandomFunction,
    parameter: RandomParameter,
    taken: { readonly storage: string; readonly written: boolean }[],
    depth: number,
  ): Text | undefined {
    const { writable: written, type } = parameter;
    const free = ({ root }: Route) =>
      !taken.some((other) => other.storage === root.storage && (written || other.written)) &&
      !callee.writes.has(root.storage) &&
      !(written && callee.reads.has(root.storage));
    const routes = this.scope
      .routes((part, root) => sameType(part, type) && (!written || root.writable))
      .filter(free);
    if (routes.length === 0) return undefined;
    const route = this.#choices.of(routes);
    taken.push({ storage: route.root.storage, written });
    return this.scope.follow(route, (length) => this.index(length, Math.min(depth, 2)));
  }
}

function simplest(type: RandomType, typed: boolean): Text {
  if (type.kind === "integer")
    return typed ? either(`${type.name}.MAX`, `${maximum(type)}n`) : either("1", "1n");
  if (type.kind === "bool") return text`keep(false)`;
  return type.kind === "enum" ? either(`${type.name}.A`, "0n") : either("zeroed()", zeroOf(type));
}

/** An operation on a machine integer type. A plain operand is a literal. */
export function operator(
  type: Integer,
  symbol: string,
  name: string,
  left: Text,
  right: Text | string,
): Text {
  const operand = typeof right === "string" ? either(right, `${right}n`) : right;
  return either(
    `(${left.source} ${symbol} ${operand.source})`,
    `${name}("${type.name}", ${left.model}, ${operand.model})`,
  );
}

/** TypeScript narrows a variable of an empty enum type that it compares to `never`, but not an expression. */
export function unnarrowed(type: Integer, operand: Text): Text {
  return operator(type, "|", "or", operand, "0");
}
