/**
 * Trees of page tables, as values: what the hardware finds in them, and what makes them trees.
 *
 * Owns      Table and Place; the walk; isTree and isLinked: every entry above the leaves leads one level down, and to
 *           every table leads one entry.
 * Proof     the prefix of a table begins the page numbers that lead to it: so a walk comes to a table only with these.
 *
 *   page number, 35 bits (the lower half):  | index 4: 8 | index 3: 9 | index 2: 9 | index 1: 9 |
 */
import {
  type FixedArray,
  type Map,
  type Pool,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  opaque,
  requires,
  spec,
  trigger,
  type u32,
  type u64,
  zeroed,
} from "welkin";
import {
  type Leaf,
  type Translation,
  frameIn,
  frameOf,
  isExecutable,
  isLarge,
  isLink,
  isPresent,
  isTable,
  isUncached,
  isUser,
  isWritable,
  nothing,
  numberIn,
  presentIn,
  translationOf,
} from "./entries.ts";
import { Kind, type Uses } from "./uses.ts";

/** The number of pages of a space: 2^35. */
export const PAGES = 0x8_0000_0000;

export class Table {
  entries: FixedArray<u64, 512> = zeroed();
}

/** Where a table is in the tree of its space. */
export class Place {
  level: int = 0;
  prefix: int = 0;
  parent: u32 = 0;
}

export type Tables = Pool<Table>;
export type Places = Map<u32, Place>;
/** The space of every table; a space is named by its table of level 4. */
export type Owners = Map<u32, u32>;

/** The frame is the table of level 4 of a space. */
export const isSpace = spec(
  (owners: Owners, frame: u32): boolean => owners.has(frame) && owners.get(frame) === frame,
);

// --- The walk ------------------------------------------------------------------------------------------------

/** The entry leads to a table of this level: it is present, and not that of a large page. */
export const isWay = spec(
  (entry: u64, level: int): boolean => isPresent(entry) && (level > 1 || !isLarge(entry)),
);

/** The entry at `index` of the table to which `entry` leads; 0 if it leads nowhere. */
export const next = spec((tables: Tables, entry: u64, index: int): u64 =>
  isPresent(entry) ? tables.at(frameOf(entry)).entries[index] : 0,
);

/** The entries that the hardware meets on its way to `page`: what leads to the table of each level. */
export const to3 = spec(
  (tables: Tables, space: u32, page: u64): u64 => tables.at(space).entries[page / 0x800_0000],
);
export const to2 = spec((tables: Tables, space: u32, page: u64): u64 =>
  next(tables, to3(tables, space, page), (page / 0x4_0000) % 512),
);
export const to1 = opaque((tables: Tables, space: u32, page: u64): u64 =>
  next(tables, to2(tables, space, page), (page / 512) % 512),
);

/** The entry with which the walk to `page` ends: that of a large page, or in a table of level 1. */
export const leaf = opaque((tables: Tables, space: u32, page: u64): Leaf =>
  isWay(to1(tables, space, page), 1)
    ? { entry: next(tables, to1(tables, space, page), page % 512), large: false }
    : { entry: to1(tables, space, page), large: true },
);

/** What the hardware makes of the entries on the way: what all of them allow is allowed. */
const together = spec((entry3: u64, entry2: u64, entry1: u64, entry: u64, index: int): Translation => {
  if (!isPresent(entry1) || !isTable(entry3) || !isTable(entry2)) return nothing();
  const large = isLarge(entry1);
  const last = large ? entry1 : entry;
  return isPresent(last) && (large || isTable(entry1))
    ? {
        present: true,
        frame: numberIn({ entry: last, large }, index),
        writable: isWritable(entry3) && isWritable(entry2) && isWritable(entry1) && isWritable(last),
        user: isUser(entry3) && isUser(entry2) && isUser(entry1) && isUser(last),
        executable:
          isExecutable(entry3) && isExecutable(entry2) && isExecutable(entry1) && isExecutable(last),
        large,
        uncached: isUncached(last),
      }
    : nothing();
});

/** What the hardware finds. */
export const walkIn = opaque((tables: Tables, space: u32, page: u64): Translation =>
  together(
    to3(tables, space, page),
    to2(tables, space, page),
    to1(tables, space, page),
    next(tables, to1(tables, space, page), page % 512),
    page % 512,
  ),
);

/** How many tables lack on the way to `page`. */
export const missingIn = opaque((tables: Tables, space: u32, page: u64): int =>
  !isPresent(to3(tables, space, page))
    ? 3
    : !isPresent(to2(tables, space, page))
      ? 2
      : !isPresent(to1(tables, space, page))
        ? 1
        : 0,
);

