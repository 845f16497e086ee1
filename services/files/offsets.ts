/**
 * Offsets: which bytes of a file a request means.
 *
 * Owns       no state: arithmetic that does not overflow, whatever a client asks.
 */
import { ensures, requires, u32, u64 } from "welkin";

const CHUNK_BYTES: u32 = 65536;

/** How many of `length` bytes from `offset` on are in one chunk. */
export function inChunk(offset: u32, length: u32): u32 {
  requires(length > 0);
  ensures((part: u32) => 0 < part && part <= length && (offset % CHUNK_BYTES) + part <= CHUNK_BYTES);
  const rest: u32 = CHUNK_BYTES - (offset % CHUNK_BYTES);
  return length < rest ? length : rest;
}

/** How many of `length` bytes from `offset` on are before `end`. */
export function before(end: u32, offset: u64, length: u32): u32 {
  ensures((part: u32) => part <= length);
  ensures((part: u32) => (offset < end ? offset + part <= end : part === 0));
  ensures((part: u32) => part === length || offset + part >= end);
  if (offset >= u64.from(end)) return 0;
  const rest: u32 = end - u32.from(offset);
  return length < rest ? length : rest;
}

/** The least of a number that a client gave and a bound. */
export function atMost(bound: u32, wanted: u64): u32 {
  ensures((number: u32) => number <= bound && number <= wanted);
  ensures((number: u32) => number === bound || number === wanted);
  return wanted < u64.from(bound) ? u32.from(wanted) : bound;
}
