/**
 * Pages of spaces, as values: what the modules above say about them.
 *
 * Owns      Spaces and Homes; the outcomes of calls; what a page's frame is used for and who is charged (pagesAreMapped).
 * Large     a large page is one entry, under the number of its first page; its other pages have none (isMapped, pageAt).
 * Devices   their memory has pages, but no homes and no uses: it is in as many places as it is mapped to, and nobody pays.
 */
import { type Map, forall, implies, type int, spec, trigger, type u32, u64 } from "welkin";
import { type Tree, left, using } from "./budgets.ts";
import { Access, LARGE, type Page } from "./entries.ts";
import { FRAMES } from "./machine.ts";
import { type Owners, PAGES, isChargedWith, isPartOf } from "./trees.ts";
import { Kind, type Uses, isMemoryKind, isPageKind } from "./uses.ts";

/** Where a frame is mapped. */
export class Home {
  space: u32 = 0;
  page: u64 = 0;
  large: boolean = false;
}

export type Pages = Map<u64, Page>;
export type Spaces = Map<u32, Pages>;
export type Homes = Map<u32, Home>;

/** `frame` is mapped at `home`. */
export const isHome = spec(
  (all: Spaces, frame: u32, home: Home): boolean =>
    all.has(home.space) &&
    all.get(home.space).has(home.page) &&
    all.get(home.space).get(home.page).frame === frame &&
    all.get(home.space).get(home.page).large === home.large,
);

/** The first of the pages with which `page` would be in a large page. */
export const firstOf = spec((page: u64): u64 => u64.from(page - (page % LARGE)));

/** Under which number `page` is mapped, if it is. */
export const keyOf = spec((pages: Pages, page: u64): u64 => (pages.has(page) ? page : firstOf(page)));

/** What `page` is, or the large page that it is in. */
export const pageAt = spec((pages: Pages, page: u64): Page => pages.get(keyOf(pages, page)));

/** `page` is mapped, by itself or in a large page. */
export const isMapped = spec(
  (pages: Pages, page: u64): boolean =>
    pages.has(page) || (pages.has(firstOf(page)) && pages.get(firstOf(page)).large),
);

/** Nothing is mapped where `page` would be, or all of the large page that begins there. */
export const isVacantIn = spec((pages: Pages, page: u64, large: boolean): boolean =>
  forall(
    (other: u64) => implies(isPartOf(other, page, large), !isMapped(pages, other)),
    (other: u64) => [pages.has(other)],
  ),
);

/** The home of the frame of a page is `page` of `space`, if it is memory. */
export const isAt = spec(
  (where: Homes, to: Page, space: u32, page: u64): boolean =>
    to.frame >= FRAMES ||
    (where.has(to.frame) &&
      where.get(to.frame).space === space &&
      where.get(to.frame).page === page &&
      where.get(to.frame).large === to.large),
);

/** The kind of the frames of pages of this size. */
export const kindFor = spec((large: boolean): Kind => (large ? Kind.LargePage : Kind.Page));

/** The number of frames of a page of this size. */
export const sizeFor = spec((large: boolean): int => (large ? LARGE : 1));

/** How many frames are charged for a page: none for memory of a device. */
export const chargeOf = spec((page: Page): int => (page.frame < FRAMES ? sizeFor(page.large) : 0));

/** The page is one frame of memory: only such are lent, copied, exchanged, and shown to devices. */
export const isSingle = spec((page: Page): boolean => page.frame < FRAMES && !page.large);

/**
 * The frames of the kinds of pages are those that are mapped, and the container is charged for them that is charged for
 * the space. The modules above keep this, who see all uses of frames.
 */
export const pagesAreMapped = spec(
  (where: Homes, all: Uses): boolean =>
    forall(
      (frame: u32) =>
        trigger(where.has(frame)) === (all.has(frame) && isPageKind(trigger(all.get(frame).kind))) &&
        implies(where.has(frame), all.get(frame).kind === kindFor(where.get(frame).large)),
    ) &&
    forall((frame: u32) =>
      implies(where.has(frame), isChargedWith(all, frame, trigger(where.get(frame)).space)),
    ),
);

// --- Outcomes ------------------------------------------------------------------------------------------------

/** What becomes of a call. */
export enum Outcome {
  Done,
  NoSuchPage,
  Misaligned,
  AlreadyMapped,
  NotMapped,
  NoFrames,
  NotExecutable,
}

/** What becomes of mapping `page`, for which so many frames are needed, when so many are left. */
export const mapOutcome = spec(
  (pages: Pages, page: u64, large: boolean, needed: int, frames: int): Outcome =>
    page >= PAGES
      ? Outcome.NoSuchPage
      : large && page % LARGE !== 0
        ? Outcome.Misaligned
        : !isVacantIn(pages, page, large)
          ? Outcome.AlreadyMapped
          : needed > frames
            ? Outcome.NoFrames
            : Outcome.Done,
);

/** The tables that are needed to map a page where so many lack: a large one needs none of level 1. */
export const tablesFor = spec((missing: int, large: boolean): int =>
  large && missing > 0 ? missing - 1 : missing,
);

/** How many frames more are charged for then: where there is a table of level 1, a large page takes its place. */
export const chargeFor = spec((missing: int, large: boolean): int =>
  large ? LARGE + missing - 1 : missing + 1,
);

/** What becomes of mapping a page where this would, but that for a large one there may be no run of free frames. */
export const mayBe = spec(
  (outcome: Outcome, expected: Outcome, large: boolean): boolean =>
    outcome === expected || (large && expected === Outcome.Done && outcome === Outcome.NoFrames),
);

