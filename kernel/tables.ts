/**
 * Page tables of four levels in the format of x86-64, in frames.
 *
 * Owns       the tables, each in a frame for which a container is charged. A space is named by the frame of its table of
 *            level 4.
 * View       walk(): what the hardware finds for a page of a space; owners(): the frames that hold tables, and the
 *            space of each; missing(): how many tables lack on the way to a page.
 * Invariants the tables of a space are a tree (trees.ts), and no table is in two.
 * Ghost      the place of every table: its level, its prefix, and the table above it.
 * Not here   which page is mapped to what (spaces.ts), what the entries say (entries.ts), what is done to single tables
 *            (branches.ts).
 */
import {
  Map,
  type Pool,
  assert,
  decreases,
  ensures,
  forall,
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
  trigger,
  type u32,
  u64,
  unchanged,
} from "welkin";
import {
  descend,
  removeTable,
  setLarge,
  setLeaf,
  toLast,
  toSecond,
  withOwner,
  withPlace,
} from "./branches.ts";
import { left, using } from "./budgets.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import {
  type Translation,
  frameIn,
  frameOf,
  isLarge,
  isLink,
  isPresent,
  largeIn,
  presentIn,
  translationOf,
} from "./entries.ts";
import { uses } from "./frames.ts";
import {
  type Owners,
  PAGES,
  type Places,
  type Table,
  areSmall,
  areTrees,
  firstPresent,
  gainsOwners,
  gainsTables,
  haveOwners,
  isEmpty,
  isLinked,
  isPartOf,
  isReached,
  isSpace,
  isTree,
  isWay,
  ownersChange,
  tablesChange,
  leaf,
  missingIn,
  pagesStay,
  step,
  tablesAreUsed,
  to1,
  to2,
  to3,
  walkIn,
} from "./trees.ts";
import { Kind } from "./uses.ts";

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
invariant(areSmall(tables, places));
invariant(isLinked(tables, places, holders));
invariant(haveOwners(tables, places, holders));

// --- What follows --------------------------------------------------------------------------------------------

/** A walk comes to tables of falling levels, each for the part of the space in which its page lies. */
const reach = lemma((space: u32, page: u64): void => {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  ensures(isReached(tables, places, holders, space, page));
  reveal(isTree, to1);
});

/** Since the tables allow everything, the entry of a page decides. */
const walksAreLeaves = lemma((): void => {
  requires(areTrees(tables, places, holders));
  ensures(
    forall((s: u32, p: u64) =>
      implies(
        isSpace(holders, s) && p < PAGES,
        trigger(walk(s, p)) === translationOf(leaf(tables, s, p), p % 512),
      ),
    ),
  );
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(tables, s, p), p % 512));
    reach(s, p);
    reveal(walkIn, isLink, translationOf, leaf, to1);
  });
});

/** The pages of a large page share the way to its entry. */
const partsShareWay = lemma((space: u32, page: u64): void => {
  ensures(
    forall((p: u64) =>
      implies(p / 512 === page / 512, trigger(to1(tables, space, p)) === to1(tables, space, page)),
    ),
  );
  prove((p: u64) => {
    requires(p / 512 === page / 512);
    ensures(to1(tables, space, p) === to1(tables, space, page));
    reveal(to1);
    assert(p / 0x4_0000 === p / 512 / 512 && page / 0x4_0000 === page / 512 / 512);
    assert(p / 0x800_0000 === p / 0x4_0000 / 512 && page / 0x800_0000 === page / 0x4_0000 / 512);
  });
});

/** To every table of level 1 and 2 there is a way, for the pages of its part of the space. */
const wayTo = lemma((table: u32, page: u64): void => {
  requires(areTrees(tables, places, holders) && holders.has(table) && page < PAGES);
  requires(1 <= places.get(table).level && places.get(table).level <= 2);
  requires(places.get(table).prefix === (places.get(table).level === 1 ? page / 512 : page / 0x4_0000));
  ensures(
    places.get(table).level === 1
      ? isWay(to1(tables, holders.get(table), page), 1) &&
          frameOf(to1(tables, holders.get(table), page)) === table
      : to1(tables, holders.get(table), page) === tables.at(table).entries[(page / 512) % 512],
  );
  reveal(isLinked, to1);
  const table2 = places.get(table).level === 1 ? places.get(table).parent : table;
  const table3 = places.get(table2).parent;
  assert(places.get(table2).level === 2 && places.get(table2).prefix === page / 0x4_0000);
  assert(places.get(table3).level === 3 && places.get(table3).prefix === page / 0x800_0000);
  assert(places.get(table3).parent === holders.get(table));
  assert(frameOf(to3(tables, holders.get(table), page)) === table3);
  assert(frameOf(to2(tables, holders.get(table), page)) === table2);
});

