/**
 * The sieve of Eratosthenes.
 *
 * Proved    `composite[n]` is false exactly for the primes below the limit.
 * How       after round p, n is unmarked exactly if no number from 2 to p divides it, n itself aside. Marked numbers need
 *           not be sieved with: what they divide, their own divisors divide too (`transitive`).
 */
import {
  FixedArray,
  ensures,
  forall,
  implies,
  int,
  invariant,
  lemma,
  modifies,
  old,
  prove,
  requires,
  reveal,
  spec,
  u32,
} from "welkin";
import { divides, multipleIsDivided, transitive, uniqueDivision } from "./division.ts";

const LIMIT = 1000;
type Flags = FixedArray<boolean, typeof LIMIT>;

/** No number from 2 to `end`, n aside, divides n. */
export const undivided = spec((n: int, end: int): boolean =>
  forall(
    (d: int) => implies(2 <= d && d < end && d < n, !divides(d, n)),
    (d: int) => [divides(d, n)],
  ),
);

export const prime = spec((n: int): boolean => n >= 2 && undivided(n, n));

/** Marked numbers are composite; the others have no divisor below `end`. */
export const sieved = spec((composite: Flags, end: int): boolean =>
  forall(
    (n: int) => implies(2 <= n && n < LIMIT, composite[n] ? !prime(n) : undivided(n, end)),
    (n: int) => [composite[n]],
  ),
);

/** The same, and multiples of `end` below m are marked too. */
export const sievedPartly = spec((composite: Flags, end: int, m: int): boolean =>
  forall(
    (n: int) =>
      implies(
        2 <= n && n < LIMIT,
        composite[n] ? !prime(n) : undivided(n, end) && implies(end < n && n < m, !divides(end, n)),
      ),
    (n: int) => [composite[n]],
  ),
);

/** Between two neighbouring multiples of p there is none. */
export const between = lemma((p: int, q: int, n: int): void => {
  requires(p > 0 && q >= 0 && p * q < n && n < p * q + p);
  ensures(!divides(p, n));
  reveal(divides);
  uniqueDivision(n, p, q, n - p * q);
});

/** What a composite number divides has a lesser divisor. */
export const compositeSkipped = lemma((n: int, p: int): void => {
  requires(2 <= p && p < n && !prime(p) && undivided(n, p));
  ensures(!divides(p, n));
  prove((d: int) => {
    requires(2 <= d && d < p && divides(d, p) && divides(p, n));
    ensures(divides(d, n));
    transitive(d, p, n);
  });
});

/** A round with a marked number changes nothing. */
export const roundSkipped = lemma((composite: Flags, p: int): void => {
  requires(2 <= p && p < LIMIT && composite[p] && sieved(composite, p));
  ensures(sieved(composite, p + 1));
  prove((n: int) => {
    requires(p < n && n < LIMIT && !composite[n]);
    ensures(!divides(p, n));
    compositeSkipped(n, p);
  });
});

/** When all divisors are done, the unmarked numbers are the primes. */
export const allSieved = lemma((composite: Flags): void => {
  requires(composite[0] && composite[1] && sieved(composite, LIMIT));
  ensures(
    forall(
      (n: int) => implies(0 <= n && n < LIMIT, composite[n] === !prime(n)),
      (n: int) => [composite[n]],
    ),
  );
  prove((n: int) => {
    requires(2 <= n && n < LIMIT && undivided(n, LIMIT));
    ensures(undivided(n, n));
  });
});

/** Marks the multiples of p behind it. */
function markMultiples(composite: Flags, p: u32): void {
  requires(2 <= p && p < LIMIT);
  requires(sieved(composite, p));
  modifies(composite);
  ensures(sieved(composite, p + 1));
  ensures(composite[0] === old(composite[0]) && composite[1] === old(composite[1]));
  let quotient: int = 2;
  prove((n: int) => {
    requires(p < n && n < 2 * p);
    ensures(!divides(p, n));
    between(p, 1, n);
  });
  for (let m: u32 = 2 * p; m < LIMIT; m += p) {
    invariant(m < 2 * LIMIT && quotient >= 2 && m === p * quotient);
    invariant(sievedPartly(composite, p, m));
    invariant(composite[0] === old(composite[0]) && composite[1] === old(composite[1]));
    multipleIsDivided(p, quotient);
    prove((n: int) => {
      requires(m < n && n < m + p);
      ensures(!divides(p, n));
      between(p, quotient, n);
    });
    composite[m] = true;
    quotient = quotient + 1;
  }
}

/** Marks the composite numbers below the limit, and 0 and 1. */
export function sieve(composite: Flags): void {
  modifies(composite);
  ensures(
    forall(
      (n: int) => implies(0 <= n && n < LIMIT, composite[n] === !prime(n)),
      (n: int) => [composite[n]],
    ),
  );
  for (let i: u32 = 0; i < LIMIT; i += 1) {
    invariant(i <= LIMIT);
    invariant(
      forall(
        (n: int) => implies(0 <= n && n < i, composite[n] === n < 2),
        (n: int) => [composite[n]],
      ),
    );
    composite[i] = i < 2;
  }
  // equivalent: 1000 -> 999 because 999, a multiple of 3, has nothing to mark
  for (let p: u32 = 2; p < LIMIT; p += 1) {
    invariant(2 <= p && p <= LIMIT);
    invariant(composite[0] && composite[1]);
    invariant(sieved(composite, p));
    if (composite[p]) {
      roundSkipped(composite, p);
    } else {
      markMultiples(composite, p);
    }
  }
  allSieved(composite);
}
