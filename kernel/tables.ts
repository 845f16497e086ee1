/**
 * Page tables of four levels in the format of x86-64, in frames.
 *
 * Owns       the tables, each in a frame for which a container is charged. A space is named by the frame of its table of
 *            level 4.
 * View       walk(): what the hardware finds for a page of a space; owners(): the frames that hold tables, and the
 *            space of each; missing(): how many tables lack on the way to a page.
 * Invariants the tables of a space are a tree (trees.ts), and no table is in two.
 * Ghost      the place of every table: its level, its prefix, and the table above it.
 * Not here   which page is mapped to what (spaces.ts), what the entries say (entries.ts), large pages.
 */
import {
  Map,
  type Pool,
  assert,
  ensures,
  forall,
  ghost,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  pool,
  prove,
  requires,
  reveal,
  spec,
  type u32,
  type u64,
} from "welkin";
import { left, using } from "./budgets.ts";
import { chargeObject, tree } from "./containers.ts";
import {
  type Translation,
  frameIn,
  frameOf,
  isLink,
  isPresent,
  makeLink,
  presentIn,
  translationOf,
} from "./entries.ts";
import { uses } from "./frames.ts";
import {
  type Owners,
  PAGES,
  type Places,
  type Table,
  areTrees,
  haveOwners,
  isLinked,
  isSpace,
  isTree,
  leadsTo,
  leaf,
  missingIn,
  next,
  pagesStay,
  to1,
  to2,
  to3,
  walkIn,
} from "./trees.ts";
import { Kind, type Uses } from "./uses.ts";

const tables: Pool<Table> = pool();
let places: Places = Map.empty();
let holders: Owners = Map.empty();

/** The space of every table, by the frame that holds it. */
export const owners = spec((): Owners => holders);

/** What the hardware finds for `page`. */
export const walk = spec((space: u32, page: u64): Translation => walkIn(tables, space, page));

/** How many tables lack on the way to `page`. */
export const missing = spec((space: u32, page: u64): int => missingIn(tables, space, page));

invariant(isTree(tables, places, holders));
invariant(isLinked(tables, places, holders));
invariant(haveOwners(tables, places, holders));

// --- What follows --------------------------------------------------------------------------------------------

/** A walk comes to tables of falling levels, each for the part of the space in which its page lies. */
const reach = lemma((space: u32, page: u64): void => {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  ensures(leadsTo(tables, places, holders, to3(tables, space, page), space, 3, page / 0x800_0000));
  ensures(leadsTo(tables, places, holders, to2(tables, space, page), space, 2, page / 0x4_0000));
  ensures(leadsTo(tables, places, holders, to1(tables, space, page), space, 1, page / 512));
  reveal(isTree, to1);
});

/** Since the tables allow everything, the entry of a page decides. */
const walkIsLeaf = lemma((space: u32, page: u64): void => {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  ensures(walk(space, page) === translationOf(leaf(tables, space, page)));
  reach(space, page);
  reveal(walkIn, isLink, translationOf, leaf, to1);
});

/** To a page that the walk finds there is a way. */
export const foundIsReached = lemma((space: u32, page: u64): void => {
  requires(isSpace(owners(), space) && page < PAGES && walk(space, page).present);
  ensures(missing(space, page) === 0);
  reveal(walkIn, leaf, to1, missingIn);
});

/** Between a space and a page there are three tables. */
export const missingAreFew = lemma((space: u32, page: u64): void => {
  ensures(0 <= missing(space, page) && missing(space, page) <= 3);
  reveal(missingIn);
});

/** A table is of a space; a space is the owner of its own table of level 4. */
export const tablesAreOfSpaces = lemma((frame: u32): void => {
  requires(owners().has(frame));
  ensures(isSpace(owners(), owners().get(frame)));
});

// --- Operations ----------------------------------------------------------------------------------------------

/** `frame` is charged to the container that is charged for `space`. */
export const isChargedWith = spec(
  (all: Uses, frame: u32, space: u32): boolean =>
    all.has(space) &&
    all.get(space).kind === Kind.Table &&
    all.get(frame).container === all.get(space).container,
);

