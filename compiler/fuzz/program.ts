/**
 * A random program: types, module state, functions, and the calls to try.
 *
 * Owns        its declarations and how functions are put together.
 * Invariants  a program is one module. Arguments and results of the functions to call are scalars.
 */
import { Choices } from "./choices.ts";
import { ExpressionWriter, maximum } from "./expressions.ts";
import type { RandomFunction, RandomParameter, Root } from "./scope.ts";
import { FunctionScope } from "./scope.ts";
import { StatementWriter } from "./statements.ts";
import type { Text } from "./text.ts";
import { either, joined, text } from "./text.ts";
import type { RandomType } from "./types.ts";
import { TypeMaker, isScalar, isStorage, sourceOf, zeroOf } from "./types.ts";

export interface Trial {
  readonly function: RandomFunction;
  readonly operands: readonly (bigint | boolean)[];
}

export interface RandomProgram {
  readonly text: Text;
  /** Names of the module state. */
  readonly state: readonly Root[];
  readonly trials: readonly Trial[];
  /** How many nodes could be simplified. */
  readonly nodes: number;
}

/** What every random module begins with. */
const PRELUDE = either(
  `import { u8, u16, u32, u64, i8, i16, i32, i64, FixedArray, arrayOf, assert, checked, copy, enumFrom, modifies,
  requires, zeroed } from "welkin";
function same(a: boolean, b: boolean): boolean {
  return a === b;
}
function keep(a: boolean): boolean {
  return a;
}
`,
  "const same = (a, b) => a === b;\nconst keep = (a) => a;\n",
);

const DEPTH = 3;

/** The program that the numbers make, with some of its nodes in their simplest form: a statement is nothing then. */
export function randomProgram(
  numbers: readonly number[],
  simplified: ReadonlySet<number> = new Set(),
): RandomProgram {
  return new ProgramWriter(new Choices(numbers, simplified)).program();
}

class ProgramWriter {
  readonly #choices: Choices;
  readonly #types: TypeMaker;
  readonly #state: Root[] = [];
  readonly #functions: RandomFunction[] = [];
  /** Left out when the program is made smaller. */
  readonly #removed = new Set<RandomFunction>();

  constructor(choices: Choices) {
    this.#choices = choices;
    this.#types = new TypeMaker(choices);
  }

  program(): RandomProgram {
    const state = Array.from({ length: this.#choices.below(4) }, (_, i) => this.#stateVariable(i));
    const functions = Array.from({ length: 1 + this.#choices.below(5) }, (_, i) => this.#function(i));
    return {
      text: joined([PRELUDE, ...this.#types.declarations, ...state, ...functions], ""),
      state: this.#state,
      trials: this.#trials(),
      nodes: this.#choices.nodes,
    };
  }

  #stateVariable(number: number): Text {
    const name = `s${number}`;
    const type = this.#types.any();
    const assignable = isScalar(type);
    this.#state.push({
      text: either(name, name),
      storage: name,
      kind: "state",
      type,
      writable: true,
      assignable,
    });
    if (!assignable)
      return either(`const ${name}: ${sourceOf(type)} = zeroed();\n`, `const ${name} = ${zeroOf(type)};\n`);
    const value = initialValue(type);
    return either(`let ${name}: ${sourceOf(type)} = ${value.source};\n`, `let ${name} = ${value.model};\n`);
  }

  #function(number: number): Text {
    const simplified = this.#choices.node();
    const name = `f${number}`;
    const parameters = Array.from({ length: this.#choices.below(4) }, (_, i) => this.#parameter(i));
    const result = this.#choices.oneIn(6) ? undefined : this.#types.any();
    const made: RandomFunction = { name, parameters, result, reads: new Set(), writes: new Set() };
    const scope = new FunctionScope(made, this.#functions, this.#choices);
    for (const { storage } of this.#state) if (this.#choices.oneIn(2)) made.writes.add(storage);
    scope.roots.push(...parameters.map(rootOf), ...this.#state.map((root) => visible(root, made)));
    const expressions = new ExpressionWriter(this.#choices, this.#types, scope);
    const statements = new StatementWriter(this.#choices, this.#types, scope, expressions);
    const requires = this.#requires(parameters);
    const body = statements.block(this.#choices.below(8), 3);
    const end = result ? text`return ${expressions.of(result, DEPTH)};\n` : text``;
    this.#functions.push(made);
    if (simplified) this.#removed.add(made);
    if (simplified) return text``;
    return text`${this.#head(made)} {\n${requires}${this.#modifies(made)}${either("checked();\n", "tick();\n")}${body}${end}}\n`;
  }

  #parameter(number: number): RandomParameter {
    const type = this.#types.any();
    const reference = isStorage(type);
    return { name: `a${number}`, type, reference, writable: reference && this.#choices.oneIn(2) };
  }

  #head({ name, parameters, result }: RandomFunction): Text {
    const list = parameters.map((parameter) => `${parameter.name}: ${sourceOf(parameter.type)}`).join(", ");
    const names = parameters.map((parameter) => parameter.name).join(", ");
    return either(
      `export function ${name}(${list}): ${result ? sourceOf(result) : "void"}`,
      `function ${name}(${names})`,
    );
  }

  #modifies({ parameters, writes }: RandomFunction): Text {
    const names = [...parameters.filter(({ writable }) => writable).map(({ name }) => name), ...writes];
    return either(names.length === 0 ? "" : `modifies(${names.join(", ")});\n`, "");
  }

  /** Now and then a precondition, which some calls break. */
  #requires(parameters: readonly RandomParameter[]): Text {
    const integer = parameters.find(({ type }) => type.kind === "integer");
    if (!integer || integer.type.kind !== "integer" || !this.#choices.oneIn(5)) return text``;
    const bound = maximum(integer.type) / 2n;
    return either(
      `requires(${integer.name} + 1 <= ${bound});\n`,
      `check(${integer.name} + 1n <= ${bound}n);\n`,
    );
  }

  /** A few calls of each function that can be called from outside. */
  #trials(): readonly Trial[] {
    const callable = this.#functions.filter(
      ({ parameters, result }) =>
        parameters.every(({ type }) => isScalar(type)) && (!result || isScalar(result)),
    );
    const trials = callable.flatMap((made) =>
      Array.from({ length: 1 + this.#choices.below(3) }, () => ({
        function: made,
        operands: made.parameters.map(({ type }) => this.#operand(type)),
      })),
    );
    return trials.filter((trial) => !this.#removed.has(trial.function));
  }

  #operand(type: RandomType): bigint | boolean {
    if (type.kind === "bool") return this.#choices.below(2) === 1;
    if (type.kind === "enum") return this.#choices.of(type.members).value;
    if (type.kind !== "integer") throw new Error("only scalars come from outside");
    const max = maximum(type);
    const min = type.name.startsWith("i") ? -max - 1n : 0n;
    return this.#choices.of([0n, 1n, 2n, 5n, max, min, max - 1n, max / 3n, min / 5n]);
  }
}

function rootOf({ name, type, reference, writable }: RandomParameter): Root {
  const assignable = false;
  return {
    text: either(name, name),
    storage: name,
    kind: "parameter",
    type,
    writable: reference && writable,
    assignable,
  };
}

/** State that the function may not write is read only in it. */
function visible(root: Root, { writes }: RandomFunction): Root {
  return writes.has(root.storage) ? root : { ...root, writable: false, assignable: false };
}

function initialValue(type: RandomType): Text {
  if (type.kind === "bool") return either("true", "true");
  return type.kind === "enum" ? either(`${type.name}.B`, "1n") : either("5", "5n");
}
