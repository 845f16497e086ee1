/**
 * JavaScript as a client of the file service, in one session.
 *
 * Owns        a handle with the badge of the session, until it is closed.
 * Units       lots of at most 64 KiB, as the kernel copies them.
 */
import { Endpoint, type Loan, type Message } from "../endpoint.ts";
import { ALL_RIGHTS, create } from "../handle.ts";
import { answered, ServiceError } from "./errors.ts";
import { EXISTS } from "../../../services/errors.ts";
import { CREATE, DIRECTORY, FOLLOW, MUST_BE_DIRECTORY, TRUNCATE } from "../../../services/kinds.ts";
import {
  CLOSE,
  CREATE_DIRECTORY,
  OPEN,
  READ,
  READ_DIRECTORY,
  STAT,
  STAT_PATH,
  UNLINK,
  WRITE,
} from "../../../services/protocol.ts";

const LOT = 65536;

/** What a file is opened for. */
const TO_READ = 1;
const TO_WRITE = 2;

/** The fixed part of an entry of a directory (WASI preview 1, `dirent`): cookie, inode, bytes of the name, type. */
const ENTRY = 24;

export class FileClient {
  private readonly endpoint: Endpoint;

  private constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  /** As the owner of a session. `service`: a handle of the service; the client has one more at the same desk. */
  static async open(service: Endpoint, session: number): Promise<FileClient> {
    const { port } = service;
    return await create(port, {
      call: (slot) => port.kernel.duplicate(service.number, slot, ALL_RIGHTS, BigInt(session)),
      made: (slot) => new FileClient(new Endpoint(port, slot)),
    });
  }

  /** All that is in a file. */
  async read(directory: number, path: string): Promise<Uint8Array> {
    const file = await this.open(directory, path, { access: TO_READ });
    try {
      const size = Number((await this.ask([STAT, file]))[2]);
      const content = new Uint8Array(size);
      for (let at = 0; at < size;) {
        const lot = content.subarray(at, Math.min(size, at + LOT));
        const read = Number(
          (await this.ask([READ, file, at, lot.length, 0], { bytes: lot, access: "write" }))[1],
        );
        if (read === 0) return content.subarray(0, at);
        at += read;
      }
      return content;
    } finally {
      await this.ask([CLOSE, file]);
    }
  }

  /** The file has this content from now on; the directories of its path are made where they lack. */
  async write(directory: number, path: string, content: Uint8Array): Promise<void> {
    await this.makeParents(directory, path);
    const file = await this.open(directory, path, { access: TO_WRITE, flags: CREATE | TRUNCATE });
    try {
      for (let at = 0; at < content.length;) {
        const lot = content.subarray(at, at + LOT);
        at += Number((await this.ask([WRITE, file, at, lot.length, 0], { bytes: lot, access: "read" }))[1]);
      }
    } finally {
      await this.ask([CLOSE, file]);
    }
  }

  async remove(directory: number, path: string): Promise<void> {
    await this.askPath(UNLINK, path, [directory]);
  }

  /** The names in a directory, without `.` and `..`. */
  async list(directory: number, path: string): Promise<string[]> {
    const opened = await this.open(directory, path, { access: 0, flags: MUST_BE_DIRECTORY });
    try {
      const names: string[] = [];
      const lot = new Uint8Array(LOT);
      for (let cookie = 0n, length = LOT; length === LOT;) {
        const words = await this.ask([READ_DIRECTORY, opened, cookie, LOT, 0], {
          bytes: lot,
          access: "write",
        });
        length = Number(words[1]);
        cookie = readEntries(lot.subarray(0, length), cookie, names);
      }
      return names.filter((name) => name !== "." && name !== "..");
    } finally {
      await this.ask([CLOSE, opened]);
    }
  }

  async close(): Promise<void> {
    await this.endpoint.close();
  }

  private async open(
    directory: number,
    path: string,
    { access, flags = 0 }: { readonly access: number; readonly flags?: number },
  ): Promise<bigint> {
    const words = await this.askPath(OPEN, path, [directory, FOLLOW | (flags << 16), access]);
    return words[1]!;
  }

  private async makeParents(directory: number, path: string): Promise<void> {
    const parts = path.split("/").slice(0, -1);
    for (let count = 1; count <= parts.length; count += 1) {
      const parent = parts.slice(0, count).join("/");
      if (!(await this.isDirectory(directory, parent)))
        await this.askPath(CREATE_DIRECTORY, parent, [directory]).catch(ignoreExisting);
    }
  }

  private async isDirectory(directory: number, path: string): Promise<boolean> {
    try {
      const words = await this.askPath(STAT_PATH, path, [directory, FOLLOW]);
      return Number((words[0]! >> 16n) & 0xffn) === DIRECTORY;
    } catch {
      return false;
    }
  }

  private askPath(operation: number, path: string, words: readonly number[]): Promise<readonly bigint[]> {
    const bytes = new TextEncoder().encode(path);
    return this.ask([operation | (bytes.length << 16), ...words], { bytes, access: "read" });
  }

  private async ask(words: readonly (number | bigint)[], lend?: Loan): Promise<readonly bigint[]> {
    return answered(await this.call(words, lend));
  }

  private call(words: readonly (number | bigint)[], lend?: Loan): Promise<Message> {
    return this.endpoint.call(words, { patient: true, ...(lend && { lend }) });
  }
}

/** Who writes beside it at the same time may have made it; what else is there is found out by opening. */
function ignoreExisting(thrown: unknown): void {
  if (!(thrown instanceof ServiceError && thrown.number === EXISTS)) throw thrown;
}

/** A path in a directory, which may begin with a slash. */
export const relative = (path: string): string => path.replace(/^\/+/, "") || ".";

export const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

/** Adds the names of entries that are whole; the cookie behind them. */
function readEntries(bytes: Uint8Array, cookie: bigint, names: string[]): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let after = cookie;
  for (let at = 0; at + ENTRY <= bytes.length;) {
    const end = at + ENTRY + view.getUint32(at + 16, true);
    if (end > bytes.length) break;
    names.push(new TextDecoder().decode(bytes.subarray(at + ENTRY, end)));
    after = view.getBigUint64(at, true);
    at = end;
  }
  return after;
}
