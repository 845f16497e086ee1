/**
 * Address spaces: for every space, which page is which frame, and what is allowed.
 *
 * Owns       nothing but the views: all is in the tables.
 * View       spaces(): the pages of every space, by the frame that names the space; homes(): where every page's frame is
 *            mapped; exposures(): where every frame was mapped when it was exposed to a device.
 * States     a page's frame is taken when it is mapped, full of zeros, and free again when it is unmapped.
 * Invariants the hardware's walk finds what the view has, permissions included. No page is writable and executable. No
 *            frame of memory is mapped twice. Devices reach pages only, each while it is mapped where it was exposed. Memory
 *            of devices (frames from FRAMES on) is never executable.
 * Errors     are found before anything is changed, and change nothing.
 * Translations the port is told of every change (machine.ts): it flushes what the hardware holds of them.
 * Not here   which space a process has (processes.ts).
 */
import {
  Map,
  assert,
  ensures,
  forall,
  implies,
  invariant,
  lemma,
  modifies,
  old,
  prove,
  requires,
  reveal,
  spec,
  trigger,
  u32,
  u64,
  unchanged,
  views,
} from "welkin";
import { left, using } from "./budgets.ts";
import { payerIsContainer, tree } from "./containers.ts";
import {
  Access,
  LARGE,
  type Page,
  type Translation,
  accessIn,
  frameAt,
  isExecutable,
  isLarge,
  isPresent,
  isWritable,
  largeIn,
  makeLeaf,
  presentIn,
  translationFor,
  translationOf,
} from "./entries.ts";
import { NONE, runIsOwn, useOf, uses, usesAreFrames } from "./frames.ts";
import {
  type Homes,
  Outcome,
  type Pages,
  type Spaces,
  firstOf,
  frameFor,
  framesFor,
  isAt,
  isHome,
  isMapped,
  keyOf,
  isSmall,
  isVacantIn,
  pageAt,
  pagesAreMapped,
  payerFor,
  protectOutcome,
  sizeFor,
  withExchanged,
  withPage,
  withoutPage,
} from "./homes.ts";
import {
  FRAMES,
  type Reach,
  type Told,
  isOnlyReached,
  isWithout,
  known,
  letReach,
  reached,
  stopDevice,
  stopReach,
  translationChanged,
  zeroFrame,
  zeroFrames,
} from "./machine.ts";
import {
  type Pruning,
  createRoot,
  isVacant as isBlockVacant,
  leafOf,
  makePath,
  missing,
  owners,
  prune,
  walk,
  writeLeaf,
} from "./tables.ts";
import { PAGES, isPartOf, isSpace, ownersChange, tablesAreUsed, tablesChange } from "./trees.ts";
import { Kind } from "./uses.ts";

let mapped: Spaces = Map.empty();
let places: Homes = Map.empty();
let exposed: Homes = Map.empty();

/** The pages of every space. */
export const spaces = spec((): Spaces => mapped);

/** Where every frame is mapped that is. */
export const homes = spec((): Homes => places);

/** Where every frame was mapped when it was exposed to a device. */
export const exposures = spec((): Homes => exposed);

/** What changes with the pages of a space. */
export const translations = views(spaces, homes, owners, walk, missing, reached, known);

/** The hardware finds a page if it is mapped, with its frame and what is allowed, and nothing else. */
const isFound = spec((found: Translation, pages: Pages, page: u64): boolean =>
  isMapped(pages, page) ? found === translationFor(pageAt(pages, page), page % LARGE) : !found.present,
);

/** What the hardware finds allowed. */
const accessFound = spec((found: Translation): Access =>
  found.writable ? Access.Write : found.executable ? Access.Execute : Access.Read,
);

/** The frame that the hardware finds, and what is allowed; none where it finds none, or there is no space. */
export const foundAt = spec((all: Spaces, space: u32, page: u64): Told =>
  all.has(space) && page < PAGES && walk(space, page).present
    ? { frame: walk(space, page).frame, access: u32.from(accessFound(walk(space, page))) }
    : { frame: NONE, access: 0 },
);

