/**
 * Pages: the frames that processes have, each mapped in one place.
 *
 * Owns      nothing: pages are in spaces, and charged to the container of theirs.
 * States    a frame, or a run of them, is taken when a page is mapped, full of zeros, and is free again when it is unmapped; the
 *           frame of a small page changes hands with another.
 * Errors    are found before anything is changed, and change nothing.
 * Not here  which space a process has (processes.ts), who may ask for pages (handles.ts).
 */
import {
  decreases,
  ensures,
  ghost,
  implies,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  type u32,
  type u64,
  unchanged,
  unreachable,
} from "welkin";
import { using } from "./budgets.ts";
import {
  budgetIsKept,
  chargePage,
  chargeRun,
  exchangePayers,
  framesLeftOf,
  payerIsContainer,
  refundPage,
  tree,
} from "./containers.ts";
import { type Access, LARGE } from "./entries.ts";
import { NONE, isZeroedFrom, runIsOwn, useOf, uses, usesAreFrames } from "./frames.ts";
import {
  Outcome,
  frameFor,
  isAt,
  framesFor,
  isFreed,
  isSmall,
  losesFrames,
  losesHomes,
  losesOwners,
  losesPages,
  mapOutcome,
  mayBe,
  sizeFor,
  chargeFor,
  neededFor,
  pageOutcome,
  pagesAreMapped,
  payerFor,
  usedBy,
  withExchanged,
  withFrame,
  withPage,
  withoutPage,
} from "./homes.ts";
import { FRAMES, reached, zeroFrames } from "./machine.ts";
import {
  enter,
  exchange,
  homes,
  homesArePages,
  isVacant,
  leave,
  shrink,
  spaces,
  spacesAreOwners,
  translate,
} from "./spaces.ts";
import { countMissing, missing, owners, walk } from "./tables.ts";
import { PAGES, isSpace, ownersChange, tablesAreUsed, tablesChange } from "./trees.ts";
import { Kind, chargedAtLeast, exchanged } from "./uses.ts";

/** A container is charged for a space, which has not used more than it has. */
const payerIsKept = lemma((space: u32): void => {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()));
  ensures(isSpace(owners(), space) && uses().has(space) && uses().get(space).kind === Kind.Table);
  ensures(tree().has(payerFor(uses(), space)) && framesFor(tree(), uses(), space) >= 0);
  ensures(usedBy(tree(), payerFor(uses(), space)) >= 1);
  spacesAreOwners();
  payerIsContainer(space);
  budgetIsKept(payerFor(uses(), space));
  usesAreFrames(space);
  chargedAtLeast(uses(), space);
});

/** The container of a space is charged for all frames of each of its pages. */
const pageIsCharged = lemma((space: u32, page: u64): void => {
  requires(spaces().has(space) && spaces().get(space).has(page) && pagesAreMapped(homes(), uses()));
  ensures(usedBy(tree(), payerFor(uses(), space)) >= sizeFor(spaces().get(space).get(page).large));
  homesArePages();
  payerIsContainer(frameFor(spaces(), space, page));
  budgetIsKept(payerFor(uses(), space));
  usesAreFrames(frameFor(spaces(), space, page));
  chargedAtLeast(uses(), frameFor(spaces(), space, page));
});

/**
 * Maps `page` to a free frame, or the large page that begins there to a free run, full of zeros, with the tables on the way
 * to it that lack. The container of the space is charged for all of them. Even if enough frames are left there may be no run.
 */