// --- Operations ----------------------------------------------------------------------------------------------

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
    forall((s: u32, p: u64) =>
      implies(
        isSpace(owners(), s) && p < PAGES,
        s === space ? !trigger(walk(s, p)).present : walk(s, p) === old(walk(s, p)),
      ),
    ),
  );
  walksAreLeaves();
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
  reveal(areSmall);
  return space;
}

/** The entry with which the walk to `page` ends, as the hardware does it; it says whether it is that of a large page. */
export function leafOf(space: u32, page: u64): u64 {
  requires(isSpace(owners(), space) && page < PAGES);
  ensures((entry: u64) => translationOf({ entry, large: isLarge(entry) }, page % 512) === walk(space, page));
  reveal(areSmall, leaf, translationOf);
  walksAreLeaves();
  reach(space, page);
  const entry = toLast(tables, places, holders, space, page);
  return presentIn(entry) && !largeIn(entry) ? step(tables, entry, page & 511) : entry;
}

/** Whether nothing is mapped in the LARGE pages with which a large page would share its entry. */
export function isVacant(space: u32, page: u64): boolean {
  requires(isSpace(owners(), space) && page < PAGES);
  ensures(
    (vacant: boolean) =>
      vacant === forall((p: u64) => implies(p / 512 === page / 512, !trigger(walk(space, p)).present)),
  );
  reveal(leaf, translationOf);
  walksAreLeaves();
  reach(space, page);
  partsShareWay(space, page);
  const entry = toLast(tables, places, holders, space, page);
  if (!presentIn(entry)) return true;
  assert(implies(isLarge(entry), walk(space, page).present));
  if (largeIn(entry)) return false;
  const index = firstPresent(tables, frameIn(entry));
  assert(implies(index < 512, walk(space, u64.from(page - (page % 512) + index)).present));
  return index === 512;
}

/** How many tables lack on the way to `page`. */
export function countMissing(space: u32, page: u64): u32 {
  requires(isSpace(owners(), space) && page < PAGES);
  ensures((count: u32) => count === missing(space, page) && count <= 3);
  reveal(missingIn, to1);
  reach(space, page);
  const entry3 = tables.at(space).entries[page >> 27];
  if (!presentIn(entry3)) return 3;
  const entry2 = step(tables, entry3, (page >> 18) & 511);
  if (!presentIn(entry2)) return 2;
  return presentIn(step(tables, entry2, (page >> 9) & 511)) ? 0 : 1;
}

/** Writes the entry of `page`, with which walks end: in a table of level 1, or of level 2 if it is large. */
export function writeLeaf(space: u32, page: u64, entry: u64, large: boolean): void {
  requires(isSpace(owners(), space) && page < PAGES);
  requires(
    walk(space, page).present ? walk(space, page).large === large : missing(space, page) === (large ? 1 : 0),
  );
  requires(large ? implies(isPresent(entry), isLarge(entry)) : !isLarge(entry));
  modifies(walk, missing);
  ensures(
    forall((s: u32, p: u64) =>
      implies(
        isSpace(owners(), s) && p < PAGES,
        trigger(walk(s, p)) ===
          (s === space && isPartOf(p, page, large)
            ? translationOf({ entry, large }, p % 512)
            : old(walk(s, p))),
      ),
    ),
  );
  reveal(missingIn, leaf, translationOf, to1);
  reach(space, page);
  walksAreLeaves();
  assert(implies(walk(space, page).present, isPresent(to1(tables, space, page))));
  if (large) setLarge(tables, places, holders, space, page, entry);
  else setLeaf(tables, places, holders, space, page, entry);
  walksAreLeaves();
}

/**
 * Makes the tables that lack on the way to `page`, for which `container` is charged, as for the space. Where a large page
 * is to be, a table of level 1 is not made; if there is one, it is freed, since it has no entries.
 */
