/**
 * A token bucket: at most `burst` tokens at once, `rate` more per tick.
 *
 * State     tokens now, the tick of the last refill; ghost: all that was ever granted.
 * Invariant never more than `burst` tokens; all grants together are at most burst + rate * time passed.
 * Proved    the refill is exact: min(burst, tokens + rate * elapsed), however long the pause, without overflow; a
 *           request is granted exactly when the tokens suffice; the rate limit as an invariant over all histories.
 */
import { ensures, int, invariant, lemma, modifies, old, requires, spec, u32, u64 } from "welkin";

/** Tokens that the bucket holds at most. */
const BURST: u32 = 1000;
/** Tokens per tick. */
const RATE: u32 = 7;

let tokens: u32 = BURST;
let last: u64 = 0;
let total: int = 0;

invariant(tokens <= BURST);
invariant(0 <= total && total + tokens <= BURST + RATE * last);

/** Tokens at the last tick. */
export const available = spec((): int => tokens);
/** The last tick. */
export const time = spec((): int => last);
/** All tokens granted since the start. */
export const granted = spec((): int => total);

export const least = spec((a: int, b: int): int => (a < b ? a : b));

/** What a bucket that held `level` tokens holds `elapsed` ticks later. */
export const refilled = spec((level: int, elapsed: int): int => least(BURST, level + RATE * elapsed));

/** Brings the tokens up to tick `now`. */
function refill(now: u64): void {
  requires(tokens <= BURST && now >= last);
  requires(0 <= total && total + tokens <= BURST + RATE * last);
  modifies(tokens, last);
  ensures(tokens === refilled(old(tokens), now - old(last)));
  ensures(last === now);
  ensures(total + tokens <= BURST + RATE * last);
  const elapsed: u64 = now - last;
  // equivalent: >= -> >, 1000 -> 1001, 1000 -> 999 because fewer ticks fill the bucket, and some more overflow nothing
  if (elapsed >= u64.from(BURST)) {
    tokens = BURST;
  } else {
    const filled: u32 = tokens + RATE * u32.from(elapsed);
    // equivalent: < -> <=, 1000 -> 1001 because a full bucket is full either way
    tokens = filled < BURST ? filled : BURST;
  }
  last = now;
}

/** Takes `wanted` tokens at tick `now`, all or none. */
export function request(wanted: u32, now: u64): boolean {
  requires(now >= time());
  modifies(available, time, granted);
  ensures((result: boolean) => result === wanted <= refilled(old(available()), now - old(time())));
  ensures(
    (result: boolean) =>
      available() === refilled(old(available()), now - old(time())) - (result ? wanted : 0),
  );
  ensures((result: boolean) => granted() === old(granted()) + (result ? wanted : 0));
  ensures(time() === now);
  refill(now);
  if (wanted > tokens) return false;
  tokens -= wanted;
  total = total + wanted;
  return true;
}

/** The limit: whatever the requests, grants never exceed what burst and rate allow. */
export const limited = lemma((): void => {
  ensures(available() <= BURST);
  ensures(granted() <= BURST + RATE * time());
});
