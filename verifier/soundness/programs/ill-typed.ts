/** Specification values that do not fit the type that they are said to have must not contradict the type. */
import {
  FixedArray,
  Map,
  Seq,
  Set,
  assert,
  ensures,
  enumFrom,
  ghost,
  int,
  lemma,
  modifies,
  requires,
  spec,
  u32,
  u8,
} from "welkin";

enum Color {
  Red,
  Green,
}

class Pair {
  a: u32 = 0;
  b: u8 = 0;
}

export const identity = spec((x: u32): u32 => x);
export const lowered = spec((x: int): u32 => u32.from(x - 1));
export const pair = spec((x: int): Pair => ({ a: u32.from(x), b: u8.from(x) }));
export const colorOf = spec((x: int): Color => enumFrom<Color>(x));

export const argument = lemma((x: int): void => {
  requires(x < 0);
  assert(identity(u32.from(x)) === x); // FAILS V205
});

export const argumentIsConsistent = lemma((x: int): void => {
  requires(identity(u32.from(x)) === x || identity(u32.from(x)) !== x);
  assert(x >= 0); // FAILS V205
});

export const result = lemma((): void => {
  assert(lowered(0) < 0); // FAILS V205
});

export const resultIsConsistent = lemma((): void => {
  requires(lowered(0) >= 0);
  assert(false); // FAILS V205
});

export const field = lemma((x: int): void => {
  requires(pair(x).a >= 0 && pair(x).b <= 255);
  assert(x >= 0); // FAILS V205
});

export const pushed = lemma((s: Seq<u8>, x: int): void => {
  requires(s.push(u8.from(x)).length > 0 && s.push(u8.from(x)).last() <= 255);
  assert(x <= 255); // FAILS V205
});

export const replaced = lemma((s: Seq<u8>, x: int): void => {
  requires(s.length === 3 && s.with(1, u8.from(x))[1] <= 255);
  assert(x <= 255); // FAILS V205
});

export const listed = lemma((x: int): void => {
  requires(Seq.of<u8>(u8.from(x))[0] <= 255);
  assert(x <= 255); // FAILS V205
});

export const built = lemma((x: int): void => {
  requires(Seq.build<u8>(2, (i: int) => u8.from(x + i))[1] <= 255);
  assert(x <= 254); // FAILS V205
});

export const mapped = lemma((m: Map<int, u8>, x: int): void => {
  requires(m.set(1, u8.from(x)).get(1) <= 255);
  assert(x <= 255); // FAILS V205
});

export const added = lemma((s: Set<u8>, x: int): void => {
  requires(s.add(u8.from(x)).has(7));
  assert(x <= 255); // FAILS V205
});

export const noSuchMember = lemma((x: int): void => {
  requires(colorOf(x) <= Color.Green);
  assert(x === 0 || x === 1); // FAILS V205
});

/** Elements behind the end of an array are of no type's range either way. */
export const behindTheEnd = lemma((t: FixedArray<u8, 4>, i: int): void => {
  requires(t[i] <= 255);
  assert(0 <= i && i < 4); // FAILS V205
});

/** A ghost variable of a machine type holds what fits it, or its type would promise too much. */
export const ghostLocal = lemma((x: int): void => {
  const y: u32 = u32.from(x); // FAILS V104
  assert(y >= 0);
});

export const ghostAssigned = lemma((x: int): void => {
  let y: u8 = 0;
  y = u8.from(x); // FAILS V104
  assert(y >= 0);
});

export const ghostChosen = lemma((x: int): void => {
  const y: u8 = x > 255 ? 255 : u8.from(x); // FAILS V104
  assert(y >= 0);
});

export const ghostFits = lemma((x: int): void => {
  const y: u8 = x > 255 || x < 0 ? 255 : u8.from(x);
  assert(y >= 0);
});

export const ghostRecord = lemma((x: int): void => {
  const p: Pair = { a: u32.from(x), b: 0 }; // FAILS V104
  assert(p.a >= 0);
});

export const ghostEnum = lemma((x: int): void => {
  const c: Color = enumFrom<Color>(x); // FAILS V105
  assert(c <= Color.Green);
});

export const trivial = lemma((x: u8): void => {
  ensures(x % 256 === x);
});

export const lemmaArgument = lemma((x: int): void => {
  trivial(u8.from(x)); // FAILS V104
});

let mirror: Seq<u8> = Seq.empty();

export function ghostState(x: u32): void {
  modifies(mirror);
  mirror = mirror.push(u8.from(x));
  assert(x <= 255); // FAILS V205
}

export function ghostInCode(x: u32): void {
  const y = ghost(u8.from(x)); // FAILS V104
  assert(y === y);
}
