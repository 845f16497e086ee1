/**
 * The tree in memory: what is done to a single name in a directory.
 *
 * Owns       no state: it keeps links, parents and times of nodes (nodes.ts) as names come and go (directories.ts).
 * Errors     are found before anything is changed.
 * Not here   paths (walks.ts), who may change what (the operations).
 */
import { checked, type u32, type u64 } from "welkin";
import {
  INVALID,
  NOT_DIRECTORY,
  IS_DIRECTORY,
  NOT_EMPTY,
  NO_ENTRY,
  NO_SPACE,
  SUCCESS,
  TOO_MANY_LINKS,
} from "../errors.ts";
import { DIRECTORY, SYMBOLIC_LINK } from "../kinds.ts";
import { copyBytes } from "../memory.ts";
import { addressOf, reserve, setSizeOf, sizeOf } from "./contents.ts";
import { find, insert, isEmpty, nodeOf, remove, setNode } from "./directories.ts";
import {
  addLink,
  contentsOf,
  createNode,
  dropLink,
  endIfUnused,
  isDirectory,
  linksOf,
  parentOf,
  setChangeTime,
  setLinks,
  setParent,
  touch,
  volumeOf,
} from "./nodes.ts";

const MOST_LINKS: u32 = 65000;

/** The node of a name; 0 if there is none. */
export function lookUp(directory: u32, name: u32, length: u32): u32 {
  checked();
  const entry = find(directory, name, length);
  return entry === 0 ? 0 : nodeOf(entry);
}

/** A new root directory; 0 if there is no space. */
export function createRoot(volume: u32, time: u64): u32 {
  checked();
  const root = createNode(volume, DIRECTORY, time);
  if (root === 0) return 0;
  setLinks(root, 2);
  setParent(root, root);
  return root;
}

/** Makes a file, directory or link with a name that is free. */
export function create(directory: u32, name: u32, length: u32, kind: u64, time: u64): u64 {
  checked();
  if (linksOf(directory) === 0) return NO_ENTRY;
  const node = createNode(volumeOf(directory), kind, time);
  if (node === 0) return NO_SPACE;
  if (!insert(directory, name, length, node)) {
    endIfUnused(node);
    return NO_SPACE;
  }
  addLink(node);
  if (kind === DIRECTORY) {
    addLink(node);
    addLink(directory);
    setParent(node, directory);
  }
  touch(directory, time);
  return SUCCESS;
}

/** Makes a link with a text. */
export function createLink(
  directory: u32,
  name: u32,
  length: u32,
  text: u32,
  textLength: u32,
  time: u64,
): u64 {
  checked();
  const error = create(directory, name, length, SYMBOLIC_LINK, time);
  if (error !== SUCCESS) return error;
  const contents = contentsOf(lookUp(directory, name, length));
  const address = reserve(volumeOf(directory), contents, 0, textLength);
  if (address === 0) {
    unlinkNode(directory, name, length, time);
    return NO_SPACE;
  }
  copyBytes(address, text, textLength);
  setSizeOf(contents, textLength);
  return SUCCESS;
}

/** Copies the text of a link, as much of it as there is room for: how much that is. */
export function copyText(link: u32, address: u32, room: u32): u32 {
  checked();
  const contents = contentsOf(link);
  const length = sizeOf(contents) < room ? sizeOf(contents) : room;
  if (length > 0) copyBytes(address, addressOf(contents, 0), length);
  return length;
}

/** Removes the name of a file or link, which is there. */
export function unlinkNode(directory: u32, name: u32, length: u32, time: u64): void {
  checked();
  const node = lookUp(directory, name, length);
  remove(directory, name, length);
  touch(directory, time);
  setChangeTime(node, time);
  dropLink(node);
}

/** Removes a directory, which is there, if nothing is in it. */
export function removeDirectoryNode(directory: u32, name: u32, length: u32, time: u64): u64 {
  checked();
  const node = lookUp(directory, name, length);
  if (!isEmpty(node)) return NOT_EMPTY;
  remove(directory, name, length);
  touch(directory, time);
  endDirectory(directory, node);
  return SUCCESS;
}

/** Gives a file or link a second name, which is free. */
export function linkNode(node: u32, directory: u32, name: u32, length: u32, time: u64): u64 {
  checked();
  if (linksOf(directory) === 0) return NO_ENTRY;
  if (linksOf(node) >= MOST_LINKS) return TOO_MANY_LINKS;
  if (!insert(directory, name, length, node)) return NO_SPACE;
  addLink(node);
  setChangeTime(node, time);
  touch(directory, time);
  return SUCCESS;
}

/** Has what a name in `from` names be named by a name in `to`, and what this named before by nothing. */
export function renameNode(
  from: u32,
  name: u32,
  length: u32,
  to: u32,
  newName: u32,
  newLength: u32,
  time: u64,
): u64 {
  checked();
  const node = lookUp(from, name, length);
  const replaced = find(to, newName, newLength);
  const error = renameError(from, node, to, replaced === 0 ? 0 : nodeOf(replaced));
  if (error !== SUCCESS) return error;
  if (replaced !== 0) {
    if (nodeOf(replaced) === node) return SUCCESS;
    replace(to, replaced, node, time);
  } else if (!insert(to, newName, newLength, node)) {
    return NO_SPACE;
  }
  remove(from, name, length);
  if (isDirectory(node)) {
    setLinks(from, linksOf(from) - 1);
    addLink(to);
    setParent(node, to);
  }
  touch(from, time);
  touch(to, time);
  setChangeTime(node, time);
  return SUCCESS;
}

function renameError(from: u32, node: u32, to: u32, replaced: u32): u64 {
  checked();
  if (linksOf(to) === 0) return NO_ENTRY;
  if (isDirectory(node) && isWithin(to, node)) return INVALID;
  if (replaced === 0 || replaced === node) return SUCCESS;
  if (isDirectory(replaced) && isWithin(from, replaced)) return NOT_EMPTY;
  if (!isDirectory(node)) return isDirectory(replaced) ? IS_DIRECTORY : SUCCESS;
  if (!isDirectory(replaced)) return NOT_DIRECTORY;
  return isEmpty(replaced) ? SUCCESS : NOT_EMPTY;
}

/** Has an entry name `node` instead of what it names. */
function replace(directory: u32, entry: u32, node: u32, time: u64): void {
  checked();
  const before = nodeOf(entry);
  setNode(entry, node);
  if (isDirectory(before)) {
    endDirectory(directory, before);
  } else {
    setChangeTime(before, time);
    dropLink(before);
  }
}

/** A directory has no name any more. */
function endDirectory(parent: u32, node: u32): void {
  checked();
  setLinks(parent, linksOf(parent) - 1);
  setLinks(node, 0);
  setParent(node, node);
  endIfUnused(node);
}

/** Is a directory another one, or somewhere in it? */
function isWithin(directory: u32, other: u32): boolean {
  checked();
  let at = directory;
  while (at !== other) {
    const parent = parentOf(at);
    if (parent === at) return false;
    at = parent;
  }
  return true;
}
