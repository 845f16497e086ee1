/**
 * The heap: blocks of 64 bytes to 64 KiB, each of a volume.
 *
 *     a divided chunk   0      tags, one byte for each 64 bytes of the chunk: the order of the free block that begins there
 *                       2      u16: how many times 64 bytes of it are in use (there the tags of the tags would be)
 *                       1024   blocks: buddies, a block of order k at a multiple of 2^k
 *     a free block      0      the next free block of its order and volume; 0 for none
 *                       4      the one before it; 0 for none
 *
 * Owns       for each volume and order the free blocks.
 * Invariants of two buddies not both are free: they are one block then. A chunk without a block in use is given back. The
 *            tags and links are not in any block in use, so what is written into blocks cannot forge them.
 * Not here   what a volume may have (volumes.ts): it pays for whole chunks, and shares none.
 */
import { type FixedArray, checked, modifies, u16, type u32, zeroed } from "welkin";
import { fill, load16, load32, load8, store16, store32, store8 } from "../memory.ts";
import { buddyOf, orderFor } from "./buddies.ts";
import { CHUNK_BYTES, NONE, RESERVED, releaseChunk, releaseChunks, takeChunk } from "./chunks.ts";
import { charge, refund } from "./volumes.ts";

export const LEAST_ORDER: u32 = 6;
export const CHUNK_ORDER: u32 = 16;
/** Of the least free block of a chunk that is newly divided: it is behind the tags, which are as large. */
const TAGS_ORDER: u32 = 10;

/** Room for the orders of one volume in `lists`. */
const ORDERS = 16;
/** VOLUMES * ORDERS. */
const LISTS = 65536;

/** The first free block, for each volume and order; 0 for none. */
const lists: FixedArray<u32, typeof LISTS> = zeroed();

/** A block of so many bytes, up to 64 KiB, or some more; 0 if the volume or the memory has no more. */
export function allocate(volume: u32, bytes: u32): u32 {
  modifies(lists);
  checked();
  return allocateOrder(volume, orderFor(bytes));
}

/** Takes back a block of which so many bytes were asked. */
export function release(volume: u32, address: u32, bytes: u32): void {
  modifies(lists);
  checked();
  releaseOrder(volume, address, orderFor(bytes));
}

/** A block of 2^order bytes; 0 if the volume or the memory has no more. In it is what was in it. */
export function allocateOrder(volume: u32, order: u32): u32 {
  modifies(lists);
  checked();
  if (order >= CHUNK_ORDER) return newChunk(volume);
  let found = order;
  while (found < CHUNK_ORDER && lists[volume * ORDERS + found] === 0) {
    found += 1;
  }
  if (found >= CHUNK_ORDER) {
    if (!divideChunk(volume)) return 0;
    found = order > TAGS_ORDER ? order : TAGS_ORDER;
  }
  const block = lists[volume * ORDERS + found];
  unlink(volume, block, found);
  while (found > order) {
    found -= 1;
    link(volume, block + (1 << found), found);
  }
  addUse(chunkOf(block), 1 << (order - LEAST_ORDER));
  return block;
}

/** Takes back a block of 2^order bytes. */
export function releaseOrder(volume: u32, address: u32, order: u32): void {
  modifies(lists);
  checked();
  if (order >= CHUNK_ORDER) {
    giveBack(volume, address);
    return;
  }
  subtractUse(chunkOf(address), 1 << (order - LEAST_ORDER));
  let block = address;
  let size = order;
  while (size < CHUNK_ORDER - 1) {
    const buddy = buddyOf(block, size);
    const isFree = load8(tagOf(buddy)) === size;
    if (!isFree) break;
    unlink(volume, buddy, size);
    if (buddy < block) block = buddy;
    size += 1;
  }
  link(volume, block, size);
  if (load16(chunkOf(block) + 2) === 0) undivide(volume, chunkOf(block));
}

/** Takes back all that a volume has. */
export function releaseAll(volume: u32): void {
  modifies(lists);
  checked();
  releaseChunks(u16.from(volume));
  for (let order: u32 = 0; order < ORDERS; order += 1) {
    lists[volume * ORDERS + order] = 0;
  }
}

/** A whole chunk, by its address. */
function newChunk(volume: u32): u32 {
  checked();
  if (!charge(volume)) return 0;
  const chunk = takeChunk(u16.from(volume));
  if (chunk === NONE) {
    refund(volume);
    return 0;
  }
  return (RESERVED + chunk) * CHUNK_BYTES;
}

function giveBack(volume: u32, address: u32): void {
  checked();
  releaseChunk(u16.from(volume), address / CHUNK_BYTES - RESERVED);
  refund(volume);
}

/** Makes a new chunk into free blocks: one of each order, behind the tags. */
function divideChunk(volume: u32): boolean {
  modifies(lists);
  checked();
  const chunk = newChunk(volume);
  if (chunk === 0) return false;
  fill(chunk, 0, 1 << TAGS_ORDER);
  for (let order: u32 = TAGS_ORDER; order < CHUNK_ORDER; order += 1) {
    link(volume, chunk + (1 << order), order);
  }
  return true;
}

/** Gives back a chunk all of whose blocks are free. */
function undivide(volume: u32, chunk: u32): void {
  modifies(lists);
  checked();
  for (let order: u32 = TAGS_ORDER; order < CHUNK_ORDER; order += 1) {
    unlink(volume, chunk + (1 << order), order);
  }
  giveBack(volume, chunk);
}

/** Makes a block free. */
function link(volume: u32, block: u32, order: u32): void {
  modifies(lists);
  checked();
  const head = lists[volume * ORDERS + order];
  store32(block, head);
  store32(block + 4, 0);
  if (head !== 0) store32(head + 4, block);
  lists[volume * ORDERS + order] = block;
  store8(tagOf(block), order);
}

/** Has a free block be free no longer. */
function unlink(volume: u32, block: u32, order: u32): void {
  modifies(lists);
  checked();
  const next = load32(block);
  const before = load32(block + 4);
  if (next !== 0) store32(next + 4, before);
  if (before === 0) {
    lists[volume * ORDERS + order] = next;
  } else {
    store32(before, next);
  }
  store8(tagOf(block), 0);
}

/** Where the tag of a block is. */
function tagOf(block: u32): u32 {
  checked();
  return chunkOf(block) + ((block & (CHUNK_BYTES - 1)) >> LEAST_ORDER);
}

/** Where the chunk begins in which a block is. */
function chunkOf(block: u32): u32 {
  return block & ~(CHUNK_BYTES - 1);
}

function addUse(chunk: u32, units: u32): void {
  checked();
  store16(chunk + 2, load16(chunk + 2) + units);
}

function subtractUse(chunk: u32, units: u32): void {
  checked();
  store16(chunk + 2, load16(chunk + 2) - units);
}
