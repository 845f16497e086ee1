/**
 * One running call of a function.
 *
 * Owns        its variables, what it may see, where its references point.
 * Invariants  `code` and `ghost` are one scope, seen by executable code and by specifications.
 */
import type { FunctionDeclaration } from "../ir.ts";
import type { Scope } from "./evaluate.ts";
import type { Location } from "./place.ts";
import type { Value } from "./value.ts";

export interface Activation {
  readonly function: FunctionDeclaration;
  readonly code: Scope;
  readonly ghost: Scope;
  /** The storage behind each reference parameter. */
  readonly references: ReadonlyMap<string, Location>;
  /** The function's `decreases` at entry; empty where it has none. */
  readonly measure: readonly bigint[];
}

/** The scopes of a call that begins with these parameters in this state. All of a lemma is ghost. */
export function scopesAt(
  parameters: ReadonlyMap<string, Value>,
  state: Map<string, Value>,
  lemma: boolean,
): { readonly code: Scope; readonly ghost: Scope; readonly entry: Scope } {
  const entry: Scope = {
    locals: new Map(parameters),
    state: new Map(state),
    entry: undefined,
    ghost: true,
  };
  const code: Scope = { locals: new Map(parameters), state, entry, ghost: lemma };
  return { code, ghost: { ...code, ghost: true }, entry };
}

/** A measure falls if it was bounded below and its first different part is less. */
export function falls(before: readonly bigint[], after: readonly bigint[]): boolean {
  for (let i = 0; i < before.length; i += 1) {
    const [was, is] = [before[i]!, after[i]];
    if (is === undefined || is < was) return was >= 0n;
    if (is > was) return false;
  }
  return false;
}
