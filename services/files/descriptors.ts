/**
 * Descriptors: what is open in a session.
 *
 *     at 0   flags; 0 if it is free
 *        4   place (places.ts)
 *        8   file system: a volume, or the number of a mount of the host
 *        12  kind
 *        16  the next free one, from 1 on; 0 for none            (of a free one)
 *
 * Owns       tables of 32 bytes for each, in the heap, named by their addresses; a client names them by their numbers, which
 *            are looked up in its own session only (services/numbers.ts). Those that were closed are given again.
 * Lifetime   the node, the volume or the handle of a descriptor is there as long as it is.
 */
import { checked, u32, u64 } from "welkin";
import { copyBytes, fill, load32, store32 } from "../memory.ts";
import { eraIn, indexOf, numberOf } from "../numbers.ts";
import { closeHandle } from "./host.ts";
import { allocate, release, releaseAll } from "./heap.ts";
import { addOpen, dropOpen } from "./nodes.ts";
import { handleOf, isOnHost } from "./places.ts";
import { eraOf, freeOf, roomOf, setFree, setTable, setUsed, tableOf, usedOf } from "./sessions.ts";
import { SERVICE, enterVolume, leaveVolume } from "./volumes.ts";

const DESCRIPTOR_BYTES: u32 = 32;

/** The most that a session may have open: a table of 32 KiB. */
const MOST: u32 = 1024;
const LEAST: u32 = 8;

/** Flags. */
export const OPEN_TO_READ: u32 = 1;
export const OPEN_TO_WRITE: u32 = 2;
/** It is in a file system that may be changed. */
export const CHANGEABLE: u32 = 4;
const USED: u32 = 8;
/** Its session begins with it. */
export const GIVEN: u32 = 16;

/** The descriptor of a number; 0 if there is none. */
export function descriptorOf(session: u32, number: u64): u32 {
  checked();
  const index = indexOf(number);
  if (index >= roomOf(session)) return 0;
  const descriptor: u32 = tableOf(session) + index * DESCRIPTOR_BYTES;
  if (load32(descriptor) === 0) return 0;
  return eraIn(number) === u64.from(eraAt(session, descriptor)) ? descriptor : 0;
}

function eraAt(session: u32, descriptor: u32): u32 {
  checked();
  return (load32(descriptor) & GIVEN) === 0 ? eraOf(session) : 0;
}

export function flagsOf(descriptor: u32): u32 {
  checked();
  return load32(descriptor);
}

export function placeOf(descriptor: u32): u32 {
  checked();
  return load32(descriptor + 4);
}

export function fileSystemOf(descriptor: u32): u32 {
  checked();
  return load32(descriptor + 8);
}

export function kindOfDescriptor(descriptor: u32): u64 {
  checked();
  return u64.from(load32(descriptor + 12));
}

/** May there be one more in the session? It is made room for. */
export function hasRoom(session: u32): boolean {
  checked();
  if (freeOf(session) !== 0) return true;
  const room = roomOf(session);
  if (room >= MOST) return false;
  const roomAfter: u32 = room === 0 ? LEAST : 2 * room;
  const table = allocate(SERVICE, roomAfter * DESCRIPTOR_BYTES);
  if (table === 0) return false;
  fill(table, 0, roomAfter * DESCRIPTOR_BYTES);
  if (room > 0) {
    copyBytes(table, tableOf(session), room * DESCRIPTOR_BYTES);
    release(SERVICE, tableOf(session), room * DESCRIPTOR_BYTES);
  }
  setTable(session, table, roomAfter);
  for (let number: u32 = roomAfter; number > room; number -= 1) {
    putFree(session, number - 1);
  }
  return true;
}

/** Opens a place in a session that has room: the number. Its handle, if it is on the host, is the descriptor's from now on. */
export function openDescriptor(session: u32, flags: u32, place: u32, fileSystem: u32, kind: u64): u64 {
  checked();
  const index: u32 = freeOf(session) - 1;
  const descriptor: u32 = tableOf(session) + index * DESCRIPTOR_BYTES;
  setFree(session, load32(descriptor + 16));
  setUsed(session, usedOf(session) + 1);
  store32(descriptor, flags | USED);
  store32(descriptor + 4, place);
  store32(descriptor + 8, fileSystem);
  store32(descriptor + 12, u32.from(kind));
  if (!isOnHost(place)) {
    addOpen(place);
    enterVolume(fileSystem);
  }
  return numberOf(index, eraAt(session, descriptor));
}

/** Closes a descriptor; its index is free again. */
export function closeDescriptor(session: u32, index: u32): void {
  checked();
  const descriptor: u32 = tableOf(session) + index * DESCRIPTOR_BYTES;
  const place = placeOf(descriptor);
  const fileSystem = fileSystemOf(descriptor);
  putFree(session, index);
  setUsed(session, usedOf(session) - 1);
  if (isOnHost(place)) {
    closeHandle(handleOf(place));
  } else {
    dropOpen(place);
    if (leaveVolume(fileSystem)) releaseAll(fileSystem);
  }
}

/** Closes all that a session has. */
export function closeDescriptors(session: u32): void {
  checked();
  const room = roomOf(session);
  for (let index: u32 = 0; index < room; index += 1) {
    if (load32(tableOf(session) + index * DESCRIPTOR_BYTES) !== 0) closeDescriptor(session, index);
  }
  if (room > 0) release(SERVICE, tableOf(session), room * DESCRIPTOR_BYTES);
  setTable(session, 0, 0);
  setFree(session, 0);
}

function putFree(session: u32, number: u32): void {
  checked();
  const descriptor: u32 = tableOf(session) + number * DESCRIPTOR_BYTES;
  fill(descriptor, 0, DESCRIPTOR_BYTES);
  store32(descriptor + 16, freeOf(session));
  setFree(session, number + 1);
}
