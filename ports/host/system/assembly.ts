/**
 * How a system is put together: the services with their devices, the parent, the library.
 *
 * Owns        which service has which device and how much memory; what is told again to one that has failed; the numbers of
 *             sessions.
 */
import { fstatSync } from "node:fs";
import { build } from "../build.ts";
import { clock as clockDevice } from "../devices/clock.ts";
import { Channels } from "../devices/channels.ts";
import { HostDirectories } from "../devices/directory.ts";
import { entropy as entropyDevice } from "../devices/entropy.ts";
import type { Devices } from "../devices.ts";
import { Library } from "../library.ts";
import type { Machine } from "../machine.ts";
import { Program } from "../program.ts";
import type { Size } from "../sizes.ts";
import { Bell } from "./bell.ts";
import { Desks } from "./desks.ts";
import { Keepers } from "./keepers.ts";
import { Parent } from "./parent.ts";
import { type Parts, WASI } from "./parts.ts";
import { Service } from "./service.ts";
import { Sessions } from "./sessions.ts";
import { DEVICE_READY } from "../../../services/protocol.ts";

const LIBRARY = "wasi/main.ts";

/** The modules that programs import, and what the names of their functions begin with in the library. */
const PROVIDES = { [WASI]: "", welkin_process: "" };

/** What services use at most, but for that of files. */
const STREAMS_MEMORY = "16M";
const SMALL_MEMORY = "1M";

/** Imports by which a program asks the clock, and the entropy service. */
const OF_CLOCK = ["clock_time_get", "clock_res_get", "poll_oneoff"];
const OF_ENTROPY = ["random_get"];

export async function assemble(machine: Machine, fileMemory: Size): Promise<Parts> {
  const { root } = machine;
  const sessions = new Sessions();
  const service = async (name: string, memory: Size, devices: Devices): Promise<Service> => {
    const made: Service = await Service.create(root, {
      name,
      source: `services/${name}/main.ts`,
      memory,
      devices,
      async onRestart() {
        await sessions.reopen(made);
        // Those are among them that it was to tell of something.
        await keepers.wake();
      },
    });
    return made;
  };
  const hostDirectories = new HostDirectories();
  let number = 0;
  const nextNumber = (): number => (number += 1);
  const channels: Channels = new Channels({ onReady: (channel) => bell.ring(channel), nextNumber });
  const streams = await service("streams", STREAMS_MEMORY, channels.devices);
  const bell = new Bell(streams.endpoint, DEVICE_READY);
  const files = await service("files", fileMemory, hostDirectories.functions);
  const clock = await service("clock", SMALL_MEMORY, clockDevice);
  const entropy = await service("entropy", SMALL_MEMORY, entropyDevice);
  const endpoint = await root.createEndpoint();
  const keepersEndpoint = await root.createEndpoint();
  const keepers = new Keepers(machine.port, keepersEndpoint);
  const handles = {
    parent: endpoint,
    keepers: keepersEndpoint,
    streams: streams.endpoint,
    files: files.endpoint,
    clock: clock.endpoint,
    entropy: entropy.endpoint,
  };
  return {
    parent: await Parent.create(endpoint),
    streams,
    files,
    clock,
    entropy,
    channels,
    hostDirectories,
    desks: new Desks(machine.port, { root, handles }),
    keepers,
    sessions,
    nextNumber,
    load: async (binary) => await Program.load(binary, { library: await library() }),
    async prepare(program) {
      const imported = new Set(program.importsFrom(WASI));
      if (OF_CLOCK.some((name) => imported.has(name))) await clock.start();
      if (OF_ENTROPY.some((name) => imported.has(name))) await entropy.start();
    },
    isTerminal,
  };
}

/** What makes out terminals takes long to load, and is asked only about what may be one. */
function isTerminal(descriptor: number): boolean {
  const mayBe = fstatSync(descriptor).isCharacterDevice();
  return mayBe && process.getBuiltinModule("node:tty").isatty(descriptor);
}

let loading: Promise<Library> | undefined;

/** The library, which all systems of this process share. */
function library(): Promise<Library> {
  loading ??= build(LIBRARY).then((binary) => Library.load(binary, { provides: PROVIDES }));
  return loading;
}
