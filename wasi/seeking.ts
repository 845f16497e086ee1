/**
 * Offsets of descriptors: where the next byte is read or written.
 *
 * Owns      no state. Only the end of a file has to be asked for.
 */
import { checked, ensures, i64, modifies, u32, u64 } from "welkin";
import { word } from "../programs/calls.ts";
import { FAULT, INVALID, SUCCESS } from "../services/errors.ts";
import { store64 } from "../services/memory.ts";
import { STAT } from "../services/protocol.ts";
import { access, accessPlaces } from "./access.ts";
import { descriptor, setOffset, table } from "./descriptors.ts";
import { isInMemory } from "./ranges.ts";
import { ask, traffic } from "./requests.ts";
import { FD_SEEK, FD_TELL } from "./rights.ts";

/** What a new offset is counted from. */
const START: u32 = 0;
const CURRENT: u32 = 1;
const END: u32 = 2;

const LAST: u64 = 0x7fff_ffff_ffff_ffff;
const NONE: u64 = 0xffff_ffff_ffff_ffff;

/** The offset that is so far from `base`; NONE if it is below 0 or no i64. */
export function shifted(base: u64, by: i64): u64 {
  ensures((offset: u64) =>
    base > LAST || base + by < 0 || base + by > LAST ? offset === NONE : offset === base + by,
  );
  if (base > LAST) return NONE;
  const from = i64.from(base);
  if (by < 0 && from + by < 0) return NONE;
  if (by >= 0 && by > i64.MAX - from) return NONE;
  return u64.from(from + by);
}

export function seek(fd: u32, by: i64, whence: u32, result: u32): u64 {
  modifies(table, traffic);
  checked();
  const isTell = whence === CURRENT && by === 0;
  const error = accessPlaces(fd, isTell ? 0 : FD_SEEK);
  if (error !== SUCCESS) return error;
  if (isTell) return tell(fd, result);
  if (whence > END) return INVALID;
  if (!isInMemory(result, 8)) return FAULT;
  const file = descriptor(fd);
  let base: u64 = whence === START ? 0 : file.offset;
  if (whence === END) {
    const unknown = ask(u32.from(file.service), STAT, file.file, 0, 0, 0);
    if (unknown !== SUCCESS) return unknown;
    base = word(2);
  }
  const offset = shifted(base, by);
  if (offset === NONE) return INVALID;
  setOffset(fd, offset);
  store64(result, offset);
  return SUCCESS;
}

/** Who may move the offset may also ask for it. */
export function tell(fd: u32, result: u32): u64 {
  checked();
  const error = accessPlaces(fd, 0);
  if (error !== SUCCESS) return error;
  const refused = access(fd, FD_TELL);
  if (refused !== SUCCESS && access(fd, FD_SEEK) !== SUCCESS) return refused;
  if (!isInMemory(result, 8)) return FAULT;
  store64(result, descriptor(fd).offset);
  return SUCCESS;
}
