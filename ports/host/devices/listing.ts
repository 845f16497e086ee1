/**
 * Listings: the entries of a directory of the host, as WASI lays them out.
 *
 *     0 cookie of the next one (u64)   8 number (u64)   16 bytes of the name (u32)   20 kind (u32)   24 name
 *
 * Owns        the names that were there when the directory was read from its beginning: so cookies mean the same as long as it
 *             is read on, whatever comes and goes. `.` and `..` come first, both with the number of the directory itself:
 *             what is above it is nobody's business.
 * Bound       of a directory with more names, the first ones that the host tells are told.
 */
import { type BigIntStats, opendirSync } from "node:fs";
import { DIRECTORY } from "../../../services/kinds.ts";
import { kindOf } from "./file-status.ts";

const MOST = 262_144;
const HEAD_BYTES = 24;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

export class Listing {
  readonly #names: readonly string[];
  /** The entries that were asked for, by their cookies. */
  readonly #entries = new Map<number, Uint8Array>();

  constructor(path: string) {
    this.#names = [".", "..", ...namesIn(path)];
  }

  /** Copies what follows `skipped` bytes from the entry of a cookie on: how much it is. */
  copy(
    { cookie, skipped }: { readonly cookie: bigint; readonly skipped: bigint },
    to: Uint8Array,
    statusOf: (name: string) => BigIntStats | undefined,
  ): number {
    let rest = Number(skipped);
    let filled = 0;
    for (let at = Number(cookie); at < this.#names.length && filled < to.length; at += 1) {
      const entry = this.#entry(at, statusOf);
      const part = entry.subarray(rest, rest + to.length - filled);
      rest = Math.max(0, rest - entry.length);
      to.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  /** An entry; nothing if it is not there any more. */
  #entry(at: number, statusOf: (name: string) => BigIntStats | undefined): Uint8Array {
    const made = this.#entries.get(at) ?? entryOf(at, this.#names[at]!, statusOf);
    this.#entries.set(at, made);
    return made;
  }
}

function entryOf(at: number, name: string, statusOf: (name: string) => BigIntStats | undefined): Uint8Array {
  const stats = statusOf(at < 2 ? "" : name);
  if (!stats) return new Uint8Array();
  const text = new TextEncoder().encode(name);
  const entry = new Uint8Array(HEAD_BYTES + text.length);
  const view = new DataView(entry.buffer);
  view.setBigUint64(0, BigInt(at + 1), true);
  view.setBigUint64(8, stats.ino, true);
  view.setUint32(16, text.length, true);
  view.setUint32(20, at < 2 ? DIRECTORY : kindOf(stats), true);
  entry.set(text, HEAD_BYTES);
  return entry;
}

/** Names that are no UTF-8 cannot be told to a program, nor asked for by one. */
function namesIn(path: string): string[] {
  const directory = opendirSync(path, { encoding: "buffer" as BufferEncoding, bufferSize: 256 });
  const names: string[] = [];
  try {
    for (let entry = directory.readSync(); entry && names.length < MOST; entry = directory.readSync()) {
      const name = textOf(entry.name as unknown as Uint8Array);
      if (name !== undefined) names.push(name);
    }
  } finally {
    directory.closeSync();
  }
  return names;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
