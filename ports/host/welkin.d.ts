/**
 * The embedding API: what a program in JavaScript or TypeScript imports from "welkin" to run others under the kernel.
 *
 *     const machine = await Machine.boot({ memory: "64M" });
 *     const box = await machine.root.createContainer({ memory: "8M", time: "20%" });
 *     const requests = await machine.createEndpoint();
 *     const plugin = await box.spawn(bytes, { handles: { 1: requests.with({ rights: ["receive"] }) } });
 *     const { words } = await requests.call([42]);
 *     await box.destroy();
 *
 * Owns      the names and their types; index.ts has what they stand for, and a test compares the two.
 * Errors    every promise rejects with a WelkinError, unless something else is said.
 * Units     sizes in bytes, fuel in units of about one WebAssembly instruction.
 */

/** Bytes: a number, or a text such as "512K", "64M", "1G", in powers of 1024. Rounded up to frames of 4096. */
export type Size = number | string;

/** A share of a processor: a number from 0 to 1, or a text such as "20%". */
export type Share = number | string;

export interface BootOptions {
  /** What all processes and kernel objects together may use, up to what the kernel is built for. */
  readonly memory: Size;
  /**
   * "real", unless given: shares of time are shares of a processor. "virtual": they are shares of the instructions that
   * are executed, and nobody waits for time to pass, so that equal runs go equally.
   */
  readonly pace?: "real" | "virtual";
  /**
   * How many processors' time containers may have together: 1, unless given. With more, a share is still what a container may
   * use at most, but no more a promise. A container's share is one of all of them.
   */
  readonly processors?: number;
}

/** A kernel that has booted. */
export declare class Machine {
  private constructor();
  /** Boots a kernel. Rejects with "badArgument" for a size that is none. */
  static boot(options: BootOptions): Promise<Machine>;
  /** All memory and time that there is. It cannot be destroyed. */
  readonly root: Container;
  /** Units of fuel that this machine burns in a second, as far as that has been measured. */
  readonly speed: number;
  /** Makes an endpoint, for which the root container pays. */
  createEndpoint(): Promise<Endpoint>;
  /** Makes a notification, for which the root container pays. */
  createNotification(): Promise<Notification>;
  /** What each container has, and what has been used, at this moment. */
  statistics(): ContainerStatistics;
  /** Calls `listener` for each event from now on, until `signal` is aborted. */
  onEvent(listener: (event: MachineEvent) => void, options?: Waiting): void;
  /** Ends all processes at once. Whatever is pending rejects with "shutDown". */
  shutdown(): void;
}

/** A process was spawned, or came to its end. */
export type MachineEvent = ({ readonly kind: "spawned" } | End) & { readonly process: Process };

export type Right = "send" | "receive" | "grant" | "manage";

export interface Restriction {
  /** Those that are left, of the ones that there are. Absent: all. */
  readonly rights?: readonly Right[];
  /** A u64 that tells receivers through which handle a message came. A handle that has one other than 0 keeps it. */
  readonly badge?: bigint | number;
}

/** A copy of a handle that a process is to have. */
export interface Grant {
  readonly handle: Handle;
  readonly rights: number;
  readonly badge: bigint;
}

/** What names an object of the kernel. JavaScript can hold about 120 of them: "noSlots". */
export declare abstract class Handle {
  /** This handle with fewer rights, or a badge, for a process that is spawned. */
  with(restriction: Restriction): Grant;
  /** Destroys the object. All handles to it are dead then, and what waits for it is told "destroyed". */
  destroy(): Promise<void>;
  /** Gives the handle up. The object lives on, until its container is destroyed. */
  close(): Promise<void>;
}

export interface ContainerOptions {
  /** For people: in statistics. */
  readonly name?: string;
  /** What it may use at most, out of what its parent has left. */
  readonly memory: Size;
  /** The share of a processor that it may use at most, out of what its parent has left. Absent: none. */
  readonly time?: Share;
}

export interface ContainerStatistics {
  readonly name: string;
  /** Bytes that it has, uses itself, and has given to containers in it. */
  readonly memory: { readonly total: number; readonly used: number; readonly given: number };
  /** Shares of a processor that it has, and has given to containers in it: from 0 to 1. */
  readonly time: { readonly total: number; readonly given: number };
  /** Units of fuel that it, with all containers in it, has used. */
  readonly fuel: number;
  readonly processes: readonly ProcessStatistics[];
  readonly containers: readonly ContainerStatistics[];
}

