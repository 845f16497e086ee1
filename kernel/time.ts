/**
 * Time: the clock, and what containers have spent of it.
 *
 * Owns       the clock and the accounts. All operations take constant time, and none can fail.
 * View       clock(): units of time consumed since boot. accounts(): what each container spent when it last did, by frame.
 * Time       comes in periods of PERIOD units. In each of them a container can spend what it has left of its budget of
 *            time; nobody saves for later.
 * Saturating the clock and what is spent stay at the greatest u64, if they ever get there.
 * Not here   what spends time (scheduler.ts), budgets (containers.ts).
 */
import {
  type FixedArray,
  Seq,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  spec,
  trigger,
  u32,
  u64,
  zeroed,
} from "welkin";
import { type Tree, left } from "./budgets.ts";
import { TIME, containerAt, timeLeftOf, tree, treeIsLineage } from "./containers.ts";
import { NONE } from "./frames.ts";
import { FRAMES } from "./machine.ts";

/** The units of time in a period: so many as budgets of time have parts. */
export const PERIOD = TIME;

/** What a container has spent, and in which period. */
export class Account {
  period: u64 = 0;
  spent: u64 = 0;
}

type Accounts = Seq<Account>;

let now: u64 = 0;
const table: FixedArray<Account, typeof FRAMES> = zeroed();

/** Units of time consumed since boot. */
export const clock = spec((): u64 => now);

/** What each container spent when it last did, by frame. */
export const accounts = spec((): Accounts => Seq.from(table));

/** A sum, or the greatest number if it is greater. */
export const saturated = spec((sum: int): u64 => (sum <= u64.MAX ? u64.from(sum) : u64.MAX));

/** The account of a container that has spent so much in the period in which the clock is. */
const account = spec((clock: int, units: int): Account => ({
  period: u64.from(clock / PERIOD),
  spent: saturated(units),
}));

/** What a container has spent in the period in which the clock is. */
export const spent = spec((all: Accounts, container: u32, clock: int): int =>
  all[container].period === u64.from(clock / PERIOD) ? all[container].spent : 0,
);

/** Has a container time left in this period? */
export const hasLeft = spec(
  (all: Accounts, container: u32, clock: int, nodes: Tree): boolean =>
    spent(all, container, clock) < left(nodes.get(container).time),
);

/** The accounts when `container` has spent so much more. */
export const charged = spec((all: Accounts, container: u32, clock: int, units: int): Accounts =>
  all.with(container, account(clock, spent(all, container, clock) + units)),
);

/** What a new container has spent: what its parent has beyond what it kept, as far as it got it. */
export const inheritance = spec((all: Accounts, child: u32, parent: u32, clock: int, nodes: Tree): int =>
  least(left(nodes.get(child).time), greatest(0, spent(all, parent, clock) - left(nodes.get(parent).time))),
);

const least = spec((a: int, b: int): int => (a < b ? a : b));
const greatest = spec((a: int, b: int): int => (a > b ? a : b));

/** The accounts when a new container has inherited from its parent. */
export const inherited = spec((all: Accounts, child: u32, parent: u32, clock: int, nodes: Tree): Accounts =>
  all
    .with(parent, account(clock, spent(all, parent, clock) - inheritance(all, child, parent, clock, nodes)))
    .with(child, account(clock, inheritance(all, child, parent, clock, nodes))),
);

/** The accounts when a container has ended. */
export const settled = spec((all: Accounts, child: u32, parent: u32, clock: int): Accounts =>
  charged(all, parent, clock, spent(all, child, clock)).with(child, { period: 0, spent: 0 }),
);

/** Nobody has spent anything in a period that is to come. */
const accountsArePast = spec((): boolean =>
  forall((c: int) => implies(0 <= c && c < FRAMES, trigger(table[c]).period <= now / PERIOD)),
);

invariant(accountsArePast());

