/**
 * What a program begins with: arguments, environment, descriptors.
 *
 * Owns        their form in the messages between a program and its parent.
 * Not here    who asks (parent.ts).
 */
import { CHARACTER_DEVICE, DIRECTORY, SOCKET_STREAM, UNKNOWN } from "../../../services/kinds.ts";

/** Slots of services in a program's process (services/README.md). */
export const Slot = {
  Parent: 1,
  Files: 2,
  Streams: 3,
  Clock: 4,
  Entropy: 5,
  Notification: 6,
} as const;

/** WASI's rights, by their bits (WASI preview 1, `rights`). */
const RIGHT = {
  sync: 0x1,
  read: 0x2,
  seek: 0x4,
  setFlags: 0x8,
  tell: 0x20,
  write: 0x40,
  allocate: 0x100,
  createDirectory: 0x200,
  createFile: 0x400,
  linkSource: 0x800,
  linkTarget: 0x1000,
  renameSource: 0x1_0000,
  renameTarget: 0x2_0000,
  setSizeOfPath: 0x8_0000,
  setTimesOfPath: 0x10_0000,
  stat: 0x20_0000,
  setSize: 0x40_0000,
  setTimes: 0x80_0000,
  symlink: 0x100_0000,
  removeDirectory: 0x200_0000,
  unlink: 0x400_0000,
  poll: 0x800_0000,
  shutDown: 0x1000_0000,
  accept: 0x2000_0000,
} as const;

type Right = keyof typeof RIGHT;

const all = (...names: readonly Right[]): number => names.reduce((bits, name) => bits | RIGHT[name], 0);

/** What can be done with any stream. */
const OF_STREAM = all("setFlags", "stat", "poll", "shutDown");

/** What a directory gives to what is opened in it, and what of it makes sense for itself. */
const INHERITED = 0x3fff_ffff & ~all("shutDown", "accept");
const OF_DIRECTORY =
  INHERITED & ~all("sync", "read", "seek", "tell", "write", "allocate", "setSize", "shutDown", "accept");

/** What nobody may who may only read. */
const CHANGING = all(
  "write",
  "allocate",
  "createDirectory",
  "createFile",
  "linkSource",
  "linkTarget",
  "renameSource",
  "renameTarget",
  "setSizeOfPath",
  "setTimesOfPath",
  "setSize",
  "setTimes",
  "symlink",
  "removeDirectory",
  "unlink",
);

export interface Descriptor {
  readonly slot: number;
  readonly type: number;
  readonly file: number;
  readonly rights: number;
  readonly inherited: number;
  /** Of a directory: what the program calls it. */
  readonly name: Uint8Array;
}

const NO_NAME = new Uint8Array(0);

/** Streams: `reads`, or else it is written. */
export function streamDescriptor(
  file: number,
  { reads, terminal }: { reads: boolean; terminal: boolean },
): Descriptor {
  const rights = OF_STREAM | RIGHT[reads ? "read" : "write"];
  const type = terminal ? CHARACTER_DEVICE : UNKNOWN;
  return { slot: Slot.Streams, type, file, rights, inherited: 0, name: NO_NAME };
}

/** What can be done with a listener, and with connections that it gives. Reading it is waiting for one. */
const OF_LISTENER = all("read", "setFlags", "stat", "poll", "accept");
const OF_CONNECTION = OF_STREAM | all("read", "write");

export function listenerDescriptor(file: number): Descriptor {
  return {
    slot: Slot.Streams,
    type: SOCKET_STREAM,
    file,
    rights: OF_LISTENER,
    inherited: OF_CONNECTION,
    name: NO_NAME,
  };
}

export function directoryDescriptor(
  file: number,
  { name, writes }: { name: string; writes: boolean },
): Descriptor {
  const mask = writes ? INHERITED : INHERITED & ~CHANGING;
  return {
    slot: Slot.Files,
    type: DIRECTORY,
    file,
    rights: OF_DIRECTORY & mask,
    inherited: mask,
    name: new TextEncoder().encode(name),
  };
}

export class Startup {
  readonly args: Uint8Array;
  readonly env: Uint8Array;
  readonly descriptors: readonly (Descriptor | undefined)[];
  private readonly counts: readonly [args: number, env: number];

  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    descriptors: readonly (Descriptor | undefined)[],
  ) {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    this.args = terminated(args);
    this.env = terminated(variables);
    this.counts = [args.length, variables.length];
    this.descriptors = descriptors;
  }

  /** Words 1 to 5 of the answer to STARTUP. */
  get words(): readonly number[] {
    const [args, env] = this.counts;
    return [args, this.args.length, env, this.env.length, this.descriptors.length];
  }
}

/** Words 1 to 5 of the answer to DESCRIPTOR. */
export const descriptorWords = ({
  slot,
  type,
  file,
  rights,
  inherited,
  name,
}: Descriptor): readonly number[] => [slot | (type << 8), file, rights, inherited, name.length];

const terminated = (texts: readonly string[]): Uint8Array =>
  new TextEncoder().encode(texts.map((text) => `${text}\0`).join(""));