/** A part of a machine's memory and time, and what lives on it. */
export declare class Container extends Handle {
  private constructor();
  readonly name: string;
  /** Makes a container in this one. Rejects with "noFrames", "noTime" or "tooDeep" (32 levels). */
  createContainer(options: ContainerOptions): Promise<Container>;
  /** Makes an endpoint, for which this container pays: a frame. */
  createEndpoint(): Promise<Endpoint>;
  /** Makes a notification, for which this container pays: a frame. */
  createNotification(): Promise<Notification>;
  /**
   * Makes an object for the device of this number, a u32, for which this container pays: a frame. What memory it has of its own
   * nobody pays for.
   */
  createDevice(number: number, options?: DeviceOptions): Promise<Device>;
  /** Makes the interrupt of a line from 0 to 255, for which this container pays: a frame. "wrongState" if it has one. */
  createInterrupt(line: number): Promise<Interrupt>;
  /**
   * Runs a program in a process of its own; this container pays for its memory and its time. Rejects as Program.load does,
   * or with "noFrames"; then nothing has been made.
   */
  spawn(program: Program | Uint8Array, options?: SpawnOptions): Promise<Process>;
  statistics(): ContainerStatistics;
}

export interface SpawnOptions {
  /** For people: in statistics and events. */
  readonly name?: string;
  /** Its handles, by the slots from 0 to 127 in which it finds them. */
  readonly handles?: Readonly<Record<number, Handle | Grant>>;
  /**
   * The slot in which it finds a handle of itself, with which it can make threads: if its memory 0 is shared and it exports
   * `thread` (two i64) or `wasi_thread_start` (two i32), that is what they call, with the entry and the argument of `start`.
   */
  readonly self?: number;
  /** What its `main` is called with: a number for each i32, f32 or f64, a bigint for each i64. */
  readonly arguments?: readonly (number | bigint)[];
  /**
   * The endpoint where its faults are reported: who receives them says what becomes of the process. Without one, a
   * process that faults is destroyed.
   */
  readonly faults?: Endpoint;
  /** The functions that it may import from the module "device". */
  readonly devices?: Devices;
  /** The fuel that it may use, with others that have the same budget: without end, unless given. */
  readonly budget?: Budget;
}

/** Fuel that processes may use in all their lives. One that runs out of it faults. */
export declare class Budget {
  /** Throws a WelkinError "badArgument" if it is no whole number above 0. */
  constructor(fuel: number);
  /** What can be used still. */
  readonly left: number;
}

/**
 * A function of yours that a process can call. It takes and gives a number for each i32, f32 or f64, a bigint for each i64,
 * and runs to its end at once. If it throws, the process faults.
 */
export type DeviceFunction = (...values: never[]) => number | bigint | void;

/**
 * Makes the functions that one process has, by the names under which it imports them. `bytes` gives its byte memory, which is
 * its memory 0, as that is now: what it gave before is of no use once the memory has grown.
 */
export type Devices = (bytes: () => Uint8Array<ArrayBuffer>) => Readonly<Record<string, DeviceFunction>>;

/** Why a process faulted. */
export type FaultName =
  | "unreachable"
  | "memory"
  | "arithmetic"
  | "table"
  | "stackOverflow"
  | "exception"
  | "device"
  | "fuel"
  | "other";

/** How a process came to its end. */
export type End =
  | { readonly kind: "exited" }
  /** `cause`: what one of its devices has thrown, if that is why. */
  | { readonly kind: "faulted"; readonly fault: FaultName; readonly cause?: unknown }
  | { readonly kind: "destroyed" };

export interface ProcessStatistics {
  readonly name: string;
  readonly state: "running" | End["kind"];
  /** Bytes of its memories. */
  readonly memory: number;
  /** Units of fuel that it has used. */
  readonly fuel: number;
}

/** A program that runs, in a memory and with handles of its own. */
export declare class Process extends Handle {
  private constructor();
  readonly name: string;
  /** Resolves when it runs no more. Never rejects. */
  readonly ended: Promise<End>;
  statistics(): ProcessStatistics;
}

