/**
 * The WASI library: what a program imports from `wasi_snapshot_preview1`, and from `welkin_process` (docs/processes.md).
 *
 * Owns      the names and signatures, which are not ours.
 * Results   all but proc_exit give an error of WASI's, 0 for none; what else they tell they store where the program says, and
 *           only if there is no error.
 * Pointers  each range that the program names is checked to be in its memory before anything happens: else Fault.
 * Not here  what the functions do (the other files of this folder).
 */
import { checked, type i64, modifies, u32, u64 } from "welkin";
import { resolution, time } from "./clocks.ts";
import { table } from "./descriptors.ts";
import { end, raiseSignal, yieldToOthers } from "./endings.ts";
import {
  advise,
  allocate,
  changeFlags,
  changeRights,
  changeSize,
  changeTimes,
  close,
  descriptorStatus,
  readDirectory,
  renumber,
  status,
  synchronise,
} from "./files.ts";
import { open } from "./opening.ts";
import {
  changeTimesOfPath,
  createDirectory,
  link,
  makeSymbolicLink,
  readLink,
  removeDirectory,
  rename,
  statusOfPath,
  unlink,
} from "./paths.ts";
import { awaited, poll } from "./polling.ts";
import { killChild, makePipe, spawnProgram, waitFor } from "./processes.ts";
import { fillRandomly } from "./randomness.ts";
import { messageCount, traffic } from "./requests.ts";
import { seek, tell } from "./seeking.ts";
import { accept, receive, send, shutDown } from "./sockets.ts";
import {
  argumentSizes,
  argumentTexts,
  callCount,
  enter,
  entered,
  environmentSizes,
  environmentTexts,
  name,
  nameLength,
} from "./startup.ts";
import { moved, read, readAt, readCount, write, writeAt, writtenCount } from "./transfers.ts";

// --- Arguments, environment -------------------------------------------------------------------------------------

export function args_get(pointers: u32, texts: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(argumentTexts(pointers, texts));
}

export function args_sizes_get(count: u32, bytes: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(argumentSizes(count, bytes));
}

export function environ_get(pointers: u32, texts: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(environmentTexts(pointers, texts));
}

export function environ_sizes_get(count: u32, bytes: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(environmentSizes(count, bytes));
}

// --- Clocks -----------------------------------------------------------------------------------------------------

export function clock_res_get(clock: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(resolution(clock, result));
}

export function clock_time_get(clock: u32, _precision: u64, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(time(clock, result));
}

// --- Descriptors ------------------------------------------------------------------------------------------------

export function fd_advise(fd: u32, offset: u64, length: u64, advice: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(advise(fd, offset, length, advice));
}

export function fd_allocate(fd: u32, offset: u64, length: u64): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(allocate(fd, offset, length));
}

export function fd_close(fd: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(close(fd));
}

export function fd_datasync(fd: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(synchronise(fd, true));
}

export function fd_fdstat_get(fd: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(descriptorStatus(fd, result));
}

export function fd_fdstat_set_flags(fd: u32, flags: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(changeFlags(fd, flags));
}

export function fd_fdstat_set_rights(fd: u32, base: u64, inheriting: u64): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(changeRights(fd, base, inheriting));
}

export function fd_filestat_get(fd: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(status(fd, result));
}

export function fd_filestat_set_size(fd: u32, size: u64): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(changeSize(fd, size));
}

export function fd_filestat_set_times(fd: u32, readTime: u64, writeTime: u64, which: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(changeTimes(fd, readTime, writeTime, which));
}

export function fd_pread(fd: u32, list: u32, count: u32, offset: u64, result: u32): u32 {
  modifies(entered, table, traffic, moved);
  checked();
  enter();
  return u32.wrap(readAt(fd, list, count, offset, result));
}

export function fd_prestat_get(fd: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(nameLength(fd, result));
}

export function fd_prestat_dir_name(fd: u32, address: u32, length: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(name(fd, address, length));
}

export function fd_pwrite(fd: u32, list: u32, count: u32, offset: u64, result: u32): u32 {
  modifies(entered, table, traffic, moved);
  checked();
  enter();
  return u32.wrap(writeAt(fd, list, count, offset, result));
}

export function fd_read(fd: u32, list: u32, count: u32, result: u32): u32 {
  modifies(entered, table, traffic, moved);
  checked();
  enter();
  return u32.wrap(read(fd, list, count, result));
}

export function fd_readdir(fd: u32, address: u32, length: u32, cookie: u64, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(readDirectory(fd, address, length, cookie, result));
}

export function fd_renumber(from: u32, to: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(renumber(from, to));
}

