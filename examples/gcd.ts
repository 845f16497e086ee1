/**
 * The greatest common divisor, by Euclid's algorithm.
 *
 * Proved    the result divides both numbers, and no number that divides both is greater.
 * How       each round keeps the set of common divisors; the lemma `sameDivisors` says so for one divisor.
 */
import {
  assert,
  decreases,
  ensures,
  forall,
  implies,
  int,
  invariant,
  lemma,
  prove,
  requires,
  reveal,
  spec,
  u32,
} from "welkin";
import { divides, sameRemainder } from "./division.ts";

/** `d` divides both `a` and `b`. */
export const common = spec((d: int, a: int, b: int): boolean => divides(d, a) && divides(d, b));

/** The common divisors of x and y are those of y and the remainder of x by y. */
export const sameDivisors = lemma((d: int, x: int, y: int): void => {
  requires(d > 0 && x >= 0 && y > 0);
  ensures(common(d, x, y) === common(d, y, x % y));
  reveal(divides);
  if (divides(d, y)) {
    assert(x === y * (x / y) + (x % y));
    assert(y === d * (y / d));
    sameRemainder(x, y, x / y, x % y, d, y / d);
  }
});

/** A number divides itself and 0, and no lesser one but 0. */
export const divideThemselves = lemma((x: int): void => {
  requires(x > 0);
  ensures(common(x, x, 0));
  ensures(forall((d: int) => implies(d > x, !common(d, x, 0))));
  reveal(divides);
});

export function gcd(a: u32, b: u32): u32 {
  requires(a > 0 || b > 0);
  ensures((result: u32) => result > 0 && common(result, a, b));
  ensures((result: u32) => forall((d: int) => implies(d > 0 && common(d, a, b), d <= result)));
  let x: u32 = a;
  let y: u32 = b;
  while (y !== 0) {
    invariant(x > 0 || y > 0);
    invariant(
      forall(
        (d: int) => implies(d > 0, common(d, x, y) === common(d, a, b)),
        (d: int) => [common(d, a, b)],
      ),
    );
    decreases(y);
    const remainder: u32 = x % y;
    prove((d: int) => {
      requires(d > 0);
      ensures(common(d, y, remainder) === common(d, a, b));
      sameDivisors(d, x, y);
    });
    x = y;
    y = remainder;
  }
  divideThemselves(x);
  return x;
}