/** The map has what the walk finds. */
const mapIsWalk = spec((): boolean =>
  forall(
    (space: u32, page: u64) =>
      implies(mapped.has(space) && page < PAGES, isFound(walk(space, page), mapped.get(space), page)),
    (space: u32, page: u64) => [[walk(space, page)], [mapped.get(space).has(page)]],
  ),
);

/** A large page begins at a multiple of LARGE, as its frames do, and no other begins within it. */
const isAligned = spec(
  (pages: Pages, page: u64): boolean =>
    implies(pages.get(page).large, page % LARGE === 0 && pages.get(page).frame % LARGE === 0) &&
    implies(page % LARGE !== 0, !(pages.has(firstOf(page)) && pages.get(firstOf(page)).large)),
);

/** Memory of a device is mapped frame by frame, and not to be executed. */
const isData = spec((to: Page): boolean =>
  implies(to.frame >= FRAMES, to.frame !== NONE && !to.large && to.access !== Access.Execute),
);

/** The spaces are those that have a table of level 4, and pages have numbers below PAGES. */
const spacesHaveTables = spec(
  (): boolean =>
    forall((space: u32) => trigger(mapped.has(space)) === isSpace(owners(), space)) &&
    forall((space: u32, page: u64) =>
      implies(
        mapped.has(space) && trigger(mapped.get(space).has(page)),
        page < PAGES && isAligned(mapped.get(space), page) && isData(mapped.get(space).get(page)),
      ),
    ),
);

/** The frame of every page has that page as its home, and no other, if it is memory. */
const pagesHaveHomes = spec(
  (): boolean =>
    forall((space: u32, page: u64) =>
      implies(
        mapped.has(space) && trigger(mapped.get(space).has(page)),
        isAt(places, mapped.get(space).get(page), space, page),
      ),
    ) &&
    forall((frame: u32) =>
      implies(trigger(places.has(frame)), frame < FRAMES && isHome(mapped, frame, places.get(frame))),
    ),
);

/** A device may write to a page only if its process may. */
const isWithinAccess = spec((page: Page, reach: Reach): boolean =>
  implies(reach.writable, page.access === Access.Write),
);

/** A frame that a device reaches is the page that was exposed to it. */
const reachedAreExposed = spec((): boolean =>
  forall((frame: u32) =>
    implies(
      trigger(reached().has(frame)),
      places.has(frame) &&
        places.get(frame) === exposed.get(frame) &&
        !places.get(frame).large &&
        isWithinAccess(mapped.get(places.get(frame).space).get(places.get(frame).page), reached().get(frame)),
    ),
  ),
);

/** The port has been told of every page what the hardware finds, and of no others. */
const knownIsFound = spec((): boolean =>
  forall((space: u32, page: u64) => trigger(known(space, page)) === foundAt(mapped, space, page)),
);

invariant(spacesHaveTables());
invariant(mapIsWalk());
invariant(pagesHaveHomes());
invariant(reachedAreExposed());
invariant(knownIsFound());

/** What the hardware finds is what is mapped, permissions included. */
export const hardwareAgrees = lemma((space: u32, page: u64): void => {
  requires(spaces().has(space) && page < PAGES);
  ensures(walk(space, page).present === isMapped(spaces().get(space), page));
  ensures(
    implies(
      walk(space, page).present,
      walk(space, page) === translationFor(pageAt(spaces().get(space), page), page % LARGE),
    ),
  );
});

/** Nothing can be written and executed. */
export const noneIsWritableAndExecutable = lemma((space: u32, page: u64): void => {
  requires(spaces().has(space) && page < PAGES && walk(space, page).present);
  ensures(!(walk(space, page).writable && walk(space, page).executable));
});

/** Memory of devices is not executable, and read and written past all caches. */
export const deviceMemoryIsData = lemma((space: u32, page: u64): void => {
  requires(spaces().has(space) && page < PAGES && walk(space, page).present);
  ensures(walk(space, page).uncached === walk(space, page).frame >= FRAMES);
  ensures(implies(walk(space, page).uncached, !walk(space, page).executable));
});

