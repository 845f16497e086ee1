/**
 * Random statements.
 *
 * Owns        declarations, assignments, branches, bounded loops, jumps, narrowing of unions, tests.
 * Invariants  every loop ends after a few rounds: nothing but its step changes its counter.
 * Not here    expressions (expressions.ts), contracts and whole functions (program.ts).
 */
import type { Choices } from "./choices.ts";
import type { ExpressionWriter } from "./expressions.ts";
import { operator, unnarrowed } from "./expressions.ts";
import type { FunctionScope, Root } from "./scope.ts";
import { local } from "./scope.ts";
import type { Text } from "./text.ts";
import { either, joined, text } from "./text.ts";
import type { Integer, RandomType, TypeMaker } from "./types.ts";
import { BOOL, INTEGERS, isScalar, isStorage, sourceOf } from "./types.ts";

const DEPTH = 3;

interface Loop {
  readonly label: string;
  /** A `break` without label leaves it: no switch is in between. */
  readonly direct: boolean;
}

export class StatementWriter {
  readonly #choices: Choices;
  readonly #types: TypeMaker;
  readonly #scope: FunctionScope;
  readonly #expressions: ExpressionWriter;
  /** Loops around the statement, outermost first. */
  #loops: readonly Loop[] = [];

  constructor(choices: Choices, types: TypeMaker, scope: FunctionScope, expressions: ExpressionWriter) {
    this.#choices = choices;
    this.#types = types;
    this.#scope = scope;
    this.#expressions = expressions;
  }

