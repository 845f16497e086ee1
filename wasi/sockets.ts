/**
 * Sockets that are open already: streams that can be shut down.
 *
 * Owns      no state.
 * Not here  waiting for connections: services have none, so that accepting them is refused for what is a socket.
 */
import { checked, modifies, type u32, u64 } from "welkin";
import { FAULT, INVALID, NOT_SUPPORTED, SUCCESS } from "../services/errors.ts";
import { store16, store32 } from "../services/memory.ts";
import { READ, SHUT_DOWN, WRITE } from "../services/protocol.ts";
import { FLAG_NONBLOCK } from "../services/kinds.ts";
import { accessSocket } from "./access.ts";
import { descriptor } from "./descriptors.ts";
import { askOf } from "./files.ts";
import { isInMemory } from "./ranges.ts";
import { traffic } from "./requests.ts";
import { FD_READ, FD_WRITE, SOCK_ACCEPT, SOCK_SHUTDOWN } from "./rights.ts";
import { firstError, move, moved } from "./transfers.ts";

/** Ways in which a socket is shut down: nothing is read any more, nothing is written any more, both. */
const BOTH: u32 = 3;

export function accept(fd: u32, result: u32): u64 {
  checked();
  const error = accessSocket(fd, SOCK_ACCEPT);
  if (error !== SUCCESS) return error;
  return isInMemory(result, 4) ? NOT_SUPPORTED : FAULT;
}

/** Reads; none of the flags of reading are supported, and none are stored. */
export function receive(fd: u32, list: u32, count: u32, flags: u32, result: u32, flagsResult: u32): u64 {
  modifies(traffic, moved);
  checked();
  const error = firstError(accessSocket(fd, FD_READ), list, count, result);
  if (error !== SUCCESS) return error;
  if (!isInMemory(flagsResult, 2)) return FAULT;
  if (flags !== 0) return NOT_SUPPORTED;
  const file = descriptor(fd);
  const transfer = move(READ, file, list, count, 0, u64.from(file.flags) & FLAG_NONBLOCK);
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
  const transfer = move(WRITE, file, list, count, 0, u64.from(file.flags) & FLAG_NONBLOCK);
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
