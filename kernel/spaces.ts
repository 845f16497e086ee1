/**
 * Address spaces: for every space, which page is which frame, and what is allowed.
 *
 * Owns       nothing but the view: all is in the tables.
 * View       spaces(): the pages of every space, by the frame that names the space.
 * Invariants the hardware's walk finds what the view has, permissions included. No page is writable and executable.
 * Errors     are found before anything is changed, and change nothing.
 * Not here   which frames may be mapped, which space a process has (processes.ts), flushing translations (machine.ts).
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
import { budgetIsKept, containerAt, payerIsContainer, tree } from "./containers.ts";
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
import {
  countMissing,
  createRoot,
  entryOf,
  foundIsReached,
  gainsOwners,
  gainsTables,
  makePath,
  missing,
  owners,
  tablesAreUsed,
  walk,
  writeEntry,
} from "./tables.ts";
import { PAGES, isSpace } from "./trees.ts";
import { Kind, type Uses } from "./uses.ts";

let mapped: Map<u32, Map<u64, Page>> = Map.empty();

/** The pages of every space. */
export const spaces = spec((): Map<u32, Map<u64, Page>> => mapped);

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

invariant(
  forall(
    (space: u32) => mapped.has(space) === isSpace(owners(), space),
    (space: u32) => [mapped.has(space)],
  ),
);
invariant(
  forall(
    (space: u32, page: u64) => implies(mapped.has(space) && mapped.get(space).has(page), page < PAGES),
    (space: u32, page: u64) => [mapped.get(space).has(page)],
  ),
);
invariant(mapIsWalk());

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

// --- Outcomes ------------------------------------------------------------------------------------------------

/** What becomes of a call. */
export enum Outcome {
  Done,
  NoSuchPage,
  AlreadyMapped,
  NotMapped,
  NoFrames,
}

/** What becomes of mapping `page`, when so many tables lack on the way to it and so many frames are left. */
export const mapOutcome = spec((pages: Map<u64, Page>, page: u64, lacking: int, frames: int): Outcome =>
  page >= PAGES
    ? Outcome.NoSuchPage
    : pages.has(page)
      ? Outcome.AlreadyMapped
      : lacking > frames
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

/** The spaces after `page` of `space` is mapped so. */
export const withPage = spec(
  (before: Map<u32, Map<u64, Page>>, space: u32, page: u64, to: Page): Map<u32, Map<u64, Page>> =>
    before.set(space, before.get(space).set(page, to)),
);

/** The spaces after `page` of `space` is unmapped. */
export const withoutPage = spec(
  (before: Map<u32, Map<u64, Page>>, space: u32, page: u64): Map<u32, Map<u64, Page>> =>
    before.set(space, before.get(space).delete(page)),
);

// --- Operations ----------------------------------------------------------------------------------------------

/** Makes a space without pages, for which `container` is charged. */
export function createSpace(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  requires(tablesAreUsed(owners(), uses()));
  modifies(spaces, owners, walk, missing, tree, uses);
  ensures(tablesAreUsed(owners(), uses()));
  ensures((space: u32) => !old(owners()).has(space) && owners() === old(owners()).set(space, space));
  ensures((space: u32) => spaces() === old(spaces()).set(space, Map.empty()));
  ensures((space: u32) => uses() === old(uses()).set(space, { kind: Kind.Table, container }));
  ensures(tree() === using(old(tree()), container, 1));
  const space = createRoot(container);
  mapped = mapped.set(space, Map.empty());
  return space;
}

/** Maps `page` to `frame`, with the tables on the way to it that lack, for which the container of the space is charged. */
export function map(space: u32, page: u64, frame: u32, access: Access): Outcome {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()));
  modifies(spaces, owners, walk, missing, tree, uses);
  ensures(tablesAreUsed(owners(), uses()));
  ensures(
    (outcome: Outcome) =>
      outcome ===
      mapOutcome(
        old(spaces()).get(space),
        page,
        old(missing(space, page)),
        framesFor(old(tree()), old(uses()), space),
      ),
  );
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? spaces() === withPage(old(spaces()), space, page, { frame, access }) &&
        tree() === using(old(tree()), old(uses()).get(space).container, old(missing(space, page))) &&
        gainsTables(old(uses()), uses(), old(uses()).get(space).container) &&
        gainsOwners(old(owners()), owners(), space)
      : spaces() === old(spaces()) &&
        tree() === old(tree()) &&
        uses() === old(uses()) &&
        owners() === old(owners()),
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
  if (countMissing(space, page) > budget.total - budget.used - budget.given) {
    return Outcome.NoFrames;
  }
  makePath(space, page, container);
  writeEntry(space, page, makeLeaf(frame, access));
  mapped = withPage(mapped, space, page, { frame, access });
  return Outcome.Done;
}

/** Unmaps `page`. The tables on the way to it stay. */
export function unmap(space: u32, page: u64): Outcome {
  requires(spaces().has(space));
  modifies(spaces, walk, missing);
  ensures((outcome: Outcome) => outcome === pageOutcome(old(spaces()).get(space), page));
  ensures(spaces() === withoutPage(old(spaces()), space, page));
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  if (!presentIn(entryOf(space, page))) {
    return Outcome.NotMapped;
  }
  foundIsReached(space, page);
  reveal(translationOf);
  writeEntry(space, page, 0);
  mapped = withoutPage(mapped, space, page);
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
