/**
 * Rights: what may be done with a descriptor, and with those that are opened through it.
 *
 * Owns      their bits, and which of them make sense for which kind of file.
 * Source    WASI preview 1, `rights` (witx/typenames.witx).
 */
import { ensures, u32, type u64 } from "welkin";
import { CHARACTER_DEVICE, DIRECTORY, SOCKET_STREAM } from "../services/kinds.ts";

export const FD_DATASYNC: u32 = 0x1;
export const FD_READ: u32 = 0x2;
export const FD_SEEK: u32 = 0x4;
export const FD_FDSTAT_SET_FLAGS: u32 = 0x8;
export const FD_SYNC: u32 = 0x10;
export const FD_TELL: u32 = 0x20;
export const FD_WRITE: u32 = 0x40;
export const FD_ADVISE: u32 = 0x80;
export const FD_ALLOCATE: u32 = 0x100;
export const PATH_CREATE_DIRECTORY: u32 = 0x200;
export const PATH_CREATE_FILE: u32 = 0x400;
export const PATH_LINK_SOURCE: u32 = 0x800;
export const PATH_LINK_TARGET: u32 = 0x1000;
export const PATH_OPEN: u32 = 0x2000;
export const FD_READDIR: u32 = 0x4000;
export const PATH_READLINK: u32 = 0x8000;
export const PATH_RENAME_SOURCE: u32 = 0x1_0000;
export const PATH_RENAME_TARGET: u32 = 0x2_0000;
export const PATH_FILESTAT_GET: u32 = 0x4_0000;
export const PATH_FILESTAT_SET_SIZE: u32 = 0x8_0000;
export const PATH_FILESTAT_SET_TIMES: u32 = 0x10_0000;
export const FD_FILESTAT_GET: u32 = 0x20_0000;
export const FD_FILESTAT_SET_SIZE: u32 = 0x40_0000;
export const FD_FILESTAT_SET_TIMES: u32 = 0x80_0000;
export const PATH_SYMLINK: u32 = 0x100_0000;
export const PATH_REMOVE_DIRECTORY: u32 = 0x200_0000;
export const PATH_UNLINK_FILE: u32 = 0x400_0000;
export const POLL_FD_READWRITE: u32 = 0x800_0000;
export const SOCK_SHUTDOWN: u32 = 0x1000_0000;
export const SOCK_ACCEPT: u32 = 0x2000_0000;

/** All that there are. */
const ALL: u32 = 0x3fff_ffff;

const OF_STREAMS: u32 = FD_READ | FD_WRITE | FD_FDSTAT_SET_FLAGS | FD_FILESTAT_GET | POLL_FD_READWRITE;

const OF_FILES: u32 =
  OF_STREAMS |
  FD_DATASYNC |
  FD_SYNC |
  FD_SEEK |
  FD_TELL |
  FD_ADVISE |
  FD_ALLOCATE |
  FD_FILESTAT_SET_SIZE |
  FD_FILESTAT_SET_TIMES;

/** What makes no sense for a directory: it has no bytes. */
const OF_BYTES: u32 =
  FD_READ |
  FD_WRITE |
  FD_DATASYNC |
  FD_SEEK |
  FD_TELL |
  FD_ALLOCATE |
  FD_FILESTAT_SET_SIZE |
  SOCK_SHUTDOWN |
  SOCK_ACCEPT;

/** What makes sense for a kind of file. */
export function rightsOf(kind: u64): u32 {
  if (kind === DIRECTORY) return ALL & ~OF_BYTES;
  if (kind === CHARACTER_DEVICE) return OF_STREAMS;
  if (kind === SOCKET_STREAM) return OF_STREAMS | SOCK_SHUTDOWN | SOCK_ACCEPT;
  return OF_FILES;
}

/** Does who has `held` have all of `needed`? */
export function holds(held: u32, needed: u32): boolean {
  ensures((result: boolean) => result === ((needed & ~held) === 0));
  return (needed & ~held) === 0;
}

/** Are the wanted rights, as a program gives them, among those that are held? Bits that mean nothing ask for nothing. */
export function mayHave(held: u32, wanted: u64): boolean {
  return holds(held, known(wanted));
}

/** The rights among the bits that a program gives. */
export function known(wanted: u64): u32 {
  return ALL & u32.wrap(wanted);
}
