/**
 * Entries of x86-64 page tables, as the hardware reads them (Intel SDM, volume 3A, 4.5).
 *
 *   | no execute: 63 | 0 | frame: bits 12 to 51 | 0 | large: 7 | 0 | user: 2 | writable: 1 | present: 0 |
 *
 * Owns      what the bits say, and how the two kinds of entries are made that the kernel writes: links to tables, leaves.
 * Access    what a process may do to a page is one of three things, none of which is to write and to execute.
 * Not here  the tables (tables.ts).
 */
import { assertBits, ensures, implies, opaque, requires, reveal, spec, u32, u64 } from "welkin";

const READ: u64 = 0x8000_0000_0000_0005;
const WRITE: u64 = 0x8000_0000_0000_0007;
const EXECUTE: u64 = 5;
const TABLE: u64 = 7;

export enum Access {
  Read,
  Write,
  Execute,
}

/** What a page of a process is: a frame, which it may read, and perhaps write or execute. */
export class Page {
  frame: u32 = 0;
  access: Access = Access.Read;
}

// --- What the bits say ---------------------------------------------------------------------------------------

export const isPresent = spec((entry: u64): boolean => (entry & 1) === 1);
export const isWritable = spec((entry: u64): boolean => ((entry >> 1) & 1) === 1);
export const isUser = spec((entry: u64): boolean => ((entry >> 2) & 1) === 1);
export const isLarge = spec((entry: u64): boolean => ((entry >> 7) & 1) === 1);
export const isExecutable = spec((entry: u64): boolean => entry >> 63 === 0);

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
}

/** What the entry of a page says, if the entries on the way to it allow everything. */
export const translationOf = opaque((entry: u64): Translation => ({
  present: isPresent(entry),
  frame: isPresent(entry) ? numberOf(entry) : 0,
  writable: isPresent(entry) && isWritable(entry),
  user: isPresent(entry) && isUser(entry),
  executable: isPresent(entry) && isExecutable(entry),
}));

/** The translation of a page that is mapped. */
export const translationFor = spec((page: Page): Translation => ({
  present: true,
  frame: u64.from(page.frame),
  writable: page.access === Access.Write,
  user: true,
  executable: page.access === Access.Execute,
}));

/** The entry of a table, which allows everything: so the entries of pages decide. */
export const isLink = opaque(
  (entry: u64): boolean =>
    isPresent(entry) && isWritable(entry) && isUser(entry) && isExecutable(entry) && isTable(entry),
);

// --- What the kernel reads and writes ------------------------------------------------------------------------

/** Whether the entry leads somewhere. */
export function presentIn(entry: u64): boolean {
  ensures((result: boolean) => result === isPresent(entry) && result === translationOf(entry).present);
  reveal(translationOf);
  return (entry & 1) === 1;
}

/** The frame to which an entry leads that the kernel made. */
export function frameIn(entry: u64): u32 {
  ensures((frame: u32) => frame === frameOf(entry));
  ensures((frame: u32) => implies(isPresent(entry), frame === u32.wrap(translationOf(entry).frame)));
  reveal(translationOf);
  return u32.wrap((entry >> 12) & 0xff_ffff_ffff);
}

/** What an entry allows that the kernel made for a page. */
export function accessIn(entry: u64): Access {
  requires(isPresent(entry));
  ensures((access: Access) => (access === Access.Write) === translationOf(entry).writable);
  ensures((access: Access) =>
    implies(access !== Access.Write, (access === Access.Execute) === translationOf(entry).executable),
  );
  reveal(translationOf);
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
  ensures((entry: u64) => isExecutable(entry) === isExecutable(bits));
  const wide = u64.from(frame);
  const entry = (wide << 12) | bits;
  assertBits(
    implies(
      wide <= 0xffff_ffff && ((bits >> 12) & 0xff_ffff_ffff) === 0 && entry === ((wide << 12) | bits),
      (entry & 0xfff) === (bits & 0xfff) &&
        entry >> 63 === bits >> 63 &&
        ((entry >> 12) & 0xff_ffff_ffff) === wide,
    ),
  );
  return entry;
}

/** Makes the entry of a page. */
export function makeLeaf(frame: u32, access: Access): u64 {
  ensures((entry: u64) => isPresent(entry) && !isLarge(entry));
  ensures((entry: u64) => translationOf(entry) === translationFor({ frame, access }));
  reveal(translationOf);
  return withBits(frame, access === Access.Write ? WRITE : access === Access.Execute ? EXECUTE : READ);
}

/** Makes the entry that leads to a table. */
export function makeLink(frame: u32): u64 {
  ensures((entry: u64) => isPresent(entry) && isLink(entry) && frameOf(entry) === frame);
  reveal(isLink);
  return withBits(frame, TABLE);
}
