/**
 * Four-level page tables in the x86-64 format, against an abstract map of pages.
 *
 * Owns       all frames: those that hold tables, and those that are unused (from `unusedFrom` on).
 * View       pages(): the leaf entry of every mapped page. The hardware's walk of the tables, walk(), finds exactly
 *            this entry; the invariant says so.
 * Ghost      level and prefix of every table: which part of the address space it translates. They make the
 *            tables a tree: a walk comes to a table only with the page numbers that have its prefix.
 * Not here   huge pages, giving empty tables back, flushing the translation buffer.
 *
 *   page number, 36 bits:  | index 4: 9 | index 3: 9 | index 2: 9 | index 1: 9 |
 *   entry, 64 bits:        | 0 | frame: bits 12 to 51 | 0 | user: 2 | writable: 1 | present: 0 |
 */
import {
  type FixedArray,
  Map,
  type Pool,
  assert,
  assertBits,
  ensures,
  forall,
  frames,
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
  retype,
  reveal,
  spec,
  u32,
  u64,
  zeroed,
} from "welkin";

export const FRAMES = 1024;

/** The number of pages: 2^36. */
export const PAGES = 0x10_0000_0000;

/** No frame. */
const NONE: u32 = 0xffff_ffff;

class Table {
  entries: FixedArray<u64, 512> = zeroed();
}

class Blank {
  words: FixedArray<u64, 512> = zeroed();
}

const unused: Pool<Blank> = frames(FRAMES);
const tables: Pool<Table> = pool();
let unusedFrom: u32 = 0;
/** The entry that leads to the table of level 4, as CR3 does. */
let root: u64 = 0;
let mapping: Map<u64, u64> = Map.empty();
let level: Map<u32, int> = Map.empty();
let prefix: Map<u32, int> = Map.empty();

// --- Entries -------------------------------------------------------------------------------------------------

/** Bit 0: the entry leads somewhere. */
export const isPresent = spec((entry: u64): boolean => (entry & 1) === 1);

/** Bits 12 to 43: the frame to which the entry leads. Kernel frames have 32-bit numbers. */
export const frameOf = spec((entry: u64): u32 => u32.wrap(entry >> 12));

function makeEntry(frame: u32, flags: u64): u64 {
  requires(flags < 8 && (flags & 1) === 1);
  ensures((result: u64) => isPresent(result) && frameOf(result) === frame);
  ensures((result: u64) => (result & 0xfff) === flags);
  const wide = u64.from(frame);
  const entry = (wide << 12) | flags;
  assertBits(
    implies(
      flags < 8 && (flags & 1) === 1 && wide <= 0xffff_ffff && entry === ((wide << 12) | flags),
      (entry & 1) === 1 && (entry & 0xfff) === flags && entry >> 12 === wide,
    ),
  );
  return entry;
}

/** Bits 0 to 2: present, writable, user. */
export const flagsOf = spec((entry: u64): u64 => entry & 7);

// --- The walk ------------------------------------------------------------------------------------------------

/** The entry at `index` of the table to which `entry` leads; 0 if it leads nowhere. */
const lookup = spec((entry: u64, index: int): u64 =>
  isPresent(entry) ? tables.at(frameOf(entry)).entries[index] : 0,
);

/** The entries that the hardware meets on its way to `page`: what leads to the table of each level. */
const to3 = spec((page: u64): u64 => lookup(root, page / 0x800_0000));
const to2 = spec((page: u64): u64 => lookup(to3(page), (page / 0x4_0000) % 512));
const to1 = spec((page: u64): u64 => lookup(to2(page), (page / 512) % 512));

/** The leaf entry of `page`: what the hardware's walk finds. */
const walk = opaque((page: u64): u64 => lookup(to1(page), page % 512));

// --- Invariants ----------------------------------------------------------------------------------------------

