/**
 * Systems: a machine with services, which runs programs that know WASI.
 *
 * Owns        the services, and what of them is told again to one that has failed; the numbers of sessions; the library.
 * Not here    what becomes of a program (run.ts), what it is told (parent.ts).
 */
import { isatty } from "node:tty";
import { build } from "../build.ts";
import { Consoles } from "../devices/console.ts";
import { Endpoint } from "../endpoint.ts";
import { create } from "../handle.ts";
import { Library } from "../library.ts";
import { Machine } from "../machine.ts";
import type { PaceName } from "../pace.ts";
import { Program } from "../program.ts";
import type { Size } from "../sizes.ts";
import { Desks } from "./desks.ts";
import { isOver } from "./errors.ts";
import { FileClient } from "./file-client.ts";
import { MemoryDirectory } from "./memory-directory.ts";
import { checkOptions, type RunOptions } from "./options.ts";
import { Parent } from "./parent.ts";
import type { Parts } from "./parts.ts";
import type { RunResult } from "./result.ts";
import { Run } from "./run.ts";
import { Service } from "./service.ts";
import { Session } from "./session.ts";
import { PROCESSORS } from "./shares.ts";
import { DEVICE_READY } from "../../../services/protocol.ts";

const LIBRARY = "wasi/main.ts";

/** The modules that programs import, and what the names of their functions begin with in the library. */
const PROVIDES = { wasi_snapshot_preview1: "", welkin_process: "process_" };

/** All rights of a handle. */
const ALL_RIGHTS = 15;

/** What services use at most, but for that of files. */
const STREAMS_MEMORY = "16M";
const SMALL_MEMORY = "1M";

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
  private readonly parts: Parts;

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

  /** A directory in memory, for several programs one after the other or at a time. */
  async createDirectory(): Promise<MemoryDirectory> {
    const { files, sessions, fileClient } = this.parts;
    const session = new Session(this.parts.nextNumber(), { service: files, openings: [{ kind: "memory" }] });
    await files.start();
    sessions.add(session);
    await session.open();
    return new MemoryDirectory({
      session,
      client: () => fileClient(session.number),
      forget: async () => {
        sessions.delete(session);
        await session.close();
      },
    });
  }

  /** Ends all programs at once. What is pending rejects with "shutDown". */
  shutdown(): void {
    for (const service of servicesOf(this.parts)) service.close();
    this.machine.shutdown();
  }
}

const servicesOf = ({ streams, files, clock, entropy }: Parts): readonly Service[] => [streams, files, clock, entropy];

async function assemble(machine: Machine, fileMemory: Size): Promise<Parts> {
  const { root } = machine;
  const sessions = new Set<Session>();
  const service = async (name: string, memory: Size, devices?: Devices): Promise<Service> => {
    const made: Service = await Service.create(root, {
      name,
      source: `services/${name}/main.ts`,
      memory,
      ...(devices && { devices }),
      onRestart: () => reopen(sessions, made),
    });
    return made;
  };
  const bell = new Bell(() => streams);
  const consoles = new Consoles((console) => bell.ring(console));
  const streams = await service("streams", STREAMS_MEMORY, consoles.devices);
  const files = await service("files", fileMemory, directories.devices);
  const clock = await service("clock", SMALL_MEMORY, clockDevices);
  const entropy = await service("entropy", SMALL_MEMORY, entropyDevices);
  const endpoint = await root.createEndpoint();
  const handles = {
    parent: endpoint,
    streams: streams.endpoint,
    files: files.endpoint,
    clock: clock.endpoint,
    entropy: entropy.endpoint,
  };
  let number = 0;
  return {
    parent: new Parent(endpoint),
    streams,
    files,
    clock,
    entropy,
    consoles,
    hostDirectories: directories,
    desks: new Desks(machine.port, { root, handles }),
    sessions,
    nextNumber: () => (number += 1),
    load: async (binary) => await Program.load(binary, { library: await library() }),
    fileClient: async (session) => new FileClient(await badged(files.endpoint, session)),
    isTerminal: isatty,
  };
}

/** Sessions that a service has lost are opened in it again: what they begin with. */
async function reopen(sessions: ReadonlySet<Session>, service: Service): Promise<void> {
  for (const session of sessions) if (session.isIn(service)) await session.open().catch(ignoreEnd);
}

function ignoreEnd(error: unknown): void {
  if (!isOver(error)) throw error;
}

/** A handle of an endpoint by which messages go with this badge. */
async function badged(endpoint: Endpoint, badge: number): Promise<Endpoint> {
  const { port } = endpoint;
  return await create(port, {
    call: (slot) => port.kernel.duplicate(endpoint.number, slot, ALL_RIGHTS, BigInt(badge)),
    made: (slot) => new Endpoint(port, slot),
  });
}

let loading: Promise<Library> | undefined;

/** The library, which all systems of this process share. */
function library(): Promise<Library> {
  loading ??= build(LIBRARY).then((binary) => Library.load(binary, { provides: PROVIDES }));
  return loading;
}

/** Tells the stream service that a console has something: once more for each time that it had while it was told. */
class Bell {
  private readonly service: () => Service;
  /** Consoles of which the service is being told, and whether it must be told again. */
  private readonly ringing = new Map<number, boolean>();

  constructor(service: () => Service) {
    this.service = service;
  }

  ring(console: number): void {
    if (this.ringing.has(console)) this.ringing.set(console, true);
    else void this.tell(console);
  }

  private async tell(console: number): Promise<void> {
    try {
      do {
        this.ringing.set(console, false);
        await this.service().endpoint.send([DEVICE_READY, console]);
      } while (this.ringing.get(console));
    } catch (error) {
      ignoreEnd(error);
    } finally {
      this.ringing.delete(console);
    }
  }
}
