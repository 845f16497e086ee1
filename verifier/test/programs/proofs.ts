/** Lemmas, ghost code and proof steps: V205, V206, V209, V214. */
import {
  assert,
  assertBits,
  decreases,
  ensures,
  exists,
  forall,
  ghost,
  implies,
  invariant,
  lemma,
  modifies,
  old,
  opaque,
  prove,
  requires,
  reveal,
  spec,
  u32,
  type FixedArray,
  type int,
} from "welkin";

const triangle = spec((n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : n + triangle(n - 1);
});

const closed = lemma((n: int): void => {
  requires(n >= 0);
  ensures(triangle(n) * 2 === n * (n + 1));
  decreases(n);
  if (n > 0) closed(n - 1);
});

const closedWithoutInduction = lemma((n: int): void => {
  requires(n >= 0);
  ensures(triangle(n) * 2 === n * (n + 1));
}); // FAILS V202

const endlessLemma = lemma((n: int): void => {
  requires(n >= 0);
  ensures(n === 7);
  decreases(n);
  endlessLemma(n); // FAILS V209
});

const endless = spec((n: int): int => {
  decreases(n);
  return endless(n) + 1; // FAILS V209
});

/** Not even where the recursion itself would prove it. */
const endlessByItself = spec((n: int): boolean => {
  decreases(n);
  return endlessByItself(n) || !endlessByItself(n); // FAILS V209
});

const downwards = spec((n: int): int => {
  decreases(n);
  return n === 0 ? 0 : downwards(n - 1); // FAILS V209
});

const even = spec((n: int): boolean => {
  decreases(n);
  return n <= 0 ? n === 0 : odd(n - 1);
});
const odd = spec((n: int): boolean => {
  decreases(n);
  return n <= 0 ? false : even(n - 1);
});

export function sumTo(n: u32): u32 {
  requires(n <= 1000);
  ensures((result: u32) => result === triangle(n));
  let i: u32 = 0;
  let sum: u32 = 0;
  while (i < n) {
    invariant(i <= n && sum === triangle(i));
    i += 1;
    closed(i);
    assert(i * (i + 1) <= 1001 * 1001, () => {
      assert(i <= 1000);
      assert(i * (i + 1) <= 1000 * (i + 1));
    });
    sum += i;
  }
  return sum;
}

export function asserts(x: u32): void {
  requires(x < 10);
  assert(x < 11);
  assert(x < 9); // FAILS V205
}

/** What a proof aside knows, nobody else learns. */
export function aside(x: u32): void {
  assert(x >= 0, () => {
    assert(x < 10); // FAILS V205
  });
  assert(x < 10); // FAILS V205
}

export function bits(x: u32): u32 {
  ensures((result: u32) => result <= 255);
  assertBits((x & 0xff0) >> 4 <= 0xff);
  return (x & 0xff0) >> 4;
}

export function wrongBits(x: u32): void {
  assertBits((x & 0xff0) >> 4 <= 0xfe); // FAILS V206
}

/** Nothing but widths is known. */
export function bitsKnowNothing(x: u32): void {
  requires(x < 4);
  assertBits((x | 1) < 4); // FAILS V206
}

const secret = opaque((x: int): int => x * 2);

export function revealed(x: u32): void {
  reveal(secret);
  assert(secret(x) === x * 2);
}

export function hidden(x: u32): void {
  if (x > 3) {
    reveal(secret);
    assert(secret(x) === x * 2);
  }
  assert(secret(x) === x * 2); // FAILS V205
}

export function proves(n: u32): void {
  prove((k: int) => {
    requires(k >= 0);
    ensures(triangle(k) * 2 === k * (k + 1));
    closed(k);
  });
  assert(triangle(n) * 2 === n * (n + 1));
}

export function provesWrongly(n: u32): void {
  prove((k: int) => {
    requires(k >= 0);
    ensures(k < 5); // FAILS V214
  });
  assert(n >= 0);
}

/** The premise of what is proved aside does not hold outside. */
export function provesUnderPremise(n: u32): void {
  prove((k: int) => {
    requires(k < 5);
    ensures(k < 6);
  });
  assert(n < 6); // FAILS V205
}

/** `old` of what is bound by `prove` is itself; the state around it is that of entry. */
export function provesOfEntry(cells: FixedArray<u32, 4>, i: u32): void {
  requires(i < 4);
  modifies(cells[i]);
  cells[i] = 0;
  prove((k: u32) => {
    requires(k < 4 && k !== i);
    ensures(cells[k] === old(cells[k]));
  });
  prove((k: u32) => {
    requires(k < 4);
    ensures(cells[k] === old(cells[k])); // FAILS V214
  });
}

export function witnesses(n: u32): void {
  requires(n > 3);
  assert(exists((k: int) => k === n && k > 3));
  assert(forall((k: int) => implies(k > n, k > 4)));
}

export function ghosts(n: u32): u32 {
  ensures((result: u32) => result === n);
  const first = ghost(n);
  let i: u32 = 0;
  let rounds: int = 0;
  while (i < n) {
    invariant(i <= n && rounds === i && first === n);
    i += 1;
    rounds += 1;
  }
  assert(rounds === first);
  return i;
}
