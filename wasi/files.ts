/**
 * What is known of an open file, and changed of it, besides its bytes.
 *
 * Owns      the layout of what WASI calls filestat and fdstat.
 * Not here  files that are named by paths (paths.ts).
 */
import { checked, modifies, u32, u64, u8 } from "welkin";
import { word } from "../programs/calls.ts";
import { BAD_FILE, FAULT, INPUT_OUTPUT, INVALID, NOT_CAPABLE, SUCCESS } from "../services/errors.ts";
import { SET_READ_TIME, SET_READ_TIME_NOW, SET_WRITE_TIME, SET_WRITE_TIME_NOW } from "../services/kinds.ts";
import { store16, store32, store64, store8 } from "../services/memory.ts";
import { ALLOCATE, CLOSE, READ_DIRECTORY, SET_SIZE, SET_TIMES, STAT, SYNC } from "../services/protocol.ts";
import { access, accessBytes, accessDirectory, accessPlaces } from "./access.ts";
import {
  closeDescriptor,
  descriptor,
  isOpen,
  setDescriptor,
  setFlags,
  keepRights,
  table,
} from "./descriptors.ts";
import { isInMemory } from "./ranges.ts";
import { TO_WRITE, ask, lendBytes, traffic } from "./requests.ts";
import {
  FD_ADVISE,
  FD_ALLOCATE,
  FD_DATASYNC,
  FD_FDSTAT_SET_FLAGS,
  FD_FILESTAT_GET,
  FD_FILESTAT_SET_SIZE,
  FD_FILESTAT_SET_TIMES,
  FD_READDIR,
  FD_SYNC,
  known,
  mayHave,
} from "./rights.ts";
import { LAST_OFFSET } from "./transfers.ts";

/** Bytes of a filestat, of an fdstat. */
export const FILE_STATUS: u64 = 64;
const DESCRIPTOR_STATUS: u64 = 24;

/** Kinds of advice, and descriptor flags, that there are. */
const ADVICES: u32 = 6;
const FLAGS: u32 = 0x1f;

// --- Descriptors --------------------------------------------------------------------------------------------

/** Closes the descriptor, whatever its service says to that. */
export function close(fd: u32): u64 {
  modifies(table, traffic);
  checked();
  if (!isOpen(fd)) return BAD_FILE;
  const file = descriptor(fd);
  closeDescriptor(fd);
  return ask(u32.from(file.service), CLOSE, file.file, 0, 0, 0);
}

/** Gives the file of descriptor `from` to descriptor `to`, whose own is closed. */
export function renumber(from: u32, to: u32): u64 {
  modifies(table, traffic);
  checked();
  if (!isOpen(from) || !isOpen(to)) return BAD_FILE;
  if (from === to) return SUCCESS;
  close(to);
  setDescriptor(to, descriptor(from));
  closeDescriptor(from);
  return SUCCESS;
}

export function descriptorStatus(fd: u32, result: u32): u64 {
  checked();
  if (!isOpen(fd)) return BAD_FILE;
  if (!isInMemory(result, DESCRIPTOR_STATUS)) return FAULT;
  const file = descriptor(fd);
  store64(result, 0);
  store8(result, u32.from(file.kind));
  store16(result + 2, u32.from(file.flags));
  store64(result + 8, u64.from(file.rights));
  store64(result + 16, u64.from(file.inheriting));
  return SUCCESS;
}

export function changeFlags(fd: u32, flags: u32): u64 {
  modifies(table);
  checked();
  const error = access(fd, FD_FDSTAT_SET_FLAGS);
  if (error !== SUCCESS) return error;
  if ((flags & ~FLAGS) !== 0) return INVALID;
  setFlags(fd, u8.from(flags));
  return SUCCESS;
}

/** Takes rights away. */
export function changeRights(fd: u32, base: u64, inheriting: u64): u64 {
  modifies(table);
  checked();
  if (!isOpen(fd)) return BAD_FILE;
  const file = descriptor(fd);
  if (!mayHave(file.rights, base) || !mayHave(file.inheriting, inheriting)) return NOT_CAPABLE;
  keepRights(fd, known(base), known(inheriting));
  return SUCCESS;
}

// --- Status -------------------------------------------------------------------------------------------------

