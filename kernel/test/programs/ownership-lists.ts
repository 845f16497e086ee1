/**
 * Ownership as a program that a test can drive: any frame may own any other.
 */
import { modifies, u32 } from "welkin";
import { NONE } from "../../frames.ts";
import { FRAMES } from "../../machine.ts";
import { adopt, disown, firstOwned, ownerAt, ownerOf } from "../../ownership.ts";

/** Says whether `object` had no owner, and has one now. */
export function adoptAt(owner: u32, object: u32): boolean {
  modifies(ownerOf);
  if (owner >= FRAMES || object >= FRAMES || ownerAt(object) !== NONE) return false;
  adopt(owner, object);
  return true;
}

/** Says whether `object` had an owner, and has none now. */
export function disownAt(object: u32): boolean {
  modifies(ownerOf);
  if (object >= FRAMES || ownerAt(object) === NONE) return false;
  disown(object);
  return true;
}

export function ownerIn(object: u32): u32 {
  return object < FRAMES ? ownerAt(object) : NONE;
}

export function firstIn(owner: u32): u32 {
  return owner < FRAMES ? firstOwned(owner) : NONE;
}
