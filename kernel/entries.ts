/**
 * Entries of x86-64 page tables, as the hardware reads them (Intel SDM, volume 3A, 4.5).
 *
 *   | no execute: 63 | 0 | frame: bits 12 to 51 | 0 | large: 7 | 0 | user: 2 | writable: 1 | present: 0 |
 *
 * Owns      what the bits say, and the two kinds of entries that the kernel writes: links to tables, and leaves.
 * Access    what a process may do to a page is one of three things, none of which is to write and to execute.
 * Not here  the tables (tables.ts).
 */
import { assertBits, ensures, implies, lemma, opaque, reveal, spec, u32, u64 } from "welkin";

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

/** The frame to which the entry leads. */
export const frameOf = spec((entry: u64): u32 => u32.from((entry >> 12) & 0xff_ffff_ffff));

// --- What the kernel writes ----------------------------------------------------------------------------------

/** The entry that leads to a table: whatever is allowed is for the leaves to say. */
export const isLink = opaque(
  (entry: u64): boolean =>
    isPresent(entry) && isWritable(entry) && isUser(entry) && isExecutable(entry) && !isLarge(entry),
);

/** The bits of the entry of a page that say what is allowed: present and user always. */
const bitsOf = spec((access: Access): u64 =>
  access === Access.Write ? 0x8000_0000_0000_0007 : access === Access.Execute ? 5 : 0x8000_0000_0000_0005,
);

/** The entry of a page. */
export const leafOf = opaque((page: Page): u64 => (u64.from(page.frame) << 12) | bitsOf(page.access));

/** The hardware finds in the entry of a page what the page is. */
export const leafSays = lemma((page: Page): void => {
  ensures(isPresent(leafOf(page)) && isUser(leafOf(page)) && !isLarge(leafOf(page)));
  ensures(frameOf(leafOf(page)) === page.frame);
  ensures(isWritable(leafOf(page)) === (page.access === Access.Write));
  ensures(isExecutable(leafOf(page)) === (page.access === Access.Execute));
  reveal(leafOf);
  const frame = u64.from(page.frame);
  const bits = bitsOf(page.access);
  const entry = leafOf(page);
  assertBits(
    implies(
      frame <= 0xffff_ffff &&
        (bits === 5 || bits === 0x8000_0000_0000_0005 || bits === 0x8000_0000_0000_0007) &&
        entry === ((frame << 12) | bits),
      (entry & 1) === 1 &&
        ((entry >> 1) & 1) === ((bits >> 1) & 1) &&
        ((entry >> 2) & 1) === 1 &&
        ((entry >> 7) & 1) === 0 &&
        entry >> 63 === bits >> 63 &&
        ((entry >> 12) & 0xff_ffff_ffff) === frame,
    ),
  );
});

/** Makes the entry of a page. */
export function makeLeaf(frame: u32, access: Access): u64 {
  ensures((entry: u64) => entry === leafOf({ frame, access }));
  reveal(leafOf);
  const address = u64.from(frame) << 12;
  if (access === Access.Read) {
    return address | 0x8000_0000_0000_0005;
  }
  return address | (access === Access.Write ? 0x8000_0000_0000_0007 : 5);
}

/** Makes the entry that leads to a table. */
export function makeLink(frame: u32): u64 {
  ensures((entry: u64) => isPresent(entry) && isLink(entry) && frameOf(entry) === frame);
  reveal(isLink);
  const wide = u64.from(frame);
  const entry = (wide << 12) | 7;
  assertBits(
    implies(
      wide <= 0xffff_ffff && entry === ((wide << 12) | 7),
      (entry & 1) === 1 &&
        ((entry >> 1) & 1) === 1 &&
        ((entry >> 2) & 1) === 1 &&
        ((entry >> 7) & 1) === 0 &&
        entry >> 63 === 0 &&
        ((entry >> 12) & 0xff_ffff_ffff) === wide,
    ),
  );
  return entry;
}
