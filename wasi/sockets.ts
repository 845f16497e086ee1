/**
 * Sockets: listeners that a program begins with, and connections that it accepts.
 *
 * Owns      no state.
 */
import { checked, modifies, u32, u64 } from "welkin";
import { word } from "../programs/calls.ts";
import { FAULT, INVALID, SUCCESS, TOO_MANY_FILES } from "../services/errors.ts";
import { FLAG_NONBLOCK, SOCKET_STREAM } from "../services/kinds.ts";
import { store16, store32 } from "../services/memory.ts";
import { ACCEPT, NONBLOCK, PEEK, READ, SHUT_DOWN, WRITE } from "../services/protocol.ts";
import { accessSocket } from "./access.ts";
import { DESCRIPTORS, type Descriptor, descriptor, lowestFree, table } from "./descriptors.ts";
import { askOf } from "./files.ts";
import { addDescriptor } from "./opening.ts";
import { isInMemory } from "./ranges.ts";
import { ask, traffic } from "./requests.ts";
import { FD_READ, FD_WRITE, SOCK_ACCEPT, SOCK_SHUTDOWN } from "./rights.ts";
import { firstError, move, moved } from "./transfers.ts";

/** Flags of receiving: what is read can be read again; the buffers are filled, unless the first is given too. */
const TO_PEEK: u32 = 1;
const WAIT_ALL: u32 = 2;

/** Ways in which a socket is shut down: nothing is read any more, nothing is written any more, both. */
const BOTH: u32 = 3;

/** Opens a descriptor for the next connection, with the descriptor flags that are given, and stores it. */
export function accept(fd: u32, flags: u32, result: u32): u64 {
  modifies(table, traffic);
  checked();
  const error = accessSocket(fd, SOCK_ACCEPT);
  if (error !== SUCCESS) return error;
  if ((u64.from(flags) & ~FLAG_NONBLOCK) !== 0) return INVALID;
  if (!isInMemory(result, 4)) return FAULT;
  const connection = lowestFree();
  if (connection === DESCRIPTORS) return TOO_MANY_FILES;
  const listener = descriptor(fd);
  const service = u32.from(listener.service);
  const refused = ask(service, ACCEPT | (nonblock(listener) << 32), listener.file, 0, 0, 0);
  if (refused !== SUCCESS) return refused;
  addDescriptor(connection, service, word(1), SOCKET_STREAM, listener.inheriting, 0, u64.from(flags));
  store32(result, connection);
  return SUCCESS;
}

function nonblock(socket: Descriptor): u64 {
  checked();
  return (u64.from(socket.flags) & FLAG_NONBLOCK) === 0 ? 0 : NONBLOCK;
}

/** Reads. Bytes of a stream are never cut off, so that no flag is stored. */
export function receive(fd: u32, list: u32, count: u32, flags: u32, result: u32, flagsResult: u32): u64 {
  modifies(traffic, moved);
  checked();
  const error = firstError(accessSocket(fd, FD_READ), list, count, result);
  if (error !== SUCCESS) return error;
  if (!isInMemory(flagsResult, 2)) return FAULT;
  if ((flags & ~(TO_PEEK | WAIT_ALL)) !== 0) return INVALID;
  const file = descriptor(fd);
  const peeking: u64 = (flags & TO_PEEK) === 0 ? 0 : PEEK;
  const transfer = move(READ, file, list, count, 0, nonblock(file) | peeking, flags === WAIT_ALL);
  if (transfer.error !== SUCCESS) return transfer.error;
  store32(result, transfer.bytes);
  store16(flagsResult, 0);
  return SUCCESS;
}

/** Writes; there are no flags of writing. */
export function send(fd: u32, list: u32, count: u32, flags: u32, result: u32): u64 {
  modifies(traffic, moved);
  checked();
  const error = firstError(accessSocket(fd, FD_WRITE), list, count, result);
  if (error !== SUCCESS) return error;
  if (flags !== 0) return INVALID;
  const file = descriptor(fd);
  const transfer = move(WRITE, file, list, count, 0, nonblock(file), false);
  if (transfer.error === SUCCESS) store32(result, transfer.bytes);
  return transfer.error;
}

export function shutDown(fd: u32, how: u32): u64 {
  modifies(traffic);
  checked();
  const error = accessSocket(fd, SOCK_SHUTDOWN);
  if (error !== SUCCESS) return error;
  return how > 0 && how <= BOTH ? askOf(fd, SHUT_DOWN, u64.from(how), 0, 0) : INVALID;
}
