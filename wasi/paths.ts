/**
 * Files that are named by paths from a directory: their status, times, links and names.
 *
 * Owns      no state. A path is checked to be in the memory and not empty; what it means, its service says.
 * Not here  opening (opening.ts).
 */
import { checked, modifies, u32, u64 } from "welkin";
import { FAULT, INVALID, NAME_TOO_LONG, NO_ENTRY, OTHER_DEVICE, SUCCESS } from "../services/errors.ts";
import { FOLLOW } from "../services/kinds.ts";
import {
  CREATE_DIRECTORY,
  FIRST_PATH,
  LINK,
  READ_LINK,
  REMOVE_DIRECTORY,
  RENAME,
  SET_TIMES_PATH,
  STAT_PATH,
  SYMLINK,
  UNLINK,
} from "../services/protocol.ts";
import { accessDirectory } from "./access.ts";
import { descriptor } from "./descriptors.ts";
import { FILE_STATUS, askOf, isChange, storeLength, storeStatus } from "./files.ts";
import { isInMemory } from "./ranges.ts";
import { TO_READ, TO_WRITE, lendBytes, traffic } from "./requests.ts";
import {
  PATH_CREATE_DIRECTORY,
  PATH_FILESTAT_GET,
  PATH_FILESTAT_SET_TIMES,
  PATH_LINK_SOURCE,
  PATH_LINK_TARGET,
  PATH_READLINK,
  PATH_REMOVE_DIRECTORY,
  PATH_RENAME_SOURCE,
  PATH_RENAME_TARGET,
  PATH_SYMLINK,
  PATH_UNLINK_FILE,
} from "./rights.ts";

/** Bytes of a path, as far as a request can say. */
const LONGEST: u32 = 0xffff;

/** The error of a path and of the directory from which it leads. */
export function checkPath(fd: u32, rights: u32, path: u32, length: u32): u64 {
  checked();
  const error = accessDirectory(fd, rights);
  return error === SUCCESS ? checkText(path, length) : error;
}

function checkText(path: u32, length: u32): u64 {
  checked();
  if (!isInMemory(path, u64.from(length))) return FAULT;
  if (length > LONGEST) return NAME_TOO_LONG;
  return length > 0 ? SUCCESS : NO_ENTRY;
}

/** Asks about what a path names. */
export function askOfPath(fd: u32, path: u32, length: u32, operation: u64, c: u64, d: u64, e: u64): u64 {
  modifies(traffic);
  checked();
  lendBytes(path, length, TO_READ);
  return askOf(fd, operation | (u64.from(length) << 16), c, d, e);
}

// --- Status -------------------------------------------------------------------------------------------------

export function statusOfPath(fd: u32, lookup: u32, path: u32, length: u32, result: u32): u64 {
  modifies(traffic);
  checked();
  const error = checkPath(fd, PATH_FILESTAT_GET, path, length);
  if (error !== SUCCESS) return error;
  if (!isInMemory(result, FILE_STATUS)) return FAULT;
  const unknown = askOfPath(fd, path, length, STAT_PATH, u64.from(lookup) & FOLLOW, 0, 0);
  if (unknown === SUCCESS) storeStatus(u32.from(descriptor(fd).service), result);
  return unknown;
}

export function changeTimesOfPath(
  fd: u32,
  lookup: u32,
  path: u32,
  length: u32,
  readTime: u64,
  writeTime: u64,
  which: u32,
): u64 {
  modifies(traffic);
  checked();
  const error = checkPath(fd, PATH_FILESTAT_SET_TIMES, path, length);
  if (error !== SUCCESS) return error;
  if (!isChange(which)) return INVALID;
  const flags = (u64.from(lookup) & FOLLOW) | (u64.from(which) << 16);
  return askOfPath(fd, path, length, SET_TIMES_PATH, flags, readTime, writeTime);
}

// --- One name -----------------------------------------------------------------------------------------------

