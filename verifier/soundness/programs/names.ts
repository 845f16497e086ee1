/** Names and tags that mean something in the language of the solver. */
import { Seq, assert, int, lemma, spec, u32 } from "welkin";

type Injected = { kind: "a| () Int)(assert false)(declare-fun |b"; v: u32 } | { kind: "back\\slash"; v: u32 };
type Escaped = { kind: "a|b"; v: u32; x: u32 } | { kind: "a!b"; v: u32; y: u32 };
type Constructors = { kind: "Union.new"; ok: u32 } | { kind: "ok"; v: u32 };
type Lines = { kind: "p\nq"; v: u32 } | { kind: "p/nq"; v: u32 };

export function injected(value: Injected): void {
  assert(value.kind === "back\\slash"); // FAILS V205
}

/** Tags that differ in quoting alone are different tags. */
export function escaped(): void {
  const value: Escaped = { kind: "a|b", v: 3, x: 4 };
  assert(value.v === 3 && value.x === 4);
  assert(value.v === value.x); // FAILS V205
}

/** So are those that look like what quoting makes of each other. */
type Quoted = { kind: "a|b"; v: u32 } | { kind: "a!barb"; v: u32 };
export function quoted(a: Quoted, b: Quoted): void {
  if (a.kind === "a|b") {
    if (b.kind === "a!barb") {
      assert(a.v === b.v); // FAILS V205
    }
  }
}

export function constructors(a: Constructors, b: Constructors): void {
  if (a.kind === "Union.new" && b.kind === "ok") {
    assert(a.ok === b.v); // FAILS V205
  }
}

export function lines(value: Lines): void {
  assert(value.kind === "p\nq"); // FAILS V205
}

export const div = spec((x: int): int => x + 1);
export const mod = spec((div: int, as: int): int => div - as);

export const ite = lemma((not: int, and: int, forall: int, ñ$: int, distinct: Seq<u32>): void => {
  assert(not + and === and + not);
  assert(div(not) === not + 1 && mod(ñ$, forall) === ñ$ - forall);
  assert(distinct.length >= 0);
  assert(not === and); // FAILS V205
});
