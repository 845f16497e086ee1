/** Proofs that prove nothing: contradictions make every claim true, so they are claims' failures. */
import { assert, ensures, int, lemma, machine, prove, requires, spec, u32, unreachable } from "welkin";

export function contradiction(x: u32): u32 {
  requires(x > 5); // FAILS V301
  requires(x < 3);
  ensures((result: u32) => result === 42); // FAILS V303
  return 0;
}

export function belowNothing(x: u32): u32 {
  requires(x < 0); // FAILS V301
  return x / x;
}

export const nothing = lemma((n: int): void => {
  requires(n > n); // FAILS V301
  ensures(false);
});

/** The host promises what cannot be. */
export const impossible = machine("impossible", (x: u32): u32 => {
  ensures((result: u32) => result > x && result < x); // FAILS V301
  unreachable();
});

export function believesTheHost(): u32 {
  ensures((result: u32) => result === 42);
  impossible(1); // FAILS V302
  return 0;
}

export function dead(x: u32): u32 {
  if (x > 5) {
    if (x < 3) {
      return 1; // FAILS V302
    }
  }
  return 0;
}

export function unreachableIsReached(x: u32): u32 {
  if (x > 5) unreachable(); // FAILS V211
  return 0;
}

export function anythingGoes(x: u32): u32 {
  ensures((result: u32) => result >= 0); // FAILS V303
  return x;
}

/** The conclusion is not the premise. */
export const fromNothing = lemma((): void => {
  prove((n: int) => {
    requires(n > 0);
    ensures(n > 10); // FAILS V214
  });
});

/** What `prove` supposes is not known behind it. */
export const premiseDoesNotLeak = lemma((m: int): void => {
  prove((n: int) => {
    requires(m > 10);
    ensures(m > 5);
    assert(n === n);
  });
  assert(m > 5); // FAILS V205
});

/** Steps of one proof are not known behind it. */
export const stepDoesNotLeak = lemma((m: int): void => {
  requires(m > 0);
  assert(m >= 0, () => {
    assert(m > 1); // FAILS V205
  });
});

export const zero = spec((_: int): int => 0);

export const specificationIsConcrete = lemma((n: int): void => {
  assert(zero(n) === 1); // FAILS V205
});

export const readClock = machine("read_clock", (): u32 => {
  ensures((result: u32) => result > 0);
  unreachable();
});

/** The host may answer otherwise each time. */
export function twoReadings(): void {
  const first: u32 = readClock();
  const second: u32 = readClock();
  assert(first > 0 && second > 0);
  assert(first === second); // FAILS V205
}
