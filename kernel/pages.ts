/**
 * Pages: the frames that processes have, each mapped in one place.
 *
 * Owns      nothing: pages are in spaces, and charged to the container of theirs.
 * States    a frame is taken when a page is mapped, full of zeros, changes hands with another, and is free again when it is
 *           unmapped.
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
  unreachable,
} from "welkin";
import { using } from "./budgets.ts";
import {
  budgetIsKept,
  chargePage,
  exchangePayers,
  framesLeftOf,
  payerIsContainer,
  refundPage,
  tree,
} from "./containers.ts";
import { Access } from "./entries.ts";
import { useOf, uses, usesAreFrames } from "./frames.ts";
import {
  Outcome,
  frameFor,
  isAt,
  framesFor,
  isFreed,
  losesFrames,
  losesHomes,
  losesOwners,
  losesPages,
  mapOutcome,
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
  leave,
  shrink,
  spaces,
  spacesAreOwners,
  translate,
} from "./spaces.ts";
import { countMissing, missing, owners, walk } from "./tables.ts";
import { PAGES, gainsOwners, gainsTables, isSpace, tablesAreUsed } from "./trees.ts";
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

/**
 * Maps `page` to a free frame, full of zeros, with the tables on the way to it that lack. The container of the space is
 * charged for all of them.
 */
export function mapNew(space: u32, page: u64, access: Access): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, owners, walk, missing, reached, tree, uses, zeroFrames);
  ensures(reached() === old(reached()));
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures(
    (outcome: Outcome) =>
      outcome ===
      mapOutcome(
        old(spaces()).get(space),
        page,
        old(missing(space, page)) + 1,
        framesFor(old(tree()), old(uses()), space),
      ),
  );
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? !old(uses()).has(frameFor(spaces(), space, page)) &&
        spaces() ===
          withPage(old(spaces()), space, page, { frame: frameFor(spaces(), space, page), access }) &&
        homes() === old(homes()).set(frameFor(spaces(), space, page), { space, page }) &&
        zeroFrames() === old(zeroFrames()).add(frameFor(spaces(), space, page)) &&
        tree() === using(old(tree()), payerFor(old(uses()), space), old(missing(space, page)) + 1) &&
        gainsTables(
          withFrame(old(uses()), frameFor(spaces(), space, page), payerFor(old(uses()), space)),
          uses(),
          payerFor(old(uses()), space),
        ) &&
        gainsOwners(old(owners()), owners(), space)
      : spaces() === old(spaces()) &&
        homes() === old(homes()) &&
        tree() === old(tree()) &&
        uses() === old(uses()) &&
        zeroFrames() === old(zeroFrames()) &&
        owners() === old(owners()),
  );
  const outcome = check(space, page, 1);
  if (outcome !== Outcome.Done) {
    return outcome;
  }
  payerIsKept(space);
  const frame = chargePage(useOf(space).container);
  enter(space, page, frame, access);
  return Outcome.Done;
}

/** Unmaps `page` and makes its frame free again. The tables on the way to it stay. */
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
        tree() === using(old(tree()), payerFor(old(uses()), space), -1)
      : spaces() === old(spaces()) &&
        homes() === old(homes()) &&
        uses() === old(uses()) &&
        reached() === old(reached()) &&
        tree() === old(tree()),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  const place = translate(space, page);
  if (place.kind === "unmapped") {
    return Outcome.NotMapped;
  }
  homesArePages();
  leave(space, page, place.frame);
  refundPage(place.frame);
  return Outcome.Done;
}

/**
 * What is in `page` goes to a page of another space or of the same: they exchange the frames that they are, and this one is
 * full of zeros. Each frame is charged from then on to the container of the space in which
 * it is, so that no container is charged for more.
 */
export function exchangePages(space: u32, page: u64, other: u32, otherPage: u64): void {
  requires(spaces().has(space) && spaces().get(space).has(page));
  requires(spaces().has(other) && spaces().get(other).has(otherPage));
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
        .set(frameFor(old(spaces()), space, page), { space: other, page: otherPage })
        .set(frameFor(old(spaces()), other, otherPage), { space, page }),
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

/** The frame of a page that is mapped. */
export function frameOf(space: u32, page: u64): u32 {
  requires(spaces().has(space) && spaces().get(space).has(page) && pagesAreMapped(homes(), uses()));
  ensures((frame: u32) => frame === frameFor(spaces(), space, page) && frame < FRAMES);
  ensures((frame: u32) => isAt(homes(), frame, space, page));
  homesArePages();
  usesAreFrames(frameFor(spaces(), space, page));
  const place = translate(space, page);
  if (place.kind === "unmapped") unreachable();
  return place.frame;
}

/** How many frames a step of destroying frees at most. */
export const STEP = 16;

/**
 * Frees up to STEP pages and tables of a space, the table of level 4 last; true when that is done, and the space is no
 * more. For each frame that it frees it looks at no more than four tables.
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
    isFreed(old(tree()), tree(), payerFor(old(uses()), space), done ? 1 : STEP, STEP),
  );
  payerIsKept(space);
  const payer = ghost(payerFor(uses(), space));
  let freed: u32 = 0;
  let done = false;
  while (freed < STEP && !done) {
    invariant(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
    invariant(spaces().has(space) === !done && losesPages(old(spaces()), spaces(), space));
    invariant(losesHomes(old(homes()), homes(), space) && losesOwners(old(owners()), owners(), space));
    invariant(losesFrames(old(uses()), uses(), payer));
    invariant(freed <= STEP && tree() === using(old(tree()), payer, -freed));
    invariant(freed <= usedBy(old(tree()), payer) && implies(done, freed > 0));
    decreases(STEP - freed);
    payerIsKept(space);
    homesArePages();
    const found = shrink(space);
    homesArePages();
    spacesAreOwners();
    if (found.kind === "page") {
      unmapFree(space, found.page);
    } else {
      done = found.table === space;
    }
    freed += 1;
  }
  return done;
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** What becomes of mapping `page`, for which so many frames are needed besides those of the tables that lack. */
function check(space: u32, page: u64, extra: u32): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && extra <= 1);
  ensures(
    (outcome: Outcome) =>
      outcome ===
      mapOutcome(spaces().get(space), page, missing(space, page) + extra, framesFor(tree(), uses(), space)),
  );
  ensures((outcome: Outcome) =>
    implies(outcome === Outcome.Done, 0 <= missing(space, page) && missing(space, page) <= 3),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  if (translate(space, page).kind === "mapped") {
    return Outcome.AlreadyMapped;
  }
  payerIsKept(space);
  const frames = framesLeftOf(useOf(space).container);
  return countMissing(space, page) + extra > frames ? Outcome.NoFrames : Outcome.Done;
}