/** What becomes of unmapping `page`. */
export const pageOutcome = spec((pages: Pages, page: u64): Outcome =>
  page >= PAGES ? Outcome.NoSuchPage : pages.has(page) ? Outcome.Done : Outcome.NotMapped,
);

/** What becomes of protecting it: memory of a device cannot be executed. */
export const protectOutcome = spec((pages: Pages, page: u64, access: Access): Outcome =>
  page < PAGES && pages.has(page) && pages.get(page).frame >= FRAMES && access === Access.Execute
    ? Outcome.NotExecutable
    : pageOutcome(pages, page),
);

/** The container that is charged for a space, its tables and its pages. */
export const payerFor = spec((all: Uses, space: u32): u32 => all.get(space).container);

/** The frames that the container has left which is charged for the tables of a space. */
export const framesFor = spec((nodes: Tree, all: Uses, space: u32): int =>
  left(nodes.get(payerFor(all, space)).frames),
);

/** The frames that are charged to a container. */
export const usedBy = spec((nodes: Tree, container: u32): int => nodes.get(container).frames.used);

/** The frame of `page`. */
export const frameFor = spec((all: Spaces, space: u32, page: u64): u32 => all.get(space).get(page).frame);

/** `page` is mapped, and is this frame alone, of memory. */
export const isSmall = spec(
  (all: Spaces, space: u32, page: u64, frame: u32): boolean =>
    all.has(space) &&
    all.get(space).has(page) &&
    all.get(space).get(page).frame === frame &&
    isSingle(all.get(space).get(page)),
);

/** What is in use after `frame` is a page of this size, charged to `container`. */
export const withFrame = spec((all: Uses, frame: u32, container: u32, large: boolean): Uses =>
  all.set(frame, { kind: kindFor(large), container }),
);

/** The spaces after `page` of `space` is mapped so. */
export const withPage = spec((before: Spaces, space: u32, page: u64, to: Page): Spaces =>
  before.set(space, before.get(space).set(page, to)),
);

/** The spaces after `page` of `space` is unmapped. */
export const withoutPage = spec((before: Spaces, space: u32, page: u64): Spaces =>
  before.set(space, before.get(space).delete(page)),
);

/** The spaces after two pages have exchanged the frames that they are. */
export const withExchanged = spec(
  (before: Spaces, space: u32, page: u64, other: u32, otherPage: u64): Spaces =>
    withPage(
      withPage(before, space, page, {
        frame: frameFor(before, other, otherPage),
        access: Access.Write,
        large: false,
      }),
      other,
      otherPage,
      { frame: frameFor(before, space, page), access: Access.Write, large: false },
    ),
);

// --- Destroying ------------------------------------------------------------------------------------------------

/** No page is memory of a device. */
export const areMemory = spec((pages: Pages): boolean =>
  forall((page: u64) => implies(trigger(pages.has(page)), pages.get(page).frame < FRAMES)),
);

/** What there was is still there, but for the space, or some of its pages. */
export const losesPages = spec((before: Spaces, after: Spaces, space: u32): boolean =>
  after.has(space)
    ? after === before.set(space, after.get(space)) &&
      forall((page: u64) =>
        implies(
          trigger(after.get(space).has(page)),
          before.get(space).has(page) && after.get(space).get(page) === before.get(space).get(page),
        ),
      )
    : after === before.delete(space),
);

/** What there was is still there, but for frames of the space. */
export const losesHomes = spec((before: Homes, after: Homes, space: u32): boolean =>
  forall((frame: u32) =>
    trigger(after.has(frame))
      ? trigger(before.has(frame)) && after.get(frame) === before.get(frame)
      : implies(before.has(frame), before.get(frame).space === space),
  ),
);

/** What there was is still there, but for tables of the space. */
export const losesOwners = spec((before: Owners, after: Owners, space: u32): boolean =>
  forall((frame: u32) =>
    trigger(after.has(frame))
      ? trigger(before.has(frame)) && after.get(frame) === before.get(frame)
      : implies(before.has(frame), before.get(frame) === space),
  ),
);

/** What was in use is still in use, but for pages and tables charged to this container. */
export const losesFrames = spec((before: Uses, after: Uses, container: u32): boolean =>
  forall((frame: u32) =>
    trigger(after.has(frame))
      ? trigger(before.has(frame)) && trigger(after.get(frame)) === before.get(frame)
      : implies(
          before.has(frame),
          isMemoryKind(before.get(frame).kind) && before.get(frame).container === container,
        ),
  ),
);

/** What is in use besides pages and page tables is as it was. */
export const onlyMemoryChanges = spec((before: Uses, after: Uses): boolean =>
  forall((frame: u32) =>
    (trigger(before.has(frame)) && !isMemoryKind(trigger(before.get(frame)).kind)) ||
    (trigger(after.has(frame)) && !isMemoryKind(trigger(after.get(frame)).kind))
      ? before.has(frame) && after.has(frame) && after.get(frame) === before.get(frame)
      : true,
  ),
);

/** `container` is charged for fewer frames, at least and at most for so many, and nothing else differs. */
export const isFreed = spec((before: Tree, after: Tree, container: u32, least: int, most: int): boolean => {
  const frames = usedBy(after, container) - usedBy(before, container);
  return (
    before.has(container) && least <= -frames && -frames <= most && after === using(before, container, frames)
  );
});
