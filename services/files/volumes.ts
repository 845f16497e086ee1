/**
 * Volumes: file systems in memory, each with a limit of its own.
 *
 * Owns       for each volume how many chunks it may have and has, how many descriptors are on it, its root, the serial
 *            numbers of its nodes. A volume is named by its number, from 2 on; SERVICE is what the service itself uses.
 * Lifetime   a volume is there as long as a descriptor is on it. It takes all that it has with it.
 * Not here   what is in its chunks (heap.ts, nodes.ts).
 */
import { type FixedArray, checked, modifies, type u32, type u64, zeroed } from "welkin";
import { CHUNKS } from "./chunks.ts";

export const VOLUMES = 4096;

/** The account of what the service keeps for sessions. */
export const SERVICE: u32 = 1;
const FIRST: u32 = 2;

/** No volume. */
export const NO_VOLUME: u32 = 0;

class Volume {
  /** Chunks that it may have, and has. */
  limit: u32 = 0;
  used: u32 = 0;
  /** Descriptors on it; a volume without any is free. */
  users: u32 = 0;
  /** The node of its root directory; 0 while there is none. */
  root: u32 = 0;
  /** The serial number of the node that was made last. */
  serial: u64 = 0;
}

const volumes: FixedArray<Volume, typeof VOLUMES> = zeroed();
/** Where the search for a free one begins. */
let next: u32 = FIRST;

/** A new volume, nobody's yet, which may have so many chunks; NO_VOLUME if there are too many. */
export function createVolume(limit: u32): u32 {
  modifies(volumes, next);
  checked();
  for (let tries: u32 = FIRST; tries < VOLUMES; tries += 1) {
    const number = next;
    next = next + 1 === VOLUMES ? FIRST : next + 1;
    if (volumes[number].users === 0) {
      volumes[number] = { limit, used: 0, users: 0, root: 0, serial: 0 };
      return number;
    }
  }
  return NO_VOLUME;
}

/** One more descriptor is on it. */
export function enterVolume(volume: u32): void {
  modifies(volumes);
  checked();
  volumes[volume].users += 1;
}

/** One less is; true if it was the last. */
export function leaveVolume(volume: u32): boolean {
  modifies(volumes);
  checked();
  volumes[volume].users -= 1;
  return volumes[volume].users === 0;
}

/** Has it pay for a chunk, if it can. */
export function charge(volume: u32): boolean {
  modifies(volumes);
  checked();
  const limit: u32 = volume === SERVICE ? CHUNKS : volumes[volume].limit;
  if (volumes[volume].used >= limit) return false;
  volumes[volume].used += 1;
  return true;
}

/** Has it get back what it paid for one. */
export function refund(volume: u32): void {
  modifies(volumes);
  checked();
  volumes[volume].used -= 1;
}

export function rootOf(volume: u32): u32 {
  checked();
  return volumes[volume].root;
}

export function setRoot(volume: u32, node: u32): void {
  modifies(volumes);
  checked();
  volumes[volume].root = node;
}

/** A number that no other node of it has had. */
export function newSerial(volume: u32): u64 {
  modifies(volumes);
  checked();
  volumes[volume].serial += 1;
  return volumes[volume].serial;
}
