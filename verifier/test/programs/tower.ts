/** Three layers: what the highest knows when a lower one changes. */
import { assert, ensures, modifies, old, requires, spec, u32, type int } from "welkin";
import { height, heightIsNatural, loudness, raise, shout } from "./tower/low.ts";
import { doubled, liftBelow, liftBoth, marked, top } from "./tower/middle.ts";

const seen = spec((): int => top() + height());

/** A view of the middle may change with the view that it looks through to. */
export function lowestChangesMiddle(): void {
  requires(height() < 10);
  modifies(height);
  ensures(top() === old(top()));
  raise();
} // FAILS V202

/** A definition over views changes as they do. */
export function definitionFollows(): void {
  requires(height() < 10);
  modifies(height);
  ensures(doubled() === old(doubled()) + 2);
  raise();
}

export function definitionOverBoth(): void {
  requires(height() < 10);
  modifies(height);
  ensures(seen() === old(seen()));
  raise();
} // FAILS V202

/** The lowest layer does not know that the middle looks through to it, and need not. */
export function otherViewKeepsMiddle(): void {
  modifies(loudness);
  ensures(loudness() === old(loudness()));
  shout(3);
  assert(top() === old(top()));
  assert(marked(4) === old(marked(4)));
} // FAILS V202

export function middleTellsOfLowest(): void {
  requires(height() === 3);
  modifies(height, top);
  ensures(top() === 3 + height());
  liftBoth();
  assert(height() === 4); // FAILS V205
}

/** Paths that changed a view and paths that did not meet in one that may have changed. */
export function joins(flag: boolean): void {
  requires(height() === 0 && top() === 0);
  modifies(height);
  if (flag) {
    liftBelow();
    assert(top() === 1);
  } else {
    assert(top() === 0);
  }
  assert(height() <= 1);
  assert(top() === 0); // FAILS V205
}

export function joinsBelow(flag: boolean): void {
  requires(height() === 0);
  modifies(height);
  ensures(height() <= 1);
  if (flag) raise();
  heightIsNatural();
  assert(flag ? height() === 1 : height() === 0);
  assert(height() === 0); // FAILS V205
}

export function loops(n: u32): void {
  requires(height() === 0);
  modifies(height);
  let i: u32 = 0;
  while (i < n && i < 10) {
    raise(); // FAILS V201
    i += 1;
  }
}
