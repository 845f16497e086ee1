/**
 * Directories in memory: which name is which node's.
 *
 *     an entry   at 0   node; 0 if the entry is free
 *                   4   name: a block
 *                   8   bytes of the name
 *                   12  hash of the name
 *                   16  the next entry with a hash in the same place, or the next free one: its number from 1 on; 0 for none
 *
 * Owns       the entries of a directory, which are its node's contents, in the order in which READ_DIRECTORY tells them, and a
 *            table of them by hash, which is its node's second contents.
 * Invariants an entry stays where it is until its name is removed, so its number is a cookie. The table is at least as long
 *            as there are names.
 * Not here   `.` and `..`; what may be removed (tree.ts).
 */
import { checked, u32 } from "welkin";
import { copyBytes, fill, load32, store32 } from "../memory.ts";
import { addressOf, resize, reserve, setSizeOf, sizeOf } from "./contents.ts";
import { allocate, release } from "./heap.ts";
import { hashOf, isSameName } from "./names.ts";
import { contentsOf, volumeOf } from "./nodes.ts";

const ENTRY_BYTES: u32 = 32;

/** The most names of a directory, so that no request takes long. */
const MOST: u32 = 262144;
const LEAST_TABLE: u32 = 16;

/** The entry with this name; 0 if there is none. */
export function find(directory: u32, name: u32, length: u32): u32 {
  checked();
  const places = sizeOf(tableOf(directory)) / 4;
  if (places === 0) return 0;
  const hash = hashOf(name, length);
  let number = load32(placeOf(directory, hash));
  while (number !== 0) {
    const entry = entryAt(directory, number - 1);
    if (load32(entry + 12) === hash && isSameName(load32(entry + 4), load32(entry + 8), name, length)) {
      return entry;
    }
    number = load32(entry + 16);
  }
  return 0;
}

export function nodeOf(entry: u32): u32 {
  checked();
  return load32(entry);
}

export function nameOf(entry: u32): u32 {
  checked();
  return load32(entry + 4);
}

export function nameLengthOf(entry: u32): u32 {
  checked();
  return load32(entry + 8);
}

/** Has an entry name another node. */
export function setNode(entry: u32, node: u32): void {
  checked();
  store32(entry, node);
}

/** How many entries there are, those that are free included. */
export function entriesOf(directory: u32): u32 {
  checked();
  return sizeOf(contentsOf(directory)) / ENTRY_BYTES;
}

/** An entry by its number. */
export function entryAt(directory: u32, number: u32): u32 {
  checked();
  return addressOf(contentsOf(directory), number * ENTRY_BYTES);
}

export function isEmpty(directory: u32): boolean {
  checked();
  return load32(directory + 52) === 0;
}

/** Gives `node` a name, which is not in the directory; false if there is no space. */
export function insert(directory: u32, name: u32, length: u32, node: u32): boolean {
  checked();
  if (load32(directory + 52) >= MOST || !growTable(directory)) return false;
  const copied = allocate(volumeOf(directory), length);
  if (copied === 0) return false;
  const number = newEntry(directory);
  if (number === 0) {
    release(volumeOf(directory), copied, length);
    return false;
  }
  copyBytes(copied, name, length);
  const entry = entryAt(directory, number - 1);
  store32(entry, node);
  store32(entry + 4, copied);
  store32(entry + 8, length);
  store32(entry + 12, hashOf(name, length));
  enter(directory, entry, number);
  store32(directory + 52, load32(directory + 52) + 1);
  return true;
}

/** Removes a name, which is in the directory. */
export function remove(directory: u32, name: u32, length: u32): void {
  checked();
  const entry = find(directory, name, length);
  const number = takeOut(directory, entry);
  release(volumeOf(directory), load32(entry + 4), load32(entry + 8));
  store32(entry, 0);
  store32(entry + 16, load32(directory + 56));
  store32(directory + 56, number);
  store32(directory + 52, load32(directory + 52) - 1);
}

/** The number of a free entry, from 1 on; 0 if there is no space. */
function newEntry(directory: u32): u32 {
  checked();
  const free = load32(directory + 56);
  if (free !== 0) {
    store32(directory + 56, load32(entryAt(directory, free - 1) + 16));
    return free;
  }
  const contents = contentsOf(directory);
  const size = sizeOf(contents);
  if (reserve(volumeOf(directory), contents, size, ENTRY_BYTES) === 0) return 0;
  setSizeOf(contents, size + ENTRY_BYTES);
  return size / ENTRY_BYTES + 1;
}

function tableOf(directory: u32): u32 {
  checked();
  return directory + 80;
}

/** Where in the table the first entry with such a hash is named. Its length is a power of two. */
function placeOf(directory: u32, hash: u32): u32 {
  checked();
  const table = tableOf(directory);
  return addressOf(table, (hash & (sizeOf(table) / 4 - 1)) * 4);
}

function enter(directory: u32, entry: u32, number: u32): void {
  checked();
  const place = placeOf(directory, load32(entry + 12));
  store32(entry + 16, load32(place));
  store32(place, number);
}

/** Takes an entry out of the table; its number. */
function takeOut(directory: u32, entry: u32): u32 {
  checked();
  let place = placeOf(directory, load32(entry + 12));
  let number = load32(place);
  while (entryAt(directory, number - 1) !== entry) {
    place = entryAt(directory, number - 1) + 16;
    number = load32(place);
  }
  store32(place, load32(entry + 16));
  return number;
}

/** Has the table be longer, if there are as many names as it has places. */
function growTable(directory: u32): boolean {
  checked();
  const table = tableOf(directory);
  const places = sizeOf(table) / 4;
  if (load32(directory + 52) < places) return true;
  const wanted: u32 = places === 0 ? LEAST_TABLE : 2 * places;
  if (!allocateTable(directory, wanted)) return false;
  const entries = entriesOf(directory);
  for (let i: u32 = 0; i < entries; i += 1) {
    const entry = entryAt(directory, i);
    if (load32(entry) !== 0) enter(directory, entry, i + 1);
  }
  return true;
}

/** Makes the table so long, with nothing in it. */
function allocateTable(directory: u32, places: u32): boolean {
  checked();
  const table = tableOf(directory);
  const bytes: u32 = places * 4;
  const size = sizeOf(table);
  let at: u32 = size;
  while (at < bytes) {
    const part: u32 = bytes - at < PART ? bytes - at : PART - (at % PART);
    if (reserve(volumeOf(directory), table, at, part) === 0) return false;
    at += part;
  }
  at = 0;
  while (at < bytes) {
    const part: u32 = bytes < PART ? bytes : PART;
    fill(addressOf(table, at), 0, part);
    at += part;
  }
  return resize(volumeOf(directory), table, bytes);
}

/** Bytes of contents that are surely in one place. */
const PART: u32 = 65536;
