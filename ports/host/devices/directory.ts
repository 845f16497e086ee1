/**
 * The device `directory`: directories of the host, for the file service (services/files/host.ts).
 *
 * Owns        which directories the embedder gave, by numbers; what is open in them.
 * Confinement a function names a file by the handle of the directory where it is and by a single name, never by a path, and
 *             follows no link (host-handles.ts): so what it reaches is in a directory that was given. Paths, `..` and links
 *             are the service's. Regular files, directories and links are all that is opened.
 * Errors      are results, numbered as WASI numbers them. Nothing throws: a service would end.
 * Lifetime    what a service has open is closed when its successor gets its functions.
 */
import {
  type BigIntStats,
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { clock } from "./clock.ts";
import { Clock } from "./clock-cell.ts";
import { attempt } from "./host-errors.ts";
import { writeStatus } from "./file-status.ts";
import { FileTimes, type Times } from "./file-times.ts";
import { type Handle, HostHandles, hostError, openGiven } from "./host-handles.ts";
import { Listing } from "./listing.ts";

/** How a file is opened (services/files/host.ts). */
const TO_READ = 1;
const TO_WRITE = 2;
const TO_CREATE = 4;
const TO_SYNC = 8;
const TO_SYNC_DATA = 16;

/** Which times are set (services/kinds.ts): either by value or to now. */
const READ_TIME = 1;
const READ_TIME_NOW = 2;
const WRITE_TIME = 4;
const WRITE_TIME_NOW = 8;

const STATUS_BYTES = 56;

const NAME = new TextDecoder("utf-8", { fatal: true });

type Bytes = () => Uint8Array<ArrayBuffer>;
type Functions = Record<string, (...values: never[]) => number | bigint | void>;

export class HostDirectories {
  readonly #given: (Handle | undefined)[] = [];
  readonly #isSafe: boolean | undefined;
  #handles: HostHandles;

  /** `isSafe` false: as if this host had no paths of open directories, for tests. */
  constructor({ isSafe }: { readonly isSafe?: boolean } = {}) {
    this.#isSafe = isSafe;
    this.#handles = new HostHandles(isSafe);
  }

  /** Gives a directory: the number by which MountHost names it. Throws what the host says if there is none. */
  give(path: string): number {
    const free = this.#given.indexOf(undefined);
    const number = free < 0 ? this.#given.length : free;
    this.#given[number] = openGiven(path);
    return number;
  }

  /** Takes it back: what is mounted stays until its session is closed. */
  takeBack(number: number): void {
    const given = this.#given[number];
    this.#given[number] = undefined;
    if (given) closeSync(given.fd);
  }

  /** How many files and directories are open for the service. */
  get open(): number {
    return this.#handles.size;
  }

  /** The functions of a service that begins. */
  functions = (bytes: Bytes): Readonly<Functions> => {
    this.#handles.closeAll();
    this.#handles = new HostHandles(this.#isSafe);
    const files = new Files(this.#handles, bytes);
    const functions: Functions = {
      mount: (number: number) => this.#handles.openDirectory(this.#givenAt(number), ""),
      ...opening(files),
      ...transfers(files),
      ...statuses(files),
      ...naming(files),
    };
    const answering = Object.entries(functions).map(([name, act]) => [
      name,
      (...values: never[]) => attempt(() => act(...values) as number | void),
    ]);
    const cell = new Clock(bytes);
    return {
      ...Object.fromEntries(answering),
      readClock: (address: number) => cell.read(address >>> 0),
      random: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
    };
  };

  #givenAt(number: number): Handle {
    const given = this.#given[number];
    if (!given) throw hostError("EBADF");
    return given;
  }
}

/** What the functions share: the memory of the service, what it has open. */
class Files {
  readonly handles: HostHandles;
  readonly times = new FileTimes();
  readonly time = clock().realtime;
  readonly listings = new Map<number, Listing>();
  readonly #bytes: Bytes;

  constructor(handles: HostHandles, bytes: Bytes) {
    this.handles = handles;
    this.#bytes = bytes;
  }

  /** Bytes of the service's memory. What it names wrongly is no memory of the host's. */
  bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    return this.#bytes().subarray(address >>> 0, (address >>> 0) + (length >>> 0));
  }

  /** The descriptor of a handle. */
  fd(handle: number): number {
    return this.handles.at(handle).fd;
  }

  /** The path of a name in a directory. */
  path(directory: number, address: number, length: number): string {
    return this.handles.pathOf(this.handles.at(directory), this.name(address, length));
  }

  /** The path of a name in a directory that is to be changed. */
  pathToChange(directory: number, address: number, length: number): string {
    if (!this.handles.isSafe) throw hostError("EROFS");
    return this.path(directory, address, length);
  }

  /** A single name: nothing that leads elsewhere. */
  name(address: number, length: number): string {
    const name = NAME.decode(this.bytes(address, length));
    if (name === "." || name === ".." || /[/\0]/.test(name)) throw hostError("EINVAL");
    return name;
  }

  writeStatus(stats: BigIntStats, address: number): void {
    writeStatus(this.bytes(address, STATUS_BYTES), { stats, times: this.times.of(stats) });
  }
}

/** Offsets and sizes that the host takes. */
function position(offset: bigint): number {
  const unsigned = BigInt.asUintN(64, offset);
  if (unsigned > BigInt(Number.MAX_SAFE_INTEGER)) throw hostError("EFBIG");
  return Number(unsigned);
}

