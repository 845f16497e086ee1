/**
 * Systems: a machine with services, which runs programs that know WASI.
 *
 * Owns        what an embedder does with it.
 * Not here    what it consists of (assembly.ts), what becomes of a program (run.ts), what it is told (parent.ts).
 */
import { Machine } from "../machine.ts";
import type { SocketListener, ListenOptions } from "../devices/listener.ts";
import type { PaceName } from "../pace.ts";
import { Program } from "../program.ts";
import { FRAME_BYTES, framesOf, type Size } from "../sizes.ts";
import { assemble } from "./assembly.ts";
import { MemoryDirectory } from "./memory-directory.ts";
import { checkOptions, type RunOptions } from "./options.ts";
import type { Parts } from "./parts.ts";
import type { RunResult } from "./result.ts";
import { MEMORY, Run } from "./run.ts";
import type { Service } from "./service.ts";
import { Session } from "./session.ts";
import { PROCESSORS } from "./shares.ts";

/** What a kernel manages. Bytes. */
export const MOST_MEMORY = 2 ** 31;

/** What may be in a directory in memory, unless it is said. */
const DIRECTORY = "64M";

export interface SystemOptions {
  /** What all programs and services together may use: "1G", unless given. */
  readonly memory?: Size;
  /** What of that files in memory may use: "256M", unless given. */
  readonly files?: Size;
  /** "real", unless given; see Machine. */
  readonly pace?: PaceName;
}

export class System {
  readonly machine: Machine;
  /** @internal */
  readonly parts: Parts;

  private constructor(machine: Machine, parts: Parts) {
    this.machine = machine;
    this.parts = parts;
  }

  /** Boots a machine. Services start when a program first needs them. */
  static async boot({ memory = "1G", files = "256M", pace = "real" }: SystemOptions = {}): Promise<System> {
    const machine = await Machine.boot({ memory, pace, processors: PROCESSORS });
    return new System(machine, await assemble(machine, files));
  }

  /** A program, rewritten and compiled once for all runs of it. Rejects as Program.load does. */
  async load(binary: Uint8Array): Promise<Program> {
    return await this.parts.load(binary);
  }

  /** Runs a program to its end, in a container of its own. Rejects if it cannot begin, and with "badArgument". */
  async run(program: Program | Uint8Array, options: RunOptions = {}): Promise<RunResult> {
    checkOptions(options);
    const loaded = program instanceof Program ? program : await this.load(program);
    return await new Run(this.parts, options).perform(loaded);
  }

  /** A directory in memory, for several programs one after the other or at a time: with at most `limit` bytes in it. */
  async createDirectory({ limit = DIRECTORY }: { readonly limit?: Size } = {}): Promise<MemoryDirectory> {
    const { files, sessions, desks } = this.parts;
    const openings = [{ kind: "memory" }] as const;
    const quota = framesOf(limit) * FRAME_BYTES;
    const session = new Session(this.parts.nextNumber(), { service: files, openings, quota });
    await sessions.open(session);
    return new MemoryDirectory({
      session,
      desks,
      forget: () => sessions.close(session),
    });
  }

  /**
   * Listens for connections, which programs get that are given the listener. Rejects with "badArgument", or with what the host says.
   */
  async listen(options: ListenOptions = {}): Promise<SocketListener> {
    return await this.parts.channels.listen(options);
  }

  /** Ends all programs at once. What is pending rejects with "shutDown". */
  shutdown(): void {
    for (const service of servicesOf(this.parts)) service.close();
    this.parts.channels.close();
    this.machine.shutdown();
  }
}

const servicesOf = ({ streams, files, clock, entropy }: Parts): readonly Service[] => [
  streams,
  files,
  clock,
  entropy,
];

/** What a system may use beside one program: its services, and files in memory. */
const BESIDE = "320M";

/** What a system needs, in which one program may use so much. */
export const systemMemory = (memory: Size): number =>
  Math.min((framesOf(memory) + framesOf(BESIDE)) * FRAME_BYTES, MOST_MEMORY);

/** Runs a program to its end, in a system of its own. */
export async function run(binary: Uint8Array, options: RunOptions = {}): Promise<RunResult> {
  checkOptions(options);
  const system = await System.boot({ memory: systemMemory(options.memory ?? MEMORY) });
  try {
    return await system.run(binary, options);
  } finally {
    system.shutdown();
  }
}
