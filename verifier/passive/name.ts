/**
 * Naming of states: an expression of the program, over variables that each hold one value for ever.
 *
 * Owns        what a variable, module state, `old` and the hidden state of a view stand for at a point.
 * Invariants  The result has no `global` and no `old`; each call of a specification function carries the state
 *             that it reads, as query.ts says. Bound variables keep their names: the names of versions contain
 *             an `@`, which no name of a source program does, so nothing is captured.
 */
import type { Expression, Program, SpecDeclaration, Type, Variable } from "../../language/ir.ts";
import { variable } from "../../language/build.ts";
import type { Query } from "../query.ts";
import { mapScoped } from "./traverse.ts";

export const TOKEN: Type = { kind: "token" };

/** What a state is made of. */
export type Key = `local ${string}` | `global ${string}` | `view ${string}`;

export function localKey(name: string): Key {
  return `local ${name}`;
}
export function globalKey(name: string): Key {
  return `global ${name}`;
}
export function viewKey(name: string): Key {
  return `view ${name}`;
}

/** What the names in an expression stand for. */
export interface Scope {
  /** Throws where it does not know the name. */
  value(key: Key): Expression;
  /** The scope of `old`. */
  readonly old: Scope;
}

/** Makes the variables that hold one value for ever. */
export class Names {
  readonly #counts = new Map<string, number>();

  /** A variable that nothing else is named by. The first of a name is `name@0`. */
  fresh(name: string, type: Type): Variable {
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    return { name: `${name}@${count}`, type };
  }
}

/** Names the states in the expressions of one query. */
export class Namer {
  readonly program: Program;
  readonly within: Query["within"];

  constructor(program: Program, within: Query["within"]) {
    this.program = program;
    this.within = within;
  }

  name(e: Expression, scope: Scope, bound: ReadonlySet<string> = new Set()): Expression {
    switch (e.kind) {
      case "variable":
        return bound.has(e.name) ? e : { ...scope.value(localKey(e.name)), span: e.span };
      case "global":
        return { ...scope.value(globalKey(e.name)), span: e.span };
      case "old":
        return this.name(e.operand, scope.old, bound);
      case "call": {
        const values = e.arguments.map((argument) => this.name(argument, scope, bound));
        const state = this.stateKeys(this.spec(e.function)).map((key) => scope.value(key));
        return { ...e, arguments: [...values, ...state] };
      }
      default:
        return mapScoped(e, bound, (operand, inner) => this.name(operand, scope, inner));
    }
  }

  spec(name: string): SpecDeclaration {
    const declaration = this.program.specs.get(name);
    if (!declaration) throw new Error(`no specification function ${name}`);
    return declaration;
  }

  /** The state that a call carries behind its declared arguments. */
  stateKeys(declaration: SpecDeclaration): readonly Key[] {
    const { within } = this;
    if (within === "program") {
      const lower = declaration.views.flatMap((view) => this.spec(view).reads);
      return [...declaration.reads, ...lower].map(globalKey);
    }
    const lower = declaration.views.map(viewKey);
    if (declaration.reads.length === 0 || declaration.module === within.module) {
      return [...declaration.reads.map(globalKey), ...lower];
    }
    if (!declaration.exported) throw new Error(`${declaration.name} is hidden outside its module`);
    return [viewKey(declaration.name), ...lower];
  }
}

export function variableOf({ name, type }: Variable, span: Expression["span"]): Expression {
  return variable(name, type, span);
}

/** The type of what a key names; locals are known to their function only. */
export function typeOfKey(program: Program, key: Key): Type {
  if (key.startsWith("view ")) return TOKEN;
  const name = key.slice("global ".length);
  const declaration = key.startsWith("global ") ? program.globals.get(name) : undefined;
  if (!declaration) throw new Error(`nothing is known of ${key}`);
  return declaration.type;
}

/** The name of a key without its kind. */
export function nameOfKey(key: Key): string {
  return key.slice(key.indexOf(" ") + 1);
}