/** `entry` is absent, or leads to the table of this level and prefix. */
const leadsTo = spec((entry: u64, to: int, pages: int): boolean =>
  implies(
    isPresent(entry),
    tables.owned().has(frameOf(entry)) &&
      level.get(frameOf(entry)) === to &&
      prefix.get(frameOf(entry)) === pages,
  ),
);

/** Every entry above the leaves leads one level down, to the table of its part of the address space. */
const isTree = opaque(
  (): boolean =>
    leadsTo(root, 4, 0) &&
    forall(
      (frame: u32, index: int) =>
        implies(
          tables.owned().has(frame) && level.get(frame) > 1 && 0 <= index && index < 512,
          leadsTo(tables.at(frame).entries[index], level.get(frame) - 1, prefix.get(frame) * 512 + index),
        ),
      (frame: u32, index: int) => [tables.at(frame).entries[index]],
    ),
);

/** A walk comes to tables of falling levels, each for the part of the address space in which its page lies. */
const reach = lemma((page: u64): void => {
  requires(isTree() && page < PAGES);
  ensures(leadsTo(root, 4, 0));
  ensures(leadsTo(to3(page), 3, page / 0x800_0000));
  ensures(leadsTo(to2(page), 2, page / 0x4_0000));
  ensures(leadsTo(to1(page), 1, page / 512));
  reveal(isTree);
});

/** The frames from `unusedFrom` on are unused. */
const unusedAreLast = spec(
  (): boolean =>
    unusedFrom <= FRAMES &&
    forall(
      (frame: u32) => unused.owned().has(frame) === (unusedFrom <= frame && frame < FRAMES),
      (frame: u32) => [unused.owned().has(frame)],
    ),
);

/** The map has what the walk finds. */
const mapIsWalk = spec((): boolean =>
  forall(
    (page: u64) =>
      mapping.has(page) === (page < PAGES && isPresent(walk(page))) &&
      implies(mapping.has(page), mapping.get(page) === walk(page)),
    (page: u64) => [mapping.has(page)],
  ),
);

invariant(isTree());
invariant(unusedAreLast());
invariant(mapIsWalk());

/** The leaf entry of every mapped page. */
export const pages = spec((): Map<u64, u64> => mapping);

// --- Operations ----------------------------------------------------------------------------------------------

/** Maps `page` to `frame`. Says whether it did: no if the frames for tables have run out. */
export function map(page: u64, frame: u32, flags: u64): boolean {
  requires(page < PAGES && flags < 8 && (flags & 1) === 1);
  modifies(pages, unused, tables, unusedFrom, root, level, prefix);
  ensures((mapped: boolean) =>
    mapped
      ? isPresent(pages().get(page)) &&
        frameOf(pages().get(page)) === frame &&
        flagsOf(pages().get(page)) === flags &&
        pages() === old(pages()).set(page, pages().get(page))
      : pages() === old(pages()),
  );
  const table = makePath(page);
  if (table === NONE) {
    return false;
  }
  const entry = makeEntry(frame, flags);
  setLeaf(page, table, entry);
  mapping = mapping.set(page, entry);
  return true;
}

/** Unmaps `page`. Says whether it was mapped. */
export function unmap(page: u64): boolean {
  requires(page < PAGES);
  modifies(pages, tables);
  ensures((result: boolean) => result === old(pages()).has(page));
  ensures(pages() === old(pages()).delete(page));
  reveal(walk);
  reach(page);
  const entry = lookUp(lookUp(lookUp(root, page >> 27), (page >> 18) & 511), (page >> 9) & 511);
  if ((entry & 1) === 0) {
    return false;
  }
  const table = u32.wrap(entry >> 12);
  const mapped = (tables.at(table).entries[page & 511] & 1) === 1;
  setLeaf(page, table, 0);
  mapping = mapping.delete(page);
  return mapped;
}

