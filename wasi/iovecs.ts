/**
 * Lists of buffers, as a program gives them to read into and to write from.
 *
 * Owns      no state; their limits.
 * Layout    8 bytes each: address, length.
 * Not here  what is done with the bytes (transfers.ts). What is read may be put over the list itself, so that each
 *           buffer is looked at again when its turn comes.
 */
import { checked, u32, u64 } from "welkin";
import { FAULT, INVALID, SUCCESS } from "../services/errors.ts";
import { load32 } from "../services/memory.ts";
import { isArray, isInMemory } from "./ranges.ts";

const BYTES: u32 = 8;

/** Buffers in a list. */
const MOST: u32 = 1024;

export function addressAt(list: u32, index: u32): u32 {
  checked();
  return load32(list + BYTES * index);
}

export function lengthAt(list: u32, index: u32): u32 {
  checked();
  return load32(list + BYTES * index + 4);
}

/** The error of a list: too many, beyond the memory, or more bytes than can be counted. */
export function checkList(list: u32, count: u32): u64 {
  checked();
  if (count > MOST) return INVALID;
  if (!isArray(list, count, u64.from(BYTES))) return FAULT;
  let total: u64 = 0;
  for (let i: u32 = 0; i < count; i += 1) {
    const length = u64.from(lengthAt(list, i));
    if (!isInMemory(addressAt(list, i), length)) return FAULT;
    total += length;
  }
  return total > u64.from(u32.MAX) ? INVALID : SUCCESS;
}
