/**
 * Pages: the frames that processes have, each mapped in one place.
 *
 * Owns      nothing but a guess: pages are in spaces, and charged to the container of theirs.
 * States    a frame, or a run of them, is taken when a page is mapped, full of zeros, and is free again when it is unmapped; the
 *           frame of a small page changes hands with another. Memory of a device is neither taken nor free.
 * Errors    are found before anything is changed, and change nothing.
 * Not here  which space a process has (processes.ts), who may ask for pages (handles.ts).
 */
import {
  decreases,
  ensures,
  ghost,
  implies,
  int,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  spec,
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
import { Access, LARGE } from "./entries.ts";
import { NONE, deviceIsNotUsed, isZeroedFrom, runIsOwn, useOf, uses, usesAreFrames } from "./frames.ts";
import {
  Outcome,
  areMemory,
  chargeOf,
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
  pageOutcome,
  tablesFor,
  pagesAreMapped,
  payerFor,
  usedBy,
  withExchanged,
  withFrame,
  withPage,
  withoutPage,
} from "./homes.ts";
import { FRAMES, known, reached, zeroFrames } from "./machine.ts";
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
  translations,
} from "./spaces.ts";
import { countMissing, missing, owners, walk } from "./tables.ts";
import {
  PAGES,
  gainsOwners,
  gainsTables,
  isSpace,
  ownersChange,
  tablesAreUsed,
  tablesChange,
} from "./trees.ts";
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

/** The container of a space is charged for all frames of each of its pages, and nobody for memory of devices. */
const pageIsCharged = lemma((space: u32, page: u64): void => {
  requires(spaces().has(space) && spaces().get(space).has(page));
  requires(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures(usedBy(tree(), payerFor(uses(), space)) >= chargeOf(spaces().get(space).get(page)));
  ensures(implies(uses().has(frameFor(spaces(), space, page)), frameFor(spaces(), space, page) < FRAMES));
  homesArePages();
  payerIsKept(space);
  deviceIsNotUsed(frameFor(spaces(), space, page));
  if (frameFor(spaces(), space, page) >= FRAMES) return;
  payerIsContainer(frameFor(spaces(), space, page));
  budgetIsKept(payerFor(uses(), space));
  usesAreFrames(frameFor(spaces(), space, page));
  chargedAtLeast(uses(), frameFor(spaces(), space, page));
});

/** What becomes of mapping `page`, which takes so many frames itself, if there is a run of free frames where one is needed. */
export const mappingOutcome = spec((space: u32, page: u64, large: boolean, own: int): Outcome =>
  mapOutcome(
    spaces().get(space),
    page,
    large,
    tablesFor(missing(space, page), large) + own,
    framesFor(tree(), uses(), space),
  ),
);

/**
 * Maps `page` to a free frame, or the large page that begins there to a free run, full of zeros, with the tables on the way
 * to it that lack. The container of the space is charged for all of them. Even if enough frames are left there may be no run.
 */
export function mapNew(space: u32, page: u64, access: Access, large: boolean): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses, zeroFrames);
  ensures(unchanged(reached));
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures((outcome: Outcome) =>
    mayBe(outcome, old(mappingOutcome(space, page, large, sizeFor(large))), large),
  );
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? frameFor(spaces(), space, page) < FRAMES &&
        !old(uses()).has(frameFor(spaces(), space, page)) &&
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
  const outcome = check(space, page, large, large ? LARGE : 1);
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

/** Maps `page` to a frame of a device's memory. The container of the space is charged for the tables that lack. */
export function mapDeviceFrame(space: u32, page: u64, frame: u32, access: Access): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  requires(FRAMES <= frame && frame !== NONE && access !== Access.Execute);
  modifies(translations, tree, uses);
  ensures(unchanged(homes, reached));
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures((outcome: Outcome) => outcome === old(mappingOutcome(space, page, false, 0)));
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? spaces() === withPage(old(spaces()), space, page, { frame, access, large: false }) &&
        tree() === using(old(tree()), payerFor(old(uses()), space), old(missing(space, page))) &&
        gainsTables(old(uses()), uses(), payerFor(old(uses()), space)) &&
        gainsOwners(old(owners()), owners(), space)
      : unchanged(spaces, tree, uses, owners),
  );
  const outcome = check(space, page, false, 0);
  if (outcome !== Outcome.Done) return outcome;
  enter(space, page, frame, access, false);
  spacesAreOwners();
  return Outcome.Done;
}

