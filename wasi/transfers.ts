/**
 * Bytes between files and the program: reading and writing.
 *
 * Owns      how many bytes were read and written (statistics).
 * Units     offsets and lengths in bytes.
 * Not here  offsets that a program sets (seeking.ts).
 */
import { checked, type int, modifies, spec, u32, u64 } from "welkin";
import { word } from "../programs/calls.ts";
import { FAULT, INPUT_OUTPUT, INVALID, SUCCESS } from "../services/errors.ts";
import { FLAG_APPEND, FLAG_DATA_SYNC, FLAG_NONBLOCK, FLAG_SYNC, REGULAR_FILE } from "../services/kinds.ts";
import { store32 } from "../services/memory.ts";
import { APPEND, NONBLOCK, READ, SYNC, WRITE } from "../services/protocol.ts";
import { accessBytes, accessPlaces, kindOf } from "./access.ts";
import { type Descriptor, descriptor, setOffset, table } from "./descriptors.ts";
import { addressAt, checkList, lengthAt } from "./iovecs.ts";
import { isInMemory } from "./ranges.ts";
import { TO_READ, TO_WRITE, ask, lendBytes, traffic } from "./requests.ts";
import { FD_READ, FD_SEEK, FD_WRITE } from "./rights.ts";

/** What one request moves at most. */
const MOST: u32 = 0x10_0000;

/** The greatest offset; WASI's offsets are signed where they are moved. */
export const LAST_OFFSET: u64 = 0x7fff_ffff_ffff_ffff;

let bytesRead: u64 = 0;
let bytesWritten: u64 = 0;

export const moved = spec((): int => bytesRead + bytesWritten);

export function readCount(): u64 {
  checked();
  return bytesRead;
}

export function writtenCount(): u64 {
  checked();
  return bytesWritten;
}

/** What became of moving bytes. */
export class Transfer {
  error: u64 = 0;
  /** So many were moved. */
  bytes: u32 = 0;
  /** The offset behind them. */
  end: u64 = 0;
}

// --- At the descriptor's offset -----------------------------------------------------------------------------

/** Reads into the buffers, and stores how many bytes. */
export function read(fd: u32, list: u32, count: u32, result: u32): u64 {
  modifies(table, traffic, moved);
  checked();
  const error = firstError(accessBytes(fd, FD_READ), list, count, result);
  if (error !== SUCCESS) return error;
  const file = descriptor(fd);
  const flags: u64 = u64.from(file.flags) & FLAG_NONBLOCK;
  const transfer = move(READ, file, list, count, file.offset, flags, false);
  if (transfer.error !== SUCCESS) return transfer.error;
  if (kindOf(fd) === REGULAR_FILE) setOffset(fd, transfer.end);
  store32(result, transfer.bytes);
  return SUCCESS;
}

/** Writes from the buffers, and stores how many bytes. */
export function write(fd: u32, list: u32, count: u32, result: u32): u64 {
  modifies(table, traffic, moved);
  checked();
  const error = firstError(accessBytes(fd, FD_WRITE), list, count, result);
  if (error !== SUCCESS) return error;
  const file = descriptor(fd);
  const flags: u64 = u64.from(file.flags) & (FLAG_NONBLOCK | FLAG_APPEND);
  const transfer = move(WRITE, file, list, count, file.offset, flags, false);
  if (transfer.error !== SUCCESS) return transfer.error;
  if (kindOf(fd) === REGULAR_FILE) setOffset(fd, transfer.end);
  const late = settle(file);
  if (late !== SUCCESS) return late;
  store32(result, transfer.bytes);
  return SUCCESS;
}

// --- At an offset of the caller's ---------------------------------------------------------------------------

export function readAt(fd: u32, list: u32, count: u32, offset: u64, result: u32): u64 {
  modifies(traffic, moved);
  checked();
  const error = firstError(accessPlaces(fd, FD_READ | FD_SEEK), list, count, result);
  if (error !== SUCCESS) return error;
  if (offset > LAST_OFFSET) return INVALID;
  const transfer = move(READ, descriptor(fd), list, count, offset, 0, false);
  if (transfer.error !== SUCCESS) return transfer.error;
  store32(result, transfer.bytes);
  return SUCCESS;
}

