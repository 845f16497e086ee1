/** Small programs for the tests of the commands. */

export const MIDPOINT = `import { u32, requires, ensures } from "welkin";

export function midpoint(low: u32, high: u32): u32 {
  requires(low <= high);
  ensures((result: u32) => low <= result && result <= high);
  return low + (high - low) / 2;
}
`;

export const OVERFLOW = `import { u32, requires, ensures } from "welkin";

export function midpoint(low: u32, high: u32): u32 {
  requires(low <= high);
  ensures((result: u32) => low <= result && result <= high);
  return (low + high) / 2;
}
`;

export const VACUOUS = `import { u32, requires, ensures } from "welkin";

export function never(a: u32): u32 {
  requires(a < 5);
  requires(a > 5);
  ensures((result: u32) => result === 7);
  return a;
}
`;

/** Keeps more than one in what it says of its result. */
export const WEAK = `import { u32, requires, ensures } from "welkin";

export function increment(a: u32): u32 {
  requires(a < 100);
  ensures((result: u32) => result <= 101);
  return a + 1;
}
`;

/** A counter as a layer: its state is known to others by the view \`count\` alone. */
export function counterLayer(step: string): string {
  return `import { u32, ensures, invariant, modifies, old, requires, spec } from "welkin";

let value: u32 = 0;
invariant(value <= 1000);

export const count = spec((): u32 => value);

export function advance(): void {
  requires(count() < 1000);
  modifies(count);
  ensures(count() === old(count()) + ${step});
  value += 1;
}
`;
}

export const COUNTER_USER = `import { ensures, modifies, old, requires } from "welkin";
import { advance, count } from "./counter.ts";

export function twice(): void {
  requires(count() < 999);
  modifies(count);
  ensures(count() === old(count()) + 2);
  advance();
  advance();
}
`;

/** Wrong for few values only. */
export const RARE = `import { u32, requires, ensures, FixedArray } from "welkin";

class Point {
  x: u32 = 0;
  y: u32 = 0;
}

export function offByOne(a: u32, p: Point): u32 {
  requires(a * 7 + 13 === 700000020);
  requires(p.x > 5 && p.y === 123456789);
  ensures((result: u32) => result !== 100000001);
  return a;
}

export function fourth(t: FixedArray<u32, 16>): u32 {
  requires(t[3] === 987654321);
  ensures((result: u32) => result < 987654321);
  return t[3];
}
`;
