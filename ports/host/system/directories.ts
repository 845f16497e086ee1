/**
 * The directories of a run: what its programs find when they begin.
 *
 * Owns        which they are, in the order of their descriptors; their numbers in the session of each program.
 */
import type { Endpoint } from "../endpoint.ts";
import { bytesOf, FileClient, relative } from "./file-client.ts";
import type { HostDirectories } from "../devices/directory.ts";
import type { DirectoryOption } from "./options.ts";
import type { Service } from "./service.ts";
import { type Opening, Session } from "./session.ts";
import { type Descriptor, directoryDescriptor } from "./startup.ts";

/** What one program has of them. */
export interface Given {
  readonly descriptors: readonly Descriptor[];
  readonly sessions: readonly Session[];
}

/** Bytes of files that a run may have in memory of its own. */
const QUOTA = 1 << 26;

interface Directory {
  readonly opening: Opening;
  readonly name: string;
  readonly writes: boolean;
}

export class Directories {
  private readonly service: Service;
  private readonly host: HostDirectories;
  private readonly handles: number[] = [];
  private readonly all: Directory[] = [];
  private seeds:
    { readonly file: number; readonly files: Readonly<Record<string, Uint8Array | string>> } | undefined;

  constructor(service: Service, host: HostDirectories) {
    this.service = service;
    this.host = host;
  }

  /** A directory in memory of the run's own, with these files. */
  addFiles(files: Readonly<Record<string, Uint8Array | string>>): void {
    this.seeds = { file: this.all.length, files };
    this.all.push({ opening: { kind: "memory" }, name: "/", writes: true });
  }

  /** Throws if there is no such directory on the host. */
  add(option: DirectoryOption): void {
    const writes = option.access !== "read";
    if ("memory" in option) {
      this.all.push({
        opening: { kind: "shared", ...option.memory.shared, writes },
        name: option.guest,
        writes,
      });
      return;
    }
    const handle = this.host.give(option.host);
    this.handles.push(handle);
    this.all.push({ opening: { kind: "host", handle, writes }, name: option.guest ?? option.host, writes });
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** What the first program of a run has, whose session has this number. */
  first(number: number): Given {
    return this.given(
      number,
      this.all.map(({ opening }) => opening),
    );
  }

  /** What a program has that another one runs. */
  inherited(number: number, parent: number): Given {
    return this.given(
      number,
      this.all.map(({ writes }, file) => ({ kind: "shared", session: parent, file, writes })),
    );
  }

  private given(number: number, openings: readonly Opening[]): Given {
    if (this.isEmpty) return { descriptors: [], sessions: [] };
    const descriptors = this.all.map(({ name, writes }, file) => directoryDescriptor(file, { name, writes }));
    return {
      descriptors,
      sessions: [new Session(number, { service: this.service, openings, quota: QUOTA })],
    };
  }

  /** Has the files be there that the run begins with, in this session. `service`: a handle of the service at the desk of the run. */
  async seed(service: Endpoint, session: number): Promise<void> {
    if (!this.seeds) return;
    const { file, files } = this.seeds;
    this.seeds = undefined;
    const writer = await FileClient.open(service, session);
    try {
      await this.service.use(async () => {
        for (const [path, content] of Object.entries(files))
          await writer.write(file, relative(path), bytesOf(content));
      });
    } finally {
      await writer.close();
    }
  }

  close(): void {
    for (const handle of this.handles) this.host.takeBack(handle);
  }
}
