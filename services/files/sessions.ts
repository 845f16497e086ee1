/**
 * Sessions: the processes that the embedder lets ask, each by the badge with which its messages come.
 *
 * Owns       for each session its table of descriptors (descriptors.ts says what is in it), the first path of a request that
 *            has two, how many chunks its volumes may have. A session is named by its number.
 * Not here   what closing a session does to its files (embedder.ts).
 */
import { type FixedArray, checked, modifies, u32, type u64, zeroed } from "welkin";
import { copyBytes } from "../memory.ts";
import { allocate, release } from "./heap.ts";
import { SERVICE } from "./volumes.ts";

const SESSIONS = 8192;

/** No session. */
export const NO_SESSION: u32 = 0xffff_ffff;

class Session {
  /** 0: there is no such session. */
  badge: u64 = 0;
  /** The next session with a badge in the same place, from 1 on. */
  next: u32 = 0;
  /** Chunks that each of its volumes may have. */
  quota: u32 = 0;
  /** That of the files that it opens (services/numbers.ts). */
  era: u32 = 0;
  /** The table of its descriptors: an address, for how many there is room, the first free one from 1 on, how many are used. */
  table: u32 = 0;
  room: u32 = 0;
  free: u32 = 0;
  used: u32 = 0;
  /** The path that was sent for the next request, and its length; 0 for none. */
  path: u32 = 0;
  pathLength: u32 = 0;
}

const sessions: FixedArray<Session, typeof SESSIONS> = zeroed();
/** The first session for each of the low bits of badges, from 1 on. */
const places: FixedArray<u32, typeof SESSIONS> = zeroed();
/** Where the search for a free one begins. */
let next: u32 = 0;

/** The session of a badge; NO_SESSION if there is none. */
export function sessionOf(badge: u64): u32 {
  checked();
  let number = places[placeOf(badge)];
  while (number !== 0) {
    if (sessions[number - 1].badge === badge) return number - 1;
    number = sessions[number - 1].next;
  }
  return NO_SESSION;
}

/** A new session for a badge that has none; NO_SESSION if there are too many. */
export function createSession(badge: u64, quota: u32, era: u32): u32 {
  modifies(sessions, places, next);
  checked();
  for (let tries: u32 = 0; tries < SESSIONS; tries += 1) {
    const number = next;
    next = (next + 1) % SESSIONS;
    if (sessions[number].badge === 0) {
      sessions[number] = zeroed();
      sessions[number].badge = badge;
      sessions[number].quota = quota;
      sessions[number].era = era;
      sessions[number].next = places[placeOf(badge)];
      places[placeOf(badge)] = number + 1;
      return number;
    }
  }
  return NO_SESSION;
}

/** Ends a session whose descriptors are closed. */
export function endSession(session: u32): void {
  modifies(sessions, places);
  checked();
  takePath(session, 0);
  const place = placeOf(sessions[session].badge);
  if (places[place] === session + 1) {
    places[place] = sessions[session].next;
  } else {
    let before: u32 = places[place] - 1;
    while (sessions[before].next !== session + 1) before = sessions[before].next - 1;
    sessions[before].next = sessions[session].next;
  }
  sessions[session] = zeroed();
}

export function quotaOf(session: u32): u32 {
  checked();
  return sessions[session].quota;
}

export function eraOf(session: u32): u32 {
  checked();
  return sessions[session].era;
}

export function tableOf(session: u32): u32 {
  checked();
  return sessions[session].table;
}

export function roomOf(session: u32): u32 {
  checked();
  return sessions[session].room;
}

export function setTable(session: u32, table: u32, room: u32): void {
  modifies(sessions);
  checked();
  sessions[session].table = table;
  sessions[session].room = room;
}

export function freeOf(session: u32): u32 {
  checked();
  return sessions[session].free;
}

export function setFree(session: u32, free: u32): void {
  modifies(sessions);
  checked();
  sessions[session].free = free;
}

export function usedOf(session: u32): u32 {
  checked();
  return sessions[session].used;
}

export function setUsed(session: u32, used: u32): void {
  modifies(sessions);
  checked();
  sessions[session].used = used;
}

/** Keeps a path for the next request; false if there is no space. */
export function keepPath(session: u32, text: u32, length: u32): boolean {
  modifies(sessions);
  checked();
  takePath(session, 0);
  const kept = allocate(SERVICE, length);
  if (kept === 0) return false;
  copyBytes(kept, text, length);
  sessions[session].path = kept;
  sessions[session].pathLength = length;
  return true;
}

/** The length of the path that is kept; 0 if there is none. */
export function keptLength(session: u32): u32 {
  checked();
  return sessions[session].pathLength;
}

/** Puts the path that is kept at `address`, unless that is 0; it is kept no longer. */
export function takePath(session: u32, address: u32): void {
  modifies(sessions);
  checked();
  const length = sessions[session].pathLength;
  if (length === 0) return;
  if (address !== 0) copyBytes(address, sessions[session].path, length);
  release(SERVICE, sessions[session].path, length);
  sessions[session].path = 0;
  sessions[session].pathLength = 0;
}

function placeOf(badge: u64): u32 {
  return u32.from(badge % SESSIONS);
}
