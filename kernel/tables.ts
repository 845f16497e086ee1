/**
 * Page tables of four levels in the format of x86-64: the trees that the hardware walks.
 *
 * Owns       the tables, each in a frame for which a container is charged. A space is named by the frame of its table of
 *            level 4.
 * View       walk(): what the hardware finds for a page of a space; owners(): the frames that hold tables, and the
 *            space of each; missing(): how many tables lack on the way to a page.
 * Invariants the tables of a space are a tree, in which every entry leads one level down, and no table is in two.
 * Ghost      the place of every table: its level, the page numbers that lead to it (those that begin with its prefix),
 *            and the table above it.
 * Not here   which page is mapped to what (spaces.ts), what the entries say (entries.ts), large pages.
 *
 *   page number, 35 bits (the lower half):  | index 4: 8 | index 3: 9 | index 2: 9 | index 1: 9 |
 */
import {
  type FixedArray,
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
  opaque,
  pool,
  prove,
  requires,
  reveal,
  spec,
  type u32,
  type u64,
  zeroed,
} from "welkin";
import { left, using } from "./budgets.ts";
import { chargeObject, tree } from "./containers.ts";
import {
  type Translation,
  frameIn,
  frameOf,
  isExecutable,
  isLink,
  isPresent,
  isUser,
  isWritable,
  makeLink,
  numberOf,
  presentIn,
  translationOf,
} from "./entries.ts";
import { uses } from "./frames.ts";
import { Kind, type Uses } from "./uses.ts";

/** The number of pages of a space: 2^35. */
export const PAGES = 0x8_0000_0000;

class Table {
  entries: FixedArray<u64, 512> = zeroed();
}

/** Where a table is in the tree of its space. */
class Place {
  level: int = 0;
  prefix: int = 0;
  parent: u32 = 0;
}

const tables: Pool<Table> = pool();
let places: Map<u32, Place> = Map.empty();
let holders: Map<u32, u32> = Map.empty();

/** The space of every table, by the frame that holds it. */
export const owners = spec((): Map<u32, u32> => holders);

/** The frame is the table of level 4 of a space. */
export const isSpace = spec(
  (all: Map<u32, u32>, frame: u32): boolean => all.has(frame) && all.get(frame) === frame,
);

/** The frames of kind Table are those that hold tables. The modules above keep this, who see all uses of frames. */
export const tablesAreUsed = spec((held: Map<u32, u32>, all: Uses): boolean =>
  forall(
    (frame: u32) => held.has(frame) === (all.has(frame) && all.get(frame).kind === Kind.Table),
    (frame: u32) => [[held.has(frame)], [all.get(frame).kind]],
  ),
);

// --- The walk ------------------------------------------------------------------------------------------------

/** The entry at `index` of the table to which `entry` leads; 0 if it leads nowhere. */
const next = spec((entry: u64, index: int): u64 =>
  isPresent(entry) ? tables.at(frameOf(entry)).entries[index] : 0,
);

/** The entries that the hardware meets on its way to `page`: what leads to the table of each level. */
const to3 = spec((space: u32, page: u64): u64 => tables.at(space).entries[page / 0x800_0000]);
const to2 = spec((space: u32, page: u64): u64 => next(to3(space, page), (page / 0x4_0000) % 512));
const to1 = opaque((space: u32, page: u64): u64 => next(to2(space, page), (page / 512) % 512));

/** The entry of `page` itself. */
const leaf = opaque((space: u32, page: u64): u64 => next(to1(space, page), page % 512));

/** What the hardware finds: what every entry on the way allows is allowed. */
export const walk = opaque((space: u32, page: u64): Translation =>
  isPresent(leaf(space, page))
    ? {
        present: true,
        frame: numberOf(leaf(space, page)),
        writable:
          isWritable(to3(space, page)) &&
          isWritable(to2(space, page)) &&
          isWritable(to1(space, page)) &&
          isWritable(leaf(space, page)),
        user:
          isUser(to3(space, page)) &&
          isUser(to2(space, page)) &&
          isUser(to1(space, page)) &&
          isUser(leaf(space, page)),
        executable:
          isExecutable(to3(space, page)) &&
          isExecutable(to2(space, page)) &&
          isExecutable(to1(space, page)) &&
          isExecutable(leaf(space, page)),
      }
    : { present: false, frame: 0, writable: false, user: false, executable: false },
);

/** How many tables lack on the way to `page`. */
export const missing = opaque((space: u32, page: u64): int =>
  !isPresent(to3(space, page)) ? 3 : !isPresent(to2(space, page)) ? 2 : !isPresent(to1(space, page)) ? 1 : 0,
);

// --- Invariants ----------------------------------------------------------------------------------------------