/** Up to six words, each a u64; what is missing is 0. */
export type Words = readonly (bigint | number)[];

export interface Message {
  /** Six words. */
  readonly words: readonly bigint[];
}

/** What handles that come with messages can be of. */
export interface Kinds {
  readonly endpoint: Endpoint;
  readonly notification: Notification;
}

export interface Answer<Kind extends keyof Kinds = keyof Kinds> extends Message {
  /** The handle that came with it, if one was wanted and given. */
  readonly handle?: Kinds[Kind];
}

export interface Received extends Message {
  /** That of the handle through which the message was sent. */
  readonly badge: bigint;
  /** Answers the sender, if it waits for that; rejects with "noSuchClient" if it does not, or not any more. */
  reply(words: Words): Promise<void>;
  /** Bytes of what the sender lends, from its byte `offset` on. Rejects if it has not lent so much to be read. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Writes into what the sender lends, from its byte `offset` on. Rejects if it has not lent so much to be written. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** A copy of the handle that the sender offers, of an endpoint unless something else is said. Rejects if it offers none. */
  accept<Kind extends keyof Kinds = "endpoint">(kind?: Kind): Promise<Kinds[Kind]>;
  /** Gives the sender a copy of a handle with the right to grant it. Rejects if it wants none. */
  grant(handle: Handle | Grant): Promise<void>;
}

/** How waiting may be given up: the promise then rejects with the signal's reason. */
export interface Waiting {
  readonly signal?: AbortSignal;
}

/** At most 64 KiB that whoever takes the message may use until it replies. */
export interface Loan {
  /** What is written there is in them when the call has been answered. */
  readonly bytes: Uint8Array;
  readonly access: "read" | "write" | "both";
}

export interface Calling<Kind extends keyof Kinds = keyof Kinds> extends Waiting {
  readonly lend?: Loan;
  /** A handle, with the right to grant it, of which whoever takes the message may have a copy until it replies. */
  readonly offer?: Handle | Grant;
  /** What a handle that is given with the reply is of; without it, none can be given. */
  readonly wants?: Kind;
}

/** Where messages are sent and received. */
export declare class Endpoint extends Handle {
  private constructor();
  /** Sends a message: waits until it is taken. */
  send(words: Words, options?: Waiting): Promise<void>;
  /** Sends a message and waits for the reply. */
  call<Kind extends keyof Kinds = keyof Kinds>(words: Words, options?: Calling<Kind>): Promise<Answer<Kind>>;
  /** Waits for a message. */
  receive(options?: Waiting): Promise<Received>;
}

export interface DeviceOptions {
  /** Memory of its own, in whole pages of 4 KiB, which its driver maps by \`mapDevice\`: none, unless given. */
  readonly memory?: Size;
}

/** A device that JavaScript plays. Its driver, a process, says by \`dmaMap\` which of its pages the device reaches. */
export declare class Device extends Handle {
  private constructor();
  /** The bytes at an address that \`dmaMap\` has told the driver. Throws "notMapped" if the device does not reach them. */
  read(address: bigint | number, length: number): Uint8Array;
  /** Writes bytes there. Throws "notMapped", or "notAllowed" if the driver may not write to them. */
  write(address: bigint | number, bytes: Uint8Array): void;
  /**
   * Bytes of its own memory, from an address there on: 4096 * i is the beginning of page i. Throws "notMapped" if no process has
   * them mapped in its memory, for nobody else keeps them. Where several pages are one, the last that was mapped.
   */
  readMemory(address: bigint | number, length: number): Uint8Array;
  /** Writes bytes there, wherever they are mapped. */
  writeMemory(address: bigint | number, bytes: Uint8Array): void;
}

/** What the driver of a device is told by, which JavaScript plays. The driver binds it to a notification. */
export declare class Interrupt extends Handle {
  private constructor();
  /** The device has something to say: the driver is told, once, as soon as it has acknowledged what was before. */
  raise(): void;
}

/** Bits that are signalled, and gathered until somebody takes them. A process can have it signalled at a moment. */
export declare class Notification extends Handle {
  private constructor();
  /** Sets these bits of a u64, beside those that are set. */
  signal(bits: bigint | number): Promise<void>;
  /** Takes the bits that are set; if none are, waits for some. */
  wait(options?: Waiting): Promise<bigint>;
}

