/**
 * Address spaces: for every space, which page is which frame, and what is allowed.
 *
 * Owns       nothing but the views: all is in the tables.
 * View       spaces(): the pages of every space, by the frame that names the space; homes(): where every page's frame is
 *            mapped.
 * States     a page's frame is taken when it is mapped, full of zeros, and free again when it is unmapped.
 * Invariants the hardware's walk finds what the view has, permissions included. No page is writable and executable. No
 *            frame is mapped twice.
 * Errors     are found before anything is changed, and change nothing.
 * Not here   which space a process has (processes.ts), flushing translations (machine.ts).
 */
import {
  Map,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  reveal,
  spec,
  type u32,
  type u64,
} from "welkin";
import { type Tree, left, using } from "./budgets.ts";
import { budgetIsKept, chargePage, containerAt, payerIsContainer, refundPage, tree } from "./containers.ts";
import {
  type Access,
  Page,
  type Translation,
  accessIn,
  frameIn,
  makeLeaf,
  presentIn,
  translationFor,
  translationOf,
} from "./entries.ts";
import { useOf, uses } from "./frames.ts";
import { zeroFrames } from "./machine.ts";
import {
  countMissing,
  createRoot,
  entryOf,
  foundIsReached,
  gainsOwners,
  gainsTables,
  isChargedWith,
  makePath,
  missing,
  missingAreFew,
  owners,
  tablesAreUsed,
  walk,
  writeEntry,
} from "./tables.ts";
import { PAGES, isSpace } from "./trees.ts";
import { Kind, type Uses } from "./uses.ts";

/** Where a frame is mapped. */
export class Home {
  space: u32 = 0;
  page: u64 = 0;
}

export type Spaces = Map<u32, Map<u64, Page>>;
export type Homes = Map<u32, Home>;

let mapped: Spaces = Map.empty();
let places: Homes = Map.empty();

/** The pages of every space. */
export const spaces = spec((): Spaces => mapped);

/** Where every frame is mapped that is. */
export const homes = spec((): Homes => places);

/** The hardware finds a page if it is mapped, with its frame and what is allowed, and nothing else. */
const isFound = spec((found: Translation, pages: Map<u64, Page>, page: u64): boolean =>
  pages.has(page) ? found === translationFor(pages.get(page)) : !found.present,
);

/** The map has what the walk finds. */
const mapIsWalk = spec((): boolean =>
  forall(
    (space: u32, page: u64) =>
      implies(mapped.has(space) && page < PAGES, isFound(walk(space, page), mapped.get(space), page)),
    (space: u32, page: u64) => [[walk(space, page)], [mapped.get(space).has(page)]],
  ),
);

/** The spaces are those that have a table of level 4, and pages have numbers below PAGES. */
const spacesHaveTables = spec(
  (): boolean =>
    forall(
      (space: u32) => mapped.has(space) === isSpace(owners(), space),
      (space: u32) => [mapped.has(space)],
    ) &&
    forall(
      (space: u32, page: u64) => implies(mapped.has(space) && mapped.get(space).has(page), page < PAGES),
      (space: u32, page: u64) => [mapped.get(space).has(page)],
    ),
);

/** `frame` is mapped at `home`. */
const isHome = spec(
  (all: Spaces, frame: u32, home: Home): boolean =>
    all.has(home.space) &&
    all.get(home.space).has(home.page) &&
    all.get(home.space).get(home.page).frame === frame,
);

/** The home of `frame` is `page` of `space`. */
const isAt = spec(
  (where: Homes, frame: u32, space: u32, page: u64): boolean =>
    where.has(frame) && where.get(frame).space === space && where.get(frame).page === page,
);

/** The frame of every page has that page as its home, and no other. */
const pagesHaveHomes = spec(
  (): boolean =>
    forall(
      (space: u32, page: u64) =>
        implies(
          mapped.has(space) && mapped.get(space).has(page),
          isAt(places, mapped.get(space).get(page).frame, space, page),
        ),
      (space: u32, page: u64) => [mapped.get(space).has(page)],
    ) &&
    forall(
      (frame: u32) => implies(places.has(frame), isHome(mapped, frame, places.get(frame))),
      (frame: u32) => [places.has(frame)],
    ),
);

invariant(spacesHaveTables());
invariant(mapIsWalk());
invariant(pagesHaveHomes());

/**
 * The frames of kind Page are those that are mapped, and the container is charged for them that is charged for the
 * space. The modules above keep this, who see all uses of frames.
 */
