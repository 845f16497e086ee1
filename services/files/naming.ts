/**
 * Naming: which names there are, and what they name.
 *
 * Operations  CreateDirectory, RemoveDirectory, Unlink, FirstPath, Rename, Link, Symlink, ReadLink.
 * Errors      are found here, from what the walks saw, alike for memory and host; the host says what only it knows (that a
 *             directory is not empty, that something was swapped meanwhile).
 */
import { checked, u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import {
  BUSY,
  EXISTS,
  FAULT,
  ILLEGAL_SEQUENCE,
  INVALID,
  IS_DIRECTORY,
  NOT_DIRECTORY,
  NOT_PERMITTED,
  NO_ENTRY,
  NO_SPACE,
  OTHER_DEVICE,
  READ_ONLY,
  SUCCESS,
} from "../errors.ts";
import { DIRECTORY, FOLLOW, SYMBOLIC_LINK } from "../kinds.ts";
import { LINK_TEXT } from "./areas.ts";
import { CHANGEABLE, descriptorOf, fileSystemOf, flagsOf, placeOf } from "./descriptors.ts";
import {
  createHostDirectory,
  errorOf,
  linkOnHost,
  removeHostDirectory,
  renameOnHost,
  symlinkOnHost,
  unlinkOnHost,
} from "./host.ts";
import { hasZero, isText } from "./names.ts";
import { isAbsolute } from "./paths.ts";
import { ABSENT, handleOf, isOnHost, textAt } from "./places.ts";
import {
  answer,
  copyOut,
  pathLength,
  sessionNow,
  takeRequestPath,
  walkFirstPath,
  walkPath,
} from "./requests.ts";
import { keepPath, keptLength, takePath } from "./sessions.ts";
import { now } from "./times.ts";
import { create, createLink, linkNode, removeDirectoryNode, renameNode, unlinkNode } from "./tree.ts";
import {
  FIRST,
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
  textOf,
} from "./walks.ts";

export function createDirectory(): u64 {
  checked();
  const error = walkPath(word(1), FOLLOW_NEVER);
  if (error !== SUCCESS) return error;
  if (kindAt(PATH) !== ABSENT) return EXISTS;
  if (!isChangeable(word(1))) return READ_ONLY;
  const directory = directoryOf(PATH);
  if (!isOnHost(directory)) return create(directory, nameAt(PATH), nameLength(PATH), DIRECTORY, now());
  return errorOf(createHostDirectory(handleOf(directory), nameAt(PATH), nameLength(PATH)));
}

export function removeDirectory(): u64 {
  checked();
  const error = walkPath(word(1), FOLLOW_NEVER);
  if (error !== SUCCESS) return error;
  if (kindAt(PATH) === ABSENT) return NO_ENTRY;
  if (kindAt(PATH) !== DIRECTORY) return NOT_DIRECTORY;
  if (isNameless(PATH)) return INVALID;
  if (!isChangeable(word(1))) return READ_ONLY;
  const directory = directoryOf(PATH);
  if (!isOnHost(directory)) return removeDirectoryNode(directory, nameAt(PATH), nameLength(PATH), now());
  return errorOf(removeHostDirectory(handleOf(directory), nameAt(PATH), nameLength(PATH)));
}

export function unlink(): u64 {
  checked();
  const error = walkPath(word(1), FOLLOW_NEVER);
  if (error !== SUCCESS) return error;
  if (kindAt(PATH) === ABSENT) return NO_ENTRY;
  if (kindAt(PATH) === DIRECTORY) return IS_DIRECTORY;
  if (endsWithSlash(PATH)) return NOT_DIRECTORY;
  if (!isChangeable(word(1))) return READ_ONLY;
  const directory = directoryOf(PATH);
  if (isOnHost(directory)) {
    return errorOf(unlinkOnHost(handleOf(directory), nameAt(PATH), nameLength(PATH)));
  }
  unlinkNode(directory, nameAt(PATH), nameLength(PATH), now());
  return SUCCESS;
}

/** Keeps a path for the next request. */
export function firstPath(): u64 {
  checked();
  takePath(sessionNow(), 0);
  const error = takeRequestPath();
  if (error !== SUCCESS) return error;
  if (pathLength() === 0) return NO_ENTRY;
  return keepPath(sessionNow(), textOf(PATH, pathLength()), pathLength()) ? SUCCESS : NO_SPACE;
}

export function rename(): u64 {
  checked();
  const error = walkBoth(word(1), word(2), FOLLOW_NEVER);
  if (error !== SUCCESS) return error;
  if (isNameless(FIRST) || isNameless(PATH)) return BUSY;
  if (kindAt(FIRST) === ABSENT) return NO_ENTRY;
  if (kindAt(FIRST) !== DIRECTORY && (endsWithSlash(FIRST) || endsWithSlash(PATH))) return NOT_DIRECTORY;
  const wrong = pairError(word(1), word(2));
  if (wrong !== SUCCESS) return wrong;
  return isOnHost(directoryOf(PATH)) ? renameOnTheHost() : renameInMemory();
}

export function link(): u64 {
  checked();
  if ((word(2) & FOLLOW) !== 0) {
    takePath(sessionNow(), 0);
    return INVALID;
  }
  const error = walkBoth(word(1), word(3), FOLLOW_SLASH);
  if (error !== SUCCESS) return error;
  if (kindAt(FIRST) === ABSENT) return NO_ENTRY;
  if (kindAt(FIRST) !== DIRECTORY && endsWithSlash(FIRST)) return NOT_DIRECTORY;
  if (kindAt(PATH) !== ABSENT) return EXISTS;
  if (kindAt(FIRST) === DIRECTORY) return NOT_PERMITTED;
  if (endsWithSlash(PATH)) return NO_ENTRY;
  const wrong = pairError(word(1), word(3));
  if (wrong !== SUCCESS) return wrong;
  const directory = directoryOf(PATH);
  if (!isOnHost(directory)) {
    return linkNode(nodeAt(FIRST), directory, nameAt(PATH), nameLength(PATH), now());
  }
  return errorOf(
    linkOnHost(
      handleOf(directoryOf(FIRST)),
      nameAt(FIRST),
      nameLength(FIRST),
      handleOf(directory),
      nameAt(PATH),
      nameLength(PATH),
    ),
  );
}

export function symlink(): u64 {
  checked();
  const length = keptLength(sessionNow());
  if (length === 0) return INVALID;
  const text = textOf(FIRST, length);
  takePath(sessionNow(), text);
  const wrong = textError(text, length);
  if (wrong !== SUCCESS) return wrong;
  const error = walkPath(word(1), FOLLOW_NEVER);
  if (error !== SUCCESS) return error;
  if (kindAt(PATH) !== ABSENT) return EXISTS;
  if (endsWithSlash(PATH)) return NO_ENTRY;
  if (!isChangeable(word(1))) return READ_ONLY;
  const directory = directoryOf(PATH);
  if (!isOnHost(directory)) {
    return createLink(directory, nameAt(PATH), nameLength(PATH), text, length, now());
  }
  return errorOf(symlinkOnHost(text, length, handleOf(directory), nameAt(PATH), nameLength(PATH)));
}

export function readLink(): u64 {
  checked();
  const error = walkFirstPath(word(1), FOLLOW_SLASH);
  if (error !== SUCCESS) return error;
  if (kindAt(FIRST) === ABSENT) return NO_ENTRY;
  if (endsWithSlash(FIRST) && kindAt(FIRST) !== DIRECTORY) return NOT_DIRECTORY;
  if (kindAt(FIRST) !== SYMBOLIC_LINK) return INVALID;
  const copied = textAt(directoryOf(FIRST), nameAt(FIRST), nameLength(FIRST));
  if (copied >> 32 !== SUCCESS) return copied >> 32;
  const length: u64 = copied < word(2) ? copied : word(2);
  if (isAbsolute(LINK_TEXT, u32.from(copied))) return NOT_PERMITTED;
  if (length > 0 && !copyOut(0, LINK_TEXT, u32.from(length))) return FAULT;
  answer(length, 0, 0, 0, 0);
  return SUCCESS;
}

function isChangeable(directory: u64): boolean {
  checked();
  return (flagsOf(descriptorOf(sessionNow(), directory)) & CHANGEABLE) !== 0;
}

/** Walks along the path that was sent before, in one directory, and along the request's in another. */
function walkBoth(from: u64, to: u64, follow: u32): u64 {
  checked();
  const error = walkFirstPath(from, follow);
  return error === SUCCESS ? walkPath(to, FOLLOW_NEVER) : error;
}

/** Why a file of one directory cannot have a name in another. */
function pairError(from: u64, to: u64): u64 {
  checked();
  const source = descriptorOf(sessionNow(), from);
  const target = descriptorOf(sessionNow(), to);
  if (isOnHost(placeOf(source)) !== isOnHost(placeOf(target))) return OTHER_DEVICE;
  if (fileSystemOf(source) !== fileSystemOf(target)) return OTHER_DEVICE;
  return isChangeable(from) && isChangeable(to) ? SUCCESS : READ_ONLY;
}

/** No link leads to where no path can. */
function textError(text: u32, length: u32): u64 {
  checked();
  if (isAbsolute(text, length)) return NOT_PERMITTED;
  if (hasZero(text, length)) return INVALID;
  return isText(text, length) ? SUCCESS : ILLEGAL_SEQUENCE;
}

function renameInMemory(): u64 {
  checked();
  return renameNode(
    directoryOf(FIRST),
    nameAt(FIRST),
    nameLength(FIRST),
    directoryOf(PATH),
    nameAt(PATH),
    nameLength(PATH),
    now(),
  );
}

function renameOnTheHost(): u64 {
  checked();
  return errorOf(
    renameOnHost(
      handleOf(directoryOf(FIRST)),
      nameAt(FIRST),
      nameLength(FIRST),
      handleOf(directoryOf(PATH)),
      nameAt(PATH),
      nameLength(PATH),
    ),
  );
}
