/**
 * Moves: pages that change hands whole. A page of who gives and one of who takes exchange the frames that they are, and the
 * giver's is full of zeros then. So nobody is charged for more, no frame is in two places, and none can lack.
 *
 * Owns      no state.
 * Errors    are found before anything is changed, and change nothing.
 * Not here  who may take whose pages (loans.ts).
 */
import {
  type Set,
  decreases,
  ensures,
  forall,
  ghost,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  opaque,
  requires,
  reveal,
  spec,
  trigger,
  type u32,
  u64,
  unchanged,
} from "welkin";
import { memoryChanges, partsStay } from "./changes.ts";
import { consistent, pagesAgree, tablesAgree } from "./consistency.ts";
import { uses } from "./frames.ts";
import { type Spaces, frameFor, isSmall, withExchanged } from "./homes.ts";
import { known, reached, zeroFrames } from "./machine.ts";
import { exchangePages } from "./pages.ts";
import { checkPages, eachCanBeUsed, pagesStatus } from "./ranges.ts";
import { homes, homesArePages, spaces } from "./spaces.ts";
import { Status, andThen } from "./status.ts";
import { missing, walk } from "./tables.ts";
import { PAGES } from "./trees.ts";

/** The most pages that are moved in a call. */
export const MOST = 16;

/** Some page is in both runs of so many. */
export const meet = spec(
  (space: u32, page: u64, toSpace: u32, toPage: u64, count: int): boolean =>
    space === toSpace && page < toPage + count && toPage < page + count,
);

/** What becomes of moving so many pages, from `page` on, to `toPage` of `toSpace`. */
export const moveStatus = spec((space: u32, page: u64, toSpace: u32, toPage: u64, count: int): Status =>
  andThen(
    pagesStatus(spaces().get(space), page, count, true),
    andThen(
      pagesStatus(spaces().get(toSpace), toPage, count, true),
      meet(space, page, toSpace, toPage, count) ? Status.BadArgument : Status.Done,
    ),
  ),
);

/** The spaces after so many pages have moved. */
export const moved = spec(
  (before: Spaces, space: u32, page: u64, toSpace: u32, toPage: u64, count: int): Spaces => {
    decreases(count);
    if (count <= 0) return before;
    return withExchanged(
      moved(before, space, page, toSpace, toPage, count - 1),
      space,
      u64.from(page + count - 1),
      toSpace,
      u64.from(toPage + count - 1),
    );
  },
);

/** The frames full of zeros after those have been filled that were so many pages from `page` on. */
export const filled = spec((zeros: Set<u32>, before: Spaces, space: u32, page: u64, count: int): Set<u32> => {
  decreases(count);
  if (count <= 0) return zeros;
  return filled(zeros, before, space, page, count - 1).add(
    frameFor(before, space, u64.from(page + count - 1)),
  );
});

/** Pages that are in neither run stay as they are. */
export const othersStay = lemma(
  (before: Spaces, space: u32, page: u64, toSpace: u32, toPage: u64, count: int, s: u32, p: u64): void => {
    requires(count >= 0 && page + count <= PAGES && toPage + count <= PAGES);
    requires(s !== space || p < page || page + count <= p);
    requires(s !== toSpace || p < toPage || toPage + count <= p);
    ensures(moved(before, space, page, toSpace, toPage, count).get(s).get(p) === before.get(s).get(p));
    decreases(count);
    if (count > 0) othersStay(before, space, page, toSpace, toPage, count - 1, s, p);
  },
);

