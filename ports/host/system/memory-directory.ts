/**
 * Directories in memory that outlive the programs which use them.
 *
 * Owns        a session of the file service with one directory, file 0. If the service fails, what was in it is lost, and it is
 *             empty.
 */
import type { Desks } from "./desks.ts";
import { bytesOf, FileClient, relative } from "./file-client.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** The number of the directory in its session. */
const ROOT = 0;

/** Handles that JavaScript holds for each use. */
const HANDLES = 1;

export interface MemoryDirectoryParts {
  readonly session: Session;
  /** Where JavaScript has a handle of it while it uses it. */
  readonly desks: Desks;
  /** The session is in the service no more. */
  forget(): Promise<void>;
}

export class MemoryDirectory {
  private readonly parts: MemoryDirectoryParts;

  /** @internal */
  constructor(parts: MemoryDirectoryParts) {
    this.parts = parts;
  }

  /**
   * What programs are given of it.
   * @internal
   */
  get shared(): { readonly session: number; readonly file: number } {
    return { session: this.parts.session.number, file: ROOT };
  }

  /**
   * Is it open, and of the system that has these?
   * @internal
   */
  isIn(sessions: Sessions): boolean {
    return sessions.has(this.parts.session);
  }

  /** The file has this content from now on. Directories of its path are made. */
  async write(path: string, content: Uint8Array | string): Promise<void> {
    await this.use((client) => client.write(ROOT, relative(path), bytesOf(content)));
  }

  async read(path: string): Promise<Uint8Array> {
    return await this.use((client) => client.read(ROOT, relative(path)));
  }

  /** The names in a directory of it. */
  async list(path = "."): Promise<string[]> {
    return await this.use((client) => client.list(ROOT, relative(path)));
  }

  async remove(path: string): Promise<void> {
    await this.use((client) => client.remove(ROOT, relative(path)));
  }

  /** All that is in it is gone. */
  async close(): Promise<void> {
    await this.parts.forget();
  }

  private async use<T>(work: (client: FileClient) => Promise<T>): Promise<T> {
    const { desks, session } = this.parts;
    const desk = await desks.take(HANDLES);
    try {
      const client = await FileClient.open(desk.handles.files, session.number);
      try {
        return await work(client);
      } finally {
        await client.close();
      }
    } finally {
      desks.giveBack(desk, HANDLES);
    }
  }
}
