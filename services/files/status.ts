/**
 * Statuses: what is known of a file besides what is in it.
 *
 *     STATUS   0 kind    8 links    16 number    24 size    32, 40, 48 when it was read, written, changed      each u64
 *
 * Operations  Stat, StatPath, Watch.
 */
import { checked, type u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import { BAD_FILE, NOT_DIRECTORY, NO_ENTRY, SUCCESS } from "../errors.ts";
import { DIRECTORY, FOLLOW, REGULAR_FILE } from "../kinds.ts";
import { load64 } from "../memory.ts";
import { READABLE, WRITABLE } from "../protocol.ts";
import { STATUS } from "./areas.ts";
import { sizeOf } from "./contents.ts";
import { descriptorOf, fileSystemOf, kindOfDescriptor, placeOf } from "./descriptors.ts";
import { errorOf, statusOfHandle } from "./host.ts";
import { changeTimeOf, contentsOf, kindOf, linksOf, readTimeOf, serialOf, writeTimeOf } from "./nodes.ts";
import { ABSENT, handleOf, isOnHost } from "./places.ts";
import { answer, answerMore, sessionNow, walkPath } from "./requests.ts";
import {
  FOLLOW_ALWAYS,
  FOLLOW_SLASH,
  PATH,
  directoryOf,
  endsWithSlash,
  isNameless,
  kindAt,
  nodeAt,
} from "./walks.ts";

export function stat(): u64 {
  checked();
  const file = descriptorOf(sessionNow(), word(1));
  return file === 0 ? BAD_FILE : answerPlace(placeOf(file), fileSystemOf(file));
}

export function statPath(): u64 {
  checked();
  const error = walkPath(word(1), followOf(word(2)));
  if (error !== SUCCESS) return error;
  const wrong = nameError();
  if (wrong !== SUCCESS) return wrong;
  const directory = descriptorOf(sessionNow(), word(1));
  const fileSystem = fileSystemOf(directory);
  if (isNameless(PATH)) return answerPlace(directoryOf(PATH), fileSystem);
  if (isOnHost(placeOf(directory))) answerStatus(fileSystem);
  else answerNode(nodeAt(PATH), fileSystem);
  return SUCCESS;
}

/** Files are always ready. */
export function watch(): u64 {
  checked();
  const file = descriptorOf(sessionNow(), word(1));
  if (file === 0) return BAD_FILE;
  const isFile = kindOfDescriptor(file) === REGULAR_FILE;
  const size = isFile && !isOnHost(placeOf(file)) ? sizeOf(contentsOf(placeOf(file))) : 0;
  answer(word(2) & (READABLE | WRITABLE), u64.from(size), 0, 0, 0);
  return SUCCESS;
}

/** How the lookup flags of a request have the last part be followed. */
export function followOf(flags: u64): u32 {
  return (flags & FOLLOW) !== 0 ? FOLLOW_ALWAYS : FOLLOW_SLASH;
}

/** Why there is nothing at the end of the request's path. */
export function nameError(): u64 {
  checked();
  if (kindAt(PATH) === ABSENT) return NO_ENTRY;
  return endsWithSlash(PATH) && kindAt(PATH) !== DIRECTORY ? NOT_DIRECTORY : SUCCESS;
}

function answerPlace(place: u32, fileSystem: u32): u64 {
  checked();
  if (!isOnHost(place)) {
    answerNode(place, fileSystem);
    return SUCCESS;
  }
  const error = errorOf(statusOfHandle(handleOf(place), STATUS));
  if (error === SUCCESS) answerStatus(fileSystem);
  return error;
}

function answerNode(node: u32, fileSystem: u32): void {
  checked();
  const number: u64 = 1 + u64.from(fileSystem % 127);
  answerMore(kindOf(node) | (number << 8) | (u64.from(linksOf(node)) << 16));
  answer(
    serialOf(node),
    u64.from(sizeOf(contentsOf(node))),
    readTimeOf(node),
    writeTimeOf(node),
    changeTimeOf(node),
  );
}

/** Answers with what the device wrote; links beyond 32 bits are not told. */
function answerStatus(fileSystem: u32): void {
  checked();
  const number: u64 = 128 + u64.from(fileSystem % 128);
  answerMore(load64(STATUS) | (number << 8) | ((load64(STATUS + 8) & 0xffff_ffff) << 16));
  answer(
    load64(STATUS + 16),
    load64(STATUS + 24),
    load64(STATUS + 32),
    load64(STATUS + 40),
    load64(STATUS + 48),
  );
}