/** Moves so many pages, from `page` on, to `toPage` of `toSpace`. */
export function movePages(space: u32, page: u64, toSpace: u32, toPage: u64, count: u32): Status {
  requires(consistent() && spaces().has(space) && spaces().has(toSpace) && count <= MOST);
  modifies(spaces, homes, walk, missing, reached, known, uses, zeroFrames);
  ensures(consistent());
  ensures((status: Status) => status === old(moveStatus(space, page, toSpace, toPage, count)));
  ensures((status: Status) =>
    status === Status.Done
      ? spaces() === moved(old(spaces()), space, page, toSpace, toPage, count) &&
        zeroFrames() === filled(old(zeroFrames()), old(spaces()), toSpace, toPage, count)
      : unchanged(spaces, homes, uses, zeroFrames),
  );
  const giving = checkPages(space, page, u64.from(count), true);
  if (giving !== Status.Done) return giving;
  const taking = checkPages(toSpace, toPage, u64.from(count), true);
  if (taking !== Status.Done) return taking;
  if (count === 0) return Status.Done;
  haveNumbers(space, page, count);
  haveNumbers(toSpace, toPage, count);
  staySmallAtFirst();
  if (space === toSpace && page < toPage + u64.from(count) && toPage < page + u64.from(count))
    return Status.BadArgument;
  for (let i: u64 = 0; i < u64.from(count); i += 1) {
    invariant(consistent() && i <= count && spaces().has(space) && spaces().has(toSpace));
    invariant(spaces() === moved(old(spaces()), space, page, toSpace, toPage, i));
    invariant(zeroFrames() === filled(old(zeroFrames()), old(spaces()), toSpace, toPage, i));
    invariant(staySmall(old(spaces()), spaces()));
    invariant(
      forall(
        (p: u64) =>
          implies(
            toPage + i <= p && p < toPage + count,
            frameFor(spaces(), toSpace, p) === frameFor(old(spaces()), toSpace, p),
          ),
        (p: u64) => [spaces().get(toSpace).get(p)],
      ),
    );
    isSmallStill(old(spaces()), space, page, count, i);
    isSmallStill(old(spaces()), toSpace, toPage, count, i);
    const before = ghost(spaces());
    moveOne(space, page + i, toSpace, toPage + i);
    allStaySmall(old(spaces()), before);
  }
  return Status.Done;
}

/** Pages that can be used have numbers that there are. */
const haveNumbers = lemma((space: u32, page: u64, count: int): void => {
  requires(pagesStatus(spaces().get(space), page, count, true) === Status.Done && 0 < count && count <= MOST);
  ensures(page + count <= PAGES);
  eachCanBeUsed(spaces().get(space), page, count, true, 0);
  eachCanBeUsed(spaces().get(space), page, count, true, count - 1);
});

/** What was a frame of memory is one still. */
const staySmall = opaque((before: Spaces, after: Spaces): boolean =>
  forall((space: u32, page: u64) =>
    implies(
      trigger(before.get(space).has(page)) && isSmall(before, space, page, frameFor(before, space, page)),
      trigger(after.get(space).has(page)) && isSmall(after, space, page, frameFor(after, space, page)),
    ),
  ),
);

const staySmallAtFirst = lemma((): void => {
  ensures(staySmall(spaces(), spaces()));
  reveal(staySmall);
});

/** So it is after a further step. */
const allStaySmall = lemma((before: Spaces, between: Spaces): void => {
  requires(staySmall(before, between) && staySmall(between, spaces()));
  ensures(staySmall(before, spaces()));
  reveal(staySmall);
});

/** A page that could be used at first is a frame of memory still. */
const isSmallStill = lemma((before: Spaces, space: u32, page: u64, count: int, index: int): void => {
  requires(staySmall(before, spaces()) && before.has(space) && page + count <= PAGES);
  requires(pagesStatus(before.get(space), page, count, true) === Status.Done && 0 <= index && index < count);
  ensures(
    isSmall(spaces(), space, u64.from(page + index), frameFor(spaces(), space, u64.from(page + index))),
  );
  eachCanBeUsed(before.get(space), page, count, true, index);
  reveal(staySmall);
});

/** Moves a page to another, which must not be the same. */
function moveOne(space: u32, page: u64, toSpace: u32, toPage: u64): void {
  requires(consistent() && spaces().has(space) && spaces().has(toSpace));
  requires(isSmall(spaces(), space, page, frameFor(spaces(), space, page)));
  requires(isSmall(spaces(), toSpace, toPage, frameFor(spaces(), toSpace, toPage)));
  requires(space !== toSpace || page !== toPage);
  modifies(spaces, homes, walk, missing, reached, known, uses, zeroFrames);
  ensures(consistent() && spaces() === withExchanged(old(spaces()), space, page, toSpace, toPage));
  ensures(staySmall(old(spaces()), spaces()));
  ensures(zeroFrames() === old(zeroFrames()).add(frameFor(old(spaces()), toSpace, toPage)));
  reveal(tablesAgree, pagesAgree, staySmall);
  homesArePages();
  exchangePages(space, page, toSpace, toPage);
  memoryChanges(old(uses()));
  partsStay(old(uses()), old(spaces()));
}
