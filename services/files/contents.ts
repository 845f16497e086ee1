/**
 * Contents: the bytes of a file, of a link, of the table of a directory.
 *
 *     at 0   root: 0, a block with the bytes, or a block with the index
 *        4   order of that block
 *        8   size in bytes
 *        12  1 if there is an index: the addresses of chunks with 64 KiB each, 0 where there are only zeros
 *
 * Owns       records of 16 bytes in the heap, named by their addresses, and the blocks that they name.
 * Invariants what is allocated beyond the size is zero. Without an index the block has all the bytes; with one, what is
 *            not allocated is zero.
 * Errors     an address of 0 says that the volume or the memory has no more; then the bytes and the size are as they were.
 * Not here   who copies bytes to them (transfers.ts).
 */
import { checked, type u32 } from "welkin";
import { copyBytes, fill, load32, store32 } from "../memory.ts";
import { orderFor } from "./buddies.ts";
import { CHUNK_BYTES } from "./chunks.ts";
import { CHUNK_ORDER, LEAST_ORDER, allocateOrder, releaseOrder } from "./heap.ts";

/** The greatest size: a file whose index is one block of 64 KiB. */
export const GREATEST: u32 = 0x4000_0000;
const CONTENTS_BYTES: u32 = 16;

export function sizeOf(contents: u32): u32 {
  checked();
  return load32(contents + 8);
}

/** Says how many bytes there are, of which those that were not there before are allocated, or zeros in an index. */
export function setSizeOf(contents: u32, size: u32): void {
  checked();
  store32(contents + 8, size);
}

/** Where byte `offset` is; 0 if it is in no block, and so zero. The next ones up to a multiple of 64 KiB follow it. */
export function addressOf(contents: u32, offset: u32): u32 {
  checked();
  const root = load32(contents);
  if (load32(contents + 12) === 0) {
    return root === 0 || offset >> load32(contents + 4) > 0 ? 0 : root + offset;
  }
  if (offset >= covered(contents)) return 0;
  const chunk = load32(root + (offset / CHUNK_BYTES) * 4);
  return chunk === 0 ? 0 : chunk + (offset % CHUNK_BYTES);
}

/**
 * Has the bytes from `offset` on be allocated, which are in one chunk and are about to be written: what is
 * allocated anew is zero but for them. Where they are; 0 if there is no space.
 */
export function reserve(volume: u32, contents: u32, offset: u32, length: u32): u32 {
  checked();
  if (load32(contents + 12) === 0) {
    const end: u32 = offset + length;
    if (end <= CHUNK_BYTES) return widen(volume, contents, end) ? load32(contents) + offset : 0;
    if (!makeIndex(volume, contents)) return 0;
  }
  if (!widenIndex(volume, contents, offset)) return 0;
  const entry: u32 = load32(contents) + (offset / CHUNK_BYTES) * 4;
  if (load32(entry) === 0) {
    const chunk = allocateOrder(volume, CHUNK_ORDER);
    if (chunk === 0) return 0;
    const from = offset % CHUNK_BYTES;
    fill(chunk, 0, from);
    fill(chunk + from + length, 0, CHUNK_BYTES - from - length);
    store32(entry, chunk);
  }
  return load32(entry) + (offset % CHUNK_BYTES);
}

/** Has there be so many bytes: those that are new are zero. */
export function resize(volume: u32, contents: u32, size: u32): boolean {
  checked();
  const before = sizeOf(contents);
  if (size > before) {
    if (!extend(volume, contents, size)) return false;
  } else if (size === 0) {
    clear(volume, contents);
  } else if (size < before) {
    shorten(volume, contents, size);
  }
  setSizeOf(contents, size);
  return true;
}

/** Gives back all blocks; no bytes are left. */
export function clear(volume: u32, contents: u32): void {
  checked();
  if (load32(contents + 12) === 1) releaseChunksFrom(volume, contents, 0);
  if (load32(contents) !== 0) releaseOrder(volume, load32(contents), load32(contents + 4));
  fill(contents, 0, CONTENTS_BYTES);
}

function extend(volume: u32, contents: u32, size: u32): boolean {
  checked();
  if (load32(contents + 12) === 1) return true;
  return size <= CHUNK_BYTES ? widen(volume, contents, size) : makeIndex(volume, contents);
}

function shorten(volume: u32, contents: u32, size: u32): void {
  checked();
  const before = sizeOf(contents);
  const address = addressOf(contents, size);
  if (address !== 0) {
    const chunkEnd = size - (size % CHUNK_BYTES) + CHUNK_BYTES;
    fill(address, 0, (before < chunkEnd ? before : chunkEnd) - size);
  }
  if (load32(contents + 12) === 1) releaseChunksFrom(volume, contents, (size - 1) / CHUNK_BYTES + 1);
}

/** Has a block without an index have room for so many bytes, 64 KiB at most. */
function widen(volume: u32, contents: u32, bytes: u32): boolean {
  checked();
  const root = load32(contents);
  const order = orderFor(bytes);
  const orderBefore = load32(contents + 4);
  if (root !== 0 && order <= orderBefore) return true;
  const block = allocateOrder(volume, order);
  if (block === 0) return false;
  const kept: u32 = root === 0 ? 0 : 1 << orderBefore;
  if (root !== 0) {
    copyBytes(block, root, kept);
    releaseOrder(volume, root, orderBefore);
  }
  fill(block + kept, 0, (1 << order) - kept);
  store32(contents, block);
  store32(contents + 4, order);
  return true;
}

/** Puts an index over the block. */
function makeIndex(volume: u32, contents: u32): boolean {
  checked();
  const hasBytes = load32(contents) !== 0;
  if (hasBytes && !widen(volume, contents, CHUNK_BYTES)) return false;
  const index = allocateOrder(volume, LEAST_ORDER);
  if (index === 0) return false;
  fill(index, 0, 1 << LEAST_ORDER);
  store32(index, load32(contents));
  store32(contents, index);
  store32(contents + 4, LEAST_ORDER);
  store32(contents + 12, 1);
  return true;
}

/** Has the index have an entry for the chunk of `offset`. */
function widenIndex(volume: u32, contents: u32, offset: u32): boolean {
  checked();
  if (offset < covered(contents)) return true;
  const root = load32(contents);
  const orderBefore = load32(contents + 4);
  const order = orderFor((offset / CHUNK_BYTES + 1) * 4);
  const index = allocateOrder(volume, order);
  if (index === 0) return false;
  copyBytes(index, root, 1 << orderBefore);
  fill(index + (1 << orderBefore), 0, (1 << order) - (1 << orderBefore));
  releaseOrder(volume, root, orderBefore);
  store32(contents, index);
  store32(contents + 4, order);
  return true;
}

/** How many bytes the index has entries for: at most GREATEST. */
function covered(contents: u32): u32 {
  checked();
  return (1 << (load32(contents + 4) - 2)) * CHUNK_BYTES;
}

function releaseChunksFrom(volume: u32, contents: u32, first: u32): void {
  checked();
  const index = load32(contents);
  const entries: u32 = 1 << (load32(contents + 4) - 2);
  for (let entry: u32 = first; entry < entries; entry += 1) {
    const chunk = load32(index + entry * 4);
    if (chunk !== 0) {
      releaseOrder(volume, chunk, CHUNK_ORDER);
      store32(index + entry * 4, 0);
    }
  }
}