  block(length: number, depth: number): Text {
    return this.#scope.inside(() => {
      const written: Text[] = [];
      for (let i = 0; i < length && !this.#choices.exhausted; i += 1) written.push(this.#statement(depth));
      return joined(written, "");
    });
  }

  #statement(depth: number): Text {
    const simplified = this.#choices.node();
    const written = this.#any(depth);
    return simplified ? text`` : written;
  }

  #any(depth: number): Text {
    switch (this.#choices.below(depth <= 0 ? 7 : 14)) {
      case 0:
      case 1:
        return this.#declaration();
      case 2:
      case 3:
        return this.#assignment();
      case 4:
        return this.#compound();
      case 5:
        return this.#alias() ?? this.#assignment();
      case 6:
        return this.#call() ?? this.#assignment();
      case 7:
        return this.#branch(depth);
      case 8:
        return this.#counted(depth);
      case 9:
        return this.#falling(depth);
      case 10:
        return this.#switch(depth);
      case 11:
        return this.#jump() ?? this.#branch(depth);
      case 12:
        return this.#narrowing(depth) ?? this.#assignment();
      default:
        return this.#test();
    }
  }

  #declaration(): Text {
    const type = this.#types.any();
    const name = this.#scope.freshName("v");
    const value = this.#expressions.of(type, DEPTH);
    const writable = this.#choices.oneIn(2) || !isScalar(type);
    const keyword = writable ? "let" : "const";
    this.#scope.roots.push(local(name, type, writable));
    const copied = isScalar(type) ? value.model : `copy(${value.model})`;
    return either(
      `${keyword} ${name}: ${sourceOf(type)} = ${value.source};\n`,
      `${keyword} ${name} = ${copied};\n`,
    );
  }

  #target(type: RandomType): Text | undefined {
    return this.#scope.place(type, true, (length) => this.#expressions.index(length, DEPTH));
  }

  #assignment(): Text {
    const type = this.#types.any();
    const target = this.#target(type);
    if (!target) return this.#declaration();
    const value = this.#expressions.of(type, DEPTH);
    return isScalar(type)
      ? text`${target} = ${value};\n`
      : either(`${target.source} = ${value.source};\n`, `store(${target.model}, ${value.model});\n`);
  }

  #compound(): Text {
    const type = this.#choices.of(INTEGERS);
    const name = this.#scope.place(type, true, (length) => {
      const index = this.#choices.below(length);
      return either(`${index}`, `${index}`);
    });
    if (!name) return this.#declaration();
    const [symbol, operation] = this.#choices.of([
      ["^", "xor"],
      ["|", "or"],
      ["+", "add"],
      ["-", "sub"],
      ["*", "mul"],
      [">>", "shr"],
    ] as const);
    const value = this.#expressions.of(type, DEPTH - 1);
    const small = symbol === "^" || symbol === "|" ? value : operator(type, "&", "and", value, "3");
    return either(
      `${name.source} ${symbol}= ${small.source};\n`,
      `${name.model} = ${operation}("${type.name}", ${name.model}, ${small.model});\n`,
    );
  }

  /** Another name of a place; its indices are evaluated here. */
  #alias(): Text | undefined {
    const routes = this.#scope.routes((type, _root, whole) => isStorage(type) && !whole);
    if (routes.length === 0) return undefined;
    const route = this.#choices.of(routes);
    const place = this.#scope.follow(route, (length) => this.#expressions.index(length, DEPTH));
    const name = this.#scope.freshName("p");
    const { writable, kind, storage } = route.root;
    this.#scope.roots.push({
      text: either(name, name),
      storage,
      kind,
      type: route.type,
      writable,
      assignable: false,
    });
    return text`const ${name} = ${place};\n`;
  }

  #call(): Text | undefined {
    const { callable } = this.#scope;
    if (callable.length === 0) return undefined;
    const call = this.#expressions.callOf(this.#choices.of(callable), DEPTH);
    return call && text`${call};\n`;
  }

  #body(depth: number): Text {
    return this.block(1 + this.#choices.below(3), depth - 1);
  }

  #branch(depth: number): Text {
    const condition = this.#expressions.of(BOOL, DEPTH);
    const whenTrue = this.#body(depth);
    if (this.#choices.oneIn(2))
      return text`if (${condition}) {\n${whenTrue}} else {\n${this.#body(depth)}}\n`;
    return text`if (${condition}) {\n${whenTrue}}\n`;
  }

  /** `label: for (let i = 0; i < n; i += 1) body` */
  #counted(depth: number): Text {
    const type = this.#choices.of(INTEGERS);
    const name = this.#scope.freshName("k");
    const label = this.#scope.freshName("loop");
    const rounds = 1 + this.#choices.below(4);
    const step = operator(type, "+", "add", either(name, name), "1");
    const head = either(
      `${label}: for (let ${name}: ${type.name} = 0; ${name} < ${rounds}; ${name} += 1)`,
      `${label}: for (let ${name} = 0n; ${name} < ${rounds}n; ${name} = ${step.model})`,
    );
    return this.#inLoop(label, local(name, type, false), (body) => text`${head} {\n${body}}\n`, depth);
  }

  /** `while` and `do`: the counter falls at the start of the body, where no `continue` can miss it. */
  #falling(depth: number): Text {
    const type = this.#choices.of(INTEGERS);
    const name = this.#scope.freshName("w");
    const label = this.#scope.freshName("loop");
    const rounds = 1 + this.#choices.below(4);
    const start = either(`let ${name}: ${type.name} = ${rounds};\n`, `let ${name} = ${rounds}n;\n`);
    const fall = either(`${name} -= 1;\n`, `${name} = ${name} - 1n;\n`);
    const condition = either(`${name} > 0`, `${name} > 0n`);
    const first = this.#choices.oneIn(2);
    const around = (body: Text) =>
      first
        ? text`${start}${label}: do {\n${fall}${body}} while (${condition});\n`
        : text`${start}${label}: while (${condition}) {\n${fall}${body}}\n`;
    return text`{\n${this.#inLoop(label, local(name, type, false), around, depth)}}\n`;
  }

  #inLoop(label: string, counter: Root, around: (body: Text) => Text, depth: number): Text {
    const outer = this.#loops;
    this.#loops = [...outer, { label, direct: true }];
    const body = this.#scope.inside(() => {
      this.#scope.roots.push(counter);
      return this.#body(depth);
    });
    this.#loops = outer;
    return around(text`${either("", "tick();\n")}${body}`);
  }

  #jump(): Text | undefined {
    if (this.#loops.length === 0) return undefined;
    const loop = this.#choices.of(this.#loops);
    const plain = loop.direct && loop === this.#loops.at(-1) && this.#choices.oneIn(2);
    const target = plain ? "" : ` ${loop.label}`;
    const condition = this.#expressions.of(BOOL, DEPTH);
    return text`if (${condition}) ${this.#choices.of(["break", "continue"])}${target};\n`;
  }

  #switch(depth: number): Text {
    const type = this.#choices.of(this.#types.scalars.filter((scalar) => scalar.kind !== "bool"));
    const cases = type.kind === "enum" ? this.#enumCases(type) : this.#integerCases();
    const value = this.#expressions.of(type, DEPTH, true);
    const subject =
      type.kind === "enum"
        ? text`keep${type.name}(${value})`
        : this.#choices.oneIn(3)
          ? unnarrowed(type as Integer, value)
          : operator(type as Integer, "&", "and", value, "3");
    const written = cases.map((labels) => {
      const body = this.#inSwitch(() => this.#body(depth));
      return text`${joined(labels, "")}{\n${body}break;\n}\n`;
    });
    const otherwise = this.#choices.oneIn(2)
      ? text`default: {\n${this.#inSwitch(() => this.#body(depth))}break;\n}\n`
      : text``;
    return text`switch (${subject}) {\n${joined(written, "")}${otherwise}}\n`;
  }

  #inSwitch(write: () => Text): Text {
    const outer = this.#loops;
    this.#loops = outer.map(({ label }) => ({ label, direct: false }));
    const written = write();
    this.#loops = outer;
    return written;
  }

  /** Groups of labels that share a body. */
  #integerCases(): readonly (readonly Text[])[] {
    const labels = [0, 1, 2, 3].map((value) => either(`case ${value}: `, `case ${value}n: `));
    const kept = labels.slice(0, 1 + this.#choices.below(4));
    return this.#choices.oneIn(2) && kept.length > 2
      ? [kept.slice(0, 2), ...kept.slice(2).map((l) => [l])]
      : kept.map((l) => [l]);
  }

  #enumCases(type: Extract<RandomType, { kind: "enum" }>): readonly (readonly Text[])[] {
    const labels = type.members.map(({ name, value }) => [
      either(`case ${type.name}.${name}: `, `case ${value}n: `),
    ]);
    return labels.slice(0, 1 + this.#choices.below(labels.length));
  }

  /**
   * `if (u.kind === "a") body`, in which the variant's fields are places. Only of parameters: TypeScript would have
   * narrowed other places by what was assigned to them, and reject the comparison.
   */
  #narrowing(depth: number): Text | undefined {
    const candidates = this.#scope.roots.filter(
      ({ type, kind, text: { source }, storage }) =>
        type.kind === "union" && kind === "parameter" && source === storage,
    );
    if (candidates.length === 0) return undefined;
    const root = this.#choices.of(candidates);
    if (root.type.kind !== "union") throw new Error("a union was chosen");
    this.#scope.touch(root);
    const variant = this.#choices.of(root.type.variants);
    const body = this.#scope.inside(() => {
      this.#scope.roots = this.#scope.roots.filter((other) => other.storage !== root.storage);
      for (const field of variant.fields) {
        const place = either(
          `${root.text.source}.${field.name}`,
          `variant(${root.text.model}, "${variant.tag}").${field.name}`,
        );
        this.#scope.roots.push({ ...root, text: place, type: field.type });
      }
      return this.#body(depth);
    });
    return text`if (${root.text}.kind === "${variant.tag}") {\n${body}}\n`;
  }

  /** An assertion about integers, exact as specifications are. It seldom fails. */
  #test(): Text {
    const type = this.#choices.of(INTEGERS);
    const place = () =>
      this.#scope.place(type, false, () => either("0", "0")) ?? this.#expressions.literal(type);
    const symbol = this.#choices.of(["+", "-", "*"]);
    const left = text`${place()} ${symbol} ${place()}`;
    const value = this.#expressions.literal(type);
    if (this.#choices.oneIn(3))
      return either(
        `assert(${left.source} < ${value.source});\n`,
        `check(${left.model} < ${value.model});\n`,
      );
    return either(
      `assert(${left.source} === ${left.source});\n`,
      `check(${left.model} === ${left.model});\n`,
    );
  }
}
