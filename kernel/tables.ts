/**
 * Page tables of four levels in the format of x86-64: which page of a space is which frame, and what is allowed.
 *
 * Owns       the tables, each in a frame that the container of its space is charged for. A space is named by the frame of
 *            its table of level 4.
 * View       spaces(): for every space the pages that are mapped; tableFrames(): the frames that hold tables.
 * Invariants the hardware's walk of the tables finds what the view has. No page is writable and executable.
 *            The tables of a space are a tree, and no table is in two.
 * Ghost      the place of every table: its space, its level, the page numbers that lead to it (those that begin with
 *            its prefix), and the table above it.
 * Not here   which frames may be mapped, large pages (spaces.ts); giving empty tables back while a space lives.
 *
 *   page number, 35 bits (the lower half):  | index 4: 8 | index 3: 9 | index 2: 9 | index 1: 9 |
 */
import {
  type FixedArray,
  Map,
  type Pool,
  type Set,
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
  u32,
  u64,
  zeroed,
} from "welkin";
import {
  type Container,
  budgetIsKept,
  chargeObject,
  containerAt,
  left,
  payerIsContainer,
  settled,
  tree,
} from "./containers.ts";
import {
  type Access,
  Page,
  frameOf,
  isLink,
  isPresent,
  leafOf,
  leafSays,
  makeLeaf,
  makeLink,
} from "./entries.ts";
import { Kind, type Use, useOf, uses, usesAreFrames } from "./frames.ts";

/** The number of pages of a space: 2^35. */
export const PAGES = 0x8_0000_0000;

class Table {
  entries: FixedArray<u64, 512> = zeroed();
}

/** Where a table is in the tree of its space. */
class Place {
  space: u32 = 0;
  level: int = 0;
  prefix: int = 0;
  parent: u32 = 0;
}

const tables: Pool<Table> = pool();
let places: Map<u32, Place> = Map.empty();
let mapped: Map<u32, Map<u64, Page>> = Map.empty();

/** The pages that are mapped, of every space. */
export const spaces = spec((): Map<u32, Map<u64, Page>> => mapped);

/** The frames that hold tables. */
export const tableFrames = spec((): Set<u32> => tables.owned());

/** The frames of kind Table are those that hold tables. The modules above keep this, who see all uses of frames. */
export const tablesAreUsed = spec((held: Set<u32>, all: Map<u32, Use>): boolean =>
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
      places.get(frameOf(entry)).space === space &&
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
          places.get(frame).space,
          places.get(frame).level - 1,
          places.get(frame).prefix * 512 + index,
        ),
      ),
    (frame: u32, index: int) => [tables.at(frame).entries[index]],
  ),
);

/** A space is at its table of level 4. */
const spacesAreRoots = spec((): boolean =>
  forall(
    (space: u32) =>
      mapped.has(space) === (tables.owned().has(space) && places.get(space).level > 3) &&
      implies(
        mapped.has(space),
        places.get(space).level === 4 && places.get(space).space === space && places.get(space).prefix === 0,
      ),
    (space: u32) => [[mapped.has(space)], [places.get(space).level]],
  ),
);

/** A walk comes to tables of falling levels, each for the part of the space in which its page lies. */
const reach = lemma((space: u32, page: u64): void => {
  requires(isTree() && spacesAreRoots() && mapped.has(space) && page < PAGES);
  ensures(leadsTo(to3(space, page), space, 3, page / 0x800_0000));
  ensures(leadsTo(to2(space, page), space, 2, page / 0x4_0000));
  ensures(leadsTo(to1(space, page), space, 1, page / 512));
  reveal(isTree, to1);
});

/** The entry of a page as the map has it. */
const entryIn = spec((pages: Map<u64, Page>, page: u64): u64 =>
  pages.has(page) ? leafOf(pages.get(page)) : 0,
);

/** The map has what the walk finds. */
const mapIsWalk = spec(
  (): boolean =>
    forall(
      (space: u32, page: u64) =>
        implies(mapped.has(space) && page < PAGES, leaf(space, page) === entryIn(mapped.get(space), page)),
      (space: u32, page: u64) => [[leaf(space, page)], [mapped.get(space).has(page)]],
    ) &&
    forall(
      (space: u32, page: u64) => implies(mapped.has(space) && mapped.get(space).has(page), page < PAGES),
      (space: u32, page: u64) => [mapped.get(space).has(page)],
    ),
);