/** No frame of memory is mapped twice: what two spaces have, or one space in two places, are two frames. */
export const noneIsMappedTwice = lemma((space: u32, page: u64, other: u32, otherPage: u64): void => {
  requires(spaces().has(space) && spaces().get(space).has(page));
  requires(spaces().has(other) && spaces().get(other).has(otherPage));
  requires(space !== other || page !== otherPage);
  requires(spaces().get(space).get(page).frame < FRAMES);
  ensures(spaces().get(space).get(page).frame !== spaces().get(other).get(otherPage).frame);
});

/** A frame that a device reaches is a page, mapped where it was when it was exposed. */
export const reachedIsExposed = lemma((frame: u32): void => {
  requires(reached().has(frame));
  ensures(homes().has(frame) && homes().get(frame) === exposures().get(frame) && !homes().get(frame).large);
  ensures(isHome(spaces(), frame, homes().get(frame)));
  ensures(
    isWithinAccess(spaces().get(homes().get(frame).space).get(homes().get(frame).page), reached().get(frame)),
  );
});

/** What the port has been told is what the hardware finds. */
export const portIsTold = lemma((space: u32, page: u64): void => {
  ensures(known(space, page) === foundAt(spaces(), space, page));
});

/** The spaces are those that have a table of level 4. */
export const spacesAreOwners = lemma((): void => {
  ensures(forall((space: u32) => trigger(spaces().has(space)) === isSpace(owners(), space)));
});

/** A page's frame has it as its home, if it is memory, and a frame that has a home is mapped there. */
export const homesArePages = lemma((): void => {
  ensures(
    forall((space: u32, page: u64) =>
      implies(
        spaces().has(space) && trigger(spaces().get(space).has(page)),
        isAt(homes(), spaces().get(space).get(page), space, page),
      ),
    ),
  );
  ensures(
    forall((frame: u32) =>
      implies(trigger(homes().has(frame)), frame < FRAMES && isHome(spaces(), frame, homes().get(frame))),
    ),
  );
});

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
 * Maps `page` to `frame`, which may be memory of a device, or the large page that begins there to all its frames, with the tables
 * on the way to it that lack, for which the container of the space is charged; where a large page is to be, a table of level 1
 * is freed.
 */
export function enter(space: u32, page: u64, frame: u32, access: Access, large: boolean): void {
  requires(spaces().has(space) && page < PAGES && isVacantIn(spaces().get(space), page, large));
  requires(implies(frame < FRAMES, !homes().has(frame) && frame + sizeFor(large) <= FRAMES));
  requires(isData({ frame, access, large }));
  requires(implies(large, page % LARGE === 0 && frame % LARGE === 0));
  requires(tablesAreUsed(owners(), uses()));
  requires(missing(space, page) - (large ? 1 : 0) <= framesFor(tree(), uses(), space));
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses);
  ensures(tablesAreUsed(owners(), uses()));
  ensures(spaces() === withPage(old(spaces()), space, page, { frame, access, large }));
  ensures(homes() === (frame < FRAMES ? old(homes()).set(frame, { space, page, large }) : old(homes())));
  ensures(
    tree() === using(old(tree()), payerFor(old(uses()), space), old(missing(space, page)) - (large ? 1 : 0)),
  );
  ensures(
    tablesChange(old(uses()), uses(), payerFor(old(uses()), space), large && old(missing(space, page)) === 0),
  );
  ensures(ownersChange(old(owners()), owners(), space, large && old(missing(space, page)) === 0));
  ensures(unchanged(reached));
  payerIsContainer(space);
  usesAreFrames(space);
  makePath(space, page, large, useOf(space).container);
  writeLeaf(space, page, makeLeaf(frame, access, large), large);
  translationChanged(space, page, large ? LARGE : 1, NONE, frame, u32.from(access));
  mapped = withPage(mapped, space, page, { frame, access, large });
  if (frame < FRAMES) places = places.set(frame, { space, page, large });
}

/** Unmaps what is mapped under `page`, which is `frame`. The tables on the way to it stay. */
export function leave(space: u32, page: u64, frame: u32, large: boolean): void {
  requires(spaces().has(space) && spaces().get(space).has(page));
  requires(frame === frameFor(spaces(), space, page) && spaces().get(space).get(page).large === large);
  requires(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, walk, missing, reached, known);
  ensures(spaces() === withoutPage(old(spaces()), space, page));
  ensures(homes() === old(homes()).delete(frame) && reached() === old(reached()).delete(frame));
  reveal(translationOf);
  usesAreFrames(space);
  framesAreThere(frame);
  writeLeaf(space, page, 0, large);
  translationChanged(space, page, large ? LARGE : 1, frame, NONE, 0);
  places = places.delete(frame);
  mapped = withoutPage(mapped, space, page);
}

