/** Arrays, enums, unions. */
import {
  FixedArray,
  assert,
  copy,
  ensures,
  enumFrom,
  forall,
  implies,
  int,
  modifies,
  requires,
  u32,
  u8,
  zeroed,
} from "welkin";

enum Color {
  Red,
  Green = 5,
  Blue,
}

type Shape = { kind: "point" } | { kind: "circle"; radius: u32 } | { kind: "box"; width: u32; height: u32 };

type Table = FixedArray<u32, 4>;

export function outOfBounds(t: Table, i: u32): u32 {
  return t[i]; // FAILS V106
}

export function justOutside(t: Table): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i <= 4; i += 1) {
    sum = t[i]; // FAILS V106
  }
  return sum;
}

export function shortCircuit(t: Table, i: u32): boolean {
  return t[i] > 0 && i < 4; // FAILS V106
}

export function guarded(t: Table, i: u32): boolean {
  return i < 4 && t[i] > 0;
}

export function wrongBranch(t: Table, i: u32): u32 {
  return i >= 4 ? t[i] : 0; // FAILS V106
}

export function storeOutOfBounds(t: Table, i: u32): void {
  modifies(t);
  t[i] = 1; // FAILS V106
}

/** In a specification an element out of range is unknown, not zero and not fresh. */
export function outsideInSpecification(t: Table): void {
  assert(t[7] === 0); // FAILS V205
}

export function notAMember(x: u32): Color {
  requires(x <= 6);
  return enumFrom<Color>(x); // FAILS V105
}

export function member(x: u32): Color {
  requires(x === 0 || x === 5 || x === 6);
  return enumFrom<Color>(x);
}

export function membersAlone(c: Color): void {
  assert(c === Color.Red || c === Color.Green || c === Color.Blue);
}

export function notAllMembers(c: Color): void {
  assert(c === Color.Red || c === Color.Green); // FAILS V205
}

export function switchWithoutDefault(c: Color): u32 {
  ensures((result: u32) => result > 0); // FAILS V202
  let code: u32 = 0;
  switch (c) {
    case Color.Red:
      code = 1;
      break;
    case Color.Green:
      code = 2;
      break;
  }
  return code;
}

export function sharedCase(c: Color): u32 {
  ensures((result: u32) => implies(c === Color.Blue, result === 2)); // FAILS V202
  switch (c) {
    case Color.Red:
    case Color.Blue:
      return 1;
    default:
      return 2;
  }
}

export function radius(s: Shape): u32 {
  if (s.kind === "circle") return s.radius;
  return 0;
}

class Holder {
  shape: Shape = { kind: "point" };
}

/** After the call, the value may be another variant, whatever TypeScript's narrowing believes. */
export function reassigned(h: Holder): u32 {
  modifies(h);
  if (h.shape.kind === "circle") {
    overwrite(h);
    return h.shape.radius; // FAILS V108
  }
  return 0;
}

function overwrite(h: Holder): void {
  modifies(h);
  h.shape = { kind: "point" };
}

/** Variants without fields are equal; those of different tags are not. */
export function variantsDiffer(a: Shape, b: Shape): void {
  requires(a.kind === "point" && b.kind !== "point");
  assert(a !== b);
}

export function variantsWithFieldsMayDiffer(a: Shape, b: Shape): void {
  requires(a.kind === "circle" && b.kind === "circle");
  assert(a === b); // FAILS V205
}

export function variantUnknown(a: Shape): void {
  assert(a.kind === "point" || a.kind === "circle"); // FAILS V205
}

export function storedElsewhere(i: u32, j: u32): void {
  requires(i < 4 && j < 4);
  const t: Table = zeroed();
  t[i] = 1;
  assert(t[j] === 0); // FAILS V205
}

export function copiesAreApart(t: Table): void {
  modifies(t);
  const before: Table = copy(t);
  t[0] = 5;
  assert(before === t); // FAILS V205
}

export function bytesAreBytes(t: FixedArray<u8, 4>): void {
  assert(forall((i: int) => implies(0 <= i && i < 4, t[i] <= 255)));
  assert(forall((i: int) => implies(0 <= i && i < 4, t[i] < 255))); // FAILS V205
}

class Initial {
  size: u32 = 10;
}

/** A new record has the initial values of its class, a zeroed one has zeros. */
export function initialValues(): void {
  const fresh: Initial = new Initial();
  const empty: Initial = zeroed();
  assert(fresh.size === 10 && empty.size === 0);
  assert(fresh.size === 0); // FAILS V205
}

/** A quantifier over arrays is over all of them. */
export function allArrays(): void {
  assert(forall((t: Table) => t[0] <= u32.MAX));
  assert(forall((t: Table) => t[0] === 0)); // FAILS V205
}
