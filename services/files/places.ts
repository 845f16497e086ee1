/**
 * Places: directories and files, in memory or on the host, each as one number.
 *
 * Owns       the numbers: the address of a node, or 2 * handle + 1 for what is on the host; what a name was seen to name
 *            last.
 * Not here   paths (walks.ts).
 */
import { checked, modifies, type u32, u64 } from "welkin";
import { INVALID, NOT_DIRECTORY, NO_ENTRY, SUCCESS } from "../errors.ts";
import { SYMBOLIC_LINK } from "../kinds.ts";
import { load64 } from "../memory.ts";
import { LINK_TEXT, STATUS } from "./areas.ts";
import { errorOf, openHostDirectory, readLinkOnHost, statusOnHost } from "./host.ts";
import { isDirectory, kindOf } from "./nodes.ts";
import { PATH_BYTES } from "./paths.ts";
import { copyText, lookUp } from "./tree.ts";

/** The kind of a name that is not there. */
export const ABSENT: u64 = 0xff;

/** The kind of what was looked at last, and its node if it is in memory. */
let kind: u64 = ABSENT;
let node: u32 = 0;

export function isOnHost(place: u32): boolean {
  return (place & 1) === 1;
}

export function handleOf(place: u32): u32 {
  return place >> 1;
}

export function placeOfHandle(handle: u32): u32 {
  return (handle << 1) | 1;
}

export function lookedKind(): u64 {
  return kind;
}

export function lookedNode(): u32 {
  return node;
}

/** Looks what a name is; if it is on the host, its status is in STATUS then. A name that is not there is no error. */
export function look(place: u32, name: u32, length: u32): u64 {
  modifies(kind, node);
  checked();
  if (isOnHost(place)) return lookOnHost(place, name, length);
  node = lookUp(place, name, length);
  kind = node === 0 ? ABSENT : kindOf(node);
  return SUCCESS;
}

function lookOnHost(place: u32, name: u32, length: u32): u64 {
  modifies(kind, node);
  checked();
  const error = errorOf(statusOnHost(handleOf(place), name, length, STATUS));
  if (error === NO_ENTRY) {
    kind = ABSENT;
    return SUCCESS;
  }
  if (error !== SUCCESS) return error;
  kind = load64(STATUS);
  return SUCCESS;
}

/** The directory of this name in a directory: its place, or an error << 32. On the host it is open then. */
export function directoryAt(place: u32, name: u32, length: u32): u64 {
  checked();
  if (isOnHost(place)) {
    const handle = openHostDirectory(handleOf(place), name, length);
    const error = errorOf(handle);
    return error === SUCCESS ? u64.from(placeOfHandle(handle)) : error << 32;
  }
  const found = lookUp(place, name, length);
  if (found === 0) return NO_ENTRY << 32;
  return isDirectory(found) ? u64.from(found) : NOT_DIRECTORY << 32;
}

/** Puts the text of the link of this name into LINK_TEXT: how long it is, or an error << 32. */
export function textAt(place: u32, name: u32, length: u32): u64 {
  checked();
  if (isOnHost(place)) {
    const copied = readLinkOnHost(handleOf(place), name, length, LINK_TEXT, PATH_BYTES);
    const error = errorOf(copied);
    return error === SUCCESS ? u64.from(copied) : error << 32;
  }
  const found = lookUp(place, name, length);
  if (found === 0) return NO_ENTRY << 32;
  if (kindOf(found) !== SYMBOLIC_LINK) return INVALID << 32;
  return u64.from(copyText(found, LINK_TEXT, PATH_BYTES));
}