/** A module that processes can run, rewritten and compiled once for all of them. */
export declare class Program {
  private constructor();
  /**
   * A program from the bytes of a WebAssembly module. It exports `main` or `_start`. Without a library it imports nothing but
   * functions of "welkin", of "memory", which reach a byte memory that is its memory 0 then, and of "device". A shared
   * memory can be an import as well. Rejects with a RewriteError, or with "badProgram".
   */
  static load(binary: Uint8Array, options?: LoadOptions): Promise<Program>;
}

export interface LoadOptions {
  /** What it imports functions from, instead of from the kernel. */
  readonly library?: Library;
  /** It may import the kernel's calls too, though it has a library. */
  readonly calls?: boolean;
}

export interface LibraryOptions {
  /**
   * The modules that programs may import from. Of each: what the names of its functions begin with in the library, so
   * that { a: "", b: "b_" } has `f` of `a` be its export `f`, and `f` of `b` its export `b_f`.
   */
  readonly provides: Readonly<Record<string, string>>;
}

/** A module between programs and the kernel: every process of such a program has an instance of it. */
export declare class Library {
  private constructor();
  /**
   * A library from the bytes of a WebAssembly module, which imports nothing but functions of "welkin", and of "memory" to
   * reach memory 0 of its program. Rejects with a RewriteError, or with "badProgram".
   */
  static load(binary: Uint8Array, options: LibraryOptions): Promise<Library>;
}

export type WelkinErrorCode =
  | "notRunning"
  | "noSuchHandle"
  | "destroyed"
  | "wrongKind"
  | "notAllowed"
  | "slotTaken"
  | "noFrames"
  | "noTime"
  | "tooDeep"
  | "wrongState"
  | "noSuchClient"
  | "wouldWait"
  | "badArgument"
  | "noSuchPage"
  | "alreadyMapped"
  | "notMapped"
  | "badProgram"
  | "noSlots"
  | "shutDown";

/** What the kernel, or this port, has refused. */
export declare class WelkinError extends Error {
  constructor(code: WelkinErrorCode, message: string);
  readonly code: WelkinErrorCode;
}

export type RefusalCode = "malformed" | "unsupported" | "index" | "limit" | "import" | "reserved";

/** Why a module cannot be rewritten, and where: `offset` in bytes. */
export declare class RewriteError extends Error {
  constructor(code: RefusalCode, offset: number, message: string);
  readonly code: RefusalCode;
  readonly offset: number;
}

// --- Programs with WASI ----------------------------------------------------------------------------------------

export interface SystemOptions {
  /** What all programs and services together may use: "1G", unless given. */
  readonly memory?: Size;
  /** What of that files in memory may use: "256M", unless given. */
  readonly files?: Size;
  /** As of Machine. */
  readonly pace?: "real" | "virtual";
}

/**
 * A machine with services, which runs programs that import WASI preview 1 (`wasi_snapshot_preview1`). A program has what
 * RunOptions give it, and nothing else; thousands run side by side.
 *
 *     const system = await System.boot();
 *     const result = await system.run(bytes, { args: ["program"], stdout: "collect", timeout: 1000 });
 *     if (result.kind === "exited") console.log(result.code, new TextDecoder().decode(result.stdout));
 *     system.shutdown();
 */
export declare class System {
  private constructor();
  /** Boots a machine. Its services start when a program first needs them, and again when they fail. */
  static boot(options?: SystemOptions): Promise<System>;
  readonly machine: Machine;
  /** A program, for many runs of it. Rejects as Program.load does. */
  load(binary: Uint8Array): Promise<Program>;
  /**
   * Runs a program to its end, in a container of its own. Rejects if it cannot begin: as Program.load does, with "badArgument",
   * with "noFrames" where the system has not that much memory left, with what the host says of a directory.
   */
  run(program: Program | Uint8Array, options?: RunOptions): Promise<RunResult>;
  /** A directory in memory, for several programs, with at most `limit` bytes in it: "64M", unless given. */
  createDirectory(options?: { readonly limit?: Size }): Promise<MemoryDirectory>;
  /**
   * Listens for connections (TCP), which programs get that are given the listener. Rejects with "badArgument", or with what the
   * host says: EADDRINUSE, for instance.
   */
  listen(options?: ListenOptions): Promise<SocketListener>;
  /** Ends all programs at once, and closes listeners. What is pending rejects with "shutDown". */
  shutdown(): void;
}

