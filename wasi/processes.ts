/**
 * Processes of the program's own: it runs programs, waits for their ends, ends them, and joins them by pipes.
 *
 * Owns      no state. Children are the parent's, who numbers them for this process.
 * Not here  what the functions mean to a program (docs/processes.md).
 */
import { checked, modifies, u32, u64 } from "welkin";
import { word } from "../programs/calls.ts";
import { BAD_FILE, FAULT, NOT_SUPPORTED, NO_ENTRY, SUCCESS, TOO_MANY_FILES } from "../services/errors.ts";
import { UNKNOWN } from "../services/kinds.ts";
import { store32 } from "../services/memory.ts";
import { CLOSE, KILL, PIPE, SPAWN, WAIT } from "../services/protocol.ts";
import { accessDirectory } from "./access.ts";
import { DESCRIPTORS, closeDescriptor, descriptor, isOpen, lowestFree, table } from "./descriptors.ts";
import { addDescriptor } from "./opening.ts";
import { isInMemory } from "./ranges.ts";
import { TO_READ, ask, lendBytes, traffic } from "./requests.ts";
import {
  FD_FDSTAT_SET_FLAGS,
  FD_FILESTAT_GET,
  FD_READ,
  FD_WRITE,
  PATH_OPEN,
  POLL_FD_READWRITE,
} from "./rights.ts";
import { PARENT, STREAMS } from "./slots.ts";

/** Stands for no stream. */
const NONE: u32 = 0xffff_ffff;

/** What can be done with both ends of a pipe. */
const OF_PIPE: u32 = FD_FDSTAT_SET_FLAGS | FD_FILESTAT_GET | POLL_FD_READWRITE;

/**
 * Runs the program that a path names, and stores its number. `command` is the path, and behind it the arguments, each with a
 * zero byte. Its input, output and errors are streams of this process, or NONE.
 */
export function spawnProgram(
  directory: u32,
  command: u32,
  pathLength: u32,
  argumentsLength: u32,
  input: u32,
  output: u32,
  errors: u32,
  result: u32,
): u64 {
  modifies(traffic);
  checked();
  const error = accessDirectory(directory, PATH_OPEN);
  if (error !== SUCCESS) return error;
  const length = u64.from(pathLength) + u64.from(argumentsLength);
  if (!isInMemory(command, length) || !isInMemory(result, 4)) return FAULT;
  if (pathLength === 0) return NO_ENTRY;
  const ofStreams = checkStreams(input, output, errors);
  if (ofStreams !== SUCCESS) return ofStreams;
  lendBytes(command, u32.wrap(length), TO_READ);
  const b = numberOf(input) | (numberOf(output) << 32);
  const c = numberOf(errors) | (u64.from(pathLength) << 32);
  const refused = ask(PARENT, SPAWN, b, c, u64.from(argumentsLength), descriptor(directory).file);
  if (refused === SUCCESS) store32(result, u32.wrap(word(1)));
  return refused;
}

function checkStreams(input: u32, output: u32, errors: u32): u64 {
  checked();
  const ofInput = checkStream(input);
  if (ofInput !== SUCCESS) return ofInput;
  const ofOutput = checkStream(output);
  return ofOutput === SUCCESS ? checkStream(errors) : ofOutput;
}

/** Only streams can be given to another process. */
function checkStream(fd: u32): u64 {
  checked();
  if (fd === NONE) return SUCCESS;
  if (!isOpen(fd)) return BAD_FILE;
  return u32.from(descriptor(fd).service) === STREAMS ? SUCCESS : NOT_SUPPORTED;
}

function numberOf(fd: u32): u64 {
  checked();
  return fd === NONE ? u64.from(NONE) : descriptor(fd).file & 0xffff_ffff;
}

/** Waits for the end of a child; stores its code, and behind it how it ended: 0 exited, 1 faulted, 2 killed. */
export function waitFor(child: u32, result: u32): u64 {
  modifies(traffic);
  checked();
  if (!isInMemory(result, 8)) return FAULT;
  const error = ask(PARENT, WAIT, u64.from(child), 0, 0, 0);
  if (error !== SUCCESS) return error;
  store32(result, u32.wrap(word(1)));
  store32(result + 4, u32.wrap(word(2)));
  return SUCCESS;
}

export function killChild(child: u32): u64 {
  modifies(traffic);
  checked();
  return ask(PARENT, KILL, u64.from(child), 0, 0, 0);
}

/** Makes a pipe; stores the descriptor of its end to read, and behind it that of its end to write. */
export function makePipe(result: u32): u64 {
  modifies(table, traffic);
  checked();
  if (!isInMemory(result, 8)) return FAULT;
  const error = ask(STREAMS, PIPE, 0, 0, 0, 0);
  if (error !== SUCCESS) return error;
  const forReading = word(1);
  const forWriting = word(2);
  const first = addEnd(forReading, FD_READ);
  const second = addEnd(forWriting, FD_WRITE);
  if (second === DESCRIPTORS) return dropPipe(first, forReading, forWriting);
  store32(result, first);
  store32(result + 4, second);
  return SUCCESS;
}

/** The descriptor of an end of a pipe; DESCRIPTORS if there is none left. */
function addEnd(file: u64, right: u32): u32 {
  modifies(table);
  checked();
  const fd = lowestFree();
  if (fd < DESCRIPTORS) addDescriptor(fd, STREAMS, file, UNKNOWN, OF_PIPE | right, 0, 0);
  return fd;
}

function dropPipe(first: u32, forReading: u64, forWriting: u64): u64 {
  modifies(table, traffic);
  checked();
  if (first < DESCRIPTORS) closeDescriptor(first);
  ask(STREAMS, CLOSE, forReading, 0, 0, 0);
  ask(STREAMS, CLOSE, forWriting, 0, 0, 0);
  return TOO_MANY_FILES;
}
