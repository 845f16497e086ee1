/**
 * Ranges of bytes in address spaces: which pages they are in, whether these can be used, and copying from one to another.
 *
 * Owns      no state.
 * Errors    are found before anything is changed, and change nothing: of the pages of a range the first that cannot be used
 *           says why.
 * Not here  who may use whose bytes (loans.ts).
 */
import {
  Map,
  Set,
  assert,
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
  prove,
  requires,
  reveal,
  spec,
  trigger,
  u32,
  u64,
  unchanged,
} from "welkin";
import { Access, type Page } from "./entries.ts";
import { uses } from "./frames.ts";
import { type Homes, frameFor, isMapped, isSingle, pageAt, pagesAreMapped } from "./homes.ts";
import { FRAMES, FRAME_BYTES, SPACE_BYTES, copyBytes, zeroFrames } from "./machine.ts";
import { frameOf } from "./pages.ts";
import { homes, homesArePages, spaces, translate } from "./spaces.ts";
import { Status, andThen } from "./status.ts";
import { PAGES } from "./trees.ts";

/** The most bytes that are used in a call, and the pages that they can be in. */
export const LONGEST = 65536;
const MOST_PAGES = 17;

// --- The pages of a range ------------------------------------------------------------------------------------

/** The page in which a byte is. */
export const pageOf = spec((address: u64): u64 => u64.from(address / FRAME_BYTES));

/** How many pages so many bytes from `address` on are in. */
export const pagesIn = spec((address: u64, length: int): int =>
  length === 0 ? 0 : ((address % FRAME_BYTES) + length - 1) / FRAME_BYTES + 1,
);

function countPages(address: u64, length: u32): u64 {
  requires(length <= LONGEST);
  ensures((count: u64) => count === pagesIn(address, length) && count <= MOST_PAGES);
  return length === 0 ? 0 : ((address & 4095) + u64.from(length) - 1) / FRAME_BYTES + 1;
}

// --- Can they be used? -----------------------------------------------------------------------------------------

/** What becomes of using a page, to read it, or to write it too. Neither large pages nor memory of devices can be used. */
export const pageStatus = spec((pages: Map<u64, Page>, page: u64, writing: boolean): Status =>
  page >= PAGES
    ? Status.NoSuchPage
    : !isMapped(pages, page)
      ? Status.NotMapped
      : !isSingle(pageAt(pages, page)) || (writing && pages.get(page).access !== Access.Write)
        ? Status.NotAllowed
        : Status.Done,
);

/** What becomes of using so many pages from `page` on: the first that cannot be used decides. */
export const pagesStatus = spec((pages: Map<u64, Page>, page: u64, count: int, writing: boolean): Status => {
  decreases(count);
  if (count <= 0) return Status.Done;
  const first = pageStatus(pages, page, writing);
  return first === Status.Done ? pagesStatus(pages, u64.from(page + 1), count - 1, writing) : first;
});

/** What becomes of using the pages of a range. */
export const rangeStatus = spec(
  (pages: Map<u64, Page>, address: u64, length: int, writing: boolean): Status =>
    pagesStatus(pages, pageOf(address), pagesIn(address, length), writing),
);

/** If all can be used, so can each. */
export const eachCanBeUsed = lemma(
  (pages: Map<u64, Page>, page: u64, count: int, writing: boolean, index: int): void => {
    requires(pagesStatus(pages, page, count, writing) === Status.Done);
    requires(0 <= index && index < count && page + count <= u64.MAX);
    ensures(pageStatus(pages, u64.from(page + index), writing) === Status.Done);
    decreases(index);
    if (index > 0) eachCanBeUsed(pages, u64.from(page + 1), count - 1, writing, index - 1);
  },
);

/** Can the page be used? */
function checkPage(space: u32, page: u64, writing: boolean): Status {
  requires(spaces().has(space));
  ensures((status: Status) => status === pageStatus(spaces().get(space), page, writing));
  if (page >= PAGES) return Status.NoSuchPage;
  const place = translate(space, page);
  if (place.kind === "unmapped") return Status.NotMapped;
  if (place.large || place.frame >= FRAMES) return Status.NotAllowed;
  return writing && place.access !== Access.Write ? Status.NotAllowed : Status.Done;
}