export function status(fd: u32, result: u32): u64 {
  modifies(traffic);
  checked();
  const error = access(fd, FD_FILESTAT_GET);
  if (error !== SUCCESS) return error;
  if (!isInMemory(result, FILE_STATUS)) return FAULT;
  const file = descriptor(fd);
  const service = u32.from(file.service);
  const unknown = ask(service, STAT, file.file, 0, 0, 0);
  if (unknown === SUCCESS) storeStatus(service, result);
  return unknown;
}

/** Stores what a service has said of a file. Files of two services are on two devices. */
export function storeStatus(service: u32, result: u32): void {
  checked();
  const what = word(0);
  store64(result, (u64.from(service) << 8) | ((what >> 24) & 0xff));
  store64(result + 8, word(1));
  store64(result + 16, (what >> 16) & 0xff);
  store64(result + 24, what >> 32);
  store64(result + 32, word(2));
  store64(result + 40, word(3));
  store64(result + 48, word(4));
  store64(result + 56, word(5));
}

export function changeSize(fd: u32, size: u64): u64 {
  modifies(traffic);
  checked();
  const error = accessBytes(fd, FD_FILESTAT_SET_SIZE);
  if (error !== SUCCESS) return error;
  if (size > LAST_OFFSET) return INVALID;
  return askOf(fd, SET_SIZE, size, 0, 0);
}

export function changeTimes(fd: u32, readTime: u64, writeTime: u64, which: u32): u64 {
  modifies(traffic);
  checked();
  const error = access(fd, FD_FILESTAT_SET_TIMES);
  if (error !== SUCCESS) return error;
  if (!isChange(which)) return INVALID;
  return askOf(fd, SET_TIMES, u64.from(which), readTime, writeTime);
}

/** Do these flags say of each time at most one thing? */
export function isChange(which: u32): boolean {
  const flags = u64.from(which);
  const reads: u64 = SET_READ_TIME | SET_READ_TIME_NOW;
  const writes: u64 = SET_WRITE_TIME | SET_WRITE_TIME_NOW;
  return (flags & ~(reads | writes)) === 0 && (flags & reads) !== reads && (flags & writes) !== writes;
}

// --- Storage ------------------------------------------------------------------------------------------------

/** Advice is taken note of, and changes nothing. */
export function advise(fd: u32, offset: u64, length: u64, advice: u32): u64 {
  checked();
  const error = accessPlaces(fd, FD_ADVISE);
  if (error !== SUCCESS) return error;
  return advice < ADVICES && offset <= LAST_OFFSET && length <= LAST_OFFSET - offset ? SUCCESS : INVALID;
}

export function allocate(fd: u32, offset: u64, length: u64): u64 {
  modifies(traffic);
  checked();
  const error = accessPlaces(fd, FD_ALLOCATE);
  if (error !== SUCCESS) return error;
  if (length === 0 || offset > LAST_OFFSET || length > LAST_OFFSET - offset) return INVALID;
  return askOf(fd, ALLOCATE, offset, length, 0);
}

/** Has what was written be where it stays: all that is known of the file, or its bytes. */
export function synchronise(fd: u32, isBytesOnly: boolean): u64 {
  modifies(traffic);
  checked();
  const error = access(fd, isBytesOnly ? FD_DATASYNC : FD_SYNC);
  return error === SUCCESS ? askOf(fd, SYNC, isBytesOnly ? 1 : 0, 0, 0) : error;
}

/** Stores entries of a directory from a cookie on, as many as there is room for, and how many bytes they are. */
export function readDirectory(fd: u32, address: u32, length: u32, cookie: u64, result: u32): u64 {
  modifies(traffic);
  checked();
  const error = accessDirectory(fd, FD_READDIR);
  if (error !== SUCCESS) return error;
  if (!isInMemory(address, u64.from(length)) || !isInMemory(result, 4)) return FAULT;
  lendBytes(address, length, TO_WRITE);
  const refused = askOf(fd, READ_DIRECTORY, cookie, u64.from(length), 0);
  return refused === SUCCESS ? storeLength(length, result) : refused;
}

/** Stores how many bytes a service says it has written, which are no more than it was lent. */
export function storeLength(most: u32, result: u32): u64 {
  checked();
  if (word(1) > u64.from(most)) return INPUT_OUTPUT;
  store32(result, u32.from(word(1)));
  return SUCCESS;
}

/** Asks the service of an open descriptor about its file. */
export function askOf(fd: u32, operation: u64, c: u64, d: u64, e: u64): u64 {
  modifies(traffic);
  checked();
  const file = descriptor(fd);
  return ask(u32.from(file.service), operation, file.file, c, d, e);
}