/**
 * The frames of kind Table are those that hold tables, and one container is charged for all tables of a space. The
 * modules above keep this, who see all uses of frames.
 */
export const tablesAreUsed = spec(
  (held: Owners, all: Uses): boolean =>
    forall(
      (frame: u32) => held.has(frame) === (all.has(frame) && all.get(frame).kind === Kind.Table),
      (frame: u32) => [[held.has(frame)], [all.get(frame).kind]],
    ) &&
    forall(
      (frame: u32) => implies(held.has(frame), isChargedWith(all, frame, held.get(frame))),
      (frame: u32) => [held.get(frame)],
    ),
);

/** Nothing but tables of `container` is in use that was not in use before. */
export const gainsTables = spec((before: Uses, after: Uses, container: u32): boolean =>
  forall(
    (frame: u32) =>
      implies(before.has(frame), after.has(frame)) &&
      implies(
        after.has(frame),
        after.get(frame) === (before.has(frame) ? before.get(frame) : { kind: Kind.Table, container }),
      ),
    (frame: u32) => [[after.has(frame)], [before.has(frame)]],
  ),
);

/** Nothing but tables of `space` is there that was not there before. */
export const gainsOwners = spec((before: Owners, after: Owners, space: u32): boolean =>
  forall(
    (frame: u32) =>
      implies(before.has(frame), after.has(frame)) &&
      implies(after.has(frame), after.get(frame) === (before.has(frame) ? before.get(frame) : space)),
    (frame: u32) => [[after.has(frame)], [before.has(frame)]],
  ),
);

/** Makes a space without pages, for which `container` is charged. */
export function createRoot(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  requires(tablesAreUsed(owners(), uses()));
  modifies(owners, walk, missing, tree, uses, places);
  ensures(tablesAreUsed(owners(), uses()));
  ensures((space: u32) => !old(uses()).has(space) && !old(owners()).has(space));
  ensures((space: u32) => owners() === old(owners()).set(space, space));
  ensures((space: u32) => uses() === old(uses()).set(space, { kind: Kind.Table, container }));
  ensures(tree() === using(old(tree()), container, 1));
  ensures((space: u32) =>
    forall(
      (s: u32, p: u64) =>
        implies(
          isSpace(owners(), s) && p < PAGES,
          s === space ? !walk(s, p).present : walk(s, p) === old(walk(s, p)),
        ),
      (s: u32, p: u64) => [walk(s, p)],
    ),
  );
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(tables, s, p)));
    walkIsLeaf(s, p);
  });
  const space = chargeObject(container, tables, Kind.Table);
  holders = holders.set(space, space);
  places = places.set(space, { level: 4, prefix: 0, parent: space });
  reveal(isTree, isLinked, to1, leaf, walkIn);
  prove((s: u32, p: u64) => {
    requires(isSpace(old(holders), s) && p < PAGES);
    ensures(walk(s, p) === old(walk(s, p)));
    assert(to3(tables, s, p) === to3(old(tables), s, p));
    assert(to2(tables, s, p) === to2(old(tables), s, p));
    assert(to1(tables, s, p) === to1(old(tables), s, p));
  });
  return space;
}

/** The entry of `page`, by a walk as the hardware does it. */
export function entryOf(space: u32, page: u64): u64 {
  requires(isSpace(owners(), space) && page < PAGES);
  ensures((entry: u64) => translationOf(entry) === walk(space, page));
  reveal(leaf);
  walkIsLeaf(space, page);
  reach(space, page);
  return step(toLast(space, page), page & 511);
}

/** How many tables lack on the way to `page`. */
export function countMissing(space: u32, page: u64): u32 {
  requires(isSpace(owners(), space) && page < PAGES);
  ensures((count: u32) => count === missing(space, page) && count <= 3);
  reveal(missingIn, to1);
  reach(space, page);
  const entry3 = tables.at(space).entries[page >> 27];
  if (!presentIn(entry3)) {
    return 3;
  }
  const entry2 = step(entry3, (page >> 18) & 511);
  if (!presentIn(entry2)) {
    return 2;
  }
  return presentIn(step(entry2, (page >> 9) & 511)) ? 0 : 1;
}

