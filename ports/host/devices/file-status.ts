/**
 * Statuses of files on the host, as the file service reads them (services/files/status.ts).
 *
 *     0 kind    8 links    16 number    24 size    32, 40, 48 when it was read, written, changed       each u64
 */
import type { BigIntStats } from "node:fs";
import * as kinds from "../../../services/kinds.ts";
import type { Times } from "./file-times.ts";

const BLOCK_DEVICE = 1;

export function writeStatus(
  bytes: Uint8Array,
  { stats, times }: { readonly stats: BigIntStats; readonly times: Times },
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = [
    BigInt(kindOf(stats)),
    stats.nlink,
    stats.ino,
    stats.size,
    times.read,
    times.written,
    stats.ctimeNs,
  ];
  for (const [index, word] of words.entries()) view.setBigUint64(8 * index, word, true);
}

/** WASI's number of its kind; FIFOs have none. */
export function kindOf(stats: BigIntStats): number {
  if (stats.isDirectory()) return kinds.DIRECTORY;
  if (stats.isFile()) return kinds.REGULAR_FILE;
  if (stats.isSymbolicLink()) return kinds.SYMBOLIC_LINK;
  if (stats.isCharacterDevice()) return kinds.CHARACTER_DEVICE;
  if (stats.isBlockDevice()) return BLOCK_DEVICE;
  return stats.isSocket() ? kinds.SOCKET_STREAM : kinds.UNKNOWN;
}