export function makePath(space: u32, page: u64, large: boolean, container: u32): void {
  requires(isSpace(owners(), space) && page < PAGES);
  requires(forall((p: u64) => implies(isPartOf(p, page, large), !trigger(walk(space, p)).present)));
  requires(tablesAreUsed(owners(), uses()) && uses().get(space).container === container);
  requires(
    tree().has(container) && left(tree().get(container).frames) >= missing(space, page) - (large ? 1 : 0),
  );
  modifies(owners, walk, missing, tree, uses, places);
  ensures(tablesAreUsed(owners(), uses()));
  ensures(tree() === using(old(tree()), container, old(missing(space, page)) - (large ? 1 : 0)));
  ensures(tablesChange(old(uses()), uses(), container, large && old(missing(space, page)) === 0));
  ensures(ownersChange(old(owners()), owners(), space, large && old(missing(space, page)) === 0));
  ensures(missing(space, page) === (large ? 1 : 0) && isSpace(owners(), space));
  ensures(
    forall((s: u32, p: u64) =>
      implies(isSpace(old(owners()), s) && p < PAGES, trigger(walk(s, p)) === old(walk(s, p))),
    ),
  );
  walksAreLeaves();
  reveal(missingIn, to1, leaf, translationOf);
  reach(space, page);
  prove((p: u64) => {
    requires(isPartOf(p, page, large));
    ensures(!isPresent(leaf(tables, space, p).entry));
    assert(!walk(space, p).present);
  });
  assert(!isPresent(leaf(tables, space, page).entry));
  if (large && countMissing(space, page) === 0) {
    removeLast(space, page);
    walksAreLeaves();
    return;
  }
  const table3 = descend(tables, places, holders, space, page >> 27, container);
  holders = withOwner(holders, space, table3);
  places = withPlace(places, space, page >> 27, table3);
  assert(isPresent(to3(tables, space, page)) && frameOf(to3(tables, space, page)) === table3);
  assert(tree() === using(old(tree()), container, old(missing(space, page)) - missing(space, page)));
  const table2 = descend(tables, places, holders, table3, (page >> 18) & 511, container);
  holders = withOwner(holders, table3, table2);
  places = withPlace(places, table3, (page >> 18) & 511, table2);
  assert(isPresent(to3(tables, space, page)) && frameOf(to3(tables, space, page)) === table3);
  assert(isPresent(to2(tables, space, page)) && frameOf(to2(tables, space, page)) === table2);
  assert(tree() === using(old(tree()), container, old(missing(space, page)) - missing(space, page)));
  assert(!isPresent(leaf(tables, space, page).entry));
  walksAreLeaves();
  if (large) return;
  const table1 = descend(tables, places, holders, table2, (page >> 9) & 511, container);
  holders = withOwner(holders, table2, table1);
  places = withPlace(places, table2, (page >> 9) & 511, table1);
  assert(isPresent(to3(tables, space, page)) && frameOf(to3(tables, space, page)) === table3);
  assert(isPresent(to2(tables, space, page)) && frameOf(to2(tables, space, page)) === table2);
  walksAreLeaves();
}

/** What prune comes to: a page, or a table without entries. */
export type Pruning = { kind: "page"; page: u64 } | { kind: "table"; table: u32 };

/**
 * Finds the first page of a space. If a table without entries is met on the way to it, that table is freed instead, and
 * with the table of level 4 the space has ended.
 */
