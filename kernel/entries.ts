/**
 * Entries of x86-64 page tables, as the hardware reads them (Intel SDM, volume 3A, 4.5).
 *
 *   | no execute: 63 | 0 | frame: bits 12 to 51 | 0 | large: 7 | 0 | uncached: 4, 3 | user: 2 | writable: 1 | present: 0 |
 *
 * Owns      what the bits say, and how the entries are made that the kernel writes: links to tables, and leaves, which are
 *           those of pages. A large page is LARGE pages in as many frames, of which the entry has the first.
 * Devices   frames from FRAMES on are memory of devices, which nothing caches: PCD and PWT, bits 4 and 3 (4.9).
 * Access    what a process may do to a page is one of three things, none of which is to write and to execute.
 * Not here  the tables (tables.ts).
 */
import {
  assertBits,
  ensures,
  forall,
  implies,
  type int,
  opaque,
  requires,
  reveal,
  spec,
  trigger,
  u32,
  u64,
} from "welkin";
import { FRAMES } from "./machine.ts";

const READ: u64 = 0x8000_0000_0000_0005;
const WRITE: u64 = 0x8000_0000_0000_0007;
const EXECUTE: u64 = 5;
const TABLE: u64 = 7;
/** Of a leaf above level 1. */
const SIZE: u64 = 0x80;
/** PCD and PWT. */
const UNCACHED: u64 = 0x18;

/** The number of pages in a large page. */
export const LARGE = 512;

export enum Access {
  Read,
  Write,
  Execute,
}

/**
 * What a page of a process is: a frame, or LARGE from this one on, which it may read, and perhaps write or execute. A frame
 * from FRAMES on is memory of a device.
 */
export class Page {
  frame: u32 = 0;
  access: Access = Access.Read;
  large: boolean = false;
}

/** The entry with which a walk ends, and whether it is that of a large page. */
export class Leaf {
  entry: u64 = 0;
  large: boolean = false;
}

// --- What the bits say ---------------------------------------------------------------------------------------

export const isPresent = spec((entry: u64): boolean => (entry & 1) === 1);
export const isWritable = spec((entry: u64): boolean => ((entry >> 1) & 1) === 1);
export const isUser = spec((entry: u64): boolean => ((entry >> 2) & 1) === 1);
export const isLarge = spec((entry: u64): boolean => ((entry >> 7) & 1) === 1);
export const isExecutable = spec((entry: u64): boolean => entry >> 63 === 0);
export const isUncached = spec((entry: u64): boolean => ((entry >> 3) & 3) === 3);

/** The number of the frame to which the entry leads. */
export const numberOf = spec((entry: u64): u64 => (entry >> 12) & 0xff_ffff_ffff);

/** The same for an entry that the kernel made: its frames have numbers of 32 bits. */
export const frameOf = spec((entry: u64): u32 => u32.wrap(numberOf(entry)));

/** The entry is not that of a large page, and leads to a frame that the kernel can reach. */
export const isTable = spec((entry: u64): boolean => !isLarge(entry) && numberOf(entry) <= u32.MAX);

/** What the hardware makes of an access to a page. */
export class Translation {
  present: boolean = false;
  frame: u64 = 0;
  writable: boolean = false;
  user: boolean = false;
  executable: boolean = false;
  large: boolean = false;
  uncached: boolean = false;
}

/** The frame of page `index` of those to which the leaf leads; the hardware ignores the low bits of a large one. */
export const numberIn = spec((leaf: Leaf, index: int): u64 =>
  leaf.large ? u64.from(numberOf(leaf.entry) - (numberOf(leaf.entry) % LARGE) + index) : numberOf(leaf.entry),
);

/** What a leaf says of page `index` of those to which it leads, if the entries on the way to it allow everything. */
export const translationOf = opaque((leaf: Leaf, index: int): Translation =>
  isPresent(leaf.entry)
    ? {
        present: true,
        frame: numberIn(leaf, index),
        writable: isWritable(leaf.entry),
        user: isUser(leaf.entry),
        executable: isExecutable(leaf.entry),
        large: leaf.large,
        uncached: isUncached(leaf.entry),
      }
    : nothing(),
);

/** What the hardware makes of an access where there is nothing. */
export const nothing = spec((): Translation => ({
  present: false,
  frame: 0,
  writable: false,
  user: false,
  executable: false,
  large: false,
  uncached: false,
}));

