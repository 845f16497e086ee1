/**
 * What a program begins with: descriptors, arguments, environment; all of it from its parent.
 *
 * Owns      whether the descriptors are there yet: they come with the first call. How many calls there were (statistics).
 * Not here  what is done with descriptors.
 */
import { checked, type int, modifies, spec, u16, u32, u64, u8 } from "welkin";
import { word } from "../programs/calls.ts";
import { BAD_FILE, FAULT, INPUT_OUTPUT, NAME_TOO_LONG, SUCCESS } from "../services/errors.ts";
import { load8, store32 } from "../services/memory.ts";
import { ARGUMENTS, DESCRIPTOR, DESCRIPTOR_NAME, ENVIRONMENT, STARTUP } from "../services/protocol.ts";
import { DESCRIPTORS, descriptor, isOpen, setDescriptor, table } from "./descriptors.ts";
import { isArray, isInMemory } from "./ranges.ts";
import { TO_WRITE, ask, lendBytes, traffic } from "./requests.ts";
import { PARENT } from "./slots.ts";

let isFilled = false;
let calls: u64 = 0;

export const entered = spec((): int => (isFilled ? calls : 0));

/** Begins each call of the program. */
export function enter(): void {
  modifies(entered, table, traffic);
  checked();
  calls = u64.wrappingAdd(calls, 1);
  if (!isFilled) fill();
}

/** Calls that there were. */
export function callCount(): u64 {
  checked();
  return calls;
}

// --- Descriptors --------------------------------------------------------------------------------------------

function fill(): void {
  modifies(isFilled, table, traffic);
  checked();
  isFilled = true;
  if (ask(PARENT, STARTUP, 0, 0, 0, 0) !== SUCCESS) return;
  const count = word(5);
  for (let fd: u32 = 0; fd < DESCRIPTORS && u64.from(fd) < count; fd += 1) {
    fillOne(fd);
  }
}

/** Where the parent has no descriptor of this number, there is none. */
function fillOne(fd: u32): void {
  modifies(table, traffic);
  checked();
  if (ask(PARENT, DESCRIPTOR, u64.from(fd), 0, 0, 0) !== SUCCESS) return;
  const what = word(1);
  setDescriptor(fd, {
    file: word(2),
    offset: 0,
    rights: u32.wrap(word(3)),
    inheriting: u32.wrap(word(4)),
    nameLength: u16.wrap(word(5)),
    number: u16.wrap(fd),
    flags: u8.wrap(what >> 16),
    kind: u8.wrap(what >> 8),
    service: u8.wrap(what),
  });
}

/** Stores the length of a directory's name. */
export function nameLength(fd: u32, result: u32): u64 {
  checked();
  if (!isOpen(fd) || descriptor(fd).nameLength === 0) return BAD_FILE;
  if (!isInMemory(result, 8)) return FAULT;
  store32(result, 0);
  store32(result + 4, u32.from(descriptor(fd).nameLength));
  return SUCCESS;
}

/** Stores a directory's name where there is room for `length` bytes. */
export function name(fd: u32, address: u32, length: u32): u64 {
  modifies(traffic);
  checked();
  if (!isOpen(fd) || descriptor(fd).nameLength === 0) return BAD_FILE;
  const directory = descriptor(fd);
  const bytes = u32.from(directory.nameLength);
  if (!isInMemory(address, u64.from(length))) return FAULT;
  if (length < bytes) return NAME_TOO_LONG;
  lendBytes(address, bytes, TO_WRITE);
  return ask(PARENT, DESCRIPTOR_NAME, u64.from(directory.number), 0, 0, 0);
}

// --- Arguments, environment ---------------------------------------------------------------------------------

/** Stores how many arguments there are, and their bytes. */
export function argumentSizes(count: u32, bytes: u32): u64 {
  modifies(traffic);
  checked();
  return storeSizes(count, bytes, false);
}

export function environmentSizes(count: u32, bytes: u32): u64 {
  modifies(traffic);
  checked();
  return storeSizes(count, bytes, true);
}

/** Stores the arguments behind each other, and the address of each. */
export function argumentTexts(pointers: u32, texts: u32): u64 {
  modifies(traffic);
  checked();
  return storeTexts(pointers, texts, false);
}

export function environmentTexts(pointers: u32, texts: u32): u64 {
  modifies(traffic);
  checked();
  return storeTexts(pointers, texts, true);
}

function storeSizes(count: u32, bytes: u32, isEnvironment: boolean): u64 {
  modifies(traffic);
  checked();
  if (!isInMemory(count, 4) || !isInMemory(bytes, 4)) return FAULT;
  const error = ask(PARENT, STARTUP, 0, 0, 0, 0);
  if (error !== SUCCESS) return error;
  store32(count, u32.wrap(word(isEnvironment ? 3 : 1)));
  store32(bytes, u32.wrap(word(isEnvironment ? 4 : 2)));
  return SUCCESS;
}

function storeTexts(pointers: u32, texts: u32, isEnvironment: boolean): u64 {
  modifies(traffic);
  checked();
  const error = ask(PARENT, STARTUP, 0, 0, 0, 0);
  if (error !== SUCCESS) return error;
  const count = u32.wrap(word(isEnvironment ? 3 : 1));
  const bytes = u32.wrap(word(isEnvironment ? 4 : 2));
  if (!isArray(pointers, count, 4) || !isInMemory(texts, u64.from(bytes))) return FAULT;
  lendBytes(texts, bytes, TO_WRITE);
  const refused = ask(PARENT, isEnvironment ? ENVIRONMENT : ARGUMENTS, 0, 0, 0, 0);
  return refused === SUCCESS ? storePointers(pointers, count, texts, bytes) : refused;
}

/** Stores where each of the texts begins: the first, and each behind a zero byte. */
function storePointers(pointers: u32, count: u32, texts: u32, bytes: u32): u64 {
  checked();
  let at: u32 = 0;
  for (let i: u32 = 0; i < count; i += 1) {
    if (at >= bytes) return INPUT_OUTPUT;
    store32(pointers + 4 * i, texts + at);
    while (at < bytes && load8(texts + at) !== 0) {
      at += 1;
    }
    at += 1;
  }
  return SUCCESS;
}