invariant(isTree());
invariant(spacesAreRoots());
invariant(mapIsWalk());

// --- Operations ----------------------------------------------------------------------------------------------

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
export const framesFor = spec((nodes: Map<u32, Container>, all: Map<u32, Use>, space: u32): int =>
  left(nodes.get(all.get(space).container).frames),
);

/** The tree of containers after `container` is charged for so many frames more. */
export const charged = spec((before: Map<u32, Container>, container: u32, frames: int): Map<u32, Container> =>
  before.set(container, settled(before.get(container), frames, 0, 0)),
);

/** Nothing but tables of `container` is in use that was not in use before. */
export const gainsTables = spec((before: Map<u32, Use>, after: Map<u32, Use>, container: u32): boolean =>
  forall(
    (frame: u32) =>
      after.has(frame) || before.has(frame)
        ? after.has(frame) &&
          after.get(frame) === (before.has(frame) ? before.get(frame) : { kind: Kind.Table, container })
        : true,
    (frame: u32) => [[after.has(frame)], [before.has(frame)]],
  ),
);

/** Makes a space without pages, which `container` is charged for. */
export function createSpace(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  requires(tablesAreUsed(tableFrames(), uses()));
  modifies(spaces, tableFrames, missing, tree, uses, places);
  ensures(tablesAreUsed(tableFrames(), uses()));
  ensures((space: u32) => !old(spaces()).has(space));
  ensures((space: u32) => spaces() === old(spaces()).set(space, Map.empty()));
  ensures((space: u32) => uses() === old(uses()).set(space, { kind: Kind.Table, container }));
  ensures(tree() === charged(old(tree()), container, 1));
  const space = chargeObject(container, tables, Kind.Table);
  places = places.set(space, { space, level: 4, prefix: 0, parent: space });
  mapped = mapped.set(space, Map.empty());
  reveal(isTree, to1, leaf);
  prove((s: u32, p: u64) => {
    requires(old(mapped).has(s) && p < PAGES);
    ensures(leaf(s, p) === old(leaf(s, p)));
    assert(to3(s, p) === old(to3(s, p)));
    assert(to2(s, p) === old(to2(s, p)));
    assert(to1(s, p) === old(to1(s, p)));
  });
  return space;
}

/** Maps `page` to `frame`, with the tables on the way to it that lack. What cannot be changes nothing. */
export function map(space: u32, page: u64, frame: u32, access: Access): Outcome {
  requires(spaces().has(space) && tablesAreUsed(tableFrames(), uses()));
  modifies(spaces, tableFrames, missing, tree, uses, places);
  ensures(tablesAreUsed(tableFrames(), uses()));
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
      ? spaces() === old(spaces()).set(space, old(spaces()).get(space).set(page, { frame, access })) &&
        tree() === charged(old(tree()), old(uses()).get(space).container, old(missing(space, page))) &&
        gainsTables(old(uses()), uses(), old(uses()).get(space).container)
      : spaces() === old(spaces()) && tree() === old(tree()) && uses() === old(uses()),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  const entry = entryOf(space, page);
  leafSays(mapped.get(space).get(page));
  if ((entry & 1) === 1) {
    return Outcome.AlreadyMapped;
  }
  assert(tableFrames().has(space));
  payerIsContainer(space);
  const container = useOf(space).container;
  const budget = containerAt(container).frames;
  budgetIsKept(container);
  if (countMissing(space, page) > budget.total - budget.used - budget.given) {
    return Outcome.NoFrames;
  }
  const table = makePath(space, page, container);
  setLeaf(space, page, table, makeLeaf(frame, access));
  mapped = mapped.set(space, mapped.get(space).set(page, { frame, access }));
  return Outcome.Done;
}

/** The entry of `page`, by a walk as the hardware does it. */
function entryOf(space: u32, page: u64): u64 {
  requires(isTree() && spacesAreRoots() && mapped.has(space) && page < PAGES);
  ensures((entry: u64) => entry === leaf(space, page));
  reveal(leaf);
  reach(space, page);
  return step(toLast(space, page), page & 511);
}