/** The leaf entry of `page`; not present if it is not mapped. */
export function translate(page: u64): u64 {
  requires(page < PAGES);
  ensures((entry: u64) => isPresent(entry) === pages().has(page));
  ensures((entry: u64) => implies(pages().has(page), entry === pages().get(page)));
  reveal(walk);
  reach(page);
  const to = lookUp(lookUp(lookUp(root, page >> 27), (page >> 18) & 511), (page >> 9) & 511);
  return lookUp(to, page & 511);
}

/** One step of the walk, as the hardware does it. */
function lookUp(entry: u64, index: u64): u64 {
  requires(index < 512);
  requires(implies(isPresent(entry), tables.owned().has(frameOf(entry))));
  ensures((result: u64) => result === lookup(entry, index));
  if ((entry & 1) === 0) {
    return 0;
  }
  return tables.at(u32.wrap(entry >> 12)).entries[index];
}

/** Writes the leaf entry of `page`, in the table to which its walk comes. */
function setLeaf(page: u64, table: u32, entry: u64): void {
  requires(page < PAGES);
  requires(isTree());
  requires(isPresent(to1(page)) && frameOf(to1(page)) === table);
  modifies(tables);
  ensures(isTree());
  ensures(
    forall(
      (other: u64) => implies(other < PAGES, walk(other) === (other === page ? entry : old(walk(other)))),
      (other: u64) => [walk(other)],
    ),
  );
  reveal(isTree, walk);
  prove((other: u64) => {
    requires(other < PAGES);
    ensures(leadsTo(to3(other), 3, other / 0x800_0000));
    ensures(leadsTo(to2(other), 2, other / 0x4_0000));
    ensures(leadsTo(to1(other), 1, other / 512));
    reach(other);
  });
  tables.at(table).entries[page & 511] = entry;
  prove((other: u64) => {
    requires(other < PAGES);
    ensures(walk(other) === (other === page ? entry : old(walk(other))));
    assert(to3(other) === old(to3(other)));
    assert(to2(other) === old(to2(other)));
    assert(to1(other) === old(to1(other)));
  });
}

/** The table of level 1 for `page`, with those above it, new where there were none; NONE if frames ran out. */
function makePath(page: u64): u32 {
  requires(page < PAGES);
  requires(isTree() && unusedAreLast());
  modifies(unused, tables, unusedFrom, root, level, prefix);
  ensures(isTree() && unusedAreLast());
  ensures(
    forall(
      (other: u64) => implies(other < PAGES, walk(other) === old(walk(other))),
      (other: u64) => [walk(other)],
    ),
  );
  ensures((table: u32) => implies(table !== NONE, isPresent(to1(page)) && frameOf(to1(page)) === table));
  if (!makeRoot()) {
    return NONE;
  }
  const table3 = descend(u32.wrap(root >> 12), page >> 27);
  if (table3 === NONE) {
    return NONE;
  }
  assert(isPresent(to3(page)) && frameOf(to3(page)) === table3);
  const table2 = descend(table3, (page >> 18) & 511);
  if (table2 === NONE) {
    return NONE;
  }
  assert(isPresent(to3(page)) && frameOf(to3(page)) === table3);
  assert(isPresent(to2(page)) && frameOf(to2(page)) === table2);
  const table1 = descend(table2, (page >> 9) & 511);
  if (table1 === NONE) {
    return NONE;
  }
  assert(isPresent(to3(page)) && frameOf(to3(page)) === table3);
  assert(isPresent(to2(page)) && frameOf(to2(page)) === table2);
  return table1;
}

/** Sees to it that there is a table of level 4. Says whether there is: no if frames ran out. */
function makeRoot(): boolean {
  requires(isTree() && unusedAreLast());
  modifies(unused, tables, unusedFrom, root, level, prefix);
  ensures(isTree() && unusedAreLast());
  ensures(
    forall(
      (page: u64) => implies(page < PAGES, walk(page) === old(walk(page))),
      (page: u64) => [walk(page)],
    ),
  );
  ensures((result: boolean) =>
    implies(result, isPresent(root) && tables.owned().has(frameOf(root)) && level.get(frameOf(root)) === 4),
  );
  reveal(isTree, walk);
  if ((root & 1) === 1) {
    return true;
  }
  const top = makeTable(4, 0);
  if (top === NONE) {
    return false;
  }
  root = makeEntry(top, 7);
  prove((page: u64) => {
    requires(page < PAGES);
    ensures(walk(page) === old(walk(page)));
    assert(to3(page) === 0 && to2(page) === 0 && to1(page) === 0);
  });
  return true;
}

