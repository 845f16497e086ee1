/**
 * The ticket lock, as a transition system: two 32-bit counters that wrap around.
 *
 * State     `next`, the ticket to be given next, and `serving`, the ticket whose turn it is, as the machine has them;
 *           each CPU's own ticket. Ghost: the same counters without bounds.
 * Steps     `take` (fetch and add), `poll` (compare), `release` (add): each is one atomic access, so that every
 *           interleaving of CPUs is a sequence of steps.
 * Proved    mutual exclusion (`mutualExclusion`): only the CPU whose turn it is holds the lock, although tickets
 *           repeat every 2^32; the lock is given in the order of tickets (`poll`).
 * How       the tickets out are those from `served` to `given`, each with one CPU, so they are not more than CPUs
 *           (`count`), and different ones differ modulo 2^32.
 */
import {
  FixedArray,
  Map,
  assert,
  copy,
  decreases,
  ensures,
  forall,
  ghost,
  implies,
  int,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";

const CPUS = 64;

export enum Phase {
  Idle,
  Waiting,
  Holding,
}

type Phases = FixedArray<Phase, typeof CPUS>;

let next: u32 = 0;
let serving: u32 = 0;
const phases: Phases = zeroed();
const tickets: FixedArray<u32, typeof CPUS> = zeroed();

/** Tickets given and served since boot. */
let given: int = 0;
let served: int = 0;
/** Each CPU's ticket, counted without bounds. */
let numbers: Map<int, int> = Map.empty();

/** The phase of a CPU. */
export const phaseOf = spec((cpu: int): Phase => phases[cpu]);
/** The number of a CPU's ticket, if it has one. */
export const numberOf = spec((cpu: int): int => numbers.get(cpu));
/** How many tickets were given, and how many served. */
export const givenSoFar = spec((): int => given);
export const servedSoFar = spec((): int => served);

/** How many of the first n CPUs have a ticket. */
export const count = spec((of: Phases, n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : count(of, n - 1) + (of[n - 1] === Phase.Idle ? 0 : 1);
});

/** No CPU has a ticket, as at boot. */
export const allIdle = spec((of: Phases): boolean =>
  forall(
    (cpu: int) => implies(0 <= cpu && cpu < CPUS, of[cpu] === Phase.Idle),
    (cpu: int) => [of[cpu]],
  ),
);

invariant(0 <= served && served <= given);
invariant(next === given % 0x1_0000_0000 && serving === served % 0x1_0000_0000);
invariant(given - served === count(phases, CPUS) || (given === served && allIdle(phases)));
invariant(
  forall(
    (cpu: int) =>
      implies(
        0 <= cpu && cpu < CPUS && phases[cpu] !== Phase.Idle,
        served <= numbers.get(cpu) &&
          numbers.get(cpu) < given &&
          tickets[cpu] === numbers.get(cpu) % 0x1_0000_0000 &&
          implies(phases[cpu] === Phase.Holding, numbers.get(cpu) === served),
      ),
    (cpu: int) => [phases[cpu]],
  ),
);
invariant(
  forall(
    (a: int, b: int) =>
      implies(
        0 <= a && a < b && b < CPUS && phases[a] !== Phase.Idle && phases[b] !== Phase.Idle,
        numbers.get(a) !== numbers.get(b),
      ),
    (a: int, b: int) => [phases[a], phases[b]],
  ),
);

/** CPUs without a ticket do not count. */
const idleCount = lemma((of: Phases, n: int): void => {
  requires(0 <= n && n <= CPUS && allIdle(of));
  ensures(count(of, n) === 0);
  decreases(n);
  if (n > 0) idleCount(of, n - 1);
});

/** There are not more tickets than CPUs. */
const countBounded = lemma((of: Phases, n: int): void => {
  requires(0 <= n && n <= CPUS);
  ensures(0 <= count(of, n) && count(of, n) <= n);
  decreases(n);
  if (n > 0) countBounded(of, n - 1);
});

/** What a change of one CPU does to the count. */
const countChanged = lemma((before: Phases, after: Phases, cpu: int, n: int): void => {
  requires(0 <= cpu && cpu < CPUS && 0 <= n && n <= CPUS);
  requires(
    forall(
      (c: int) => implies(0 <= c && c < CPUS && c !== cpu, before[c] === after[c]),
      (c: int) => [after[c]],
    ),
  );
  ensures(
    count(after, n) - count(before, n) ===
      (cpu < n ? (after[cpu] === Phase.Idle ? 0 : 1) - (before[cpu] === Phase.Idle ? 0 : 1) : 0),
  );
  decreases(n);
  if (n > 0) countChanged(before, after, cpu, n - 1);
});

/** At most one CPU holds the lock. */
export const mutualExclusion = lemma((a: int, b: int): void => {
  requires(0 <= a && a < CPUS && phaseOf(a) === Phase.Holding);
  requires(0 <= b && b < CPUS && phaseOf(b) === Phase.Holding);
  ensures(a === b);
});

/** Draws a ticket. */
export function take(cpu: u32): void {
  requires(cpu < CPUS && phaseOf(cpu) === Phase.Idle);
  modifies(next, phases, tickets, given, numbers);
  ensures(phaseOf(cpu) === Phase.Waiting && numberOf(cpu) === old(givenSoFar()));
  ensures(givenSoFar() === old(givenSoFar()) + 1);
  ensures(
    forall((c: int) =>
      implies(c !== cpu, phaseOf(c) === old(phaseOf(c)) && numberOf(c) === old(numberOf(c))),
    ),
  );
  const before = ghost(copy(phases));
  if (allIdle(before)) idleCount(before, CPUS);
  tickets[cpu] = next;
  next = u32.wrappingAdd(next, 1);
  phases[cpu] = Phase.Waiting;
  numbers = numbers.set(cpu, given);
  given = given + 1;
  countChanged(before, phases, cpu, CPUS);
}

/** Looks whether it is this CPU's turn; if so, the CPU holds the lock. */
export function poll(cpu: u32): boolean {
  requires(cpu < CPUS && phaseOf(cpu) === Phase.Waiting);
  modifies(phases);
  ensures((result: boolean) => result === (numberOf(cpu) === servedSoFar()));
  ensures((result: boolean) => phaseOf(cpu) === (result ? Phase.Holding : Phase.Waiting));
  ensures(forall((c: int) => implies(c !== cpu, phaseOf(c) === old(phaseOf(c)))));
  countBounded(phases, CPUS);
  assert(phases[cpu] === Phase.Waiting);
  if (tickets[cpu] !== serving) return false;
  const before = ghost(copy(phases));
  phases[cpu] = Phase.Holding;
  countChanged(before, phases, cpu, CPUS);
  return true;
}

/** Gives the lock back. */
export function release(cpu: u32): void {
  requires(cpu < CPUS && phaseOf(cpu) === Phase.Holding);
  modifies(serving, phases, served);
  ensures(phaseOf(cpu) === Phase.Idle && servedSoFar() === old(servedSoFar()) + 1);
  ensures(forall((c: int) => implies(c !== cpu, phaseOf(c) === old(phaseOf(c)))));
  const before = ghost(copy(phases));
  serving = u32.wrappingAdd(serving, 1);
  phases[cpu] = Phase.Idle;
  served = served + 1;
  countChanged(before, phases, cpu, CPUS);
}