/** Unmaps what is mapped under `page` and makes its frames free again. The tables on the way to it stay. */
export function unmapFree(space: u32, page: u64): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, walk, missing, reached, known, tree, uses);
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures((outcome: Outcome) => outcome === pageOutcome(old(spaces()).get(space), page));
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? spaces() === withoutPage(old(spaces()), space, page) &&
        homes() === old(homes()).delete(frameFor(old(spaces()), space, page)) &&
        uses() === old(uses()).delete(frameFor(old(spaces()), space, page)) &&
        reached() === old(reached()).delete(frameFor(old(spaces()), space, page)) &&
        tree() ===
          using(old(tree()), payerFor(old(uses()), space), -chargeOf(old(spaces()).get(space).get(page)))
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
  payerIsKept(space);
  leave(space, page, place.frame, place.large);
  deviceIsNotUsed(place.frame);
  if (place.frame < FRAMES) refundPage(place.frame);
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
  modifies(spaces, homes, walk, missing, reached, known, uses, zeroFrames);
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

/** The page behind the one that destroying has freed last: a guess where the next one is. */
let likely: u64 = 0;

/**
 * Frees up to STEP pages, large or not, and tables of a space, the table of level 4 last; true when that is done, and the
 * space is no more. Where the next page is not where it is likely to be, it looks at no more than four tables. Memory of devices
 * frees nothing, but there is less of it.
 */
export function destroyStep(space: u32): boolean {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses, likely);
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures((done: boolean) => spaces().has(space) === !done);
  ensures(losesPages(old(spaces()), spaces(), space));
  ensures(losesHomes(old(homes()), homes(), space));
  ensures(losesOwners(old(owners()), owners(), space));
  ensures(losesFrames(old(uses()), uses(), payerFor(old(uses()), space)));
  ensures((done: boolean) =>
    isFreed(
      old(tree()),
      tree(),
      payerFor(old(uses()), space),
      done ? 1 : areMemory(old(spaces()).get(space)) ? STEP : 0,
      STEP * LARGE,
    ),
  );
  ensures(!unchanged(spaces, owners));
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
    invariant(steps <= STEP && 0 <= frames && frames <= steps * LARGE);
    invariant(implies(areMemory(old(spaces()).get(space)), steps <= frames) && implies(done, 0 < frames));
    invariant(steps === 0 || !unchanged(spaces, owners));
    invariant(tree() === using(old(tree()), payer, -frames));
    invariant(frames <= usedBy(old(tree()), payer) && implies(done, steps > 0));
    decreases(STEP - steps);
    payerIsKept(space);
    homesArePages();
    const pages = ghost(spaces().get(space));
    if (pages.has(likely)) pageIsCharged(space, likely);
    if (unmapFree(space, likely) === Outcome.Done) {
      frames = frames + chargeOf(pages.get(likely));
      // equivalent: 1 -> 2, 1 -> 0 because only time depends on what is likely
      likely += 1;
    } else {
      const found = shrink(space);
      homesArePages();
      spacesAreOwners();
      if (found.kind === "page") {
        pageIsCharged(space, found.page);
        frames = frames + chargeOf(spaces().get(space).get(found.page));
        unmapFree(space, found.page);
        // equivalent: assignment omitted, 1 -> 2, 1 -> 0 because only time depends on what is likely
        likely = found.page + 1;
      } else {
        frames = frames + 1;
        done = found.table === space;
      }
    }
    steps += 1;
  }
  return done;
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** Finds what becomes of mapping `page`. */
function check(space: u32, page: u64, large: boolean, own: u32): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && own <= LARGE);
  ensures((outcome: Outcome) => outcome === mappingOutcome(space, page, large, own));
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
  const tables = large && lacking > 0 ? lacking - 1 : lacking;
  return tables + own > frames ? Outcome.NoFrames : Outcome.Done;
}