/** The entry that leads to the table of level 1 for `page`. */
function toLast(space: u32, page: u64): u64 {
  requires(isTree() && spacesAreRoots() && mapped.has(space) && page < PAGES);
  ensures((entry: u64) => entry === to1(space, page));
  reveal(to1);
  reach(space, page);
  return step(step(tables.at(space).entries[page >> 27], (page >> 18) & 511), (page >> 9) & 511);
}

/** How many tables lack on the way to `page`. */
function countMissing(space: u32, page: u64): u32 {
  requires(isTree() && spacesAreRoots() && mapped.has(space) && page < PAGES);
  ensures((count: u32) => count === missing(space, page));
  reveal(missing, to1);
  reach(space, page);
  const entry3 = tables.at(space).entries[page >> 27];
  if ((entry3 & 1) === 0) {
    return 3;
  }
  const entry2 = step(entry3, (page >> 18) & 511);
  if ((entry2 & 1) === 0) {
    return 2;
  }
  return (step(entry2, (page >> 9) & 511) & 1) === 0 ? 1 : 0;
}

/** Unmaps `page`. The tables on the way to it stay. */
export function unmap(space: u32, page: u64): Outcome {
  requires(spaces().has(space));
  modifies(spaces, missing);
  ensures((outcome: Outcome) => outcome === pageOutcome(old(spaces()).get(space), page));
  ensures(spaces() === old(spaces()).set(space, old(spaces()).get(space).delete(page)));
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  leafSays(mapped.get(space).get(page));
  if ((entryOf(space, page) & 1) === 0) {
    return Outcome.NotMapped;
  }
  reveal(leaf);
  reach(space, page);
  setLeaf(space, page, u32.wrap(toLast(space, page) >> 12), 0);
  mapped = mapped.set(space, mapped.get(space).delete(page));
  return Outcome.Done;
}

/** Changes what is allowed for `page`. */
export function protect(space: u32, page: u64, access: Access): Outcome {
  requires(spaces().has(space));
  modifies(spaces, missing);
  ensures((outcome: Outcome) => outcome === pageOutcome(old(spaces()).get(space), page));
  ensures((outcome: Outcome) =>
    outcome === Outcome.Done
      ? spaces() ===
        old(spaces()).set(
          space,
          old(spaces())
            .get(space)
            .set(page, { frame: old(spaces()).get(space).get(page).frame, access }),
        )
      : spaces() === old(spaces()),
  );
  if (page >= PAGES) {
    return Outcome.NoSuchPage;
  }
  const entry = entryOf(space, page);
  leafSays(mapped.get(space).get(page));
  if ((entry & 1) === 0) {
    return Outcome.NotMapped;
  }
  reveal(leaf);
  reach(space, page);
  const frame = u32.wrap(entry >> 12);
  setLeaf(space, page, u32.wrap(toLast(space, page) >> 12), makeLeaf(frame, access));
  mapped = mapped.set(space, mapped.get(space).set(page, { frame, access }));
  return Outcome.Done;
}

/** One step of the walk, as the hardware does it. */
function step(entry: u64, index: u64): u64 {
  requires(index < 512);
  requires(implies(isPresent(entry), tables.owned().has(frameOf(entry))));
  ensures((result: u64) => result === next(entry, index));
  if ((entry & 1) === 0) {
    return 0;
  }
  return tables.at(u32.wrap(entry >> 12)).entries[index];
}

