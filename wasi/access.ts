/**
 * What a descriptor is looked at for before it is used: is it open, of the right kind, and does it have the rights.
 *
 * Owns      no state; the order of these errors.
 */
import { ensures, implies, spec, type u32, u64 } from "welkin";
import {
  BAD_FILE,
  CANNOT_SEEK,
  IS_DIRECTORY,
  NOT_CAPABLE,
  NOT_DIRECTORY,
  NOT_SOCKET,
  SUCCESS,
} from "../services/errors.ts";
import { DIRECTORY, REGULAR_FILE, SOCKET_STREAM } from "../services/kinds.ts";
import { DESCRIPTORS, descriptor, isOpen, table } from "./descriptors.ts";
import { holds } from "./rights.ts";

/** Is the descriptor open, and does it have these rights? */
export const permits = spec(
  (fd: u32, rights: u32): boolean =>
    fd < DESCRIPTORS && table()[fd].service !== 0 && (rights & ~table()[fd].rights) === 0,
);

/** The descriptor's kind, as WASI numbers them. */
export function kindOf(fd: u32): u64 {
  return isOpen(fd) ? u64.from(descriptor(fd).kind) : 0;
}

/** For what any file can do. */
export function access(fd: u32, rights: u32): u64 {
  ensures((error: u64) => implies(error === SUCCESS, permits(fd, rights)));
  if (!isOpen(fd)) return BAD_FILE;
  return holds(descriptor(fd).rights, rights) ? SUCCESS : NOT_CAPABLE;
}

/** For what files and streams can do that have bytes. */
export function accessBytes(fd: u32, rights: u32): u64 {
  ensures((error: u64) => implies(error === SUCCESS, permits(fd, rights)));
  return kindOf(fd) === DIRECTORY ? IS_DIRECTORY : access(fd, rights);
}

/** For what files can do whose bytes have places. */
export function accessPlaces(fd: u32, rights: u32): u64 {
  ensures((error: u64) => implies(error === SUCCESS, permits(fd, rights)));
  const error = accessBytes(fd, 0);
  if (error !== SUCCESS) return error;
  return kindOf(fd) === REGULAR_FILE ? access(fd, rights) : CANNOT_SEEK;
}

export function accessDirectory(fd: u32, rights: u32): u64 {
  ensures((error: u64) => implies(error === SUCCESS, permits(fd, rights)));
  if (!isOpen(fd)) return BAD_FILE;
  return kindOf(fd) === DIRECTORY ? access(fd, rights) : NOT_DIRECTORY;
}

export function accessSocket(fd: u32, rights: u32): u64 {
  ensures((error: u64) => implies(error === SUCCESS, permits(fd, rights)));
  if (!isOpen(fd)) return BAD_FILE;
  return kindOf(fd) === SOCKET_STREAM ? access(fd, rights) : NOT_SOCKET;
}
