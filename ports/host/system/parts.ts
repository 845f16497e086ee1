/**
 * The parts of a system, as its runs see them.
 *
 * Owns        the type; the name of the module from which programs import.
 */
import type { Channels } from "../devices/channels.ts";
import type { Program } from "../program.ts";
import type { Desks } from "./desks.ts";
import type { HostDirectories } from "../devices/directory.ts";
import type { Keepers } from "./keepers.ts";
import type { Parent } from "./parent.ts";
import type { Service } from "./service.ts";
import type { Sessions } from "./sessions.ts";

export const WASI = "wasi_snapshot_preview1";

export interface Parts {
  readonly parent: Parent;
  readonly streams: Service;
  readonly files: Service;
  readonly clock: Service;
  readonly entropy: Service;
  readonly channels: Channels;
  readonly hostDirectories: HostDirectories;
  readonly desks: Desks;
  readonly keepers: Keepers;
  readonly sessions: Sessions;
  /** A number that no session has had. */
  nextNumber(): number;
  /** A program that imports WASI from the library. */
  load(binary: Uint8Array): Promise<Program>;
  /** Has the services run that a program can ask. */
  prepare(program: Program): Promise<void>;
  /** Is this descriptor of the process a terminal? */
  isTerminal(descriptor: number): boolean;
}