/** Runs a program to its end, in a system of its own. */
export declare function run(binary: Uint8Array, options?: RunOptions): Promise<RunResult>;

/** A directory in memory, which outlives the programs that use it; but not a failure of the file service. */
export declare class MemoryDirectory {
  private constructor();
  /** The file has this content from now on. Directories of its path are made. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  read(path: string): Promise<Uint8Array>;
  /** The names in a directory of it. */
  list(path?: string): Promise<string[]>;
  remove(path: string): Promise<void>;
  /** All that is in it is gone. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** An address or a name of this host: "127.0.0.1", unless given. */
  readonly host?: string;
  /** 0, unless given: one that is free. */
  readonly port?: number;
  /** Connections at a time, closed at once by the host beyond that: 128, unless given. */
  readonly connections?: number;
}

/**
 * Where connections come from: an open socket to each program that is given it, one after the other or at a time. Each connection
 * is of the program that accepts it, and closed with it.
 */
export declare class SocketListener {
  private constructor();
  readonly host: string;
  readonly port: number;
  /** No connections come any more; programs are told so. Resolves when the last one that has come is closed. */
  close(): Promise<void>;
}

/** A directory that a program finds when it begins: of the host, or in memory. */
export type DirectoryOption = {
  /** What the program calls it; unless given, as the host does. */
  readonly guest?: string;
  /** "write", unless given: it can be read and written. */
  readonly access?: "read" | "write";
} & ({ readonly host: string } | { readonly memory: MemoryDirectory; readonly guest: string });

/** Bytes, a stream, this process's own input; nothing, unless given. */
export type InputOption = Uint8Array | ReadableStream<Uint8Array> | "inherit";

/** A stream, this process's own output, or "collect": in the result. Nowhere, unless given. One stream can take output and errors. */
export type OutputOption = WritableStream<Uint8Array> | "inherit" | "collect";

export interface RunOptions {
  /** For people: in statistics. */
  readonly name?: string;
  /** The first is what the program is called. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly directories?: readonly DirectoryOption[];
  /** Files of a directory in memory of its own, which the program finds as "/": their paths, and what is in them. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Where it gets connections from: open sockets behind its directories, in this order. Its processes have none. */
  readonly listeners?: readonly SocketListener[];
  /** What it may use at most: "64M", unless given. All that it needs counts, its processes included. */
  readonly memory?: Size;
  /** The share of a processor that it may use at most: all of one, unless given. */
  readonly cpu?: Share;
  /** Units of fuel that it may use: no bound, unless given. */
  readonly fuel?: number;
  /** Milliseconds after which it is ended. Output that its streams have not taken then is waited for 5 s more. */
  readonly timeout?: number;
  /** Processes that it may have at a time besides its own: none, unless given. */
  readonly processes?: number;
  readonly stdin?: InputOption;
  readonly stdout?: OutputOption;
  readonly stderr?: OutputOption;
  /** Bytes of an output that is collected: 16 MiB, unless given. Who writes more is told that it is closed. */
  readonly collected?: number;
  /** Ends it, and waiting for streams that do not take its output. */
  readonly signal?: AbortSignal;
}

/** What has become of a program. */
export type Outcome =
  | { readonly kind: "exited"; readonly code: number }
  /** It did what it must not. */
  | { readonly kind: "faulted"; readonly fault: Exclude<FaultName, "fuel"> }
  /** It was refused memory, and failed then. */
  | { readonly kind: "outOfMemory" }
  | { readonly kind: "outOfFuel" }
  | { readonly kind: "timedOut" }
  | { readonly kind: "aborted" };

export type RunResult = Outcome & {
  readonly statistics: RunStatistics;
  /** What was collected of its output. */
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
};

/** What a program has used, its processes included. */
export interface RunStatistics {
  /** The most that it has used at a time. Bytes. */
  readonly memory: number;
  readonly fuel: number;
  /** Calls of WASI, and messages to services. */
  readonly calls: number;
  readonly messages: number;
  /** Bytes that were read and written, of files and streams; of its standard streams, that came in and went out. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** From its beginning to its end. Milliseconds. */
  readonly time: number;
}