const opening = (files: Files): Functions => ({
  openDirectory: (directory: number, name: number, length: number) =>
    files.handles.openDirectory(files.handles.at(directory), files.name(name, length)),
  open: (directory: number, name: number, length: number, how: number) => {
    if (!files.handles.isSafe && (how & ~(TO_SYNC | TO_SYNC_DATA)) !== TO_READ) throw hostError("EROFS");
    const handle = files.handles.open(files.handles.at(directory), files.name(name, length), flagsOf(how));
    if (fstatSync(files.fd(handle)).isFile()) return handle;
    files.handles.close(handle);
    throw hostError("EACCES");
  },
  share: (handle: number) => void (files.handles.at(handle).count += 1),
  close: (handle: number) => {
    files.handles.close(handle);
    files.listings.delete(handle);
  },
});

function flagsOf(how: number): number {
  const creates = how & TO_CREATE ? constants.O_CREAT | constants.O_EXCL : 0;
  const syncs = (how & TO_SYNC ? constants.O_SYNC : 0) | (how & TO_SYNC_DATA ? constants.O_DSYNC : 0);
  const reads = how & TO_WRITE ? constants.O_RDWR : constants.O_RDONLY;
  return creates | syncs | (how & TO_READ ? reads : constants.O_WRONLY);
}

const transfers = (files: Files): Functions => ({
  read: (handle: number, offset: bigint, address: number, length: number) => {
    const unsigned = BigInt.asUintN(64, offset);
    if (unsigned > BigInt(Number.MAX_SAFE_INTEGER)) return 0;
    return readSync(files.fd(handle), files.bytes(address, length), 0, length, unsigned);
  },
  write: (handle: number, offset: bigint, address: number, length: number) =>
    writeSync(files.fd(handle), files.bytes(address, length), 0, length, position(offset)),
  truncate: (handle: number, size: bigint) => ftruncateSync(files.fd(handle), position(size)),
  sync: (handle: number, dataOnly: number) =>
    dataOnly ? fdatasyncSync(files.fd(handle)) : fsyncSync(files.fd(handle)),
});

const statuses = (files: Files): Functions => ({
  status: (handle: number, address: number) =>
    files.writeStatus(fstatSync(files.fd(handle), { bigint: true }), address),
  statusAt: (directory: number, name: number, length: number, address: number) =>
    files.writeStatus(lstatSync(files.path(directory, name, length), { bigint: true }), address),
  setTimes: (handle: number, flags: number, read: bigint, written: bigint) => {
    if (!files.handles.isSafe) throw hostError("EROFS");
    const fd = files.fd(handle);
    const asked = askedTimes(files, fstatSync(fd, { bigint: true }), { flags, read, written });
    futimesSync(fd, seconds(asked.read), seconds(asked.written));
    files.times.keep(fstatSync(fd, { bigint: true }), asked);
  },
  setTimesAt: (
    directory: number,
    name: number,
    length: number,
    flags: number,
    read: bigint,
    written: bigint,
  ) => {
    const path = files.pathToChange(directory, name, length);
    const asked = askedTimes(files, lstatSync(path, { bigint: true }), { flags, read, written });
    lutimesSync(path, seconds(asked.read), seconds(asked.written));
    files.times.keep(lstatSync(path, { bigint: true }), asked);
  },
  readEntries: (handle: number, cookie: bigint, skipped: bigint, address: number, length: number) => {
    const directory = files.handles.at(handle);
    const from = BigInt.asUintN(64, cookie);
    const isNew = from === 0n && skipped === 0n;
    const listing =
      (isNew ? undefined : files.listings.get(handle)) ?? new Listing(files.handles.pathOf(directory, ""));
    files.listings.set(handle, listing);
    return listing.copy({ cookie: from, skipped }, files.bytes(address, length), (name) =>
      lstatSync(files.handles.pathOf(directory, name), { bigint: true, throwIfNoEntry: false }),
    );
  },
});

/**
 * Both times are set on the host at once: one that is not to change is set to what it is. Now is the host's own fine time, for
 * the services' would be milliseconds before what the host has stamped files with.
 */
function askedTimes(
  files: Files,
  stats: BigIntStats,
  { flags, read, written }: { readonly flags: number; readonly read: bigint; readonly written: bigint },
): Times {
  const before = files.times.of(stats);
  const pick = (value: bigint, set: number, toNow: number, unchanged: bigint) =>
    flags & toNow ? files.time() : flags & set ? BigInt.asUintN(64, value) : unchanged;
  return {
    read: pick(read, READ_TIME, READ_TIME_NOW, before.read),
    written: pick(written, WRITE_TIME, WRITE_TIME_NOW, before.written),
  };
}

const seconds = (nanoseconds: bigint): number => Number(nanoseconds) / 1e9;

const naming = (files: Files): Functions => ({
  createDirectory: (directory: number, name: number, length: number) =>
    mkdirSync(files.pathToChange(directory, name, length)) as undefined,
  removeDirectory: (directory: number, name: number, length: number) =>
    rmdirSync(files.pathToChange(directory, name, length)),
  unlink: (directory: number, name: number, length: number) =>
    unlinkSync(files.pathToChange(directory, name, length)),
  rename: (from: number, name: number, length: number, to: number, newName: number, newLength: number) =>
    renameSync(files.pathToChange(from, name, length), files.pathToChange(to, newName, newLength)),
  link: (from: number, name: number, length: number, to: number, newName: number, newLength: number) =>
    linkSync(files.pathToChange(from, name, length), files.pathToChange(to, newName, newLength)),
  symlink: (text: number, textLength: number, directory: number, name: number, length: number) =>
    symlinkSync(NAME.decode(files.bytes(text, textLength)), files.pathToChange(directory, name, length)),
  readLink: (directory: number, name: number, length: number, address: number, room: number) => {
    const text = readlinkSync(files.path(directory, name, length), { encoding: "buffer" });
    const part = text.subarray(0, room);
    files.bytes(address, room).set(part);
    return part.length;
  },
});
