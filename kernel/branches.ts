/**
 * Branches: what is done to single tables of trees, which are given: entries are written, tables made and freed.
 *
 * Owns      no state. The owners and places of tables are ghost: the caller's are as withOwner and withPlace say.
 * Not here  ways through several tables, and whole spaces (tables.ts).
 */
import {
  assert,
  ensures,
  implies,
  type int,
  modifies,
  old,
  prove,
  requires,
  reveal,
  spec,
  type u32,
  type u64,
} from "welkin";
import { left, using } from "./budgets.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import { frameIn, frameOf, isLarge, isPresent, makeLink, presentIn, translationOf } from "./entries.ts";
import { uses } from "./frames.ts";
import {
  type Owners,
  PAGES,
  type Places,
  type Tables,
  areSmall,
  areTrees,
  entriesStay,
  gainsTables,
  isEmpty,
  isLeafOnly,
  isLinked,
  isReached,
  isSpace,
  isTree,
  isWay,
  leaf,
  ownedStay,
  pagesStay,
  staysWithout,
  step,
  tablesAreUsed,
  to1,
  to2,
  to3,
} from "./trees.ts";
import { Kind } from "./uses.ts";

/** The owners when entry `index` of `table` leads to `child`. */
export const withOwner = spec((holders: Owners, table: u32, child: u32): Owners =>
  holders.set(child, holders.get(table)),
);

/** The places then. */
export const withPlace = spec((places: Places, table: u32, index: int, child: u32): Places =>
  places.set(child, {
    level: places.get(table).level - 1,
    prefix: places.get(table).prefix * 512 + index,
    parent: table,
  }),
);

/** The entry that leads to the table of level 2 for `page`. */
export function toSecond(tables: Tables, places: Places, holders: Owners, space: u32, page: u64): u64 {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  ensures((entry: u64) => entry === to2(tables, space, page));
  reveal(isTree, to1);
  return step(tables, tables.at(space).entries[page >> 27], (page >> 18) & 511);
}

/** The entry that leads to the table of level 1 for `page`, or to a large page. */
export function toLast(tables: Tables, places: Places, holders: Owners, space: u32, page: u64): u64 {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  ensures((entry: u64) => entry === to1(tables, space, page));
  reveal(to1);
  reveal(isTree, to1);
  return step(tables, toSecond(tables, places, holders, space, page), (page >> 9) & 511);
}

/** Writes the entry of `page`, in the table of level 1 to which its walk comes. */
export function setLeaf(
  tables: Tables,
  places: Places,
  holders: Owners,
  space: u32,
  page: u64,
  entry: u64,
): void {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  requires(isWay(to1(tables, space, page), 1) && !isLarge(entry));
  modifies(tables);
  ensures(areTrees(tables, places, holders));
  ensures(isLeafOnly(old(tables), tables, holders, space, page, { entry, large: false }));
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(isReached(tables, places, holders, s, p));
    reveal(isTree, to1);
  });
  reveal(isTree, isLinked, to1, leaf);
  const table = frameIn(toLast(tables, places, holders, space, page));
  tables.at(table).entries[page & 511] = entry;
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(
      leaf(tables, s, p) === (s === space && p === page ? { entry, large: false } : leaf(old(tables), s, p)),
    );
    assert(implies(isWay(to1(old(tables), s, p), 1), holders.get(frameOf(to1(old(tables), s, p))) === s));
    assert(to3(tables, s, p) === to3(old(tables), s, p));
    assert(to2(tables, s, p) === to2(old(tables), s, p));
    assert(to1(tables, s, p) === to1(old(tables), s, p));
  });
  reveal(areSmall);
}

/** Writes the entry of a large page, in the table of level 2 to which its walk comes, where no table is. */
export function setLarge(
  tables: Tables,
  places: Places,
  holders: Owners,
  space: u32,
  page: u64,
  entry: u64,
): void {
  requires(areTrees(tables, places, holders) && isSpace(holders, space) && page < PAGES);
  requires(isPresent(to2(tables, space, page)));
  requires(!isWay(to1(tables, space, page), 1) && !isWay(entry, 1));
  modifies(tables);
  ensures(areTrees(tables, places, holders));
  ensures(isLeafOnly(old(tables), tables, holders, space, page, { entry, large: true }));
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(isReached(tables, places, holders, s, p));
    reveal(isTree, to1);
  });
  reveal(isTree, isLinked, to1, leaf);
  const table = frameIn(toSecond(tables, places, holders, space, page));
  tables.at(table).entries[(page >> 9) & 511] = entry;
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(
      leaf(tables, s, p) ===
        (s === space && p / 512 === page / 512 ? { entry, large: true } : leaf(old(tables), s, p)),
    );
    assert(p / 512 === (p / 0x4_0000) * 512 + ((p / 512) % 512));
    assert(page / 512 === (page / 0x4_0000) * 512 + ((page / 512) % 512));
    assert(to3(tables, s, p) === to3(old(tables), s, p));
    assert(to2(tables, s, p) === to2(old(tables), s, p));
    assert(
      implies(
        isPresent(to2(tables, s, p)) && frameOf(to2(tables, s, p)) === table,
        s === space && p / 0x4_0000 === page / 0x4_0000,
      ),
    );
    assert(to1(tables, s, p) === (s === space && p / 512 === page / 512 ? entry : to1(old(tables), s, p)));
  });
  reveal(areSmall);
}