export function prune(space: u32): Pruning {
  requires(isSpace(owners(), space) && tablesAreUsed(owners(), uses()));
  modifies(owners, walk, missing, tree, uses, places);
  ensures(tablesAreUsed(owners(), uses()));
  ensures((found: Pruning) =>
    found.kind === "page"
      ? found.page < PAGES &&
        walk(space, found.page).present &&
        implies(walk(space, found.page).large, found.page % 512 === 0) &&
        unchanged(owners, uses, tree)
      : old(owners()).has(found.table) &&
        old(owners()).get(found.table) === space &&
        owners() === old(owners()).delete(found.table) &&
        uses() === old(uses()).delete(found.table) &&
        tree() === using(old(tree()), old(uses()).get(space).container, -1),
  );
  ensures(
    forall((s: u32, p: u64) =>
      implies(
        isSpace(old(owners()), s) && p < PAGES,
        isSpace(owners(), s)
          ? trigger(walk(s, p)) === trigger(old(walk(s, p)))
          : s === space && !old(walk(s, p)).present,
      ),
    ),
  );
  let table = space;
  let parent = space; // equivalent: space -> table because nothing is above the table of level 4
  let prefix: u64 = 0;
  let level: u32 = 4;
  let index = firstPresent(tables, space);
  reveal(isTree, isLinked);
  while (level > 1 && index < 512 && !(level === 2 && largeIn(tables.at(table).entries[index]))) {
    invariant(
      index === 512 ? isEmpty(tables, table) : index < 512 && isPresent(tables.at(table).entries[index]),
    );
    invariant(holders.has(table) && holders.get(table) === space);
    invariant(places.get(table).level === level && places.get(table).prefix === prefix);
    invariant(level === 4 ? table === space : places.get(table).parent === parent);
    invariant(prefix < (level === 4 ? 1 : level === 3 ? 256 : level === 2 ? 0x2_0000 : 0x400_0000));
    decreases(level);
    parent = table;
    prefix = prefix * 512 + index;
    table = frameIn(tables.at(table).entries[index]);
    level -= 1;
    index = firstPresent(tables, table);
  }
  if (index < 512) {
    const number = prefix * 512 + index;
    const page = level === 1 ? number : number * 512;
    assert(implies(level === 2, (page / 512) % 512 === index));
    wayTo(table, page);
    walksAreLeaves();
    reveal(leaf, translationOf);
    return { kind: "page", page };
  }
  walksAreLeaves();
  if (level < 4) {
    removeTable(tables, places, holders, parent, prefix & 511, table);
    holders = holders.delete(table);
  } else {
    prove((p: u64) => {
      requires(p < PAGES);
      ensures(!walk(space, p).present);
      reveal(walkIn, to1, leaf);
    });
    removeRoot(space);
  }
  walksAreLeaves();
  return { kind: "table", table };
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** Frees the table of level 1 on the way to `page`, which has no entries. */
function removeLast(space: u32, page: u64): void {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  requires(isWay(to1(tables, space, page), 1) && tablesAreUsed(holders, uses()));
  requires(
    forall((p: u64) => implies(p / 512 === page / 512, !isPresent(trigger(leaf(tables, space, p)).entry))),
  );
  modifies(tables, holders, tree, uses);
  ensures(areTrees(tables, places, holders) && tablesAreUsed(holders, uses()) && isSpace(holders, space));
  ensures(gainsTables(uses(), old(uses()), old(uses()).get(space).container));
  ensures(gainsOwners(holders, old(holders), space));
  ensures(tree() === using(old(tree()), old(uses()).get(space).container, -1));
  ensures(pagesStay(old(tables), tables, holders) && missing(space, page) === 1);
  reveal(leaf, missingIn);
  reach(space, page);
  const table = frameIn(toLast(tables, places, holders, space, page));
  partsShareWay(space, page);
  prove((i: int) => {
    requires(0 <= i && i < 512);
    ensures(!isPresent(tables.at(table).entries[i]));
    assert(!isPresent(leaf(tables, space, u64.from(page - (page % 512) + i)).entry));
  });
  reveal(to1, isTree);
  const parent = frameIn(toSecond(tables, places, holders, space, page));
  removeTable(tables, places, holders, parent, (page >> 9) & 511, table);
  holders = holders.delete(table);
}

/** Where the table of level 4 is empty, the space has no other. */
const rootIsAlone = lemma((space: u32, frame: u32): void => {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && isEmpty(tables, space));
  requires(holders.has(frame) && holders.get(frame) === space);
  ensures(frame === space);
  decreases(4 - places.get(frame).level);
  reveal(isLinked);
  if (places.get(frame).level < 4) {
    rootIsAlone(space, places.get(frame).parent);
  }
});

/** Frees the table of level 4 of a space without pages and other tables. */
function removeRoot(space: u32): void {
  requires(areTrees(tables, places, holders) && tablesAreUsed(holders, uses()));
  requires(isSpace(holders, space) && isEmpty(tables, space));
  modifies(tables, holders, tree, uses);
  ensures(areTrees(tables, places, holders) && tablesAreUsed(holders, uses()));
  ensures(holders === old(holders).delete(space) && uses() === old(uses()).delete(space));
  ensures(tree() === using(old(tree()), old(uses()).get(space).container, -1));
  ensures(pagesStay(old(tables), tables, holders));
  reveal(isTree, isLinked, to1, leaf);
  prove((frame: u32) => {
    requires(holders.has(frame) && holders.get(frame) === space);
    ensures(frame === space);
    rootIsAlone(space, frame);
  });
  refundObject(tables, space);
  holders = holders.delete(space);
  reveal(areSmall);
}
