/**
 * Nodes: the files, directories and links of file systems in memory.
 *
 *     at 0   kind          4   links: names, or for a directory 2 and one for each directory in it
 *        8   opens        12   volume
 *        16  serial (u64): its number in the volume
 *        24, 32, 40 (u64)  when it was read, written, changed
 *        48  parent       52  entries       56  first free entry, from 1 on       (of a directory)
 *        64  contents     80  contents of the table of a directory's names
 *
 * Owns       blocks of 128 bytes in the heap, named by their addresses.
 * Lifetime   a node is there as long as it has links or opens.
 * Not here   contents (contents.ts), names (directories.ts).
 */
import { checked, type u32, type u64 } from "welkin";
import { DIRECTORY } from "../kinds.ts";
import { fill, load32, load64, store32, store64 } from "../memory.ts";
import { clear } from "./contents.ts";
import { allocate, release } from "./heap.ts";
import { newSerial } from "./volumes.ts";

const NODE_BYTES: u32 = 128;

/** A new node of this kind, without links; 0 if there is no space. */
export function createNode(volume: u32, kind: u64, time: u64): u32 {
  checked();
  const node = allocate(volume, NODE_BYTES);
  if (node === 0) return 0;
  fill(node, 0, NODE_BYTES);
  store64(node, kind);
  store32(node + 12, volume);
  store64(node + 16, newSerial(volume));
  store64(node + 24, time);
  store64(node + 32, time);
  store64(node + 40, time);
  return node;
}

export function kindOf(node: u32): u64 {
  checked();
  return load64(node) & 0xffff_ffff;
}

export function isDirectory(node: u32): boolean {
  checked();
  return kindOf(node) === DIRECTORY;
}

export function linksOf(node: u32): u32 {
  checked();
  return load32(node + 4);
}

export function volumeOf(node: u32): u32 {
  checked();
  return load32(node + 12);
}

export function serialOf(node: u32): u64 {
  checked();
  return load64(node + 16);
}

export function readTimeOf(node: u32): u64 {
  checked();
  return load64(node + 24);
}

export function writeTimeOf(node: u32): u64 {
  checked();
  return load64(node + 32);
}

export function changeTimeOf(node: u32): u64 {
  checked();
  return load64(node + 40);
}

export function setReadTime(node: u32, time: u64): void {
  checked();
  store64(node + 24, time);
}

export function setWriteTime(node: u32, time: u64): void {
  checked();
  store64(node + 32, time);
}

export function setChangeTime(node: u32, time: u64): void {
  checked();
  store64(node + 40, time);
}

/** What is in it was changed now. */
export function touch(node: u32, time: u64): void {
  checked();
  store64(node + 32, time);
  store64(node + 40, time);
}

/** The directory in which a directory is; itself for a root. */
export function parentOf(node: u32): u32 {
  checked();
  return load32(node + 48);
}

export function setParent(node: u32, parent: u32): void {
  checked();
  store32(node + 48, parent);
}

export function contentsOf(node: u32): u32 {
  checked();
  return node + 64;
}

export function addLink(node: u32): void {
  checked();
  store32(node + 4, load32(node + 4) + 1);
}

/** A directory that is removed has none left, though it may be open. */
export function setLinks(node: u32, links: u32): void {
  checked();
  store32(node + 4, links);
}

/** It has a name less; without any and without opens it is gone. */
export function dropLink(node: u32): void {
  checked();
  store32(node + 4, load32(node + 4) - 1);
  endIfUnused(node);
}

export function addOpen(node: u32): void {
  checked();
  store32(node + 8, load32(node + 8) + 1);
}

export function dropOpen(node: u32): void {
  checked();
  store32(node + 8, load32(node + 8) - 1);
  endIfUnused(node);
}

/** Gives back a node that nothing names, with all that is in it. */
export function endIfUnused(node: u32): void {
  checked();
  if (load32(node + 4) > 0 || load32(node + 8) > 0) return;
  const volume = volumeOf(node);
  clear(volume, node + 64);
  clear(volume, node + 80);
  release(volume, node, NODE_BYTES);
}
