/**
 * Volumes: file systems in memory, each with a limit of its own.
 *
 * Owns       for each volume how many chunks it may have and has, how many descriptors are on it, the serial
 *            numbers of its nodes. A volume is named by its number, from 2 on; SERVICE is what the service itself uses.
 * Lifetime   a volume is there as long as a descriptor is on it. It takes all that it has with it.
 * Invariants a volume has no more chunks than it may have.
 * Not here   what is in its chunks (heap.ts, nodes.ts).
 */
import {
  type FixedArray,
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  requires,
  u32,
  u64,
  zeroed,
} from "welkin";
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
  /** The serial number of the node that was made last. */
  serial: u64 = 0;
}

const volumes: FixedArray<Volume, typeof VOLUMES> = zeroed();
/** Where the search for a free one begins. */
let next: u32 = FIRST;

invariant(FIRST <= next && next < VOLUMES);
invariant(
  forall(
    (v: u32) => implies(v < VOLUMES, volumes[v].used <= (v === SERVICE ? CHUNKS : volumes[v].limit)),
    (v: u32) => [volumes[v].used],
  ),
);

/** A new volume, nobody's yet, which may have so many chunks; NO_VOLUME if there are too many. */
export function createVolume(limit: u32): u32 {
  modifies(volumes, next);
  ensures((volume: u32) => volume < VOLUMES);
  for (let tries: u32 = FIRST; tries < VOLUMES; tries += 1) {
    invariant(FIRST <= next && next < VOLUMES);
    const number = next;
    next = next + 1 < VOLUMES ? next + 1 : FIRST;
    if (volumes[number].users === 0) {
      volumes[number] = { limit, used: 0, users: 0, serial: 0 };
      return number;
    }
  }
  return NO_VOLUME;
}

/** One more descriptor is on it. */
export function enterVolume(volume: u32): void {
  requires(volume < VOLUMES);
  modifies(volumes);
  volumes[volume].users = u32.wrappingAdd(volumes[volume].users, 1);
}

/** One less is; true if it was the last. */
export function leaveVolume(volume: u32): boolean {
  requires(volume < VOLUMES);
  modifies(volumes);
  volumes[volume].users = u32.wrappingSub(volumes[volume].users, 1);
  return volumes[volume].users === 0;
}

/** Has it pay for a chunk, if it can. */
export function charge(volume: u32): boolean {
  requires(volume < VOLUMES);
  modifies(volumes);
  ensures((paid: boolean) => volumes[volume].used === old(volumes[volume].used) + (paid ? 1 : 0));
  const limit: u32 = volume === SERVICE ? CHUNKS : volumes[volume].limit;
  if (volumes[volume].used >= limit) return false;
  volumes[volume].used += 1;
  return true;
}

/** Has it get back what it paid for one. */
export function refund(volume: u32): void {
  requires(volume < VOLUMES);
  modifies(volumes);
  if (volumes[volume].used > 0) volumes[volume].used -= 1;
}

/** A number that no other node of it has had. */
export function newSerial(volume: u32): u64 {
  requires(volume < VOLUMES);
  modifies(volumes);
  volumes[volume].serial = u64.wrappingAdd(volumes[volume].serial, 1);
  return volumes[volume].serial;
}