/** `entry` is absent, or leads to the table of this level and prefix. */
const leadsTo = spec((entry: u64, space: u32, level: int, prefix: int): boolean =>
  implies(
    isPresent(entry),
    isLink(entry) &&
      tables.owned().has(frameOf(entry)) &&
      holders.get(frameOf(entry)) === space &&
      places.get(frameOf(entry)).level === level &&
      places.get(frameOf(entry)).prefix === prefix,
  ),
);

/** Every entry above the leaves leads one level down, to the table of its part of the space. */
const isTree = opaque((): boolean =>
  forall(
    (frame: u32, index: int) =>
      implies(
        tables.owned().has(frame) && places.get(frame).level > 1 && 0 <= index && index < 512,
        leadsTo(
          tables.at(frame).entries[index],
          holders.get(frame),
          places.get(frame).level - 1,
          places.get(frame).prefix * 512 + index,
        ),
      ),
    (frame: u32, index: int) => [tables.at(frame).entries[index]],
  ),
);

/** Each table has an owner, which is the table of level 4 of the same space. */
const tablesHaveOwners = spec((): boolean =>
  forall(
    (frame: u32) =>
      tables.owned().has(frame) === holders.has(frame) &&
      implies(
        holders.has(frame),
        isSpace(holders, holders.get(frame)) &&
          places.get(frame).level <= 4 &&
          (places.get(frame).level === 4) === (holders.get(frame) === frame) &&
          implies(places.get(frame).level === 4, places.get(frame).prefix === 0),
      ),
    (frame: u32) => [[holders.has(frame)], [places.get(frame).level]],
  ),
);

/** A walk comes to tables of falling levels, each for the part of the space in which its page lies. */
const reach = lemma((space: u32, page: u64): void => {
  requires(isTree() && tablesHaveOwners() && isSpace(holders, space) && page < PAGES);
  ensures(leadsTo(to3(space, page), space, 3, page / 0x800_0000));
  ensures(leadsTo(to2(space, page), space, 2, page / 0x4_0000));
  ensures(leadsTo(to1(space, page), space, 1, page / 512));
  reveal(isTree, to1);
});

/** Since the tables allow everything, the entry of a page decides. */
const walkIsLeaf = lemma((space: u32, page: u64): void => {
  requires(isTree() && tablesHaveOwners() && isSpace(holders, space) && page < PAGES);
  ensures(walk(space, page) === translationOf(leaf(space, page)));
  reach(space, page);
  reveal(walk, isLink, translationOf, leaf, to1);
});

invariant(isTree());
invariant(tablesHaveOwners());

/** To a page that the walk finds there is a way. */
export const foundIsReached = lemma((space: u32, page: u64): void => {
  requires(isSpace(owners(), space) && page < PAGES && walk(space, page).present);
  ensures(missing(space, page) === 0);
  reveal(walk, leaf, to1, missing);
});

/** A table is of a space; a space is the owner of its own table of level 4. */
export const tablesAreOfSpaces = lemma((frame: u32): void => {
  requires(owners().has(frame));
  ensures(isSpace(owners(), owners().get(frame)));
});

// --- Operations ----------------------------------------------------------------------------------------------

/** Nothing but tables of `container` is in use that was not in use before. */
export const gainsTables = spec((before: Uses, after: Uses, container: u32): boolean =>
  forall(
    (frame: u32) =>
      after.has(frame) || before.has(frame)
        ? after.has(frame) &&
          after.get(frame) === (before.has(frame) ? before.get(frame) : { kind: Kind.Table, container })
        : true,
    (frame: u32) => [[after.has(frame)], [before.has(frame)]],
  ),
);

/** Nothing but tables of `space` is there that was not there before. */
export const gainsOwners = spec((before: Map<u32, u32>, after: Map<u32, u32>, space: u32): boolean =>
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
  modifies(owners, walk, missing, tree, uses, places, tables);
  ensures(tablesAreUsed(owners(), uses()));
  ensures((space: u32) => !old(owners()).has(space) && owners() === old(owners()).set(space, space));
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
    ensures(walk(s, p) === translationOf(leaf(s, p)));
    walkIsLeaf(s, p);
  });
  const space = chargeObject(container, tables, Kind.Table);
  holders = holders.set(space, space);
  places = places.set(space, { level: 4, prefix: 0, parent: space });
  reveal(isTree, to1, leaf, walk);
  prove((s: u32, p: u64) => {
    requires(isSpace(old(holders), s) && p < PAGES);
    ensures(walk(s, p) === old(walk(s, p)));
    assert(to3(s, p) === old(to3(s, p)));
    assert(to2(s, p) === old(to2(s, p)));
    assert(to1(s, p) === old(to1(s, p)));
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
  reveal(missing, to1);
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
  modifies(walk, missing, tables);
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
  reveal(missing);
  reach(space, page);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(s, p)));
    walkIsLeaf(s, p);
  });
  setLeaf(space, page, frameIn(toLast(space, page)), entry);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(s, p)));
    walkIsLeaf(s, p);
  });
}

