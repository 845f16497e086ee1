/**
 * A client of the file service: its requests as methods. Errors are their numbers; results are undefined then.
 *
 * Not here    how a request gets to the service (file-service.ts, or a machine).
 */
import * as errors from "../errors.ts";
import * as kinds from "../kinds.ts";
import * as protocol from "../protocol.ts";

export interface Reply {
  readonly error: number;
  /** What is in word 0 above the error. */
  readonly more: bigint;
  /** Words b to f. */
  readonly results: readonly bigint[];
}

/** Sends words, with bytes that are lent. */
export type Send = (words: readonly bigint[], lent?: Uint8Array) => readonly bigint[];

export interface Status {
  readonly kind: number;
  readonly fileSystem: number;
  readonly links: number;
  readonly number: bigint;
  readonly size: number;
  readonly read: bigint;
  readonly written: bigint;
  readonly changed: bigint;
}

export interface Entry {
  readonly name: string;
  readonly kind: number;
  readonly number: bigint;
  readonly next: bigint;
}

export interface Opening {
  readonly follow?: boolean;
  readonly flags?: number;
  readonly access?: number;
}

/** The error whose number this is, for messages. */
export const nameOfError = (error: number): string =>
  Object.entries(errors).find(([, number]) => Number(number) === error)?.[0] ?? String(error);

/** The result of a request, or the error with which it ended. */
export type Result<T> = { readonly error: number; readonly value?: T };

export class FileClient {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  request(operation: number, parameters: readonly (number | bigint)[], options: Lending = {}): Reply {
    const { path, lent, flags = 0 } = options;
    const text = typeof path === "string" ? new TextEncoder().encode(path) : (path ?? new Uint8Array());
    const bytes = lent ?? text;
    const first = BigInt(operation) | (BigInt(text.length) << 16n) | (BigInt(flags) << 32n);
    const words = this.#send([first, ...parameters.map((word) => BigInt.asUintN(64, BigInt(word)))], bytes);
    const [head = 0n, ...results] = words;
    return { error: Number(head & 0xffffn), more: head >> 16n, results };
  }

  open(
    directory: number,
    path: Path,
    { follow = true, flags = 0, access = 1 }: Opening = {},
  ): Result<number> {
    const c = BigInt(follow ? kinds.FOLLOW : 0) | (BigInt(flags) << 16n);
    return this.#number(this.request(protocol.OPEN, [directory, c, access], { path }));
  }

  close(file: number): number {
    return this.request(protocol.CLOSE, [file]).error;
  }

  read(file: number, offset: number | bigint, length: number): Result<Uint8Array> {
    const lent = new Uint8Array(length);
    const { error, results } = this.request(protocol.READ, [file, offset, length, 0], { lent });
    return error ? { error } : { error, value: lent.subarray(0, Number(results[0])) };
  }

  write(file: number, offset: number | bigint, bytes: Uint8Array | string, flags = 0): Result<number> {
    const lent = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    return this.#number(this.request(protocol.WRITE, [file, offset, lent.length, 0], { lent, flags }));
  }

  stat(file: number): Result<Status> {
    return this.#status(this.request(protocol.STAT, [file]));
  }

  statPath(directory: number, path: Path, follow = true): Result<Status> {
    return this.#status(this.request(protocol.STAT_PATH, [directory, follow ? 1 : 0], { path }));
  }

  setSize(file: number, size: number | bigint): number {
    return this.request(protocol.SET_SIZE, [file, size]).error;
  }

  allocate(file: number, offset: number | bigint, length: number | bigint): number {
    return this.request(protocol.ALLOCATE, [file, offset, length]).error;
  }

  setTimes(file: number, flags: number, read: bigint, written: bigint): number {
    return this.request(protocol.SET_TIMES, [file, flags, read, written]).error;
  }

  setTimesPath(
    directory: number,
    path: Path,
    { follow = true, flags, read = 0n, written = 0n }: Times,
  ): number {
    const c = BigInt(follow ? 1 : 0) | (BigInt(flags) << 16n);
    return this.request(protocol.SET_TIMES_PATH, [directory, c, read, written], { path }).error;
  }

  sync(file: number): number {
    return this.request(protocol.SYNC, [file, 0]).error;
  }

  /** The whole entries of a buffer, and how many bytes it had. */
  readDirectory(
    directory: number,
    cookie: bigint,
    length: number,
  ): Result<{ entries: Entry[]; used: number }> {
    const lent = new Uint8Array(length);
    const { error, results } = this.request(protocol.READ_DIRECTORY, [directory, cookie, length, 0], {
      lent,
    });
    if (error) return { error };
    const used = Number(results[0]);
    return { error, value: { entries: entriesIn(lent.subarray(0, used)), used } };
  }

  createDirectory(directory: number, path: Path): number {
    return this.request(protocol.CREATE_DIRECTORY, [directory], { path }).error;
  }

  removeDirectory(directory: number, path: Path): number {
    return this.request(protocol.REMOVE_DIRECTORY, [directory], { path }).error;
  }

  unlink(directory: number, path: Path): number {
    return this.request(protocol.UNLINK, [directory], { path }).error;
  }

  rename(from: number, path: Path, to: number, newPath: Path): number {
    const { error } = this.request(protocol.FIRST_PATH, [], { path });
    return error || this.request(protocol.RENAME, [from, to], { path: newPath }).error;
  }

  link(from: number, path: Path, to: number, newPath: Path, follow = false): number {
    const { error } = this.request(protocol.FIRST_PATH, [], { path });
    return error || this.request(protocol.LINK, [from, follow ? 1 : 0, to], { path: newPath }).error;
  }

  symlink(text: Path, directory: number, path: Path): number {
    const { error } = this.request(protocol.FIRST_PATH, [], { path: text });
    return error || this.request(protocol.SYMLINK, [directory], { path }).error;
  }

  readLink(directory: number, path: Path, length = 4096): Result<string> {
    const first = this.request(protocol.FIRST_PATH, [], { path });
    if (first.error) return { error: first.error };
    const lent = new Uint8Array(length);
    const { error, results } = this.request(protocol.READ_LINK, [directory, length], { lent });
    if (error) return { error };
    return { error, value: new TextDecoder().decode(lent.subarray(0, Number(results[0]))) };
  }

  #number({ error, results }: Reply): Result<number> {
    return error ? { error } : { error, value: Number(results[0]) };
  }

  #status({ error, more, results }: Reply): Result<Status> {
    if (error) return { error };
    const [number = 0n, size = 0n, read = 0n, written = 0n, changed = 0n] = results;
    return {
      error,
      value: {
        kind: Number(more & 0xffn),
        fileSystem: Number((more >> 8n) & 0xffn),
        links: Number(more >> 16n),
        number,
        size: Number(size),
        read,
        written,
        changed,
      },
    };
  }
}

export type Path = string | Uint8Array;

interface Lending {
  readonly path?: Path | undefined;
  readonly lent?: Uint8Array;
  readonly flags?: number;
}

interface Times {
  readonly follow?: boolean;
  readonly flags: number;
  readonly read?: bigint;
  readonly written?: bigint;
}

function entriesIn(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Entry[] = [];
  let at = 0;
  while (at + 24 <= bytes.length && at + 24 + view.getUint32(at + 16, true) <= bytes.length) {
    const length = view.getUint32(at + 16, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 24, at + 24 + length)),
      kind: view.getUint32(at + 20, true),
      number: view.getBigUint64(at + 8, true),
      next: view.getBigUint64(at, true),
    });
    at += 24 + length;
  }
  return entries;
}