/** The translation of the page that is mapped so, or of page `index` of a large one. */
export const translationFor = spec((page: Page, index: int): Translation => ({
  present: true,
  frame: u64.from(page.large ? page.frame + index : page.frame),
  writable: page.access === Access.Write,
  user: true,
  executable: page.access === Access.Execute,
  large: page.large,
  uncached: page.frame >= FRAMES,
}));

/** The entry of a table, which allows everything: so the entries of pages decide. */
export const isLink = opaque(
  (entry: u64): boolean =>
    isPresent(entry) && isWritable(entry) && isUser(entry) && isExecutable(entry) && isTable(entry),
);

// --- What the kernel reads and writes ------------------------------------------------------------------------

/** Whether the entry leads somewhere. */
export function presentIn(entry: u64): boolean {
  ensures((result: boolean) => result === isPresent(entry));
  return (entry & 1) === 1;
}

/** Whether the entry, above level 1, is that of a large page. */
export function largeIn(entry: u64): boolean {
  ensures((result: boolean) => result === isLarge(entry));
  return ((entry >> 7) & 1) === 1;
}

/** The frame to which an entry leads that the kernel made. */
export function frameIn(entry: u64): u32 {
  ensures((frame: u32) => frame === frameOf(entry));
  return u32.wrap((entry >> 12) & 0xff_ffff_ffff);
}

/** The frame of page `index` of those to which an entry of pages leads that the kernel made. */
export function frameAt(entry: u64, index: u64): u32 {
  requires(isPresent(entry) && index < LARGE);
  ensures((frame: u32) => frame === u32.wrap(translationOf({ entry, large: isLarge(entry) }, index).frame));
  reveal(translationOf);
  const number = (entry >> 12) & 0xff_ffff_ffff;
  return u32.wrap(largeIn(entry) ? number - (number & 511) + index : number);
}

/** What an entry of pages allows that the kernel made. */
export function accessIn(entry: u64): Access {
  ensures((access: Access) => (access === Access.Write) === isWritable(entry));
  ensures((access: Access) =>
    implies(access !== Access.Write, (access === Access.Execute) === isExecutable(entry)),
  );
  if (((entry >> 1) & 1) === 1) {
    return Access.Write;
  }
  return entry >> 63 === 0 ? Access.Execute : Access.Read;
}

/** Makes the entry with the number of a frame and these other bits. */
function withBits(frame: u32, bits: u64): u64 {
  requires(numberOf(bits) === 0);
  ensures((entry: u64) => numberOf(entry) === u64.from(frame));
  ensures((entry: u64) => isPresent(entry) === isPresent(bits) && isUser(entry) === isUser(bits));
  ensures((entry: u64) => isWritable(entry) === isWritable(bits) && isLarge(entry) === isLarge(bits));
  ensures(
    (entry: u64) => isExecutable(entry) === isExecutable(bits) && isUncached(entry) === isUncached(bits),
  );
  const wide = u64.from(frame);
  const entry = (wide << 12) | bits;
  assertBits(
    implies(
      wide <= 0xffff_ffff && ((bits >> 12) & 0xff_ffff_ffff) === 0 && entry === ((wide << 12) | bits),
      (entry & 0xfff) === (bits & 0xfff) &&
        ((entry >> 3) & 3) === ((bits >> 3) & 3) &&
        entry >> 63 === bits >> 63 &&
        ((entry >> 12) & 0xff_ffff_ffff) === wide,
    ),
  );
  return entry;
}

/** Makes the entry of a page. */
export function makeLeaf(frame: u32, access: Access, large: boolean): u64 {
  requires(implies(large, frame % LARGE === 0));
  ensures((entry: u64) => isPresent(entry) && isLarge(entry) === large);
  ensures((entry: u64) =>
    forall((index: int) =>
      implies(
        0 <= index && index < LARGE,
        trigger(translationOf({ entry, large }, index)) === translationFor({ frame, access, large }, index),
      ),
    ),
  );
  reveal(translationOf);
  const bits = access === Access.Write ? WRITE : access === Access.Execute ? EXECUTE : READ;
  return withBits(frame, bits + (large ? SIZE : 0) + (frame < FRAMES ? 0 : UNCACHED));
}

/** Makes the entry that leads to a table. */
export function makeLink(frame: u32): u64 {
  ensures((entry: u64) => isPresent(entry) && !isLarge(entry) && isLink(entry) && frameOf(entry) === frame);
  reveal(isLink);
  return withBits(frame, TABLE);
}