/** Checks so many pages. */
export function checkPages(space: u32, page: u64, count: u64, writing: boolean): Status {
  requires(spaces().has(space) && count <= MOST_PAGES);
  ensures((status: Status) => status === pagesStatus(spaces().get(space), page, count, writing));
  for (let i: u64 = 0; i < count; i += 1) {
    invariant(i <= count && (i === 0 || page + i <= PAGES));
    invariant(
      pagesStatus(spaces().get(space), page, count, writing) ===
        pagesStatus(spaces().get(space), u64.from(page + i), count - i, writing),
    );
    const status = checkPage(space, page + i, writing);
    if (status !== Status.Done) return status;
  }
  return Status.Done;
}

/** Checks the pages of a range. */
export function checkRange(space: u32, address: u64, length: u32, writing: boolean): Status {
  requires(spaces().has(space) && length <= LONGEST);
  ensures((status: Status) => status === rangeStatus(spaces().get(space), address, length, writing));
  return checkPages(space, address / FRAME_BYTES, countPages(address, length), writing);
}

/** Each byte of a range that can be used is in a page that can. */
const byteCanBeUsed = lemma(
  (pages: Map<u64, Page>, address: u64, length: int, writing: boolean, index: int): void => {
    requires(rangeStatus(pages, address, length, writing) === Status.Done);
    requires(0 <= index && index < length && length <= LONGEST);
    ensures(address + index < SPACE_BYTES);
    ensures(pageStatus(pages, pageOf(u64.from(address + index)), writing) === Status.Done);
    eachCanBeUsed(pages, pageOf(address), pagesIn(address, length), writing, 0);
    eachCanBeUsed(
      pages,
      pageOf(address),
      pagesIn(address, length),
      writing,
      ((address % FRAME_BYTES) + index) / FRAME_BYTES,
    );
  },
);

// --- Copying ---------------------------------------------------------------------------------------------------

/** Some byte of the range is in `frame`. */
const isWithin = spec(
  (where: Homes, frame: u32, space: u32, address: u64, length: int): boolean =>
    where.has(frame) &&
    where.get(frame).space === space &&
    where.get(frame).page * FRAME_BYTES < address + length &&
    address < where.get(frame).page * FRAME_BYTES + FRAME_BYTES,
);

/** What is in frames stays, but for those of the range. */
export const othersKeepBytes = opaque(
  (before: Set<u32>, after: Set<u32>, where: Homes, space: u32, address: u64, length: int): boolean =>
    forall((frame: u32) =>
      implies(
        !isWithin(where, frame, space, address, length),
        trigger(after.has(frame)) === before.has(frame),
      ),
    ),
);

/** They stay too when something is copied to a frame of the range. */
const oneMoreIsCopied = lemma(
  (
    before: Set<u32>,
    between: Set<u32>,
    after: Set<u32>,
    frame: u32,
    space: u32,
    address: u64,
    length: int,
  ): void => {
    requires(othersKeepBytes(before, between, homes(), space, address, length));
    requires(isWithin(homes(), frame, space, address, length));
    requires(after.delete(frame) === between.delete(frame));
    ensures(othersKeepBytes(before, after, homes(), space, address, length));
    reveal(othersKeepBytes);
    prove((other: u32) => {
      requires(other !== frame);
      ensures(after.has(other) === between.has(other));
      assert(after.delete(frame).has(other) === between.delete(frame).has(other));
    });
  },
);

/** Copies bytes of ranges that can be used so, from the first to the last. */
export function copyRange(space: u32, from: u64, toSpace: u32, to: u64, length: u32): void {
  requires(spaces().has(space) && spaces().has(toSpace) && length <= LONGEST);
  requires(pagesAreMapped(homes(), uses()));
  requires(rangeStatus(spaces().get(space), from, length, false) === Status.Done);
  requires(rangeStatus(spaces().get(toSpace), to, length, true) === Status.Done);
  modifies(zeroFrames);
  ensures(othersKeepBytes(old(zeroFrames()), zeroFrames(), homes(), toSpace, to, length));
  reveal(othersKeepBytes);
  let done: u32 = 0;
  while (done < length) {
    invariant(done <= length);
    invariant(othersKeepBytes(old(zeroFrames()), zeroFrames(), homes(), toSpace, to, length));
    decreases(length - done);
    byteCanBeUsed(spaces().get(space), from, length, false, done);
    byteCanBeUsed(spaces().get(toSpace), to, length, true, done);
    const before = ghost(zeroFrames());
    const target = ghost(frameFor(spaces(), toSpace, pageOf(u64.from(to + done))));
    homesArePages();
    done += copyPiece(space, from + u64.from(done), toSpace, to + u64.from(done), length - done);
    oneMoreIsCopied(old(zeroFrames()), before, zeroFrames(), target, toSpace, to, length);
  }
}

