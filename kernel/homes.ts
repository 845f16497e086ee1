/**
 * Pages of spaces, as values: what the modules above say about them.
 *
 * Owns      Spaces and Homes; the outcomes of calls; what a page's frame is used for and who is charged (pagesAreMapped).
 */
import { type Map, forall, implies, type int, spec, type u32, type u64 } from "welkin";
import { type Tree, left, using } from "./budgets.ts";
import { Access, type Page } from "./entries.ts";
import { type Owners, PAGES, isChargedWith } from "./trees.ts";
import { Kind, type Uses } from "./uses.ts";

/** Where a frame is mapped. */
export class Home {
  space: u32 = 0;
  page: u64 = 0;
}

export type Spaces = Map<u32, Map<u64, Page>>;
export type Homes = Map<u32, Home>;

/** `frame` is mapped at `home`. */
export const isHome = spec(
  (all: Spaces, frame: u32, home: Home): boolean =>
    all.has(home.space) &&
    all.get(home.space).has(home.page) &&
    all.get(home.space).get(home.page).frame === frame,
);

/** The home of `frame` is `page` of `space`. */
export const isAt = spec(
  (where: Homes, frame: u32, space: u32, page: u64): boolean =>
    where.has(frame) && where.get(frame).space === space && where.get(frame).page === page,
);

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

/** The spaces after two pages have exchanged the frames that they are. */
export const withExchanged = spec(
  (before: Spaces, space: u32, page: u64, other: u32, otherPage: u64): Spaces =>
    withPage(
      withPage(before, space, page, { frame: frameFor(before, other, otherPage), access: Access.Write }),
      other,
      otherPage,
      { frame: frameFor(before, space, page), access: Access.Write },
    ),
);

// --- Destroying ------------------------------------------------------------------------------------------------

/** What there was is still there, but for the space, or some of its pages. */
export const losesPages = spec((before: Spaces, after: Spaces, space: u32): boolean =>
  after.has(space)
    ? after === before.set(space, after.get(space)) &&
      forall(
        (page: u64) =>
          implies(
            after.get(space).has(page),
            before.get(space).has(page) && after.get(space).get(page) === before.get(space).get(page),
          ),
        (page: u64) => [after.get(space).has(page)],
      )
    : after === before.delete(space),
);

/** What there was is still there, but for frames of the space. */
export const losesHomes = spec((before: Homes, after: Homes, space: u32): boolean =>
  forall(
    (frame: u32) =>
      after.has(frame)
        ? before.has(frame) && after.get(frame) === before.get(frame)
        : implies(before.has(frame), before.get(frame).space === space),
    (frame: u32) => [[after.has(frame)], [before.has(frame)]],
  ),
);

/** What there was is still there, but for tables of the space. */
export const losesOwners = spec((before: Owners, after: Owners, space: u32): boolean =>
  forall(
    (frame: u32) =>
      after.has(frame)
        ? before.has(frame) && after.get(frame) === before.get(frame)
        : implies(before.has(frame), before.get(frame) === space),
    (frame: u32) => [[after.has(frame)], [before.has(frame)]],
  ),
);

/** What was in use is still in use, but for pages and tables charged to this container. */
export const losesFrames = spec((before: Uses, after: Uses, container: u32): boolean =>
  forall(
    (frame: u32) =>
      after.has(frame)
        ? before.has(frame) && after.get(frame) === before.get(frame)
        : implies(
            before.has(frame),
            (before.get(frame).kind === Kind.Page || before.get(frame).kind === Kind.Table) &&
              before.get(frame).container === container,
          ),
    (frame: u32) => [[after.has(frame)], [after.get(frame)], [before.has(frame)]],
  ),
);

/** `container` is charged for fewer frames, at least and at most for so many, and nothing else differs. */
export const isFreed = spec((before: Tree, after: Tree, container: u32, least: int, most: int): boolean => {
  const frames = usedBy(after, container) - usedBy(before, container);
  return (
    before.has(container) && least <= -frames && -frames <= most && after === using(before, container, frames)
  );
});
