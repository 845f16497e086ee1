/**
 * The table of descriptors: for each, which file of which service it is, and what may be done with it.
 *
 * Owns      the table, of constant size.
 * States    a descriptor is open if it has a service, which is a handle's slot and never 0.
 * View      table(): all of it.
 * Not here  how descriptors come to be (startup.ts, opening.ts), who may use them (access.ts).
 */
import {
  type FixedArray,
  copy,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  modifies,
  old,
  requires,
  spec,
  type u16,
  type u32,
  type u64,
  type u8,
  zeroed,
} from "welkin";

/** How many there are. */
export const DESCRIPTORS = 1024;

export class Descriptor {
  /** The number of the file, in the session of its service. */
  file: u64 = 0;
  /** Where the next byte is read or written. */
  offset: u64 = 0;
  rights: u32 = 0;
  /** The most that descriptors can have that are opened through this one. */
  inheriting: u32 = 0;
  /** Bytes of its name, if it is a directory that was open when the program began; else 0. */
  nameLength: u16 = 0;
  /** The number by which the parent knows that name. */
  number: u16 = 0;
  /** WASI's descriptor flags. */
  flags: u8 = 0;
  /** WASI's type of the file. */
  kind: u8 = 0;
  /** The slot of the handle of its service; 0 if the descriptor is not open. */
  service: u8 = 0;
}

const descriptors: FixedArray<Descriptor, typeof DESCRIPTORS> = zeroed();

export const table = spec((): FixedArray<Descriptor, 1024> => descriptors);

export function isOpen(fd: u32): boolean {
  ensures((result: boolean) => result === (fd < DESCRIPTORS && table()[fd].service !== 0));
  return fd < DESCRIPTORS && descriptors[fd].service !== 0;
}

export function descriptor(fd: u32): Descriptor {
  requires(fd < DESCRIPTORS);
  ensures((result: Descriptor) => result === table()[fd]);
  return copy(descriptors[fd]);
}

/** Has the descriptor be this one. */
export function setDescriptor(fd: u32, value: Descriptor): void {
  requires(fd < DESCRIPTORS);
  modifies(table);
  ensures(table()[fd] === value);
  ensures(forall((i: int) => implies(0 <= i && i < DESCRIPTORS && i !== fd, table()[i] === old(table())[i])));
  descriptors[fd] = copy(value);
}

export function closeDescriptor(fd: u32): void {
  requires(fd < DESCRIPTORS);
  modifies(table);
  ensures(table()[fd].service === 0);
  ensures(forall((i: int) => implies(0 <= i && i < DESCRIPTORS && i !== fd, table()[i] === old(table())[i])));
  descriptors[fd] = zeroed();
}

export function setOffset(fd: u32, offset: u64): void {
  requires(fd < DESCRIPTORS);
  modifies(table);
  ensures(table() === old(table()).with(fd, { ...old(table())[fd], offset }));
  descriptors[fd].offset = offset;
}

export function setFlags(fd: u32, flags: u8): void {
  requires(fd < DESCRIPTORS);
  modifies(table);
  ensures(table() === old(table()).with(fd, { ...old(table())[fd], flags }));
  descriptors[fd].flags = flags;
}

/** Takes the rights away that are not among these: rights never grow. */
export function keepRights(fd: u32, rights: u32, inheriting: u32): void {
  requires(fd < DESCRIPTORS);
  modifies(table);
  ensures(
    table() ===
      old(table()).with(fd, {
        ...old(table())[fd],
        rights: old(table())[fd].rights & rights,
        inheriting: old(table())[fd].inheriting & inheriting,
      }),
  );
  descriptors[fd].rights &= rights;
  descriptors[fd].inheriting &= inheriting;
}

/** The least number of which no descriptor is open; DESCRIPTORS if all are. */
export function lowestFree(): u32 {
  ensures((fd: u32) => fd <= DESCRIPTORS && implies(fd < DESCRIPTORS, table()[fd].service === 0));
  ensures((fd: u32) => forall((i: int) => implies(0 <= i && i < fd, table()[i].service !== 0)));
  let fd: u32 = 0;
  while (fd < DESCRIPTORS && descriptors[fd].service !== 0) {
    invariant(fd <= DESCRIPTORS);
    invariant(forall((i: int) => implies(0 <= i && i < fd, descriptors[i].service !== 0)));
    fd += 1;
  }
  return fd;
}
