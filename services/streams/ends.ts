/**
 * Ends of streams: what a file of a session is. A stream has several: the two of a pipe, and those that are shared.
 *
 * Owns      the ends, and the list of those of each stream.
 */
import { checked, type FixedArray, modifies, type u32, type u64, zeroed } from "welkin";
import { ENDS, STREAMS } from "./limits.ts";
import { Places } from "./places.ts";

/** What an end is for: bits. */
export const READS: u32 = 1;
export const WRITES: u32 = 2;

class End {
  session: u32 = 0;
  /** Its number in the session. */
  file: u32 = 0;
  stream: u32 = 0;
  mode: u32 = 0;
  /** Events that the session waits for. */
  watched: u64 = 0;
  /** Its neighbours in the list of its stream. */
  previous: u32 = 0;
  next: u32 = 0;
}

const ends: FixedArray<End, typeof ENDS> = zeroed();
const places: Places<typeof ENDS> = zeroed();
/** By stream. */
const firsts: FixedArray<u32, typeof STREAMS> = zeroed();

/** An end of a stream; 0 if there are too many. */
export function makeEnd(session: u32, file: u32, stream: u32, mode: u32): u32 {
  modifies(ends, places, firsts);
  checked();
  const end = places.take();
  if (end === 0) return 0;
  const next = firsts[stream];
  ends[end] = { session, file, stream, mode, watched: 0, previous: 0, next };
  ends[next].previous = end;
  firsts[stream] = end;
  return end;
}

/** The end is no more. */
export function removeEnd(end: u32): void {
  modifies(ends, places, firsts);
  checked();
  const previous = ends[end].previous;
  const next = ends[end].next;
  if (previous === 0) {
    firsts[ends[end].stream] = next;
  } else {
    ends[previous].next = next;
  }
  ends[next].previous = previous;
  places.giveBack(end);
}

/** The first end of a stream; 0 if it has none. */
export function firstEnd(stream: u32): u32 {
  checked();
  return firsts[stream];
}

/** The end after this one in its stream; 0 if it is the last. */
export function nextEnd(end: u32): u32 {
  checked();
  return ends[end].next;
}

export function sessionOfEnd(end: u32): u32 {
  checked();
  return ends[end].session;
}

export function fileOfEnd(end: u32): u32 {
  checked();
  return ends[end].file;
}

export function streamOf(end: u32): u32 {
  checked();
  return ends[end].stream;
}

export function modeOf(end: u32): u32 {
  checked();
  return ends[end].mode;
}

export function setMode(end: u32, mode: u32): void {
  modifies(ends);
  checked();
  ends[end].mode = mode;
}

export function watchedOf(end: u32): u64 {
  checked();
  return ends[end].watched;
}

export function setWatched(end: u32, events: u64): void {
  modifies(ends);
  checked();
  ends[end].watched = events;
}