export function mapNew(space: u32, page: u64, access: Access, large: boolean): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, owners, walk, missing, reached, tree, uses, zeroFrames);
  ensures(unchanged(reached));
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures((outcome: Outcome) =>
    mayBe(
      outcome,
      mapOutcome(
        old(spaces()).get(space),
        page,
        large,
        neededFor(old(missing(space, page)), large),
        framesFor(old(tree()), old(uses()), space),
      ),
      large,
    ),
  );
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? !old(uses()).has(frameFor(spaces(), space, page)) &&
        spaces() ===
          withPage(old(spaces()), space, page, { frame: frameFor(spaces(), space, page), access, large }) &&
        homes() === old(homes()).set(frameFor(spaces(), space, page), { space, page, large }) &&
        isZeroedFrom(old(zeroFrames()), zeroFrames(), frameFor(spaces(), space, page), sizeFor(large)) &&
        tree() ===
          using(old(tree()), payerFor(old(uses()), space), chargeFor(old(missing(space, page)), large)) &&
        tablesChange(
          withFrame(old(uses()), frameFor(spaces(), space, page), payerFor(old(uses()), space), large),
          uses(),
          payerFor(old(uses()), space),
          large && old(missing(space, page)) === 0,
        ) &&
        ownersChange(old(owners()), owners(), space, large && old(missing(space, page)) === 0)
      : unchanged(spaces, homes, tree, uses, zeroFrames, owners),
  );
  const outcome = check(space, page, large);
  if (outcome !== Outcome.Done) {
    return outcome;
  }
  payerIsKept(space);
  const container = useOf(space).container;
  const frame = large ? chargeRun(container) : chargePage(container);
  if (frame === NONE) {
    return Outcome.NoFrames;
  }
  if (large) runIsOwn(frame);
  enter(space, page, frame, access, large);
  spacesAreOwners();
  homesArePages();
  return Outcome.Done;
}

/** Unmaps what is mapped under `page` and makes its frames free again. The tables on the way to it stay. */
export function unmapFree(space: u32, page: u64): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, walk, missing, reached, tree, uses);
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures((outcome: Outcome) => outcome === pageOutcome(old(spaces()).get(space), page));
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? spaces() === withoutPage(old(spaces()), space, page) &&
        homes() === old(homes()).delete(frameFor(old(spaces()), space, page)) &&
        uses() === old(uses()).delete(frameFor(old(spaces()), space, page)) &&
        reached() === old(reached()).delete(frameFor(old(spaces()), space, page)) &&
        tree() ===
          using(old(tree()), payerFor(old(uses()), space), -sizeFor(old(spaces()).get(space).get(page).large))
      : unchanged(spaces, homes, uses, reached, tree),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  const place = translate(space, page);
  if (place.kind === "unmapped" || (place.large && page % LARGE !== 0)) {
    return Outcome.NotMapped;
  }
  homesArePages();
  leave(space, page, place.frame, place.large);
  refundPage(place.frame);
  return Outcome.Done;
}

/**
 * What is in `page` goes to a page of another space or of the same: they exchange the frames that they are, and this one is
 * full of zeros. Each frame is charged from then on to the container of the space in which
 * it is, so that no container is charged for more.
 */
export function exchangePages(space: u32, page: u64, other: u32, otherPage: u64): void {
  requires(isSmall(spaces(), space, page, frameFor(spaces(), space, page)));
  requires(isSmall(spaces(), other, otherPage, frameFor(spaces(), other, otherPage)));
  requires(space !== other || page !== otherPage);
  requires(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, walk, missing, reached, uses, zeroFrames);
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures(zeroFrames() === old(zeroFrames()).add(frameFor(old(spaces()), other, otherPage)));
  ensures(
    reached() ===
      old(reached())
        .delete(frameFor(old(spaces()), space, page))
        .delete(frameFor(old(spaces()), other, otherPage)),
  );
  ensures(spaces() === withExchanged(old(spaces()), space, page, other, otherPage));
  ensures(
    homes() ===
      old(homes())
        .set(frameFor(old(spaces()), space, page), { space: other, page: otherPage, large: false })
        .set(frameFor(old(spaces()), other, otherPage), { space, page, large: false }),
  );
  ensures(
    uses() ===
      exchanged(old(uses()), frameFor(old(spaces()), space, page), frameFor(old(spaces()), other, otherPage)),
  );
  homesArePages();
  const frame = frameOf(space, page);
  const otherFrame = frameOf(other, otherPage);
  exchange(space, page, frame, other, otherPage, otherFrame);
  exchangePayers(frame, otherFrame);
}

