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

/** Texts that a program begins with: how many, and their bytes, each with a zero byte. */
class Texts {
  count: u32 = 0;
  bytes: u32 = 0;
}

let isFilled = false;

/** The error of asking what the program begins with. */
let failure: u64 = SUCCESS;

const programArguments: Texts = new Texts();
const environment: Texts = new Texts();
let calls: u64 = 0;

export const entered = spec(
  (): int => (isFilled ? calls : failure) + programArguments.count + environment.count,
);

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
  modifies(isFilled, failure, programArguments, environment, table, traffic);
  checked();
  isFilled = true;
  failure = ask(PARENT, STARTUP, 0, 0, 0, 0);
  if (failure !== SUCCESS) return;
  programArguments.count = u32.wrap(word(1));
  programArguments.bytes = u32.wrap(word(2));
  environment.count = u32.wrap(word(3));
  environment.bytes = u32.wrap(word(4));
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
  checked();
  return storeSizes(programArguments, count, bytes);
}

export function environmentSizes(count: u32, bytes: u32): u64 {
  checked();
  return storeSizes(environment, count, bytes);
}

/** Stores the arguments behind each other, and the address of each. */
export function argumentTexts(pointers: u32, address: u32): u64 {
  modifies(traffic);
  checked();
  return storeTexts(programArguments, ARGUMENTS, pointers, address);
}

export function environmentTexts(pointers: u32, address: u32): u64 {
  modifies(traffic);
  checked();
  return storeTexts(environment, ENVIRONMENT, pointers, address);
}

function storeSizes(texts: Texts, count: u32, bytes: u32): u64 {
  checked();
  if (!isInMemory(count, 4) || !isInMemory(bytes, 4)) return FAULT;
  if (failure !== SUCCESS) return failure;
  store32(count, texts.count);
  store32(bytes, texts.bytes);
  return SUCCESS;
}

function storeTexts(texts: Texts, operation: u64, pointers: u32, address: u32): u64 {
  modifies(traffic);
  checked();
  if (!isArray(pointers, texts.count, 4) || !isInMemory(address, u64.from(texts.bytes))) return FAULT;
  if (failure !== SUCCESS) return failure;
  if (texts.count === 0) return SUCCESS;
  lendBytes(address, texts.bytes, TO_WRITE);
  const error = ask(PARENT, operation, 0, 0, 0, 0);
  return error === SUCCESS ? storePointers(pointers, texts.count, address, texts.bytes) : error;
}

/** Stores where each of the texts begins: the first, and each behind a zero byte. */
function storePointers(pointers: u32, count: u32, address: u32, bytes: u32): u64 {
  checked();
  let at: u32 = 0;
  for (let i: u32 = 0; i < count; i += 1) {
    if (at >= bytes) return INPUT_OUTPUT;
    store32(pointers + 4 * i, address + at);
    while (at < bytes && load8(address + at) !== 0) {
      at += 1;
    }
    at += 1;
  }
  return SUCCESS;
}