/** Writes the entry of `page`. */
export function writeEntry(space: u32, page: u64, entry: u64): void {
  requires(isSpace(owners(), space) && page < PAGES && missing(space, page) === 0);
  modifies(walk, missing);
  ensures(
    forall(
      (s: u32, p: u64) =>
        implies(
          isSpace(owners(), s) && p < PAGES,
          walk(s, p) === (s === space && p === page ? translationOf(entry) : old(walk(s, p))),
        ),
      (s: u32, p: u64) => [walk(s, p)],
    ),
  );
  reveal(missingIn);
  reach(space, page);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(tables, s, p)));
    walkIsLeaf(s, p);
  });
  setLeaf(space, page, frameIn(toLast(space, page)), entry);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(tables, s, p)));
    walkIsLeaf(s, p);
  });
}

/** Makes the tables that lack on the way to `page`, for which `container` is charged, as for the space. */
export function makePath(space: u32, page: u64, container: u32): void {
  requires(isSpace(owners(), space) && page < PAGES);
  requires(tablesAreUsed(owners(), uses()) && uses().get(space).container === container);
  requires(tree().has(container) && left(tree().get(container).frames) >= missing(space, page));
  modifies(owners, walk, missing, tree, uses, places);
  ensures(tablesAreUsed(owners(), uses()));
  ensures(tree() === using(old(tree()), container, old(missing(space, page))));
  ensures(gainsTables(old(uses()), uses(), container));
  ensures(gainsOwners(old(owners()), owners(), space));
  ensures(missing(space, page) === 0);
  ensures(
    forall(
      (s: u32, p: u64) => implies(isSpace(old(owners()), s) && p < PAGES, walk(s, p) === old(walk(s, p))),
      (s: u32, p: u64) => [walk(s, p)],
    ),
  );
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(tables, s, p)));
    walkIsLeaf(s, p);
  });
  reveal(missingIn, to1);
  reach(space, page);
  const budget = ghost(tree());
  const lacking = ghost(missing(space, page));
  const table3 = descend(space, page >> 27, container);
  assert(isPresent(to3(tables, space, page)) && frameOf(to3(tables, space, page)) === table3);
  assert(tree() === using(budget, container, lacking - missing(space, page)));
  const table2 = descend(table3, (page >> 18) & 511, container);
  assert(isPresent(to3(tables, space, page)) && frameOf(to3(tables, space, page)) === table3);
  assert(isPresent(to2(tables, space, page)) && frameOf(to2(tables, space, page)) === table2);
  assert(tree() === using(budget, container, lacking - missing(space, page)));
  descend(table2, (page >> 9) & 511, container);
  assert(isPresent(to3(tables, space, page)) && frameOf(to3(tables, space, page)) === table3);
  assert(isPresent(to2(tables, space, page)) && frameOf(to2(tables, space, page)) === table2);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(tables, s, p)));
    walkIsLeaf(s, p);
  });
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** The entry that leads to the table of level 1 for `page`. */
function toLast(space: u32, page: u64): u64 {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  ensures((entry: u64) => entry === to1(tables, space, page));
  reveal(to1);
  reach(space, page);
  return step(step(tables.at(space).entries[page >> 27], (page >> 18) & 511), (page >> 9) & 511);
}

/** One step of the walk, as the hardware does it. */
function step(entry: u64, index: u64): u64 {
  requires(index < 512);
  requires(implies(isPresent(entry), tables.owned().has(frameOf(entry))));
  ensures((result: u64) => result === next(tables, entry, index));
  return presentIn(entry) ? tables.at(frameIn(entry)).entries[index] : 0;
}

