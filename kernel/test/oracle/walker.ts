/**
 * Page tables as the processor walks them: it knows nothing but the format of x86-64 (Intel SDM, volume 3A, 4.5).
 *
 *   | no execute: 63 | frame: bits 12 to 51 | large: 7 | uncached: 4, 3 | user: 2 | writable: 1 | present: 0 |
 *
 * Owns      what is found in tables: the pages of a space, and the place of every table.
 */
import assert from "node:assert/strict";
import { type Page, RUN, type Table, isOfDevice } from "./state.ts";

/** What an entry says. */
interface Entry {
  readonly index: number;
  readonly frame: number;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly uncached: boolean;
  readonly large: boolean;
}

/** The entries of a table that are present. */
export function entriesOf(words: BigUint64Array): readonly Entry[] {
  const entries: Entry[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (word === 0n) continue;
    assert.equal(word & 5n, 5n, "an entry is present, and for users; or it is 0");
    entries.push({
      index,
      frame: Number((word >> 12n) & 0xff_ffff_ffffn),
      writable: (word & 2n) !== 0n,
      executable: word >> 63n === 0n,
      uncached: (word & 0x18n) === 0x18n,
      large: (word & 0x80n) !== 0n,
    });
  }
  return entries;
}

/** How a frame's entries are read. */
export type Entries = (frame: number) => readonly Entry[];

/** Walks all of a space, whose table of level 4 is in frame `space`, and adds its tables to `tables`. */
export function walk(entries: Entries, space: number, tables: Map<number, Table>): Map<number, Page> {
  const pages = new Map<number, Page>();
  const descend = (frame: number, level: number, prefix: number): void => {
    assert.ok(!tables.has(frame), `there are two ways to the table in frame ${frame}`);
    tables.set(frame, { space, level, prefix });
    for (const entry of entries(frame)) {
      const number = prefix * 512 + entry.index;
      const { large } = entry;
      if (level === 1 || large) {
        if (large) assertLarge(entry, level);
        pages.set(large ? number * RUN : number, { frame: entry.frame, access: accessOf(entry), large });
      } else {
        assert.ok(entry.writable && entry.executable, "tables allow everything, so that pages decide");
        descend(entry.frame, level - 1, number);
      }
    }
  };
  descend(space, 4, 0);
  return pages;
}

function assertLarge({ frame }: Entry, level: number): void {
  assert.equal(level, 2, "a large page is in a table of level 2");
  assert.equal(frame % RUN, 0, "a large page begins at a multiple of its frames");
}

function accessOf({ frame, writable, executable, uncached }: Entry): number {
  assert.ok(!(writable && executable), "nothing is writable and executable");
  assert.equal(uncached, isOfDevice({ frame }), "memory of devices is not cached, and nothing else");
  return writable ? 1 : executable ? 2 : 0;
}
