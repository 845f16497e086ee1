/**
 * Walks: from a directory along a path to the name of its last part, in the directory where that is.
 *
 * Owns       two walks, since two paths may be in a request, each with its trail.
 * Links      are followed by walking along their texts, so they stay as confined as the path itself. Links of the host are
 *            never followed by the host.
 * Lifetime   directories of the host that a walk opens are open until `finish`.
 * Errors     NotPermitted where a path would leave its directory, Loop after 40 links.
 * Not here   what a path's name is for (the operations); the trail's confinement, which is proved (trails.ts).
 */
import { type FixedArray, checked, modifies, u32, type u64, zeroed } from "welkin";
import {
  ILLEGAL_SEQUENCE,
  INVALID,
  LOOP,
  NAME_TOO_LONG,
  NOT_DIRECTORY,
  NOT_PERMITTED,
  NO_ENTRY,
  SUCCESS,
} from "../errors.ts";
import { DIRECTORY, SYMBOLIC_LINK } from "../kinds.ts";
import { copyBytes } from "../memory.ts";
import { LINK_TEXT, OTHER_TEXT, TEXT, TEXT_BYTES } from "./areas.ts";
import { closeHandle } from "./host.ts";
import { NAME_BYTES, hasZero, isText } from "./names.ts";
import { isAbsolute, isHere, isUp, partEnd, partStart } from "./paths.ts";
import { directoryAt, handleOf, isOnHost, look, lookedKind, lookedNode, textAt } from "./places.ts";
import { Trail } from "./trails.ts";

/** Links that a walk follows, and parts that it looks at. */
const MOST_LINKS: u32 = 40;
const MOST_PARTS: u32 = 4096;

/** The walk of a request's path, and of its first path where there are two. */
export const PATH: u32 = 0;
export const FIRST: u32 = 1;

/** Whether a link that is the last part is followed: always, only if a slash is behind it, or never. */
export const FOLLOW_ALWAYS: u32 = 2;
export const FOLLOW_SLASH: u32 = 1;
export const FOLLOW_NEVER: u32 = 0;

class Walk {
  trail: Trail = zeroed();
  /** What is left of the text. */
  at: u32 = 0;
  end: u32 = 0;
  links: u32 = 0;
  /** The last part; its length is 0 if the path ends at a directory without a name, as `.` does. */
  name: u32 = 0;
  length: u32 = 0;
  /** A slash is behind it: it must be a directory. */
  hasSlash: boolean = false;
  kind: u64 = 0;
  node: u32 = 0;
}

const walks: FixedArray<Walk, 2> = zeroed();

/** Where the text of a path of this length is put, so that links find room before it. */
export function textOf(w: u32, length: u32): u32 {
  checked();
  return (w === PATH ? TEXT : OTHER_TEXT) + TEXT_BYTES - length;
}

/** Walks along the path whose text was put there. */
export function walk(w: u32, directory: u32, length: u32, follow: u32): u64 {
  modifies(walks);
  checked();
  const text = textOf(w, length);
  const error = pathError(text, length);
  if (error !== SUCCESS) return error;
  const walk = walks[w];
  walk.trail.begin(directory);
  walk.at = text;
  walk.end = text + length;
  walk.links = 0;
  walk.length = 0;
  for (let parts: u32 = 0; parts < MOST_PARTS; parts += 1) {
    const from = partStart(walk.at, walk.end);
    if (from === walk.end) return endAtDirectory(walk);
    walk.at = partEnd(from, walk.end);
    const partError = take(walk, w, from, walk.at - from, follow);
    if (partError !== SUCCESS) return partError;
    if (walk.length > 0) return SUCCESS;
  }
  return NAME_TOO_LONG;
}

/** The directory in which the walk ended: of the last part, or itself what the path names. */
export function directoryOf(w: u32): u32 {
  checked();
  return walks[w].trail.last();
}

/** Does the path name the directory where the walk ended, by no name? */
export function isNameless(w: u32): boolean {
  checked();
  return walks[w].length === 0;
}

export function nameAt(w: u32): u32 {
  checked();
  return walks[w].name;
}

