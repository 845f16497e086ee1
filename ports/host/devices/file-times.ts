/**
 * Times of files on the host, to the nanosecond.
 *
 * Node sets times to the microsecond only. So what was asked for is kept, with what the host says instead; as long as it says
 * so, the file has not been changed since, and has the time that was asked for.
 *
 * Owns        what is kept, of so many files at most: of more, the ones that were set first are exact to the microsecond.
 */
import type { BigIntStats } from "node:fs";

const MOST = 10_000;

export interface Times {
  readonly read: bigint;
  readonly written: bigint;
}

interface Kept {
  readonly asked: Times;
  readonly host: Times;
}

export class FileTimes {
  readonly #kept = new Map<string, Kept>();

  /** The times of a file that the host says this of. */
  of(stats: BigIntStats): Times {
    const host = timesOf(stats);
    if (this.#kept.size === 0) return host;
    const kept = this.#kept.get(nameOf(stats));
    if (!kept) return host;
    return {
      read: kept.host.read === host.read ? kept.asked.read : host.read,
      written: kept.host.written === host.written ? kept.asked.written : host.written,
    };
  }

  /** `asked` were set, and the host says this of the file now. */
  keep(stats: BigIntStats, asked: Times): void {
    const name = nameOf(stats);
    this.#kept.delete(name);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(name, { asked, host: timesOf(stats) });
  }
}

function timesOf({ atimeNs, mtimeNs }: BigIntStats): Times {
  return { read: atimeNs, written: mtimeNs };
}

function nameOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