/** There are all frames of a page of memory that is mapped, and devices reach none but perhaps the first. */
const framesAreThere = lemma((frame: u32): void => {
  requires(pagesAreMapped(places, uses()) && reachedAreExposed());
  ensures(implies(places.has(frame), frame + sizeFor(places.get(frame).large) <= FRAMES));
  ensures(implies(places.has(frame), isOnlyReached(reached(), frame, sizeFor(places.get(frame).large))));
  if (!places.has(frame)) return;
  usesAreFrames(frame);
  if (places.get(frame).large) runIsOwn(frame);
});

/**
 * Finds the first page of a space. If a table without entries is met on the way to it, that table is freed instead, and
 * with the last one the space ends.
 */
export function shrink(space: u32): Pruning {
  requires(spaces().has(space) && tablesAreUsed(owners(), uses()));
  modifies(spaces, owners, walk, missing, tree, uses);
  ensures(tablesAreUsed(owners(), uses()));
  ensures((found: Pruning) =>
    found.kind === "page"
      ? found.page < PAGES && spaces().get(space).has(found.page) && unchanged(spaces, owners, uses, tree)
      : old(owners()).has(found.table) &&
        old(owners()).get(found.table) === space &&
        spaces() === (found.table === space ? old(spaces()).delete(space) : old(spaces())) &&
        owners() === old(owners()).delete(found.table) &&
        uses() === old(uses()).delete(found.table) &&
        tree() === using(old(tree()), payerFor(old(uses()), space), -1),
  );
  const found = prune(space);
  if (found.kind === "table" && found.table === space) {
    mapped = mapped.delete(space);
  }
  return found;
}

/** Changes what is allowed for what is mapped under `page`. */
export function protect(space: u32, page: u64, access: Access): Outcome {
  requires(spaces().has(space));
  requires(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, walk, missing, reached, known);
  ensures((outcome: Outcome) => outcome === protectOutcome(old(spaces()).get(space), page, access));
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? spaces() === withPage(old(spaces()), space, page, { ...old(spaces()).get(space).get(page), access })
      : unchanged(spaces, reached),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  const place = translate(space, page);
  if (place.kind === "unmapped" || (place.large && page % LARGE !== 0)) {
    return Outcome.NotMapped;
  }
  if (place.frame >= FRAMES && access === Access.Execute) return Outcome.NotExecutable;
  usesAreFrames(space);
  framesAreThere(place.frame);
  writeLeaf(space, page, makeLeaf(place.frame, access, place.large), place.large);
  translationChanged(space, page, place.large ? LARGE : 1, place.frame, place.frame, u32.from(access));
  mapped = withPage(mapped, space, page, { frame: place.frame, access, large: place.large });
  return Outcome.Done;
}

/**
 * What is in `page`, which is `frame`, goes to a page of another space or of the same, which is `otherFrame`: they exchange
 * frames, and this one is full of zeros. Both can be written from then on. The port, which is told first that the other
 * page is nothing, need not keep what was in it.
 */
export function exchange(
  space: u32,
  page: u64,
  frame: u32,
  other: u32,
  otherPage: u64,
  otherFrame: u32,
): void {
  requires(isSmall(spaces(), space, page, frame) && isSmall(spaces(), other, otherPage, otherFrame));
  requires(frame !== otherFrame);
  requires(tablesAreUsed(owners(), uses()) && pagesAreMapped(homes(), uses()));
  modifies(spaces, homes, walk, missing, reached, known, zeroFrames);
  ensures(spaces() === withExchanged(old(spaces()), space, page, other, otherPage));
  ensures(
    homes() ===
      old(homes())
        .set(frame, { space: other, page: otherPage, large: false })
        .set(otherFrame, { space, page, large: false }),
  );
  ensures(reached() === old(reached()).delete(frame).delete(otherFrame));
  ensures(zeroFrames() === old(zeroFrames()).add(otherFrame));
  usesAreFrames(space);
  usesAreFrames(other);
  usesAreFrames(frame);
  usesAreFrames(otherFrame);
  translationChanged(other, otherPage, 1, otherFrame, NONE, 0);
  zeroFrame(otherFrame);
  writeLeaf(other, otherPage, makeLeaf(frame, Access.Write, false), false);
  translationChanged(other, otherPage, 1, NONE, frame, u32.from(Access.Write));
  writeLeaf(space, page, makeLeaf(otherFrame, Access.Write, false), false);
  translationChanged(space, page, 1, frame, otherFrame, u32.from(Access.Write));
  mapped = withExchanged(mapped, space, page, other, otherPage);
  places = places
    .set(frame, { space: other, page: otherPage, large: false })
    .set(otherFrame, { space, page, large: false });
}