/** Writes the entry of `page`, in the table to which its walk comes. */
function setLeaf(space: u32, page: u64, table: u32, entry: u64): void {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  requires(isPresent(to1(tables, space, page)) && frameOf(to1(tables, space, page)) === table);
  modifies(tables);
  ensures(areTrees(tables, places, holders));
  ensures(
    forall(
      (s: u32, p: u64) =>
        implies(
          isSpace(holders, s) && p < PAGES,
          leaf(tables, s, p) === (s === space && p === page ? entry : leaf(old(tables), s, p)),
        ),
      (s: u32, p: u64) => [leaf(tables, s, p)],
    ),
  );
  reveal(isTree, isLinked, to1, leaf);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(leadsTo(tables, places, holders, to3(tables, s, p), s, 3, p / 0x800_0000));
    ensures(leadsTo(tables, places, holders, to2(tables, s, p), s, 2, p / 0x4_0000));
    ensures(leadsTo(tables, places, holders, to1(tables, s, p), s, 1, p / 512));
    reach(s, p);
  });
  tables.at(table).entries[page & 511] = entry;
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(leaf(tables, s, p) === (s === space && p === page ? entry : leaf(old(tables), s, p)));
    assert(to3(tables, s, p) === to3(old(tables), s, p));
    assert(to2(tables, s, p) === to2(old(tables), s, p));
    assert(to1(tables, s, p) === to1(old(tables), s, p));
  });
}

/** The table to which entry `index` of `table` leads, new if there was none. */
function descend(table: u32, index: u64, container: u32): u32 {
  requires(areTrees(tables, places, holders) && tablesAreUsed(holders, uses()));
  requires(holders.has(table) && places.get(table).level > 1);
  requires(index < (places.get(table).level === 4 ? 256 : 512));
  requires(tree().has(container) && uses().get(holders.get(table)).container === container);
  requires(isPresent(tables.at(table).entries[index]) || left(tree().get(container).frames) > 0);
  modifies(tables, places, holders, tree, uses);
  ensures(areTrees(tables, places, holders) && tablesAreUsed(holders, uses()));
  ensures(gainsTables(old(uses()), uses(), container));
  ensures(gainsOwners(old(holders), holders, holders.get(table)));
  ensures(
    tree() ===
      (isPresent(old(tables).at(table).entries[index]) ? old(tree()) : using(old(tree()), container, 1)),
  );
  ensures(pagesStay(old(tables), tables, old(holders)));
  ensures(
    forall(
      (frame: u32) =>
        implies(
          old(tables).owned().has(frame),
          tables.owned().has(frame) && places.get(frame) === old(places).get(frame),
        ),
      (frame: u32) => [tables.owned().has(frame)],
    ),
  );
  ensures(
    forall(
      (frame: u32, i: int) =>
        implies(
          old(tables).owned().has(frame) && 0 <= i && i < 512 && !(frame === table && i === index),
          tables.at(frame).entries[i] === old(tables).at(frame).entries[i],
        ),
      (frame: u32, i: int) => [tables.at(frame).entries[i]],
    ),
  );
  ensures(
    (child: u32) =>
      isPresent(tables.at(table).entries[index]) &&
      frameOf(tables.at(table).entries[index]) === child &&
      tables.owned().has(child) &&
      holders.get(child) === holders.get(table) &&
      places.get(child).level === old(places).get(table).level - 1,
  );
  ensures((child: u32) =>
    isPresent(old(tables).at(table).entries[index])
      ? tables.at(table).entries[index] === old(tables).at(table).entries[index]
      : forall(
          (i: int) => implies(0 <= i && i < 512, tables.at(child).entries[i] === 0),
          (i: int) => [tables.at(child).entries[i]],
        ),
  );
  reveal(isTree, isLinked, to1, leaf);
  const entry = tables.at(table).entries[index];
  if (presentIn(entry)) {
    return frameIn(entry);
  }
  const child = chargeObject(container, tables, Kind.Table);
  const place = ghost(places.get(table));
  holders = holders.set(child, holders.get(table));
  places = places.set(child, {
    level: place.level - 1,
    prefix: place.prefix * 512 + index,
    parent: table,
  });
  tables.at(table).entries[index] = makeLink(child);
  assert(tables.owned() === old(tables).owned().add(child));
  return child;
}