export function createDirectory(fd: u32, path: u32, length: u32): u64 {
  modifies(traffic);
  checked();
  const error = checkPath(fd, PATH_CREATE_DIRECTORY, path, length);
  return error === SUCCESS ? askOfPath(fd, path, length, CREATE_DIRECTORY, 0, 0, 0) : error;
}

export function removeDirectory(fd: u32, path: u32, length: u32): u64 {
  modifies(traffic);
  checked();
  const error = checkPath(fd, PATH_REMOVE_DIRECTORY, path, length);
  return error === SUCCESS ? askOfPath(fd, path, length, REMOVE_DIRECTORY, 0, 0, 0) : error;
}

export function unlink(fd: u32, path: u32, length: u32): u64 {
  modifies(traffic);
  checked();
  const error = checkPath(fd, PATH_UNLINK_FILE, path, length);
  return error === SUCCESS ? askOfPath(fd, path, length, UNLINK, 0, 0, 0) : error;
}

// --- Two texts ----------------------------------------------------------------------------------------------

/** Stores the text of a link, or as much of it as there is room for, and how many bytes it is. */
export function readLink(fd: u32, path: u32, length: u32, address: u32, room: u32, result: u32): u64 {
  modifies(traffic);
  checked();
  const error = checkPath(fd, PATH_READLINK, path, length);
  if (error !== SUCCESS) return error;
  if (!isInMemory(address, u64.from(room)) || !isInMemory(result, 4)) return FAULT;
  const refused = askOfPath(fd, path, length, FIRST_PATH, 0, 0, 0);
  if (refused !== SUCCESS) return refused;
  lendBytes(address, room, TO_WRITE);
  const unread = askOf(fd, READ_LINK, u64.from(room), 0, 0);
  return unread === SUCCESS ? storeLength(room, result) : unread;
}

/** Makes a link of this text. */
export function makeSymbolicLink(text: u32, textLength: u32, fd: u32, path: u32, length: u32): u64 {
  modifies(traffic);
  checked();
  const error = checkPath(fd, PATH_SYMLINK, path, length);
  if (error !== SUCCESS) return error;
  const ofText = checkText(text, textLength);
  if (ofText !== SUCCESS) return ofText;
  const refused = askOfPath(fd, text, textLength, FIRST_PATH, 0, 0, 0);
  return refused === SUCCESS ? askOfPath(fd, path, length, SYMLINK, 0, 0, 0) : refused;
}

export function rename(from: u32, path: u32, length: u32, to: u32, newPath: u32, newLength: u32): u64 {
  modifies(traffic);
  checked();
  const ofOld = checkPath(from, PATH_RENAME_SOURCE, path, length);
  if (ofOld !== SUCCESS) return ofOld;
  const ofNew = checkPath(to, PATH_RENAME_TARGET, newPath, newLength);
  if (ofNew !== SUCCESS) return ofNew;
  if (descriptor(from).service !== descriptor(to).service) return OTHER_DEVICE;
  const refused = askOfPath(from, path, length, FIRST_PATH, 0, 0, 0);
  if (refused !== SUCCESS) return refused;
  return askOfPath(from, newPath, newLength, RENAME, descriptor(to).file, 0, 0);
}

export function link(
  from: u32,
  lookup: u32,
  path: u32,
  length: u32,
  to: u32,
  newPath: u32,
  newLength: u32,
): u64 {
  modifies(traffic);
  checked();
  const ofOld = checkPath(from, PATH_LINK_SOURCE, path, length);
  if (ofOld !== SUCCESS) return ofOld;
  const ofNew = checkPath(to, PATH_LINK_TARGET, newPath, newLength);
  if (ofNew !== SUCCESS) return ofNew;
  if (descriptor(from).service !== descriptor(to).service) return OTHER_DEVICE;
  const refused = askOfPath(from, path, length, FIRST_PATH, 0, 0, 0);
  if (refused !== SUCCESS) return refused;
  const flags = u64.from(lookup) & FOLLOW;
  return askOfPath(from, newPath, newLength, LINK, flags, descriptor(to).file, 0);
}