/** A device reaches a page from now on, and no other does; it may write to it if the process of the page may. */
export function expose(space: u32, page: u64, frame: u32, access: Access, device: u32): void {
  requires(frame < FRAMES && isSmall(spaces(), space, page, frame));
  requires(access === spaces().get(space).get(page).access);
  modifies(reached, exposures);
  ensures(reached() === old(reached()).set(frame, { device, writable: access === Access.Write }));
  ensures(exposures() === old(exposures()).set(frame, { space, page, large: false }));
  letReach(frame, device, access === Access.Write);
  exposed = exposed.set(frame, { space, page, large: false });
}

/** No device reaches a page from now on. */
export function conceal(frame: u32): void {
  requires(frame < FRAMES);
  modifies(reached);
  ensures(reached() === old(reached()).delete(frame));
  stopReach(frame);
}

/** A device reaches nothing from now on. */
export function concealAll(device: u32): void {
  modifies(reached);
  ensures(isWithout(old(reached()), reached(), device));
  stopDevice(device);
}

/** Where a page is: a frame, which may be one of those of a large page, or nowhere. */
export type Place = { kind: "mapped"; frame: u32; access: Access; large: boolean } | { kind: "unmapped" };

/** Where `page` is. */
export function translate(space: u32, page: u64): Place {
  requires(spaces().has(space));
  ensures(
    (place: Place) =>
      spaces().get(space).has(page) === (place.kind === "mapped" && (!place.large || page % LARGE === 0)),
  );
  ensures((place: Place) =>
    isMapped(spaces().get(space), page)
      ? place.kind === "mapped" &&
        u64.from(place.frame) === translationFor(pageAt(spaces().get(space), page), page % LARGE).frame &&
        place.access === pageAt(spaces().get(space), page).access &&
        place.large === pageAt(spaces().get(space), page).large
      : place.kind === "unmapped",
  );
  if (page >= PAGES) {
    return { kind: "unmapped" };
  }
  reveal(translationOf);
  const entry = leafOf(space, page);
  assert(isFound(walk(space, page), mapped.get(space), page));
  assert(walk(space, page).present === isPresent(entry));
  if (!presentIn(entry)) {
    return { kind: "unmapped" };
  }
  assert(isAligned(mapped.get(space), keyOf(mapped.get(space), page)));
  assert(walk(space, page).frame <= u32.MAX && walk(space, page).large === isLarge(entry));
  assert(walk(space, page).writable === isWritable(entry));
  assert(walk(space, page).executable === isExecutable(entry));
  return {
    kind: "mapped",
    frame: frameAt(entry, page & 511),
    access: accessIn(entry),
    large: largeIn(entry),
  };
}

/** Is nothing mapped where `page` would be, or all of the large page that begins there? */
export function isVacant(space: u32, page: u64, large: boolean): boolean {
  requires(spaces().has(space) && page < PAGES && implies(large, page % LARGE === 0));
  ensures((vacant: boolean) => vacant === isVacantIn(spaces().get(space), page, large));
  if (!large) return translate(space, page).kind === "unmapped";
  const vacant = isBlockVacant(space, page);
  prove((p: u64) => {
    requires(isPartOf(p, page, large));
    ensures(walk(space, p).present === isMapped(mapped.get(space), p));
    assert(isFound(walk(space, p), mapped.get(space), p));
  });
  return vacant;
}