export function fd_seek(fd: u32, by: i64, whence: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(seek(fd, by, whence, result));
}

export function fd_sync(fd: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(synchronise(fd, false));
}

export function fd_tell(fd: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(tell(fd, result));
}

export function fd_write(fd: u32, list: u32, count: u32, result: u32): u32 {
  modifies(entered, table, traffic, moved);
  checked();
  enter();
  return u32.wrap(write(fd, list, count, result));
}

// --- Paths ------------------------------------------------------------------------------------------------------

export function path_create_directory(fd: u32, path: u32, length: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(createDirectory(fd, path, length));
}

export function path_filestat_get(fd: u32, lookup: u32, path: u32, length: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(statusOfPath(fd, lookup, path, length, result));
}

export function path_filestat_set_times(
  fd: u32,
  lookup: u32,
  path: u32,
  length: u32,
  readTime: u64,
  writeTime: u64,
  which: u32,
): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(changeTimesOfPath(fd, lookup, path, length, readTime, writeTime, which));
}

export function path_link(
  from: u32,
  lookup: u32,
  path: u32,
  length: u32,
  to: u32,
  newPath: u32,
  newLength: u32,
): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(link(from, lookup, path, length, to, newPath, newLength));
}

export function path_open(
  fd: u32,
  lookup: u32,
  path: u32,
  length: u32,
  openFlags: u32,
  base: u64,
  inheriting: u64,
  flags: u32,
  result: u32,
): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(
    open(fd, lookup, path, length, u64.from(openFlags), base, inheriting, u64.from(flags), result),
  );
}

export function path_readlink(fd: u32, path: u32, length: u32, address: u32, room: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(readLink(fd, path, length, address, room, result));
}

export function path_remove_directory(fd: u32, path: u32, length: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(removeDirectory(fd, path, length));
}

export function path_rename(from: u32, path: u32, length: u32, to: u32, newPath: u32, newLength: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(rename(from, path, length, to, newPath, newLength));
}

export function path_symlink(text: u32, textLength: u32, fd: u32, path: u32, length: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(makeSymbolicLink(text, textLength, fd, path, length));
}

export function path_unlink_file(fd: u32, path: u32, length: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(unlink(fd, path, length));
}

// --- Waiting, ending, chance ------------------------------------------------------------------------------------

export function poll_oneoff(subscriptions: u32, events: u32, count: u32, result: u32): u32 {
  modifies(entered, table, traffic, awaited);
  checked();
  enter();
  return u32.wrap(poll(subscriptions, events, count, result));
}

export function proc_exit(code: u32): void {
  modifies(entered, table, traffic);
  checked();
  enter();
  end(code);
}

export function proc_raise(signal: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(raiseSignal(signal));
}

export function sched_yield(): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(yieldToOthers());
}

export function random_get(address: u32, length: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(fillRandomly(address, length));
}

// --- Sockets ----------------------------------------------------------------------------------------------------

export function sock_accept(fd: u32, flags: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(accept(fd, flags, result));
}

export function sock_recv(fd: u32, list: u32, count: u32, flags: u32, result: u32, flagsResult: u32): u32 {
  modifies(entered, table, traffic, moved);
  checked();
  enter();
  return u32.wrap(receive(fd, list, count, flags, result, flagsResult));
}

export function sock_send(fd: u32, list: u32, count: u32, flags: u32, result: u32): u32 {
  modifies(entered, table, traffic, moved);
  checked();
  enter();
  return u32.wrap(send(fd, list, count, flags, result));
}

export function sock_shutdown(fd: u32, how: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(shutDown(fd, how));
}

// --- Processes --------------------------------------------------------------------------------------------------

export function spawn(
  directory: u32,
  command: u32,
  pathLength: u32,
  argumentsLength: u32,
  input: u32,
  output: u32,
  errors: u32,
  result: u32,
): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(
    spawnProgram(directory, command, pathLength, argumentsLength, input, output, errors, result),
  );
}

export function wait(child: u32, result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(waitFor(child, result));
}

export function kill(child: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(killChild(child));
}

export function pipe(result: u32): u32 {
  modifies(entered, table, traffic);
  checked();
  enter();
  return u32.wrap(makePipe(result));
}

// --- Statistics -------------------------------------------------------------------------------------------------

/** Calls that the program made. */
export function calls(): u64 {
  checked();
  return callCount();
}

/** Messages that were sent to services for it. */
export function messages(): u64 {
  checked();
  return messageCount();
}

export function bytes_read(): u64 {
  checked();
  return readCount();
}

export function bytes_written(): u64 {
  checked();
  return writtenCount();
}
