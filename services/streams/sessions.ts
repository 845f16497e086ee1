/**
 * Sessions: for whom streams are, each known by the badge with which its messages come.
 *
 * Owns      the sessions, by number and in chains by their badge; which of the numbers of files of each is which end.
 * Not here  what ends are (ends.ts), what becomes of them when a session is closed (requests.ts).
 */
import { checked, type FixedArray, modifies, u16, u32, u64, zeroed } from "welkin";
import { indexOf } from "../numbers.ts";
import { fileOfEnd } from "./ends.ts";
import { CHAINS, FILES, SESSIONS } from "./limits.ts";
import { Places } from "./places.ts";

/** Not an index of a file. */
export const NO_FILE: u32 = 0xffff_ffff;

class Session {
  badge: u64 = 0;
  /** The next one with a badge of the same chain. */
  next: u32 = 0;
  /** Pipes that it has made which are there still. */
  pipes: u32 = 0;
  /** Transfers of it that wait. */
  transfers: u32 = 0;
  /** The slot of its notification, if that waits to be signalled. */
  notification: u32 = 0;
  /** That of the files that it opens (services/numbers.ts). */
  era: u32 = 0;
  /** By the index of its number: the end. */
  files: FixedArray<u16, typeof FILES> = zeroed();
}

const sessions: FixedArray<Session, typeof SESSIONS> = zeroed();
const places: Places<typeof SESSIONS> = zeroed();
const chains: FixedArray<u32, typeof CHAINS> = zeroed();

function chainOf(badge: u64): u32 {
  checked();
  return u32.from(badge % CHAINS);
}

/** The session with this badge; 0 if there is none. */
export function sessionOf(badge: u64): u32 {
  checked();
  let session = chains[chainOf(badge)];
  while (session !== 0 && sessions[session].badge !== badge) {
    session = sessions[session].next;
  }
  return session;
}

/** Opens a session with a badge that no other has; 0 if there are too many. */
export function openSession(badge: u64, era: u32): u32 {
  modifies(sessions, places, chains);
  checked();
  const session = places.take();
  if (session === 0) return 0;
  const chain = chainOf(badge);
  sessions[session] = {
    badge,
    next: chains[chain],
    pipes: 0,
    transfers: 0,
    notification: 0,
    era,
    files: zeroed(),
  };
  chains[chain] = session;
  return session;
}

/** Its number is free again. It has no files, and nothing of it waits. */
export function closeSession(session: u32): void {
  modifies(sessions, places, chains);
  checked();
  const chain = chainOf(sessions[session].badge);
  if (chains[chain] === session) {
    chains[chain] = sessions[session].next;
  } else {
    let before: u32 = chains[chain];
    while (sessions[before].next !== session) {
      before = sessions[before].next;
    }
    sessions[before].next = sessions[session].next;
  }
  sessions[session].badge = 0;
  places.giveBack(session);
}

export function badgeOf(session: u32): u64 {
  checked();
  return sessions[session].badge;
}

// --- Files -------------------------------------------------------------------------------------------------

/** The end that is file `file` of the session; 0 if none is. */
export function endOf(session: u32, file: u64): u32 {
  checked();
  const end = endAt(session, indexOf(file));
  return end !== 0 && u64.from(fileOfEnd(end)) === file ? end : 0;
}

/** The end with this index; 0 if none has it. */
export function endAt(session: u32, index: u32): u32 {
  checked();
  return index < FILES ? u32.from(sessions[session].files[index]) : 0;
}

export function eraOf(session: u32): u32 {
  checked();
  return sessions[session].era;
}

/** The least index of a file that is free; NO_FILE if none is. */
export function freeFile(session: u32): u32 {
  checked();
  for (let file: u32 = 0; file < FILES; file += 1) {
    if (sessions[session].files[file] === 0) return file;
  }
  return NO_FILE;
}

/** The file with this index is `end` from now on; 0: none. */
export function setFile(session: u32, index: u32, end: u32): void {
  modifies(sessions);
  checked();
  sessions[session].files[index] = u16.from(end);
}

// --- What counts against its bounds ------------------------------------------------------------------------

export function pipesOf(session: u32): u32 {
  checked();
  return sessions[session].pipes;
}

export function addPipe(session: u32): void {
  modifies(sessions);
  checked();
  sessions[session].pipes += 1;
}

export function removePipe(session: u32): void {
  modifies(sessions);
  checked();
  sessions[session].pipes -= 1;
}

export function transfersOf(session: u32): u32 {
  checked();
  return sessions[session].transfers;
}

export function addTransfer(session: u32): void {
  modifies(sessions);
  checked();
  sessions[session].transfers += 1;
}

export function removeTransfer(session: u32): void {
  modifies(sessions);
  checked();
  sessions[session].transfers -= 1;
}

// --- Its notification --------------------------------------------------------------------------------------

export function notificationOf(session: u32): u32 {
  checked();
  return sessions[session].notification;
}

export function setNotification(session: u32, slot: u32): void {
  modifies(sessions);
  checked();
  sessions[session].notification = slot;
}