export function nameLength(w: u32): u32 {
  checked();
  return walks[w].length;
}

/** Is a slash behind the last part? */
export function endsWithSlash(w: u32): boolean {
  checked();
  return walks[w].hasSlash;
}

/** What the last part names: ABSENT if it is not there. */
export function kindAt(w: u32): u64 {
  checked();
  return walks[w].kind;
}

/** And its node, if it is in memory. */
export function nodeAt(w: u32): u32 {
  checked();
  return walks[w].node;
}

/** Closes the directories of the host that walks have opened. */
export function finish(): void {
  modifies(walks);
  checked();
  for (let w: u32 = 0; w < 2; w += 1) {
    while (walks[w].trail.depth > 1) {
      goUp(walks[w]);
    }
  }
}

function pathError(path: u32, length: u32): u64 {
  checked();
  if (length === 0) return NO_ENTRY;
  if (isAbsolute(path, length)) return NOT_PERMITTED;
  if (hasZero(path, length)) return INVALID;
  return isText(path, length) ? SUCCESS : ILLEGAL_SEQUENCE;
}

function endAtDirectory(walk: Walk): u64 {
  modifies(walk);
  checked();
  walk.kind = DIRECTORY;
  walk.hasSlash = false;
  return SUCCESS;
}

/** Goes on by one part of the path. */
function take(walk: Walk, w: u32, name: u32, length: u32, follow: u32): u64 {
  modifies(walk);
  checked();
  if (isHere(name, length)) return SUCCESS;
  if (isUp(name, length)) return goUp(walk);
  if (length > NAME_BYTES) return NAME_TOO_LONG;
  const isLast = partStart(walk.at, walk.end) >= walk.end;
  return isLast ? takeLast(walk, w, name, length, follow) : goInto(walk, w, name, length);
}

function goUp(walk: Walk): u64 {
  modifies(walk);
  checked();
  const place = walk.trail.last();
  if (!walk.trail.leave()) return NOT_PERMITTED;
  if (isOnHost(place)) closeHandle(handleOf(place));
  return SUCCESS;
}

function goInto(walk: Walk, w: u32, name: u32, length: u32): u64 {
  modifies(walk);
  checked();
  const found = directoryAt(walk.trail.last(), name, length);
  const error: u64 = found >> 32;
  if (error === NOT_DIRECTORY || error === LOOP) return goAlong(walk, w, name, length);
  if (error !== SUCCESS) return error;
  const place = u32.from(found);
  if (walk.trail.enter(place)) return SUCCESS;
  if (isOnHost(place)) closeHandle(handleOf(place));
  return NAME_TOO_LONG;
}

function takeLast(walk: Walk, w: u32, name: u32, length: u32, follow: u32): u64 {
  modifies(walk);
  checked();
  walk.hasSlash = walk.at < walk.end;
  const error = look(walk.trail.last(), name, length);
  if (error !== SUCCESS) return error;
  if (lookedKind() === SYMBOLIC_LINK) {
    if (follow === FOLLOW_ALWAYS || (follow === FOLLOW_SLASH && walk.hasSlash)) {
      return goAlong(walk, w, name, length);
    }
  }
  walk.name = name;
  walk.length = length;
  walk.kind = lookedKind();
  walk.node = lookedNode();
  return SUCCESS;
}

/** Puts the text of a link before what is left of the path; what is no link is no directory either. */
function goAlong(walk: Walk, w: u32, name: u32, length: u32): u64 {
  modifies(walk);
  checked();
  const copied = textAt(walk.trail.last(), name, length);
  const error: u64 = copied >> 32;
  if (error === INVALID) return NOT_DIRECTORY;
  if (error !== SUCCESS) return error;
  if (walk.links >= MOST_LINKS) return LOOP;
  walk.links += 1;
  const textLength = u32.from(copied);
  const textError = pathError(LINK_TEXT, textLength);
  if (textError !== SUCCESS) return textError;
  if (walk.at - textOf(w, TEXT_BYTES) < textLength) return NAME_TOO_LONG;
  walk.at = walk.at - textLength;
  copyBytes(walk.at, LINK_TEXT, textLength);
  return SUCCESS;
}