/** The frame of a page that is mapped, and not large. */
export function frameOf(space: u32, page: u64): u32 {
  requires(
    isSmall(spaces(), space, page, frameFor(spaces(), space, page)) && pagesAreMapped(homes(), uses()),
  );
  ensures((frame: u32) => frame === frameFor(spaces(), space, page) && frame < FRAMES);
  ensures(isAt(homes(), spaces().get(space).get(page), space, page));
  homesArePages();
  usesAreFrames(frameFor(spaces(), space, page));
  const place = translate(space, page);
  if (place.kind === "unmapped") unreachable();
  return place.frame;
}

/** How many pages and tables a step of destroying frees at most. */
export const STEP = 16;

/**
 * Frees up to STEP pages, large or not, and tables of a space, the table of level 4 last; true when that is done, and the
 * space is no more. For each of them it looks at no more than four tables.
 */
export function destroyStep(space: u32): boolean {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, owners, walk, missing, reached, tree, uses);
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures((done: boolean) => spaces().has(space) === !done);
  ensures(losesPages(old(spaces()), spaces(), space));
  ensures(losesHomes(old(homes()), homes(), space));
  ensures(losesOwners(old(owners()), owners(), space));
  ensures(losesFrames(old(uses()), uses(), payerFor(old(uses()), space)));
  ensures((done: boolean) =>
    isFreed(old(tree()), tree(), payerFor(old(uses()), space), done ? 1 : STEP, STEP * LARGE),
  );
  payerIsKept(space);
  const payer = ghost(payerFor(uses(), space));
  let frames = ghost(0);
  let steps: u32 = 0;
  let done = false;
  while (steps < STEP && !done) {
    invariant(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
    invariant(spaces().has(space) === !done && losesPages(old(spaces()), spaces(), space));
    invariant(losesHomes(old(homes()), homes(), space) && losesOwners(old(owners()), owners(), space));
    invariant(losesFrames(old(uses()), uses(), payer));
    invariant(steps <= STEP && steps <= frames && frames <= steps * LARGE);
    invariant(tree() === using(old(tree()), payer, -frames));
    invariant(frames <= usedBy(old(tree()), payer) && implies(done, steps > 0));
    decreases(STEP - steps);
    payerIsKept(space);
    homesArePages();
    const found = shrink(space);
    homesArePages();
    spacesAreOwners();
    if (found.kind === "page") {
      pageIsCharged(space, found.page);
      frames = frames + sizeFor(spaces().get(space).get(found.page).large);
      unmapFree(space, found.page);
    } else {
      frames = frames + 1;
      done = found.table === space;
    }
    steps += 1;
  }
  return done;
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** What becomes of mapping `page`, if there is a run of free frames where one is needed. */
function check(space: u32, page: u64, large: boolean): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()));
  ensures(
    (outcome: Outcome) =>
      outcome ===
      mapOutcome(
        spaces().get(space),
        page,
        large,
        neededFor(missing(space, page), large),
        framesFor(tree(), uses(), space),
      ),
  );
  ensures((outcome: Outcome) =>
    implies(outcome === Outcome.Done, 0 <= missing(space, page) && missing(space, page) <= 3),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  if (large && page % LARGE !== 0) {
    return Outcome.Misaligned;
  }
  if (!isVacant(space, page, large)) {
    return Outcome.AlreadyMapped;
  }
  payerIsKept(space);
  const frames = framesLeftOf(useOf(space).container);
  const lacking = countMissing(space, page);
  const needed = !large ? lacking + 1 : lacking === 0 ? LARGE : lacking - 1 + LARGE;
  return needed > frames ? Outcome.NoFrames : Outcome.Done;
}