/** Makes the tables that lack on the way to `page`, for which `container` is charged. */
export function makePath(space: u32, page: u64, container: u32): void {
  requires(isSpace(owners(), space) && page < PAGES);
  requires(tablesAreUsed(owners(), uses()));
  requires(tree().has(container) && left(tree().get(container).frames) >= missing(space, page));
  modifies(owners, walk, missing, tree, uses, places, tables);
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
    ensures(walk(s, p) === translationOf(leaf(s, p)));
    walkIsLeaf(s, p);
  });
  reveal(missing, to1);
  reach(space, page);
  const budget = ghost(tree());
  const lacking = ghost(missing(space, page));
  const table3 = descend(space, page >> 27, container);
  assert(isPresent(to3(space, page)) && frameOf(to3(space, page)) === table3);
  assert(tree() === using(budget, container, lacking - missing(space, page)));
  const table2 = descend(table3, (page >> 18) & 511, container);
  assert(isPresent(to3(space, page)) && frameOf(to3(space, page)) === table3);
  assert(isPresent(to2(space, page)) && frameOf(to2(space, page)) === table2);
  assert(tree() === using(budget, container, lacking - missing(space, page)));
  descend(table2, (page >> 9) & 511, container);
  assert(isPresent(to3(space, page)) && frameOf(to3(space, page)) === table3);
  assert(isPresent(to2(space, page)) && frameOf(to2(space, page)) === table2);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(walk(s, p) === translationOf(leaf(s, p)));
    walkIsLeaf(s, p);
  });
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** The entry that leads to the table of level 1 for `page`. */
function toLast(space: u32, page: u64): u64 {
  requires(isTree() && tablesHaveOwners() && isSpace(holders, space) && page < PAGES);
  ensures((entry: u64) => entry === to1(space, page));
  reveal(to1);
  reach(space, page);
  return step(step(tables.at(space).entries[page >> 27], (page >> 18) & 511), (page >> 9) & 511);
}

/** One step of the walk, as the hardware does it. */
function step(entry: u64, index: u64): u64 {
  requires(index < 512);
  requires(implies(isPresent(entry), tables.owned().has(frameOf(entry))));
  ensures((result: u64) => result === next(entry, index));
  return presentIn(entry) ? tables.at(frameIn(entry)).entries[index] : 0;
}

/** Writes the entry of `page`, in the table to which its walk comes. */
function setLeaf(space: u32, page: u64, table: u32, entry: u64): void {
  requires(isSpace(holders, space) && page < PAGES);
  requires(isTree() && tablesHaveOwners());
  requires(isPresent(to1(space, page)) && frameOf(to1(space, page)) === table);
  modifies(tables);
  ensures(isTree() && tablesHaveOwners());
  ensures(
    forall(
      (s: u32, p: u64) =>
        implies(
          isSpace(holders, s) && p < PAGES,
          leaf(s, p) === (s === space && p === page ? entry : old(leaf(s, p))),
        ),
      (s: u32, p: u64) => [leaf(s, p)],
    ),
  );
  reveal(isTree, to1, leaf);
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(leadsTo(to3(s, p), s, 3, p / 0x800_0000));
    ensures(leadsTo(to2(s, p), s, 2, p / 0x4_0000));
    ensures(leadsTo(to1(s, p), s, 1, p / 512));
    reach(s, p);
  });
  tables.at(table).entries[page & 511] = entry;
  prove((s: u32, p: u64) => {
    requires(isSpace(holders, s) && p < PAGES);
    ensures(leaf(s, p) === (s === space && p === page ? entry : old(leaf(s, p))));
    assert(to3(s, p) === old(to3(s, p)));
    assert(to2(s, p) === old(to2(s, p)));
    assert(to1(s, p) === old(to1(s, p)));
  });
}

/** The table to which entry `index` of `table` leads, new if there was none. */
function descend(table: u32, index: u64, container: u32): u32 {
  requires(index < 512);
  requires(isTree() && tablesHaveOwners() && tablesAreUsed(holders, uses()));
  requires(tables.owned().has(table) && places.get(table).level > 1);
  requires(tree().has(container));
  requires(isPresent(tables.at(table).entries[index]) || left(tree().get(container).frames) > 0);
  modifies(tables, places, holders, tree, uses);
  ensures(isTree() && tablesHaveOwners() && tablesAreUsed(holders, uses()));
  ensures(gainsTables(old(uses()), uses(), container));
  ensures(gainsOwners(old(holders), holders, holders.get(table)));
  ensures(
    tree() ===
      (isPresent(old(tables).at(table).entries[index]) ? old(tree()) : using(old(tree()), container, 1)),
  );
  ensures(
    forall(
      (s: u32, p: u64) => implies(isSpace(old(holders), s) && p < PAGES, leaf(s, p) === old(leaf(s, p))),
      (s: u32, p: u64) => [leaf(s, p)],
    ),
  );
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
  reveal(isTree, to1, leaf);
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