/** The table to which entry `index` of `table` leads, new if there was none; NONE if frames ran out. */
function descend(table: u32, index: u64): u32 {
  requires(index < 512);
  requires(isTree() && unusedAreLast());
  requires(tables.owned().has(table) && level.get(table) > 1);
  modifies(unused, tables, unusedFrom, level, prefix);
  ensures(isTree() && unusedAreLast());
  ensures(
    forall(
      (page: u64) => implies(page < PAGES, walk(page) === old(walk(page))),
      (page: u64) => [walk(page)],
    ),
  );
  ensures(
    forall(
      (frame: u32) =>
        implies(
          old(tables.owned().has(frame)),
          tables.owned().has(frame) &&
            level.get(frame) === old(level.get(frame)) &&
            prefix.get(frame) === old(prefix.get(frame)),
        ),
      (frame: u32) => [tables.owned().has(frame)],
    ),
  );
  ensures(
    forall(
      (frame: u32, i: int) =>
        implies(
          old(tables.owned().has(frame)) && 0 <= i && i < 512 && isPresent(old(tables.at(frame).entries[i])),
          tables.at(frame).entries[i] === old(tables.at(frame).entries[i]),
        ),
      (frame: u32, i: int) => [tables.at(frame).entries[i]],
    ),
  );
  ensures((child: u32) =>
    implies(
      child !== NONE,
      isPresent(tables.at(table).entries[index]) &&
        frameOf(tables.at(table).entries[index]) === child &&
        tables.owned().has(child) &&
        level.get(child) === old(level.get(table)) - 1,
    ),
  );
  reveal(isTree, walk);
  const entry = tables.at(table).entries[index];
  if ((entry & 1) === 1) {
    return u32.wrap(entry >> 12);
  }
  const child = makeTable(level.get(table) - 1, prefix.get(table) * 512 + index);
  if (child === NONE) {
    return NONE;
  }
  tables.at(table).entries[index] = makeEntry(child, 7);
  return child;
}

/** A new table, empty, of this level and prefix; NONE if frames ran out. */
function makeTable(newLevel: int, newPrefix: int): u32 {
  requires(unusedAreLast());
  modifies(unused, tables, unusedFrom, level, prefix);
  ensures(unusedAreLast());
  ensures((frame: u32) => (frame === NONE) === old(unusedFrom) >= FRAMES);
  ensures((frame: u32) =>
    frame === NONE
      ? tables.owned() === old(tables.owned()) && level === old(level) && prefix === old(prefix)
      : !old(tables.owned()).has(frame) &&
        tables.owned() === old(tables.owned()).add(frame) &&
        level === old(level).set(frame, newLevel) &&
        prefix === old(prefix).set(frame, newPrefix) &&
        forall(
          (i: int) => implies(0 <= i && i < 512, tables.at(frame).entries[i] === 0),
          (i: int) => [tables.at(frame).entries[i]],
        ),
  );
  ensures(
    forall(
      (frame: u32) => implies(old(tables.owned()).has(frame), tables.at(frame) === old(tables.at(frame))),
      (frame: u32) => [tables.at(frame)],
    ),
  );
  if (unusedFrom >= FRAMES) {
    return NONE;
  }
  const frame = unusedFrom;
  retype(unused, frame, tables);
  unusedFrom += 1;
  level = level.set(frame, newLevel);
  prefix = prefix.set(frame, newPrefix);
  return frame;
}
