/**
 * Values of views that are known already.
 *
 * Owns        the values that specification functions without parameters had last, each with the state that it is of.
 * Invariants  values are immutable: while the state that a view reads is the same, so is the view's value.
 */
import type { Program, SpecDeclaration } from "../ir.ts";
import type { Value } from "./value.ts";
import { lookup } from "./value.ts";

/** How many values of one view are kept: contracts speak of a few states. */
const KEPT = 4;

interface Known {
  readonly state: readonly (Value | undefined)[];
  readonly value: Value;
}

export class Views {
  readonly #program: Program;
  readonly #behind = new Map<SpecDeclaration, readonly string[]>();
  readonly #known = new Map<SpecDeclaration, readonly Known[]>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** The value of a view in a state; what is not known is computed. */
  value(spec: SpecDeclaration, state: ReadonlyMap<string, Value>, compute: () => Value): Value {
    const now = this.behind(spec).map((name) => state.get(name));
    const known = this.#known.get(spec) ?? [];
    const found = known.find((each) => each.state.every((value, i) => value === now[i]));
    if (found) return found.value;
    const value = compute();
    this.#known.set(spec, [{ state: now, value }, ...known.slice(0, KEPT - 1)]);
    return value;
  }

  /** The module state that a view reads, also through the views of lower modules. */
  behind(spec: SpecDeclaration): readonly string[] {
    let names = this.#behind.get(spec);
    if (!names) {
      const below = spec.views.flatMap((view) => this.behind(lookup(this.#program.specs, view)));
      this.#behind.set(spec, (names = [...new Set([...spec.reads, ...below])]));
    }
    return names;
  }
}
