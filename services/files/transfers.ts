/**
 * Transfers: bytes between clients and files.
 *
 * Operations  Read, Write.
 * Order       bytes are copied, then a size grows: a client that lent too little, or is gone, changes no size. What was copied
 *             in vain lies beyond the size, where zeros are put again.
 * Bound       a request moves 4 MiB at most.
 */
import { checked, u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import { BAD_FILE, FAULT, FILE_TOO_BIG, IS_DIRECTORY, NO_SPACE, SUCCESS } from "../errors.ts";
import { DIRECTORY } from "../kinds.ts";
import { fill, load64 } from "../memory.ts";
import { APPEND } from "../protocol.ts";
import { BUFFER, BUFFER_BYTES, STATUS, ZEROS } from "./areas.ts";
import { GREATEST, addressOf, reserve, setSizeOf, sizeOf } from "./contents.ts";
import {
  OPEN_TO_READ,
  OPEN_TO_WRITE,
  descriptorOf,
  flagsOf,
  kindOfDescriptor,
  placeOf,
} from "./descriptors.ts";
import { errorOf, readHandle, statusOfHandle, writeHandle } from "./host.ts";
import { contentsOf, readTimeOf, setReadTime, touch, volumeOf, writeTimeOf } from "./nodes.ts";
import { atMost, before, inChunk } from "./offsets.ts";
import { handleOf, isOnHost } from "./places.ts";
import { answer, copyIn, copyOut, requestFlags, sessionNow } from "./requests.ts";
import { now } from "./times.ts";

const MOST_BYTES: u32 = 0x40_0000;

export function read(): u64 {
  checked();
  const file = descriptorOf(sessionNow(), word(1));
  const error = fileError(file, OPEN_TO_READ);
  if (error !== SUCCESS) return error;
  const length = atMost(MOST_BYTES, word(3));
  const place = placeOf(file);
  if (isOnHost(place)) return readFromHost(handleOf(place), word(2), length, word(4));
  return readFromMemory(place, word(2), length, word(4));
}

export function write(): u64 {
  checked();
  const file = descriptorOf(sessionNow(), word(1));
  const error = fileError(file, OPEN_TO_WRITE);
  if (error !== SUCCESS) return error;
  const length = atMost(MOST_BYTES, word(3));
  const place = placeOf(file);
  const appends = (requestFlags() & APPEND) !== 0;
  if (isOnHost(place)) return writeToHost(handleOf(place), appends, length);
  const offset = appends ? u64.from(sizeOf(contentsOf(place))) : word(2);
  return writeToMemory(place, offset, length, word(4));
}

function fileError(file: u32, flag: u32): u64 {
  checked();
  if (file === 0) return BAD_FILE;
  if (kindOfDescriptor(file) === DIRECTORY) return IS_DIRECTORY;
  return (flagsOf(file) & flag) === 0 ? BAD_FILE : SUCCESS;
}

function readFromMemory(node: u32, offset: u64, length: u32, at: u64): u64 {
  checked();
  const contents = contentsOf(node);
  const wanted = before(sizeOf(contents), offset, length);
  if (wanted === 0) return SUCCESS;
  const from = u32.from(offset);
  let done: u32 = 0;
  while (done < wanted) {
    const part = inChunk(from + done, wanted - done);
    const address = addressOf(contents, from + done);
    if (!copyOut(u64.wrappingAdd(at, u64.from(done)), address === 0 ? ZEROS : address, part)) return FAULT;
    done += part;
  }
  noteRead(node);
  answer(u64.from(done), 0, 0, 0, 0);
  return SUCCESS;
}

/** A file that is read again and again is noted once after each change. */
function noteRead(node: u32): void {
  checked();
  if (readTimeOf(node) <= writeTimeOf(node)) setReadTime(node, now());
}

function writeToMemory(node: u32, offset: u64, length: u32, at: u64): u64 {
  checked();
  if (length === 0) {
    answer(0, offset, 0, 0, 0);
    return SUCCESS;
  }
  const wanted = before(GREATEST, offset, length);
  if (wanted === 0) return FILE_TOO_BIG;
  const from = u32.from(offset);
  let done: u32 = 0;
  let error: u64 = SUCCESS;
  while (done < wanted && error === SUCCESS) {
    const part = inChunk(from + done, wanted - done);
    error = writePart(node, from + done, part, u64.wrappingAdd(at, u64.from(done)));
    if (error === SUCCESS) done = done + part;
  }
  if (done === 0) return error;
  touch(node, now());
  answer(u64.from(done), offset + u64.from(done), 0, 0, 0);
  return SUCCESS;
}

/** Writes bytes that are in one chunk. */
function writePart(node: u32, offset: u32, length: u32, at: u64): u64 {
  checked();
  const contents = contentsOf(node);
  const wasThere = addressOf(contents, offset) !== 0;
  const address = reserve(volumeOf(node), contents, offset, length);
  if (address === 0) return NO_SPACE;
  const size = sizeOf(contents);
  if (!copyIn(at, address, length)) {
    const kept: u32 = wasThere ? before(size, u64.from(offset), length) : 0;
    fill(address + kept, 0, length - kept);
    return FAULT;
  }
  if (offset + length > size) setSizeOf(contents, offset + length);
  return SUCCESS;
}

function readFromHost(handle: u32, offset: u64, length: u32, at: u64): u64 {
  checked();
  let done: u32 = 0;
  let part: u32 = BUFFER_BYTES;
  while (done < length && part === BUFFER_BYTES) {
    const wanted = atMost(BUFFER_BYTES, u64.from(length - done));
    part = readHandle(handle, u64.wrappingAdd(offset, u64.from(done)), BUFFER, wanted);
    const error = errorOf(part);
    if (error !== SUCCESS) return error;
    if (part > 0 && !copyOut(u64.wrappingAdd(at, u64.from(done)), BUFFER, part)) return FAULT;
    done += part;
  }
  answer(u64.from(done), 0, 0, 0, 0);
  return SUCCESS;
}

function writeToHost(handle: u32, appends: boolean, length: u32): u64 {
  checked();
  let offset = word(2);
  if (appends) {
    const error = errorOf(statusOfHandle(handle, STATUS));
    if (error !== SUCCESS) return error;
    offset = load64(STATUS + 24);
  }
  let done: u32 = 0;
  let error: u64 = SUCCESS;
  while (done < length && error === SUCCESS) {
    const part = atMost(BUFFER_BYTES, u64.from(length - done));
    error = writeHostPart(handle, u64.wrappingAdd(offset, u64.from(done)), part, u64.from(done));
    if (error === SUCCESS) done = done + part;
  }
  if (done === 0 && error !== SUCCESS) return error;
  answer(u64.from(done), u64.wrappingAdd(offset, u64.from(done)), 0, 0, 0);
  return SUCCESS;
}

function writeHostPart(handle: u32, offset: u64, length: u32, done: u64): u64 {
  checked();
  if (!copyIn(u64.wrappingAdd(word(4), done), BUFFER, length)) return FAULT;
  let written: u32 = 0;
  while (written < length) {
    const count = writeHandle(
      handle,
      u64.wrappingAdd(offset, u64.from(written)),
      BUFFER + written,
      length - written,
    );
    const error = errorOf(count);
    if (error !== SUCCESS) return error;
    if (count === 0) return NO_SPACE;
    written = written + count;
  }
  return SUCCESS;
}