export const pagesAreMapped = spec(
  (where: Homes, all: Uses): boolean =>
    forall(
      (frame: u32) => where.has(frame) === (all.has(frame) && all.get(frame).kind === Kind.Page),
      (frame: u32) => [[where.has(frame)], [all.get(frame).kind]],
    ) &&
    forall(
      (frame: u32) => implies(where.has(frame), isChargedWith(all, frame, where.get(frame).space)),
      (frame: u32) => [where.get(frame)],
    ),
);

/** What the hardware finds is what is mapped, permissions included. */
export const hardwareAgrees = lemma((space: u32, page: u64): void => {
  requires(spaces().has(space) && page < PAGES);
  ensures(walk(space, page).present === spaces().get(space).has(page));
  ensures(
    implies(
      spaces().get(space).has(page),
      walk(space, page) === translationFor(spaces().get(space).get(page)),
    ),
  );
});

/** Nothing can be written and executed. */
export const noneIsWritableAndExecutable = lemma((space: u32, page: u64): void => {
  requires(spaces().has(space) && page < PAGES && walk(space, page).present);
  ensures(!(walk(space, page).writable && walk(space, page).executable));
});

/** No frame is mapped twice: what two spaces have, or one space in two places, are two frames. */
export const noneIsMappedTwice = lemma((space: u32, page: u64, other: u32, otherPage: u64): void => {
  requires(spaces().has(space) && spaces().get(space).has(page));
  requires(spaces().has(other) && spaces().get(other).has(otherPage));
  requires(space !== other || page !== otherPage);
  ensures(spaces().get(space).get(page).frame !== spaces().get(other).get(otherPage).frame);
});

/** A page's frame has it as its home, and a frame that has a home is mapped there. */
export const homesArePages = lemma((): void => {
  ensures(
    forall(
      (space: u32, page: u64) =>
        implies(
          spaces().has(space) && spaces().get(space).has(page),
          isAt(homes(), spaces().get(space).get(page).frame, space, page),
        ),
      (space: u32, page: u64) => [spaces().get(space).has(page)],
    ),
  );
  ensures(
    forall(
      (frame: u32) => implies(homes().has(frame), isHome(spaces(), frame, homes().get(frame))),
      (frame: u32) => [homes().has(frame)],
    ),
  );
});

// --- Outcomes ------------------------------------------------------------------------------------------------

/** What becomes of a call. */
export enum Outcome {
  Done,
  NoSuchPage,
  AlreadyMapped,
  NotMapped,
  NoFrames,
}

/** What becomes of mapping `page`, for which so many frames are needed, when so many are left. */
export const mapOutcome = spec((pages: Map<u64, Page>, page: u64, needed: int, frames: int): Outcome =>
  page >= PAGES
    ? Outcome.NoSuchPage
    : pages.has(page)
      ? Outcome.AlreadyMapped
      : needed > frames
        ? Outcome.NoFrames
        : Outcome.Done,
);

/** What becomes of unmapping or protecting `page`. */
export const pageOutcome = spec((pages: Map<u64, Page>, page: u64): Outcome =>
  page >= PAGES ? Outcome.NoSuchPage : pages.has(page) ? Outcome.Done : Outcome.NotMapped,
);

/** The frames that the container has left which is charged for the tables of a space. */
export const framesFor = spec((nodes: Tree, all: Uses, space: u32): int =>
  left(nodes.get(all.get(space).container).frames),
);

/** The frame of `page`. */
export const frameFor = spec((all: Spaces, space: u32, page: u64): u32 => all.get(space).get(page).frame);

/** What is in use after `frame` is a page, charged to `container`. */
export const withFrame = spec((all: Uses, frame: u32, container: u32): Uses =>
  all.set(frame, { kind: Kind.Page, container }),
);

/** The spaces after `page` of `space` is mapped so. */
export const withPage = spec((before: Spaces, space: u32, page: u64, to: Page): Spaces =>
  before.set(space, before.get(space).set(page, to)),
);

/** The spaces after `page` of `space` is unmapped. */
export const withoutPage = spec((before: Spaces, space: u32, page: u64): Spaces =>
  before.set(space, before.get(space).delete(page)),
);

// --- Operations ----------------------------------------------------------------------------------------------

/** Makes a space without pages, for which `container` is charged. */
export function createSpace(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  requires(tablesAreUsed(owners(), uses()));
  modifies(spaces, owners, walk, missing, tree, uses);
  ensures(tablesAreUsed(owners(), uses()));
  ensures((space: u32) => !old(uses()).has(space) && !old(owners()).has(space));
  ensures((space: u32) => owners() === old(owners()).set(space, space));
  ensures((space: u32) => spaces() === old(spaces()).set(space, Map.empty()));
  ensures((space: u32) => uses() === old(uses()).set(space, { kind: Kind.Table, container }));
  ensures(tree() === using(old(tree()), container, 1));
  const space = createRoot(container);
  mapped = mapped.set(space, Map.empty());
  return space;
}

