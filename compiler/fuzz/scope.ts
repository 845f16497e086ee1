/**
 * What a random function can see at a point.
 *
 * Owns        its variables and module state, the functions that it may call, and the places within them.
 * Invariants  a function may call those that were made before it, so there is no recursion; `reads` and `writes`
 *             name module state, of the function and of what it calls.
 */
import type { Choices } from "./choices.ts";
import type { Text } from "./text.ts";
import { either, text } from "./text.ts";
import type { RandomType } from "./types.ts";
import { sameType } from "./types.ts";

export interface Root {
  readonly text: Text;
  /** Names the storage; an alias has the storage of its place. */
  readonly storage: string;
  readonly kind: "local" | "parameter" | "state";
  readonly type: RandomType;
  readonly writable: boolean;
  /** May stand on the left of `=` itself, not only its parts. */
  readonly assignable: boolean;
}

export interface RandomParameter {
  readonly name: string;
  readonly type: RandomType;
  readonly reference: boolean;
  readonly writable: boolean;
}

export interface RandomFunction {
  readonly name: string;
  readonly parameters: readonly RandomParameter[];
  readonly result: RandomType | undefined;
  readonly reads: Set<string>;
  readonly writes: Set<string>;
}

/** One way from a root to a part: the fields and array lengths on it. */
type Path = readonly ({ readonly field: string } | { readonly length: number })[];

export interface Route {
  readonly root: Root;
  readonly path: Path;
  readonly type: RandomType;
}

export class FunctionScope {
  roots: Root[] = [];
  readonly made: RandomFunction;
  readonly callable: readonly RandomFunction[];
  readonly #choices: Choices;
  #fresh = 0;

  constructor(made: RandomFunction, callable: readonly RandomFunction[], choices: Choices) {
    this.made = made;
    this.callable = callable;
    this.#choices = choices;
  }

  freshName(prefix: string): string {
    this.#fresh += 1;
    return `${prefix}${this.#fresh}`;
  }

  /** All routes to parts that are accepted. */
  routes(accept: (type: RandomType, root: Root, whole: boolean) => boolean): readonly Route[] {
    const found: Route[] = [];
    for (const root of this.roots)
      walk(root.type, [], (path, type) => {
        if (accept(type, root, path.length === 0)) found.push({ root, path, type });
      });
    return found;
  }

  /** A place of exactly this type, if there is one. `writable`: one that may be assigned. */
  place(type: RandomType, writable: boolean, index: (length: number) => Text): Text | undefined {
    const routes = this.routes(
      (part, root, whole) => sameType(part, type) && (!writable || (whole ? root.assignable : root.writable)),
    );
    return routes.length === 0 ? undefined : this.follow(this.#choices.of(routes), index);
  }

  follow({ root, path }: Route, index: (length: number) => Text): Text {
    this.touch(root);
    return path.reduce(
      (base, step) => ("field" in step ? text`${base}.${step.field}` : text`${base}[${index(step.length)}]`),
      root.text,
    );
  }

  /** Notes that the function uses this state. */
  touch(root: Root): void {
    if (root.kind === "state") this.made.reads.add(root.storage);
  }

  /** What is declared inside is not seen behind. */
  inside<T>(write: () => T): T {
    const outer = this.roots;
    this.roots = [...outer];
    const result = write();
    this.roots = outer;
    return result;
  }
}

/** Visits a type and its parts; variants of unions are reached by narrowing only. */
function walk(type: RandomType, path: Path, visit: (path: Path, type: RandomType) => void): void {
  visit(path, type);
  if (type.kind === "record")
    for (const { name, type: part } of type.fields) walk(part, [...path, { field: name }], visit);
  if (type.kind === "array") walk(type.element, [...path, { length: type.length }], visit);
}

export function local(name: string, type: RandomType, writable: boolean): Root {
  return { text: either(name, name), storage: name, kind: "local", type, writable, assignable: writable };
}
