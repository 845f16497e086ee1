/** In specifications a conversion always has a value of its type; that the operand fits does not follow. (V104) */

import {
  assert,
  assertBits,
  ensures,
  forall,
  ghost,
  implies,
  lemma,
  prove,
  requires,
  spec,
  u8,
  u32,
  Seq,
  type FixedArray,
  type int,
} from "welkin";
type U = { kind: "a"; x: u32 } | { kind: "b"; y: u8 };
const narrow = spec((n: int): u8 => u8.from(n));
export function ghostValue(x: u32): void {
  const b = ghost(u32.from(x + 1)); // FAILS V104
  assert(x < u32.MAX);
}
export function ghostValueOfType(x: u32): void {
  const b: u32 = ghost(u32.from(x + 1)); // FAILS V104
  assert(b === b);
  assert(x < u32.MAX);
}
export function throughDefinition(x: u32): void {
  assert(narrow(x) <= 255);
  assert(x < 256); // FAILS V205
}
export function throughQuantifier(x: u32): void {
  assert(forall((n: u8) => n <= 255));
  assert(forall((n: int) => narrow(n) <= 255));
  const y: int = narrow(x);
  assert(y === x); // FAILS V205
}
export function outOfRange(t: FixedArray<u8, 4>, i: u32): void {
  const b = ghost(t[i]);
  assert(b <= 255);
  assert(i < 4); // FAILS V205
}
export function wrongVariant(u: U): void {
  const b = ghost(u.kind === "a" ? u.x : 0);
  assert(u.kind === "b"); // FAILS V205
}
export function inSequence(t: FixedArray<u8, 4>, x: u32): void {
  requires(Seq.from(t).with(0, 3).length === 4);
  const s: Seq<u8> = Seq.from(t).push(u8.from(x));
  assert(s[4] <= 255);
  assert(x <= 255); // FAILS V205
}
export function inBits(n: u32): void {
  const i: int = n;
  assertBits(implies(n < 4, (n & 4) === 0));
  assert(i === 3); // FAILS V205
}
const big = lemma((x: u8): void => {
  ensures(x <= 255);
});
export function throughLemma(x: u32): void {
  big(u8.from(x)); // FAILS V104
  assert(x < 256);
}
export function throughProof(x: u32): void {
  prove((k: int) => {
    ensures(u8.from(k) <= 255);
  });
  assert(x < 256); // FAILS V205
}
/** What bit vectors and integers say of a conversion is the same. */
export function bitsOfConversion(x: u32): void {
  assertBits(u8.from(x) <= 255);
  assertBits(u32.from(u8.from(x)) === (x & 0xff)); // keeps the low bits
  assert(x <= 255); // FAILS V205
}

export function bitsThink(x: u32): void {
  assertBits(u32.from(u8.from(x)) === x); // FAILS V206
}

/** Also where the conversion is inside a value of another type. */
export function ghostInSequence(x: u32): void {
  const s: Seq<u8> = Seq.of<u8>(u8.from(x));
  assert(s[0] <= 255);
  assert(x <= 255); // FAILS V205
}
