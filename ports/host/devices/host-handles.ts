/**
 * Handles: files and directories of the host that are open for the file service.
 *
 * Owns        their numbers, and the paths by which names in a directory are reached. On Linux that is
 *             `/proc/self/fd/N/NAME`: it begins at the directory that is open, wherever it is by now and whatever has taken its
 *             place, and no part of it but the last one can be a link, which is not followed. Elsewhere it is the directory's
 *             own path, if that still leads to what is open: somebody may swap it between the look and the use, so
 *             nothing is changed there.
 * Bound       a number of handles; the host has its own limit too.
 */
import { closeSync, constants, existsSync, fstatSync, openSync, realpathSync, statSync } from "node:fs";

const MOST = 65_536;

export interface Handle {
  readonly fd: number;
  /** Its path when it was opened, where there is no better way to it. */
  readonly path: string;
  /** How often it is still to be closed. */
  count: number;
}

/** An error with the host's name for it. */
export const hostError = (code: string): Error => Object.assign(new Error(code), { code });

const OPEN_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

export class HostHandles {
  /** Can what is in a directory be reached by its descriptor? */
  readonly isSafe: boolean;
  readonly #handles: (Handle | undefined)[] = [];
  readonly #free: number[] = [];

  constructor(isSafe = existsSync("/proc/self/fd")) {
    this.isSafe = isSafe;
  }

  at(number: number): Handle {
    const handle = this.#handles[number];
    if (!handle) throw hostError("EBADF");
    return handle;
  }

  /** The path of a name in a directory; of the directory itself, if the name is empty. */
  pathOf(directory: Handle, name: string): string {
    if (this.isSafe) return `/proc/self/fd/${directory.fd}/${name === "" ? "." : name}`;
    const { dev, ino } = fstatSync(directory.fd, { bigint: true });
    const there = statSync(directory.path, { bigint: true });
    const isSame = there.dev === dev && there.ino === ino && realpathSync(directory.path) === directory.path;
    if (!isSame) throw hostError("ENOENT");
    return name === "" ? directory.path : `${directory.path}/${name}`;
  }

  /** Opens a name in a directory, or the directory anew: its number. */
  open(directory: Handle, name: string, flags: number): number {
    const path = this.pathOf(directory, name);
    const fd = openSync(
      path,
      flags | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY,
      0o666,
    );
    try {
      if (!this.isSafe) this.pathOf(directory, name);
      return this.#add({ fd, path: this.isSafe ? "" : path, count: 1 });
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  openDirectory(directory: Handle, name: string): number {
    return this.open(directory, name, OPEN_DIRECTORY);
  }

  close(number: number): void {
    const handle = this.at(number);
    handle.count -= 1;
    if (handle.count > 0) return;
    this.#handles[number] = undefined;
    this.#free.push(number);
    closeSync(handle.fd);
  }

  closeAll(): void {
    for (const [number, handle] of this.#handles.entries()) {
      if (!handle) continue;
      handle.count = 1;
      this.close(number);
    }
  }

  /** How many are open. */
  get size(): number {
    return this.#handles.length - this.#free.length;
  }

  #add(handle: Handle): number {
    const number = this.#free.pop() ?? this.#handles.length;
    if (number >= MOST) throw hostError("EMFILE");
    this.#handles[number] = handle;
    return number;
  }
}

/** A directory of the host, by a path that the embedder chose: links in it are followed. */
export function openGiven(path: string): Handle {
  const real = realpathSync(path);
  return { fd: openSync(real, constants.O_RDONLY | constants.O_DIRECTORY), path: real, count: 1 };
}