/** The table to which entry `index` of `table` leads, new if there was none. */
export function descend(
  tables: Tables,
  places: Places,
  holders: Owners,
  table: u32,
  index: u64,
  container: u32,
): u32 {
  requires(areTrees(tables, places, holders) && tablesAreUsed(holders, uses()));
  requires(holders.has(table) && places.get(table).level > 1);
  requires(index < (places.get(table).level === 4 ? 256 : 512));
  requires(tree().has(container) && uses().get(holders.get(table)).container === container);
  requires(
    isPresent(tables.at(table).entries[index])
      ? isWay(tables.at(table).entries[index], places.get(table).level - 1)
      : left(tree().get(container).frames) > 0,
  );
  modifies(tables, tree, uses);
  ensures((child: u32) =>
    areTrees(tables, withPlace(places, table, index, child), withOwner(holders, table, child)),
  );
  ensures((child: u32) => tablesAreUsed(withOwner(holders, table, child), uses()));
  ensures((child: u32) => implies(holders.has(child), holders.get(child) === holders.get(table)));
  ensures(gainsTables(old(uses()), uses(), container));
  ensures(
    tree() ===
      (isPresent(old(tables).at(table).entries[index]) ? old(tree()) : using(old(tree()), container, 1)),
  );
  ensures(pagesStay(old(tables), tables, holders));
  ensures(ownedStay(old(tables), tables));
  ensures(entriesStay(old(tables), tables, table, index));
  ensures(
    (child: u32) =>
      isPresent(tables.at(table).entries[index]) &&
      frameOf(tables.at(table).entries[index]) === child &&
      tables.owned().has(child),
  );
  ensures((child: u32) =>
    isPresent(old(tables).at(table).entries[index])
      ? tables.at(table).entries[index] === old(tables).at(table).entries[index]
      : isEmpty(tables, child),
  );
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(isReached(tables, places, holders, s, p));
    reveal(isTree, to1);
  });
  reveal(isTree, isLinked, to1, leaf, translationOf);
  const entry = tables.at(table).entries[index];
  if (presentIn(entry)) {
    reveal(areSmall);
    return frameIn(entry);
  }
  const child = chargeObject(container, tables, Kind.Table);
  tables.at(table).entries[index] = makeLink(child);
  assert(tables.owned() === old(tables).owned().add(child));
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(translationOf(leaf(tables, s, p), p % 512) === translationOf(leaf(old(tables), s, p), p % 512));
    assert(staysWithout(to3(tables, s, p), to3(old(tables), s, p), child));
    assert(staysWithout(to2(tables, s, p), to2(old(tables), s, p), child));
    assert(staysWithout(to1(tables, s, p), to1(old(tables), s, p), child));
  });
  reveal(areSmall);
  return child;
}

/** Frees a table without entries, to which an entry of `parent` leads. */
export function removeTable(
  tables: Tables,
  places: Places,
  holders: Owners,
  parent: u32,
  index: u64,
  table: u32,
): void {
  requires(areTrees(tables, places, holders) && tablesAreUsed(holders, uses()));
  requires(holders.has(table) && places.get(table).level < 4 && isEmpty(tables, table));
  requires(places.get(table).parent === parent && places.get(table).prefix % 512 === index);
  modifies(tables, tree, uses);
  ensures(areTrees(tables, places, holders.delete(table)) && tablesAreUsed(holders.delete(table), uses()));
  ensures(uses() === old(uses()).delete(table));
  ensures(tree() === using(old(tree()), old(uses()).get(table).container, -1));
  ensures(pagesStay(old(tables), tables, holders.delete(table)));
  ensures(entriesStay(tables, old(tables), parent, index) && tables.at(parent).entries[index] === 0);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(isReached(tables, places, holders, s, p));
    reveal(isTree, to1);
  });
  reveal(isTree, isLinked, to1, leaf, translationOf);
  tables.at(parent).entries[index] = 0;
  refundObject(tables, table);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(translationOf(leaf(tables, s, p), p % 512) === translationOf(leaf(old(tables), s, p), p % 512));
    assert(staysWithout(to3(old(tables), s, p), to3(tables, s, p), table));
    assert(staysWithout(to2(old(tables), s, p), to2(tables, s, p), table));
    assert(staysWithout(to1(old(tables), s, p), to1(tables, s, p), table));
  });
  reveal(areSmall);
}
