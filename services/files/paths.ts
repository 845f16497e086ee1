/**
 * Paths: texts in the byte memory, parts between slashes.
 *
 * Owns       no state: where parts begin and end.
 */
import { decreases, ensures, invariant, requires, type u32 } from "welkin";
import { load8 } from "../memory.ts";

const SLASH: u32 = 0x2f;
const DOT: u32 = 0x2e;

/** The greatest length of a path, and of the text of a link. */
export const PATH_BYTES: u32 = 4096;

/** Where the next part begins, or `end`. */
export function partStart(from: u32, end: u32): u32 {
  requires(from <= end);
  ensures((start: u32) => from <= start && start <= end);
  let at = from;
  while (at < end && load8(at) === SLASH) {
    invariant(from <= at && at <= end);
    decreases(end - at);
    at += 1;
  }
  return at;
}

/** Where the part that begins at `from` ends: at a slash or at `end`. */
export function partEnd(from: u32, end: u32): u32 {
  requires(from <= end);
  ensures((stop: u32) => from <= stop && stop <= end);
  let at = from;
  while (at < end && load8(at) !== SLASH) {
    invariant(from <= at && at <= end);
    decreases(end - at);
    at += 1;
  }
  return at;
}

/** Is it a path from the root, of which no directory of a process knows anything? */
export function isAbsolute(path: u32, length: u32): boolean {
  return length > 0 && load8(path) === SLASH;
}

/** Is it `.`? */
export function isHere(part: u32, length: u32): boolean {
  return length === 1 && load8(part) === DOT;
}

/** Is it `..`? */
export function isUp(part: u32, length: u32): boolean {
  requires(part < 0xffff_ffff);
  return length === 2 && load8(part) === DOT && load8(part + 1) === DOT;
}
