/**
 * Listing: the entries of a directory, as WASI lays them out.
 *
 *     an entry   0 cookie of the next one (u64)   8 number (u64)   16 bytes of the name (u32)   20 kind (u32)   24 name
 *
 * Operations  ReadDirectory.
 * Cookies     0 is `.`, 1 is `..`, entry i of a directory in memory is 2 + i: it keeps its place as others come and go.
 */
import { checked, modifies, u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import { BAD_FILE, FAULT, NOT_DIRECTORY, SUCCESS } from "../errors.ts";
import { DIRECTORY } from "../kinds.ts";
import { copyBytes, store32, store64, store8 } from "../memory.ts";
import { BUFFER, BUFFER_BYTES } from "./areas.ts";
import { descriptorOf, kindOfDescriptor, placeOf } from "./descriptors.ts";
import { entriesOf, entryAt, nameLengthOf, nameOf, nodeOf } from "./directories.ts";
import { errorOf, readHostEntries } from "./host.ts";
import { NAME_BYTES } from "./names.ts";
import { kindOf, parentOf, serialOf } from "./nodes.ts";
import { atMost } from "./offsets.ts";
import { handleOf, isOnHost } from "./places.ts";
import { answer, copyOut, sessionNow } from "./requests.ts";

const HEAD_BYTES: u32 = 24;
const DOT: u32 = 0x2e;

/** Bytes in the buffer, and bytes that were copied to the client before. */
let filled: u32 = 0;
let copied: u64 = 0;

export function readDirectory(): u64 {
  modifies(filled, copied);
  checked();
  const directory = descriptorOf(sessionNow(), word(1));
  if (directory === 0) return BAD_FILE;
  if (kindOfDescriptor(directory) !== DIRECTORY) return NOT_DIRECTORY;
  filled = 0;
  copied = 0;
  const place = placeOf(directory);
  return isOnHost(place) ? listOnHost(handleOf(place)) : listInMemory(place);
}

function listInMemory(directory: u32): u64 {
  modifies(filled, copied);
  checked();
  const end: u64 = 2 + u64.from(entriesOf(directory));
  let cookie = word(2);
  while (cookie < end && copied + u64.from(filled) < word(3)) {
    if (filled > BUFFER_BYTES - HEAD_BYTES - NAME_BYTES && !flush()) return FAULT;
    putEntry(directory, cookie);
    cookie += 1;
  }
  return finish();
}

/** Puts the entry of a cookie into the buffer, unless its place is free. */
function putEntry(directory: u32, cookie: u64): void {
  modifies(filled);
  checked();
  if (cookie < 2) {
    putDots(directory, cookie);
    return;
  }
  const entry = entryAt(directory, u32.from(cookie - 2));
  const node = nodeOf(entry);
  if (node === 0) return;
  const length = nameLengthOf(entry);
  const at = putHead(cookie, node, length);
  copyBytes(at, nameOf(entry), length);
}

function putDots(directory: u32, cookie: u64): void {
  modifies(filled);
  checked();
  const at = putHead(cookie, cookie === 0 ? directory : parentOf(directory), u32.from(cookie + 1));
  store8(at, DOT);
  if (cookie === 1) store8(at + 1, DOT);
}

/** Puts all but the name; where that belongs. */
function putHead(cookie: u64, node: u32, length: u32): u32 {
  modifies(filled);
  checked();
  const at: u32 = BUFFER + filled;
  store64(at, cookie + 1);
  store64(at + 8, serialOf(node));
  store32(at + 16, length);
  store32(at + 20, u32.from(kindOf(node)));
  filled += HEAD_BYTES + length;
  return at + HEAD_BYTES;
}

/** Copies what is in the buffer to the client, as far as it wants it. */
function flush(): boolean {
  modifies(filled, copied);
  checked();
  const rest: u64 = word(3) - copied;
  const part = atMost(filled, rest);
  if (part > 0 && !copyOut(u64.wrappingAdd(word(4), copied), BUFFER, part)) return false;
  copied += u64.from(part);
  filled = 0;
  return true;
}

function finish(): u64 {
  modifies(filled, copied);
  checked();
  if (!flush()) return FAULT;
  answer(copied, 0, 0, 0, 0);
  return SUCCESS;
}

function listOnHost(handle: u32): u64 {
  modifies(filled, copied);
  checked();
  let isFull = true;
  while (isFull && copied < word(3)) {
    const rest: u64 = word(3) - copied;
    const room = atMost(BUFFER_BYTES, rest);
    filled = readHostEntries(handle, word(2), copied, BUFFER, room);
    const error = errorOf(filled);
    if (error !== SUCCESS) return error;
    isFull = filled === room;
    if (!flush()) return FAULT;
  }
  return finish();
}
