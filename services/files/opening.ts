/**
 * Opening: from a path to a descriptor.
 *
 * Operations  Open, Close.
 * Order       of Open: what is wrong with the path, with what it names, with the session; then a file is created, truncated,
 *             opened. A file of the host that is swapped for another one meanwhile is opened as what it is then, or not at all.
 */
import { checked, u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import {
  ACCESS,
  BAD_FILE,
  EXISTS,
  INVALID,
  IS_DIRECTORY,
  LOOP,
  NOT_DIRECTORY,
  NO_ENTRY,
  READ_ONLY,
  SUCCESS,
  TOO_MANY_FILES,
} from "../errors.ts";
import {
  CREATE,
  DIRECTORY,
  EXCLUSIVE,
  FLAG_DATA_SYNC,
  FLAG_READ_SYNC,
  FLAG_SYNC,
  FOLLOW,
  MUST_BE_DIRECTORY,
  REGULAR_FILE,
  SYMBOLIC_LINK,
  TRUNCATE,
} from "../kinds.ts";
import { indexOf } from "../numbers.ts";
import { resize } from "./contents.ts";
import {
  CHANGEABLE,
  OPEN_TO_READ,
  OPEN_TO_WRITE,
  closeDescriptor,
  descriptorOf,
  fileSystemOf,
  flagsOf,
  hasRoom,
  openDescriptor,
} from "./descriptors.ts";
import {
  TO_CREATE,
  TO_READ,
  TO_SYNC,
  TO_SYNC_DATA,
  TO_WRITE,
  closeHandle,
  errorOf,
  openHostDirectory,
  openHostFile,
  truncateHandle,
} from "./host.ts";
import { contentsOf, touch, volumeOf } from "./nodes.ts";
import { ABSENT, handleOf, isOnHost, placeOfHandle } from "./places.ts";
import { answer, answerMore, sessionNow, walkPath } from "./requests.ts";
import { now } from "./times.ts";
import { create, lookUp } from "./tree.ts";
import {
  FOLLOW_ALWAYS,
  FOLLOW_NEVER,
  FOLLOW_SLASH,
  PATH,
  directoryOf,
  endsWithSlash,
  isNameless,
  kindAt,
  nameAt,
  nameLength,
  nodeAt,
} from "./walks.ts";

export function open(): u64 {
  checked();
  const error = walkPath(word(1), howToFollow());
  if (error !== SUCCESS) return error;
  const wrong = kindAt(PATH) === ABSENT ? absentError() : presentError();
  if (wrong !== SUCCESS) return wrong;
  if (!hasRoom(sessionNow())) return TOO_MANY_FILES;
  if (isOnHost(directoryOf(PATH))) return openOnHost();
  return openInMemory();
}

export function close(): u64 {
  checked();
  const number = word(1);
  if (descriptorOf(sessionNow(), number) === 0) return BAD_FILE;
  closeDescriptor(sessionNow(), indexOf(number));
  return SUCCESS;
}

function has(flag: u64): boolean {
  return ((word(2) >> 16) & flag) !== 0;
}

function wantsToRead(): boolean {
  return (word(3) & 1) !== 0;
}

function wantsToWrite(): boolean {
  return (word(3) & 2) !== 0;
}

function isChangeable(): boolean {
  checked();
  return (flagsOf(descriptorOf(sessionNow(), word(1))) & CHANGEABLE) !== 0;
}

/** A name that must be new is no link that leads somewhere. */
function howToFollow(): u32 {
  checked();
  if (has(CREATE) && has(EXCLUSIVE)) return FOLLOW_NEVER;
  return (word(2) & FOLLOW) !== 0 ? FOLLOW_ALWAYS : FOLLOW_SLASH;
}

/** Why what is not there cannot be opened. */
function absentError(): u64 {
  checked();
  if (!has(CREATE)) return NO_ENTRY;
  if (has(MUST_BE_DIRECTORY)) return INVALID;
  if (endsWithSlash(PATH)) return IS_DIRECTORY;
  return isChangeable() ? SUCCESS : READ_ONLY;
}

/** Why what is there cannot be opened so. */
function presentError(): u64 {
  checked();
  if (has(CREATE) && has(EXCLUSIVE)) return EXISTS;
  if (has(CREATE) && has(MUST_BE_DIRECTORY)) return INVALID;
  const kind = kindAt(PATH);
  if (kind === DIRECTORY) return wantsToWrite() || has(CREATE) || has(TRUNCATE) ? IS_DIRECTORY : SUCCESS;
  if (has(MUST_BE_DIRECTORY) || endsWithSlash(PATH)) return NOT_DIRECTORY;
  if (kind === SYMBOLIC_LINK) return LOOP;
  if (kind !== REGULAR_FILE) return ACCESS;
  return (wantsToWrite() || has(TRUNCATE)) && !isChangeable() ? READ_ONLY : SUCCESS;
}

function openInMemory(): u64 {
  checked();
  if (isNameless(PATH)) return finishOpen(directoryOf(PATH), DIRECTORY);
  if (kindAt(PATH) === ABSENT) {
    const error = create(directoryOf(PATH), nameAt(PATH), nameLength(PATH), REGULAR_FILE, now());
    if (error !== SUCCESS) return error;
    return finishOpen(lookUp(directoryOf(PATH), nameAt(PATH), nameLength(PATH)), REGULAR_FILE);
  }
  const node = nodeAt(PATH);
  if (has(TRUNCATE)) {
    resize(volumeOf(node), contentsOf(node), 0);
    touch(node, now());
  }
  return finishOpen(node, kindAt(PATH));
}

function openOnHost(): u64 {
  checked();
  const directory = handleOf(directoryOf(PATH));
  if (isNameless(PATH)) return finishHostOpen(openHostDirectory(directory, 0, 0), DIRECTORY);
  if (kindAt(PATH) === DIRECTORY) {
    return finishHostOpen(openHostDirectory(directory, nameAt(PATH), nameLength(PATH)), DIRECTORY);
  }
  let handle = openHostFile(directory, nameAt(PATH), nameLength(PATH), howOnHost());
  if (errorOf(handle) === EXISTS && !has(EXCLUSIVE)) {
    // Somebody else has made it meanwhile.
    handle = openHostFile(directory, nameAt(PATH), nameLength(PATH), howOnHost() & ~TO_CREATE);
  }
  const error = errorOf(handle);
  if (error !== SUCCESS) return error;
  if (has(TRUNCATE)) {
    const truncated = errorOf(truncateHandle(handle, 0));
    if (truncated !== SUCCESS) {
      closeHandle(handle);
      return truncated;
    }
  }
  return finishHostOpen(handle, REGULAR_FILE);
}

/** A file that is neither read nor written is opened to be read, so that the host says whether it may be. */
function howOnHost(): u32 {
  checked();
  const creates: u32 = kindAt(PATH) === ABSENT ? TO_CREATE : 0;
  const writes: u32 = wantsToWrite() || has(TRUNCATE) ? TO_WRITE : 0;
  const reads: u32 = wantsToRead() || writes === 0 ? TO_READ : 0;
  const flags: u64 = word(2) >> 32;
  const syncs: u32 = (flags & (FLAG_SYNC | FLAG_READ_SYNC)) !== 0 ? TO_SYNC : 0;
  const syncsData: u32 = (flags & FLAG_DATA_SYNC) !== 0 ? TO_SYNC_DATA : 0;
  return creates | writes | reads | syncs | syncsData;
}

function finishHostOpen(handle: u32, kind: u64): u64 {
  checked();
  const error = errorOf(handle);
  return error === SUCCESS ? finishOpen(placeOfHandle(handle), kind) : error;
}

/** Gives a place that is open a number. */
function finishOpen(place: u32, kind: u64): u64 {
  checked();
  const base = descriptorOf(sessionNow(), word(1));
  const reads: u32 = wantsToRead() ? OPEN_TO_READ : 0;
  const writes: u32 = wantsToWrite() ? OPEN_TO_WRITE : 0;
  const flags: u32 = reads | writes | (flagsOf(base) & CHANGEABLE);
  const number = openDescriptor(sessionNow(), flags, place, fileSystemOf(base), kind);
  answerMore(kind);
  answer(number, 0, 0, 0, 0);
  return SUCCESS;
}
