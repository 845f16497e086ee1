/** Tags that differ in what the solver's names cannot hold. */
import { assert, spec, u32 } from "welkin";

type Answer = { kind: "a|b" } | { kind: "a!b" } | { kind: "a/b"; value: u32 } | { kind: "a\\b"; value: u32 };

const same = spec((a: Answer, b: Answer): boolean => a === b);

export function withoutFields(): void {
  const one: Answer = { kind: "a|b" };
  const other: Answer = { kind: "a!b" };
  assert(!same(one, other));
  assert(false); // FAILS V205
}

export function withFields(n: u32): void {
  const one: Answer = { kind: "a/b", value: n };
  const other: Answer = { kind: "a\\b", value: n };
  assert(!same(one, other));
  assert(false); // FAILS V205
}
