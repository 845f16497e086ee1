/**
 * Requests: the message that is being answered, and its reply.
 *
 * Owns       who asks, in which session; the words of the reply. What a message says is believed of nothing but what the client
 *            wants.
 * Not here   what the operations do.
 */
import { checked, modifies, u32, u64 } from "welkin";
import { Status } from "../../kernel/status.ts";
import { read, word, write } from "../../programs/calls.ts";
import { BAD_FILE, FAULT, INVALID, NAME_TOO_LONG, NOT_DIRECTORY, SUCCESS } from "../errors.ts";
import { DIRECTORY } from "../kinds.ts";
import { ORIGIN } from "../memory.ts";
import { descriptorOf, kindOfDescriptor, placeOf } from "./descriptors.ts";
import { PATH_BYTES } from "./paths.ts";
import { keptLength, takePath } from "./sessions.ts";
import { FIRST, PATH, textOf, walk } from "./walks.ts";

let client: u32 = 0;
let session: u32 = 0;

let more: u64 = 0;
let b: u64 = 0;
let c: u64 = 0;
let d: u64 = 0;
let e: u64 = 0;
let f: u64 = 0;

/** Begins with the message that came last. Its reply has no results yet. */
export function beginRequest(from: u32, inSession: u32): void {
  modifies(client, session, more, b, c, d, e, f);
  client = from;
  session = inSession;
  more = 0;
  answer(0, 0, 0, 0, 0);
}

export function sessionNow(): u32 {
  return session;
}

export function operation(): u64 {
  return word(0) & 0xffff;
}

export function requestFlags(): u64 {
  return word(0) >> 32;
}

/** Sets the results b to f. */
export function answer(forB: u64, forC: u64, forD: u64, forE: u64, forF: u64): void {
  modifies(b, c, d, e, f);
  b = forB;
  c = forC;
  d = forD;
  e = forE;
  f = forF;
}

/** Sets what is in word 0 above the error. */
export function answerMore(forMore: u64): void {
  modifies(more);
  more = forMore;
}

/** A word of the reply; those above the first of an error are 0. */
export function replyWord(index: u32, error: u64): u64 {
  checked();
  if (error !== SUCCESS) return index === 0 ? error : 0;
  return index === 0 ? more << 16 : index === 1 ? b : index === 2 ? c : index === 3 ? d : index === 4 ? e : f;
}

/** Copies bytes of the client to `address`. */
export function copyIn(at: u64, address: u32, length: u32): boolean {
  checked();
  return read(client, at, ORIGIN + u64.from(address), length) === Status.Done;
}

/** Copies bytes at `address` to the client. */
export function copyOut(at: u64, address: u32, length: u32): boolean {
  checked();
  return write(client, at, ORIGIN + u64.from(address), length) === Status.Done;
}

/** Copies the request's path to where the walk of PATH wants it: an error. */
export function takeRequestPath(): u64 {
  checked();
  const length = pathLength();
  if (length > PATH_BYTES) return NAME_TOO_LONG;
  if (length === 0) return SUCCESS;
  return copyIn(0, textOf(PATH, length), length) ? SUCCESS : FAULT;
}

export function pathLength(): u32 {
  checked();
  return u32.from((word(0) >> 16) & 0xffff);
}

/** Walks along the request's path in the directory of this number. */
export function walkPath(directory: u64, follow: u32): u64 {
  checked();
  const descriptor = descriptorOf(session, directory);
  if (descriptor === 0) return BAD_FILE;
  if (kindOfDescriptor(descriptor) !== DIRECTORY) return NOT_DIRECTORY;
  const error = takeRequestPath();
  if (error !== SUCCESS) return error;
  return walk(PATH, placeOf(descriptor), pathLength(), follow);
}

/** Walks along the path that was sent before, which is kept no longer. */
export function walkFirstPath(directory: u64, follow: u32): u64 {
  checked();
  const length = keptLength(session);
  if (length === 0) return INVALID;
  takePath(session, textOf(FIRST, length));
  const descriptor = descriptorOf(session, directory);
  if (descriptor === 0) return BAD_FILE;
  if (kindOfDescriptor(descriptor) !== DIRECTORY) return NOT_DIRECTORY;
  return walk(FIRST, placeOf(descriptor), length, follow);
}