/** Writes at the offset, also where the file is one to append to. */
export function writeAt(fd: u32, list: u32, count: u32, offset: u64, result: u32): u64 {
  modifies(traffic, moved);
  checked();
  const error = firstError(accessPlaces(fd, FD_WRITE | FD_SEEK), list, count, result);
  if (error !== SUCCESS) return error;
  if (offset > LAST_OFFSET) return INVALID;
  const file = descriptor(fd);
  const transfer = move(WRITE, file, list, count, offset, 0, false);
  if (transfer.error !== SUCCESS) return transfer.error;
  const late = settle(file);
  if (late !== SUCCESS) return late;
  store32(result, transfer.bytes);
  return SUCCESS;
}

// --- Steps --------------------------------------------------------------------------------------------------

/** The error of the descriptor, else of the list, else of where the result goes. */
export function firstError(error: u64, list: u32, count: u32, result: u32): u64 {
  checked();
  if (error !== SUCCESS) return error;
  const ofList = checkList(list, count);
  if (ofList !== SUCCESS) return ofList;
  return isInMemory(result, 4) ? SUCCESS : FAULT;
}

/** Has what was written be where it stays, if the descriptor's flags say so. */
function settle(file: Descriptor): u64 {
  modifies(traffic);
  checked();
  const flags = u64.from(file.flags);
  if ((flags & (FLAG_SYNC | FLAG_DATA_SYNC)) === 0) return SUCCESS;
  return ask(u32.from(file.service), SYNC, file.file, (flags & FLAG_SYNC) === 0 ? 1 : 0, 0, 0);
}

/**
 * Reads or writes the buffers one after the other, until one of them is not moved wholly. What was moved before an error
 * counts, and the error does not. Only the first read waits: others take what is there. `isWhole`: all wait, until the
 * buffers are full or the end has come.
 */
export function move(
  operation: u64,
  file: Descriptor,
  list: u32,
  count: u32,
  offset: u64,
  flags: u64,
  isWhole: boolean,
): Transfer {
  modifies(traffic, moved);
  checked();
  let done: u32 = 0;
  let end = offset;
  let nowFlags = flags;
  for (let i: u32 = 0; i < count; i += 1) {
    const length = lengthAt(list, i);
    let at: u32 = 0;
    while (at < length) {
      const piece: u32 = length - at < MOST ? length - at : MOST;
      const step = movePiece(operation, file, addressAt(list, i), at, piece, end, nowFlags);
      const isFull = done > u32.MAX - step.bytes;
      if (step.error !== SUCCESS || isFull)
        return { error: done > 0 ? SUCCESS : step.error, bytes: done, end };
      done += step.bytes;
      end = step.end;
      if (step.bytes === 0 || (step.bytes < piece && !isWhole)) return { error: SUCCESS, bytes: done, end };
      at += step.bytes;
      if (operation === READ && !isWhole) nowFlags = flags | NONBLOCK;
    }
  }
  return { error: SUCCESS, bytes: done, end };
}

/** One request: so many bytes, from byte `at` of a buffer on. */
function movePiece(
  operation: u64,
  file: Descriptor,
  buffer: u32,
  at: u32,
  length: u32,
  offset: u64,
  flags: u64,
): Transfer {
  modifies(traffic, moved);
  checked();
  if (!isInMemory(buffer, u64.from(at) + u64.from(length))) return failed(FAULT);
  lendBytes(buffer + at, length, operation === READ ? TO_WRITE : TO_READ);
  const error = ask(
    u32.from(file.service),
    operation | (flags << 32),
    file.file,
    offset,
    u64.from(length),
    0,
  );
  if (error !== SUCCESS) return failed(error);
  const bytes = word(1);
  if (bytes > u64.from(length)) return failed(INPUT_OUTPUT);
  count(operation, bytes);
  const end = operation === WRITE && (flags & APPEND) !== 0 ? word(2) : u64.wrappingAdd(offset, bytes);
  return { error: SUCCESS, bytes: u32.from(bytes), end };
}

function failed(error: u64): Transfer {
  checked();
  return { error, bytes: 0, end: 0 };
}

function count(operation: u64, bytes: u64): void {
  modifies(moved);
  checked();
  if (operation === READ) {
    bytesRead = u64.wrappingAdd(bytesRead, bytes);
  } else {
    bytesWritten = u64.wrappingAdd(bytesWritten, bytes);
  }
}