// --- Trees ---------------------------------------------------------------------------------------------------

/** `entry` is absent, that of a large page, or leads to the table of this level and prefix. */
export const leadsTo = spec(
  (
    tables: Tables,
    places: Places,
    owners: Owners,
    entry: u64,
    space: u32,
    level: int,
    prefix: int,
  ): boolean =>
    implies(
      isWay(entry, level),
      isLink(entry) &&
        tables.owned().has(frameOf(entry)) &&
        owners.get(frameOf(entry)) === space &&
        places.get(frameOf(entry)).level === level &&
        places.get(frameOf(entry)).prefix === prefix,
    ),
);

/** What leads to the table of each level on the way to `page` leads to one for the part of the space in which it lies. */
export const isReached = spec(
  (tables: Tables, places: Places, owners: Owners, space: u32, page: u64): boolean =>
    leadsTo(tables, places, owners, to3(tables, space, page), space, 3, page / 0x800_0000) &&
    leadsTo(tables, places, owners, to2(tables, space, page), space, 2, page / 0x4_0000) &&
    leadsTo(tables, places, owners, to1(tables, space, page), space, 1, page / 512),
);

/** Every entry above the leaves leads one level down, to the table of its part of the space. */
export const isTree = opaque((tables: Tables, places: Places, owners: Owners): boolean =>
  forall((frame: u32, index: int) =>
    implies(
      tables.owned().has(frame) && places.get(frame).level > 1 && 0 <= index && index < 512,
      leadsTo(
        tables,
        places,
        owners,
        trigger(tables.at(frame).entries[index]),
        owners.get(frame),
        places.get(frame).level - 1,
        places.get(frame).prefix * 512 + index,
      ) &&
        implies(
          isWay(tables.at(frame).entries[index], places.get(frame).level - 1),
          places.get(frameOf(tables.at(frame).entries[index])).parent === frame,
        ),
    ),
  ),
);

/** No entry of the tables of level 1 says that it is large: there the bit means something else. */
export const areSmall = opaque((tables: Tables, places: Places): boolean =>
  forall((frame: u32, index: int) =>
    implies(
      tables.owned().has(frame) && places.get(frame).level === 1 && 0 <= index && index < 512,
      !isLarge(trigger(tables.at(frame).entries[index])),
    ),
  ),
);

/** To every table below level 4 leads an entry of its parent, one level up. */
export const isLinked = opaque((tables: Tables, places: Places, owners: Owners): boolean =>
  forall((frame: u32) =>
    implies(
      owners.has(frame) && places.get(frame).level < 4,
      owners.has(trigger(places.get(frame).parent)) &&
        owners.get(places.get(frame).parent) === owners.get(frame) &&
        places.get(places.get(frame).parent).level === places.get(frame).level + 1 &&
        places.get(places.get(frame).parent).prefix === places.get(frame).prefix / 512 &&
        implies(places.get(frame).level === 3, places.get(frame).prefix < 256) &&
        isWay(
          tables.at(places.get(frame).parent).entries[places.get(frame).prefix % 512],
          places.get(frame).level,
        ) &&
        frameOf(tables.at(places.get(frame).parent).entries[places.get(frame).prefix % 512]) === frame,
    ),
  ),
);

/** Each table has an owner, which is the table of level 4 of the same space. */
export const haveOwners = spec((tables: Tables, places: Places, owners: Owners): boolean =>
  forall(
    (frame: u32) =>
      tables.owned().has(frame) === trigger(owners.has(frame)) &&
      implies(
        owners.has(frame),
        isSpace(owners, owners.get(frame)) &&
          1 <= trigger(places.get(frame).level) &&
          places.get(frame).level <= 4 &&
          places.get(frame).prefix >= 0 &&
          (places.get(frame).level === 4) === (owners.get(frame) === frame) &&
          implies(places.get(frame).level === 4, places.get(frame).prefix === 0),
      ),
  ),
);

export const areTrees = spec(
  (tables: Tables, places: Places, owners: Owners): boolean =>
    isTree(tables, places, owners) &&
    areSmall(tables, places) &&
    isLinked(tables, places, owners) &&
    haveOwners(tables, places, owners),
);

/** No entry of the table leads anywhere. */
export const isEmpty = spec((tables: Tables, table: u32): boolean =>
  forall((i: int) => implies(0 <= i && i < 512, !isPresent(trigger(tables.at(table).entries[i])))),
);