/** Writes the entry of `page`, in the table to which its walk comes. */
function setLeaf(space: u32, page: u64, table: u32, entry: u64): void {
  requires(mapped.has(space) && page < PAGES);
  requires(isTree() && spacesAreRoots());
  requires(isPresent(to1(space, page)) && frameOf(to1(space, page)) === table);
  modifies(tables);
  ensures(isTree() && tables.owned() === old(tables).owned());
  ensures(
    forall(
      (s: u32, p: u64) =>
        implies(
          mapped.has(s) && p < PAGES,
          leaf(s, p) === (s === space && p === page ? entry : old(leaf(s, p))),
        ),
      (s: u32, p: u64) => [leaf(s, p)],
    ),
  );
  reveal(isTree, to1, leaf);
  prove((s: u32, p: u64) => {
    requires(mapped.has(s) && p < PAGES);
    ensures(leadsTo(to3(s, p), s, 3, p / 0x800_0000));
    ensures(leadsTo(to2(s, p), s, 2, p / 0x4_0000));
    ensures(leadsTo(to1(s, p), s, 1, p / 512));
    reach(s, p);
  });
  tables.at(table).entries[page & 511] = entry;
  prove((s: u32, p: u64) => {
    requires(mapped.has(s) && p < PAGES);
    ensures(leaf(s, p) === (s === space && p === page ? entry : old(leaf(s, p))));
    assert(to3(s, p) === old(to3(s, p)));
    assert(to2(s, p) === old(to2(s, p)));
    assert(to1(s, p) === old(to1(s, p)));
  });
}

/** The table of level 1 for `page`, with those above it, new where they lack. */
function makePath(space: u32, page: u64, container: u32): u32 {
  requires(mapped.has(space) && page < PAGES);
  requires(isTree() && spacesAreRoots() && tablesAreUsed(tableFrames(), uses()));
  requires(tree().has(container) && left(tree().get(container).frames) >= missing(space, page));
  modifies(tables, places, tree, uses);
  ensures(isTree() && spacesAreRoots() && tablesAreUsed(tableFrames(), uses()));
  ensures(tree() === charged(old(tree()), container, old(missing(space, page))));
  ensures(gainsTables(old(uses()), uses(), container));
  ensures(
    forall(
      (s: u32, p: u64) => implies(mapped.has(s) && p < PAGES, leaf(s, p) === old(leaf(s, p))),
      (s: u32, p: u64) => [leaf(s, p)],
    ),
  );
  ensures((table: u32) => isPresent(to1(space, page)) && frameOf(to1(space, page)) === table);
  reveal(missing, to1);
  reach(space, page);
  const budget = ghost(tree());
  const lacking = ghost(missing(space, page));
  const table3 = descend(space, page >> 27, container);
  assert(isPresent(to3(space, page)) && frameOf(to3(space, page)) === table3);
  assert(tree() === charged(budget, container, lacking - missing(space, page)));
  const table2 = descend(table3, (page >> 18) & 511, container);
  assert(isPresent(to3(space, page)) && frameOf(to3(space, page)) === table3);
  assert(isPresent(to2(space, page)) && frameOf(to2(space, page)) === table2);
  assert(tree() === charged(budget, container, lacking - missing(space, page)));
  const table1 = descend(table2, (page >> 9) & 511, container);
  assert(isPresent(to3(space, page)) && frameOf(to3(space, page)) === table3);
  assert(isPresent(to2(space, page)) && frameOf(to2(space, page)) === table2);
  return table1;
}

/** The table to which entry `index` of `table` leads, new if there was none. */
function descend(table: u32, index: u64, container: u32): u32 {
  requires(index < 512);
  requires(isTree() && spacesAreRoots() && tablesAreUsed(tableFrames(), uses()));
  requires(tables.owned().has(table) && places.get(table).level > 1);
  requires(tree().has(container));
  requires(isPresent(tables.at(table).entries[index]) || left(tree().get(container).frames) > 0);
  modifies(tables, places, tree, uses);
  ensures(isTree() && spacesAreRoots() && tablesAreUsed(tableFrames(), uses()));
  ensures(gainsTables(old(uses()), uses(), container));
  ensures(
    tree() ===
      (isPresent(old(tables).at(table).entries[index]) ? old(tree()) : charged(old(tree()), container, 1)),
  );
  ensures(
    forall(
      (s: u32, p: u64) => implies(mapped.has(s) && p < PAGES, leaf(s, p) === old(leaf(s, p))),
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
  if ((entry & 1) === 1) {
    return u32.wrap(entry >> 12);
  }
  const child = chargeObject(container, tables, Kind.Table);
  const place = ghost(places.get(table));
  places = places.set(child, {
    space: place.space,
    level: place.level - 1,
    prefix: place.prefix * 512 + index,
    parent: table,
  });
  tables.at(table).entries[index] = makeLink(child);
  assert(tables.owned() === old(tables).owned().add(child));
  return child;
}