/**
 * Maps `page` to a free frame, full of zeros, with the tables on the way to it that lack. The container of the space is
 * charged for all of them.
 */
export function mapNew(space: u32, page: u64, access: Access): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, owners, walk, missing, tree, uses, zeroFrames);
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
        tree() === using(old(tree()), old(uses()).get(space).container, old(missing(space, page)) + 1) &&
        gainsTables(
          withFrame(old(uses()), frameFor(spaces(), space, page), old(uses()).get(space).container),
          uses(),
          old(uses()).get(space).container,
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
  const container = useOf(space).container;
  payerIsContainer(space);
  budgetIsKept(container);
  missingAreFew(space, page);
  makePath(space, page, container);
  const frame = chargePage(container);
  writeEntry(space, page, makeLeaf(frame, access));
  mapped = withPage(mapped, space, page, { frame, access });
  places = places.set(frame, { space, page });
  return Outcome.Done;
}

/** Unmaps `page` and makes its frame free again. The tables on the way to it stay. */
export function unmapFree(space: u32, page: u64): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, walk, missing, tree, uses);
  ensures(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  ensures((outcome: Outcome) => outcome === pageOutcome(old(spaces()).get(space), page));
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? spaces() === withoutPage(old(spaces()), space, page) &&
        homes() === old(homes()).delete(frameFor(old(spaces()), space, page)) &&
        uses() === old(uses()).delete(frameFor(old(spaces()), space, page)) &&
        tree() === using(old(tree()), old(uses()).get(space).container, -1)
      : spaces() === old(spaces()) &&
        homes() === old(homes()) &&
        uses() === old(uses()) &&
        tree() === old(tree()),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  const entry = entryOf(space, page);
  if (!presentIn(entry)) {
    return Outcome.NotMapped;
  }
  foundIsReached(space, page);
  reveal(translationOf);
  writeEntry(space, page, 0);
  const frame = frameIn(entry);
  refundPage(frame);
  mapped = withoutPage(mapped, space, page);
  places = places.delete(frame);
  return Outcome.Done;
}

/** Changes what is allowed for `page`. */
export function protect(space: u32, page: u64, access: Access): Outcome {
  requires(spaces().has(space));
  modifies(spaces, walk, missing);
  ensures((outcome: Outcome) => outcome === pageOutcome(old(spaces()).get(space), page));
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? spaces() ===
        withPage(old(spaces()), space, page, { frame: old(spaces()).get(space).get(page).frame, access })
      : spaces() === old(spaces()),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  const entry = entryOf(space, page);
  if (!presentIn(entry)) {
    return Outcome.NotMapped;
  }
  foundIsReached(space, page);
  const frame = frameIn(entry);
  writeEntry(space, page, makeLeaf(frame, access));
  mapped = withPage(mapped, space, page, { frame, access });
  return Outcome.Done;
}

/** What becomes of mapping `page`, for which so many frames are needed besides those of the tables that lack. */
function check(space: u32, page: u64, extra: u32): Outcome {
  requires(spacesHaveTables() && mapIsWalk());
  requires(mapped.has(space) && tablesAreUsed(owners(), uses()) && extra <= 1);
  ensures(
    (outcome: Outcome) =>
      outcome ===
      mapOutcome(mapped.get(space), page, missing(space, page) + extra, framesFor(tree(), uses(), space)),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  if (presentIn(entryOf(space, page))) {
    return Outcome.AlreadyMapped;
  }
  payerIsContainer(space);
  const container = useOf(space).container;
  const budget = containerAt(container).frames;
  budgetIsKept(container);
  const frames = budget.total - budget.used - budget.given;
  return countMissing(space, page) + extra > frames ? Outcome.NoFrames : Outcome.Done;
}

/** Where a page is: a frame, or nowhere. */
export type Place = { kind: "mapped"; frame: u32; access: Access } | { kind: "unmapped" };

/** Where `page` is. */
export function translate(space: u32, page: u64): Place {
  requires(spaces().has(space));
  ensures((place: Place) =>
    spaces().get(space).has(page)
      ? place.kind === "mapped" &&
        place.frame === spaces().get(space).get(page).frame &&
        place.access === spaces().get(space).get(page).access
      : place.kind === "unmapped",
  );
  if (page >= PAGES) {
    return { kind: "unmapped" };
  }
  const entry = entryOf(space, page);
  if (!presentIn(entry)) {
    return { kind: "unmapped" };
  }
  return { kind: "mapped", frame: frameIn(entry), access: accessIn(entry) };
}
