/**
 * Changing what is known of a file: its times, its size.
 *
 * Operations  SetTimes, SetTimesPath, SetSize, Allocate, Sync.
 * Sparse      bytes that are added take no space until they are written; so it is with Allocate.
 */
import { checked, u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import { BAD_FILE, FILE_TOO_BIG, INVALID, IS_DIRECTORY, NO_SPACE, READ_ONLY, SUCCESS } from "../errors.ts";
import { DIRECTORY, SET_READ_TIME, SET_READ_TIME_NOW, SET_WRITE_TIME, SET_WRITE_TIME_NOW } from "../kinds.ts";
import { load64 } from "../memory.ts";
import { STATUS } from "./areas.ts";
import { GREATEST, resize, sizeOf } from "./contents.ts";
import {
  CHANGEABLE,
  OPEN_TO_WRITE,
  descriptorOf,
  flagsOf,
  kindOfDescriptor,
  placeOf,
} from "./descriptors.ts";
import {
  errorOf,
  setTimesOfHandle,
  setTimesOnHost,
  statusOfHandle,
  syncHandle,
  truncateHandle,
} from "./host.ts";
import { contentsOf, setChangeTime, setReadTime, setWriteTime, touch, volumeOf } from "./nodes.ts";
import { handleOf, isOnHost } from "./places.ts";
import { sessionNow, walkPath } from "./requests.ts";
import { followOf, nameError } from "./status.ts";
import { now } from "./times.ts";
import { PATH, directoryOf, isNameless, nameAt, nameLength, nodeAt } from "./walks.ts";

export function setTimes(): u64 {
  checked();
  const file = descriptorOf(sessionNow(), word(1));
  if (file === 0) return BAD_FILE;
  const error = timesError(file, word(2));
  return error === SUCCESS ? setTimesOf(placeOf(file), word(2)) : error;
}

export function setTimesPath(): u64 {
  checked();
  const flags: u64 = (word(2) >> 16) & 0xffff;
  const error = walkPath(word(1), followOf(word(2)));
  if (error !== SUCCESS) return error;
  const missing = nameError();
  if (missing !== SUCCESS) return missing;
  const wrong = timesError(descriptorOf(sessionNow(), word(1)), flags);
  if (wrong !== SUCCESS) return wrong;
  const directory = directoryOf(PATH);
  if (isNameless(PATH)) return setTimesOf(directory, flags);
  if (!isOnHost(directory)) return setTimesOf(nodeAt(PATH), flags);
  return errorOf(
    setTimesOnHost(
      handleOf(directory),
      nameAt(PATH),
      nameLength(PATH),
      u32.from(flags),
      readTime(flags),
      writeTime(flags),
    ),
  );
}

export function setSize(): u64 {
  checked();
  const file = descriptorOf(sessionNow(), word(1));
  const error = sizeError(file);
  return error === SUCCESS ? resizePlace(placeOf(file), word(2)) : error;
}

export function allocate(): u64 {
  checked();
  const file = descriptorOf(sessionNow(), word(1));
  const error = sizeError(file);
  if (error !== SUCCESS) return error;
  const end: u64 = u64.wrappingAdd(word(2), word(3));
  if (word(3) === 0) return INVALID;
  if (end < word(2)) return FILE_TOO_BIG;
  const place = placeOf(file);
  if (!isOnHost(place)) return u64.from(sizeOf(contentsOf(place))) >= end ? SUCCESS : resizePlace(place, end);
  const failed = errorOf(statusOfHandle(handleOf(place), STATUS));
  if (failed !== SUCCESS) return failed;
  return load64(STATUS + 24) >= end ? SUCCESS : resizePlace(place, end);
}

export function sync(): u64 {
  checked();
  const file = descriptorOf(sessionNow(), word(1));
  if (file === 0) return BAD_FILE;
  const dataOnly: u32 = word(2) === 1 ? 1 : 0;
  return isOnHost(placeOf(file)) ? errorOf(syncHandle(handleOf(placeOf(file)), dataOnly)) : SUCCESS;
}

function timesError(file: u32, flags: u64): u64 {
  checked();
  const bothRead: u64 = SET_READ_TIME | SET_READ_TIME_NOW;
  const bothWrite: u64 = SET_WRITE_TIME | SET_WRITE_TIME_NOW;
  if (flags > (bothRead | bothWrite)) return INVALID;
  if ((flags & bothRead) === bothRead || (flags & bothWrite) === bothWrite) return INVALID;
  return (flagsOf(file) & CHANGEABLE) === 0 ? READ_ONLY : SUCCESS;
}

function readTime(flags: u64): u64 {
  checked();
  return (flags & SET_READ_TIME_NOW) !== 0 ? now() : word(3);
}

function writeTime(flags: u64): u64 {
  checked();
  return (flags & SET_WRITE_TIME_NOW) !== 0 ? now() : word(4);
}

function setTimesOf(place: u32, flags: u64): u64 {
  checked();
  if (isOnHost(place)) {
    return errorOf(setTimesOfHandle(handleOf(place), u32.from(flags), readTime(flags), writeTime(flags)));
  }
  if ((flags & (SET_READ_TIME | SET_READ_TIME_NOW)) !== 0) setReadTime(place, readTime(flags));
  if ((flags & (SET_WRITE_TIME | SET_WRITE_TIME_NOW)) !== 0) setWriteTime(place, writeTime(flags));
  setChangeTime(place, now());
  return SUCCESS;
}

function sizeError(file: u32): u64 {
  checked();
  if (file === 0) return BAD_FILE;
  if (kindOfDescriptor(file) === DIRECTORY) return IS_DIRECTORY;
  return (flagsOf(file) & OPEN_TO_WRITE) === 0 ? BAD_FILE : SUCCESS;
}

function resizePlace(place: u32, size: u64): u64 {
  checked();
  if (isOnHost(place)) return errorOf(truncateHandle(handleOf(place), size));
  if (size > u64.from(GREATEST)) return FILE_TOO_BIG;
  if (!resize(volumeOf(place), contentsOf(place), u32.from(size))) return NO_SPACE;
  touch(place, now());
  return SUCCESS;
}