/** What a new container inherits has been spent once: the sum of what it and its parent have spent is what it was. */
export const inheritedIsSpentOnce = lemma(
  (all: Accounts, child: u32, parent: u32, clock: u64, nodes: Tree): void => {
    requires(child < all.length && parent < all.length && child !== parent);
    requires(left(nodes.get(child).time) >= 0 && left(nodes.get(parent).time) >= 0);
    ensures(
      spent(inherited(all, child, parent, clock, nodes), child, clock) +
        spent(inherited(all, child, parent, clock, nodes), parent, clock) ===
        spent(all, parent, clock),
    );
  },
);

// --- Operations ----------------------------------------------------------------------------------------------

/**
 * So many units have passed, which `container` spent; all of them in the period in which they ended. If it had time
 * left, it has overdrawn by less than them, if at all.
 */
export function consume(container: u32, units: u32): void {
  requires(container < FRAMES);
  modifies(clock, accounts, now, table);
  ensures(clock() === saturated(old(clock()) + units));
  ensures(accounts() === charged(old(accounts()), container, clock(), units));
  ensures(
    implies(
      hasLeft(old(accounts()), container, old(clock()), tree()),
      spent(accounts(), container, clock()) - units < left(tree().get(container).time),
    ),
  );
  now = add(now, u64.from(units));
  charge(container, u64.from(units));
}

/** Nobody spends what is left of this period. */
export function nextPeriod(): void {
  modifies(clock, now);
  ensures(clock() === saturated((old(clock()) / PERIOD + 1) * PERIOD));
  now = add(now, PERIOD - (now % PERIOD));
}

/** The number of this period. */
export function currentPeriod(): u64 {
  ensures((result: u64) => result === u64.from(clock() / PERIOD));
  return now / PERIOD;
}

/** Has a container time left in this period? */
export function hasTime(container: u32): boolean {
  requires(tree().has(container));
  ensures((result: boolean) => result === hasLeft(accounts(), container, clock(), tree()));
  treeIsLineage();
  return spentBy(container) < shareOf(container);
}

/** A new container has spent what its parent has spent beyond what it kept, so that nobody gives away time twice. */
export function inherit(child: u32): void {
  requires(tree().has(child) && tree().get(child).parent !== NONE);
  modifies(accounts, table);
  ensures(accounts() === inherited(old(accounts()), child, tree().get(child).parent, clock(), tree()));
  treeIsLineage();
  const parent = containerAt(child).parent;
  const whole = spentBy(parent);
  const kept = shareOf(parent);
  const got = shareOf(child);
  const excess: u64 = whole > kept ? whole - kept : 0; // equivalent: > -> >= because the difference is 0 then
  const moved: u64 = excess < got ? excess : got; // equivalent: < -> <= because they are equal then
  table[parent] = { period: now / PERIOD, spent: whole - moved };
  table[child] = { period: now / PERIOD, spent: moved };
}

/** The parent of a container that ends has spent what that container spent. */
export function settle(child: u32): void {
  requires(tree().has(child) && tree().get(child).parent !== NONE);
  modifies(accounts, table);
  ensures(accounts() === settled(old(accounts()), child, tree().get(child).parent, clock()));
  treeIsLineage();
  charge(containerAt(child).parent, spentBy(child));
  table[child] = { period: 0, spent: 0 };
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** What a container has spent in this period. */
function spentBy(container: u32): u64 {
  requires(container < FRAMES);
  ensures((result: u64) => result === spent(accounts(), container, clock()));
  const account = table[container];
  return account.period === now / PERIOD ? account.spent : 0;
}

/** What a container can spend in every period. */
function shareOf(container: u32): u64 {
  requires(tree().has(container));
  ensures((result: u64) => result === left(tree().get(container).time));
  return u64.from(timeLeftOf(container));
}

/** `container` has spent so much more in this period. */
function charge(container: u32, units: u64): void {
  requires(container < FRAMES);
  modifies(table);
  ensures(accounts() === charged(old(accounts()), container, clock(), units));
  table[container] = { period: now / PERIOD, spent: add(spentBy(container), units) };
}

/** A sum, or the greatest number if it is greater. */
function add(a: u64, b: u64): u64 {
  ensures((result: u64) => result === saturated(a + b));
  return b <= u64.MAX - a ? a + b : u64.MAX; // equivalent: <= -> < because the sum is the greatest number then
}
