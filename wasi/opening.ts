/**
 * Opening: how a descriptor comes to be from a path.
 *
 * Owns      no state; which rights the directory needs for which flags, and which rights the new descriptor gets.
 * Rights    more than the directory passes on are refused; those that make no sense for what is opened are dropped.
 */
import { checked, modifies, u32, u64, u8 } from "welkin";
import { word } from "../programs/calls.ts";
import { FAULT, INVALID, NOT_CAPABLE, SUCCESS, TOO_MANY_FILES } from "../services/errors.ts";
import {
  CREATE,
  DIRECTORY,
  FLAG_DATA_SYNC,
  FLAG_READ_SYNC,
  FLAG_SYNC,
  FOLLOW,
  TRUNCATE,
} from "../services/kinds.ts";
import { store32 } from "../services/memory.ts";
import { OPEN } from "../services/protocol.ts";
import { DESCRIPTORS, descriptor, lowestFree, setDescriptor, table } from "./descriptors.ts";
import { askOfPath, checkPath } from "./paths.ts";
import { isInMemory } from "./ranges.ts";
import { traffic } from "./requests.ts";
import {
  FD_ALLOCATE,
  FD_DATASYNC,
  FD_FILESTAT_SET_SIZE,
  FD_READ,
  FD_READDIR,
  FD_SYNC,
  FD_WRITE,
  PATH_CREATE_FILE,
  PATH_FILESTAT_SET_SIZE,
  PATH_OPEN,
  holds,
  known,
  mayHave,
  rightsOf,
} from "./rights.ts";

/** The flags that there are. */
const OPEN_FLAGS: u64 = 0xf;
const DESCRIPTOR_FLAGS: u64 = 0x1f;

/** What the file is opened for, as services are told. */
const TO_READ: u64 = 1;
const TO_WRITE: u64 = 2;

export function open(
  directory: u32,
  lookup: u32,
  path: u32,
  length: u32,
  openFlags: u64,
  base: u64,
  inheriting: u64,
  flags: u64,
  result: u32,
): u64 {
  modifies(table, traffic);
  checked();
  const error = checkPath(directory, PATH_OPEN | neededFor(openFlags), path, length);
  if (error !== SUCCESS) return error;
  if ((openFlags & ~OPEN_FLAGS) !== 0 || (flags & ~DESCRIPTOR_FLAGS) !== 0) return INVALID;
  if (!mayOpen(directory, base, inheriting, flags)) return NOT_CAPABLE;
  if (!isInMemory(result, 4)) return FAULT;
  const fd = lowestFree();
  if (fd === DESCRIPTORS) return TOO_MANY_FILES;
  const how = (u64.from(lookup) & FOLLOW) | (openFlags << 16) | (flags << 32);
  const refused = askOfPath(directory, path, length, OPEN, how, purposeOf(known(base)), 0);
  if (refused !== SUCCESS) return refused;
  const kind = (word(0) >> 16) & 0xff;
  addDescriptor(
    fd,
    u32.from(descriptor(directory).service),
    word(1),
    kind,
    known(base),
    known(inheriting),
    flags,
  );
  store32(result, fd);
  return SUCCESS;
}

/** What the directory itself must allow. */
function neededFor(openFlags: u64): u32 {
  const creating: u32 = (openFlags & CREATE) === 0 ? 0 : PATH_CREATE_FILE;
  const truncating: u32 = (openFlags & TRUNCATE) === 0 ? 0 : PATH_FILESTAT_SET_SIZE;
  return creating | truncating;
}

/** Does the directory pass on what is wanted? */
function mayOpen(directory: u32, base: u64, inheriting: u64, flags: u64): boolean {
  checked();
  const held = descriptor(directory).inheriting;
  const syncing: u32 = (flags & (FLAG_SYNC | FLAG_READ_SYNC)) === 0 ? 0 : FD_SYNC;
  const syncingBytes: u32 = (flags & FLAG_DATA_SYNC) === 0 ? 0 : FD_DATASYNC;
  return mayHave(held, base) && mayHave(held, inheriting) && holds(held, syncing | syncingBytes);
}

function purposeOf(rights: u32): u64 {
  const reading: u64 = (rights & (FD_READ | FD_READDIR)) === 0 ? 0 : TO_READ;
  const writing: u64 = (rights & (FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE)) === 0 ? 0 : TO_WRITE;
  return reading | writing;
}

/** Opens a descriptor for a file, with the rights that make sense for it. */
export function addDescriptor(
  fd: u32,
  service: u32,
  file: u64,
  kind: u64,
  rights: u32,
  inheriting: u32,
  flags: u64,
): void {
  modifies(table);
  checked();
  setDescriptor(fd, {
    file,
    offset: 0,
    rights: rights & rightsOf(kind),
    inheriting: kind === DIRECTORY ? inheriting : 0,
    nameLength: 0,
    number: 0,
    flags: u8.from(flags),
    kind: u8.from(kind),
    service: u8.from(service),
  });
}
