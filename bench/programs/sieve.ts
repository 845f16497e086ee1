// The sieve of Eratosthenes: how many primes are below a million.
import { FixedArray, ensures, invariant, modifies, requires, u8, u32, zeroed } from "welkin";

const LIMIT = 1000000;
const ROOT = 1000;

/** Smaller numbers are not tried. */
let first: u32 = 2;

/** 1 for numbers known to be composite. */
const composite: FixedArray<u8, typeof LIMIT> = zeroed();

function clear(): void {
  modifies(composite);
  for (let i: u32 = 0; i < LIMIT; i += 1) {
    composite[i] = 0;
  }
}

function strike(prime: u32): void {
  requires(prime > 0 && prime < ROOT);
  modifies(composite);
  for (let multiple: u32 = prime * prime; multiple < LIMIT; multiple += prime) {
    composite[multiple] = 1;
  }
}

export function prepare(seed: u32): void {
  modifies(first);
  first = 2 + (seed % 8);
}

export function run(): u32 {
  requires(first >= 2 && first < ROOT);
  modifies(composite);
  clear();
  for (let i: u32 = first; i < ROOT; i += 1) {
    if (composite[i] === 0) {
      strike(i);
    }
  }
  let primes: u32 = 0;
  for (let i: u32 = first; i < LIMIT; i += 1) {
    invariant(primes <= i);
    if (composite[i] === 0) {
      primes += 1;
    }
  }
  return primes;
}