/** Copies as many bytes as are in one page here and in one there, `most` at most. How many. */
function copyPiece(space: u32, from: u64, toSpace: u32, to: u64, most: u32): u32 {
  requires(spaces().has(space) && spaces().has(toSpace) && most > 0);
  requires(pagesAreMapped(homes(), uses()));
  requires(pageStatus(spaces().get(space), pageOf(from), false) === Status.Done);
  requires(pageStatus(spaces().get(toSpace), pageOf(to), true) === Status.Done);
  modifies(zeroFrames);
  ensures((count: u32) => 0 < count && count <= most);
  ensures(
    zeroFrames().delete(frameFor(spaces(), toSpace, pageOf(to))) ===
      old(zeroFrames()).delete(frameFor(spaces(), toSpace, pageOf(to))),
  );
  const source = frameOf(space, from / FRAME_BYTES);
  const target = frameOf(toSpace, to / FRAME_BYTES);
  const sourceOffset = u32.from(from & 4095);
  const targetOffset = u32.from(to & 4095);
  let count = most;
  // equivalent: > -> >= because they are equal then
  if (count > FRAME_BYTES - sourceOffset) count = FRAME_BYTES - sourceOffset;
  // equivalent: > -> >= because they are equal then
  if (count > FRAME_BYTES - targetOffset) count = FRAME_BYTES - targetOffset;
  copyBytes(source, sourceOffset, target, targetOffset, count);
  return count;
}

// --- Transfers -------------------------------------------------------------------------------------------------

/** The ranges have bytes in common. */
export const overlap = spec(
  (space: u32, from: u64, toSpace: u32, to: u64, length: int): boolean =>
    space === toSpace && from < to + length && to < from + length,
);

/** What becomes of copying a range to another. */
export const transferStatus = spec((space: u32, from: u64, toSpace: u32, to: u64, length: int): Status =>
  andThen(
    rangeStatus(spaces().get(space), from, length, false),
    andThen(
      rangeStatus(spaces().get(toSpace), to, length, true),
      overlap(space, from, toSpace, to, length) ? Status.BadArgument : Status.Done,
    ),
  ),
);

/** Copies a range to another. */
export function transfer(space: u32, from: u64, toSpace: u32, to: u64, length: u32): Status {
  requires(spaces().has(space) && spaces().has(toSpace) && length <= LONGEST);
  requires(pagesAreMapped(homes(), uses()));
  modifies(zeroFrames);
  ensures((status: Status) => status === transferStatus(space, from, toSpace, to, length));
  ensures((status: Status) =>
    status === Status.Done
      ? othersKeepBytes(old(zeroFrames()), zeroFrames(), homes(), toSpace, to, length)
      : unchanged(zeroFrames),
  );
  const source = checkRange(space, from, length, false);
  if (source !== Status.Done) return source;
  const target = checkRange(toSpace, to, length, true);
  if (target !== Status.Done) return target;
  if (doOverlap(space, from, toSpace, to, length)) return Status.BadArgument;
  copyRange(space, from, toSpace, to, length);
  return Status.Done;
}

/** Have ranges that can be used bytes in common? */
function doOverlap(space: u32, from: u64, toSpace: u32, to: u64, length: u32): boolean {
  requires(rangeStatus(spaces().get(space), from, length, false) === Status.Done);
  requires(rangeStatus(spaces().get(toSpace), to, length, true) === Status.Done);
  requires(length <= LONGEST);
  ensures((result: boolean) => result === overlap(space, from, toSpace, to, length));
  if (space !== toSpace || length === 0) return false;
  byteCanBeUsed(spaces().get(space), from, length, false, 0);
  byteCanBeUsed(spaces().get(toSpace), to, length, true, 0);
  return from < to + u64.from(length) && to < from + u64.from(length);
}