/** The spaces have the same pages. */
export const pagesStay = spec((before: Tables, after: Tables, owners: Owners): boolean =>
  forall((space: u32, page: u64) =>
    implies(
      isSpace(owners, space) && page < PAGES,
      translationOf(trigger(leaf(after, space, page)), page % 512) ===
        translationOf(leaf(before, space, page), page % 512),
    ),
  ),
);

/** `other` is `page`, or one of the pages with which a large page would share its entry. */
export const isPartOf = spec((other: u64, page: u64, large: boolean): boolean =>
  large ? other / 512 === page / 512 : other === page,
);

/** The leaf of `page` is this one, and the other leaves are as they were. */
export const isLeafOnly = spec(
  (before: Tables, after: Tables, owners: Owners, space: u32, page: u64, to: Leaf): boolean =>
    forall((s: u32, p: u64) =>
      implies(
        isSpace(owners, s) && p < PAGES,
        trigger(leaf(after, s, p)) === (s === space && isPartOf(p, page, to.large) ? to : leaf(before, s, p)),
      ),
    ),
);

/** The tables that there were are still there. */
export const ownedStay = spec((before: Tables, after: Tables): boolean =>
  forall((frame: u32) => implies(before.owned().has(frame), trigger(after.owned().has(frame)))),
);

/** The tables that there were have the same entries, but for one. */
export const entriesStay = spec((before: Tables, after: Tables, table: u32, index: int): boolean =>
  forall((frame: u32, i: int) =>
    implies(
      before.owned().has(frame) && 0 <= i && i < 512 && !(frame === table && i === index),
      trigger(after.at(frame).entries[i]) === before.at(frame).entries[i],
    ),
  ),
);

/** What led to a table is absent now; all else is as it was, unless it was behind that table. */
export const staysWithout = spec(
  (before: u64, after: u64, table: u32): boolean =>
    after === before || (!isPresent(after) && (!isPresent(before) || frameOf(before) === table)),
);

// --- Reading tables ------------------------------------------------------------------------------------------

/** One step of the walk, as the hardware does it. */
export function step(tables: Tables, entry: u64, index: u64): u64 {
  requires(index < 512);
  requires(implies(isPresent(entry), tables.owned().has(frameOf(entry))));
  ensures((result: u64) => result === next(tables, entry, index));
  return presentIn(entry) ? tables.at(frameIn(entry)).entries[index] : 0;
}

/** The index of the first entry that leads somewhere; 512 if there is none. */
export function firstPresent(tables: Tables, table: u32): u64 {
  requires(tables.owned().has(table));
  ensures((index: u64) =>
    index === 512 ? isEmpty(tables, table) : index < 512 && isPresent(tables.at(table).entries[index]),
  );
  let index: u64 = 0;
  while (index < 512) {
    invariant(index <= 512);
    invariant(
      forall((i: int) => implies(0 <= i && i < index, !isPresent(trigger(tables.at(table).entries[i])))),
    );
    if (presentIn(tables.at(table).entries[index])) {
      break;
    }
    index += 1;
  }
  return index;
}

// --- Tables in frames ------------------------------------------------------------------------------------------

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
      (frame: u32) =>
        trigger(held.has(frame)) === (all.has(frame) && trigger(all.get(frame).kind) === Kind.Table),
    ) &&
    forall((frame: u32) => implies(held.has(frame), isChargedWith(all, frame, trigger(held.get(frame))))),
);

/** Nothing but tables of `container` is in use that was not in use before. */
export const gainsTables = spec((before: Uses, after: Uses, container: u32): boolean =>
  forall(
    (frame: u32) =>
      implies(trigger(before.has(frame)), trigger(after.has(frame))) &&
      implies(
        after.has(frame),
        trigger(after.get(frame)) ===
          (before.has(frame) ? before.get(frame) : { kind: Kind.Table, container }),
      ),
  ),
);

/** Nothing but tables of `space` is there that was not there before. */
export const gainsOwners = spec((before: Owners, after: Owners, space: u32): boolean =>
  forall(
    (frame: u32) =>
      implies(trigger(before.has(frame)), trigger(after.has(frame))) &&
      implies(after.has(frame), after.get(frame) === (before.has(frame) ? before.get(frame) : space)),
  ),
);

/** Tables of `container` are in use that were not before; or, if there are fewer, the other way round. */
export const tablesChange = spec((before: Uses, after: Uses, container: u32, fewer: boolean): boolean =>
  fewer ? gainsTables(after, before, container) : gainsTables(before, after, container),
);

/** The same of the tables of `space`. */
export const ownersChange = spec((before: Owners, after: Owners, space: u32, fewer: boolean): boolean =>
  fewer ? gainsOwners(after, before, space) : gainsOwners(before, after, space),
);
