/**
 * The kernel: one instance of kernel.wasm, and the machine functions that it imports.
 *
 * Owns        the port's side of the kernel's contracts with the machine (kernel/machine.ts); the types of the exports.
 * Invariants  the kernel runs to the end of each call: none of its imports suspends or throws.
 * Not here    who calls what and when (loop.ts, javascript.ts).
 */
import { build } from "./build.ts";
import type { FrameTable } from "./frame-table.ts";
import { withFrames } from "./kernel-memory.ts";
import { compile } from "./module.ts";

/** No thread. */
export const NONE = -1;

/** No thread can run in this period; there are such that have used up their containers' time. */
export const LATER = -2;

/** The kernel has looked at as many threads as it does in one call. */
export const AGAIN = -3;

/** The process of the running thread, in the place of a handle; and what may be done with a page of memory. */
export const OWN = -1;
export const READ_AND_WRITE = 1;

/** The deadline of a timer that is not set. */
export const NEVER = 2n ** 64n - 1n;

/** Slots in a process's table of handles. */
export const SLOTS = 128;

/** The handles that the first process has: of the root container, of itself, and of the platform. */
export const ROOT = 0;
export const SELF = 1;
export const PLATFORM = SLOTS - 1;

/** As kernel/budgets.ts and kernel/kernel.ts number them. */
export const Resource = { Frames: 0, Time: 1 } as const;
export const Part = { Total: 0, Used: 1, Given: 2 } as const;

/** What the kernel exports: slots and numbers are u32, words u64, answers a Status unless noted. */
export interface Kernel {
  // --- The port's entries
  boot(frames: number): number;
  /** So many parts of a period have passed. The thread that runs from now on, or NONE, LATER or AGAIN. */
  dispatch(consumed: number): number;
  /** The next period begins. */
  skipPeriod(): void;
  /** Signals the notification whose timer is due first, if its time has come: More; else Done. */
  expire(): number;
  /** There is an interrupt on a line. */
  interrupt(line: number): number;
  /** When the next timer is due, in nanoseconds of the machine's clock; NEVER, signed, if none is set. */
  nextDeadline(): bigint;
  /** A stopped thread is ready from now on. */
  wake(thread: number): number;
  /** A waiting thread is stopped from now on. */
  halt(thread: number): number;
  /** What a container has: a Resource, and a Part of it. */
  budget(container: number, resource: number, part: number): number;
  /** The process of a thread. */
  processOf(thread: number): number;
  /** The running thread has done what it must not. */
  fault(code: bigint, detail: bigint): number;

  /** The process of a thread, by its frame. */
  processOf(thread: number): number;
  /** The address space of a process, by its frame. */
  spaceOf(process: number): number;

  // --- Of the running thread
  status(): number;
  word(index: number): bigint;
  badge(): bigint;
  client(): number;
  /** The frame of what the handle names. */
  objectOf(slot: number): number;
  yieldNow(): number;
  exit(): number;

  // --- Objects
  createContainer(parent: number, frames: number, time: number, slot: number): number;
  createProcess(container: number, slot: number): number;
  createDevice(
    platform: number,
    container: number,
    number: number,
    first: number,
    count: number,
    slot: number,
  ): number;
  createInterrupt(platform: number, container: number, line: number, slot: number): number;
  /** Stopped; of the priorities 0 is the highest. */
  createThread(process: number, priority: number, slot: number): number;
  createEndpoint(container: number, slot: number): number;
  createNotification(container: number, slot: number): number;
  /** The thread finds the entry and the argument in words 0 and 1. */
  start(thread: number, entry: bigint, argument: bigint): number;
  stop(thread: number): number;
  destroy(slot: number): number;
  /** Of a process, or OWN. */
  map(process: number, page: bigint, access: number): number;
  mapDevice(device: number, process: number, page: bigint, index: number, access: number): number;
  unmap(process: number, page: bigint): number;
  setFaults(process: number, endpoint: number): number;

  // --- Handles
  duplicate(slot: number, to: number, rights: number, badge: bigint): number;
  /** Puts a copy of a handle into a slot of another process. */
  give(process: number, there: number, slot: number, rights: number, badge: bigint): number;
  close(slot: number): number;
  /** Of the client, into a slot of the caller; and of the caller, into the slot that the client has said. */
  accept(client: number, slot: number): number;
  grant(client: number, slot: number, rights: number, badge: bigint): number;
  /** What goes with calls of the running thread: a slot, or NONE; and where it wants a handle, or NONE. */
  offer(handle: number, rights: number, badge: bigint, slot: number): number;

  // --- Messages
  send(endpoint: number, ...words: bigint[]): number;
  receive(endpoint: number): number;
  call(endpoint: number, ...words: bigint[]): number;
  reply(client: number, ...words: bigint[]): number;
  /** Bytes of the caller's, for whom it calls: access 1 to read, 2 to write. */
  lend(address: bigint, length: bigint, access: number): number;
  /** From what a client lends to the caller's bytes at an address. */
  read(client: number, offset: bigint, address: bigint, length: number): number;
  /** From the caller's bytes at an address to what a client lends. */
  write(client: number, offset: bigint, address: bigint, length: number): number;

  // --- Notifications
  signal(notification: number, bits: bigint): number;
  /** The bits are word 0. */
  wait(notification: number): number;
}

/** The kernel's main file, from the project's folder. */
export const KERNEL_SOURCE = "kernel/kernel.ts";

/** By frames. */
const compiled = new Map<number, Promise<WebAssembly.Module>>();

function compiledFor(frames: number): Promise<WebAssembly.Module> {
  const known =
    compiled.get(frames) ?? build(KERNEL_SOURCE).then((binary) => compile(withFrames(binary, frames)));
  compiled.set(frames, known);
  return known;
}

/** What the kernel tells the port, and asks of it (kernel/machine.ts). A frame is NONE where there is none. */
export interface Hearing {
  zeroFrame(frame: number): void;
  copyBytes(from: number, fromOffset: number, to: number, toOffset: number, length: number): void;
  translationChanged(space: number, page: number, count: number, before: number, after: number): void;
  /** The thread is no more: its number may be another's from now on. */
  threadEnded(thread: number): void;
  /** Nanoseconds since a moment before boot: never fewer than before. */
  now(): bigint;
  /** A device reads a frame from now on, and writes to it if that is so said. */
  letReach(frame: number, device: number, writable: boolean): void;
  /** No device reaches a frame from now on; or a device no frame. */
  stopReach(frame: number): void;
  stopDevice(device: number): void;
  /** There are to be no interrupts on this line from now on; or there may be. */
  maskLine(line: number): void;
  unmaskLine(line: number): void;
}

/** The number of a frame, which may be memory of a device. */
const frameOf = (number: number): number => (number === NONE ? NONE : number >>> 0);

/** The exports of a kernel that has not booted, and can with the frames of the table. */
export async function instantiateKernel(hearing: Hearing, table: FrameTable): Promise<WebAssembly.Exports> {
  const machine = {
    ...table.functions({
      zeroFrame: (frame) => hearing.zeroFrame(frame),
      translationChanged: (space, page, count, before, after) =>
        hearing.translationChanged(space, page, count, frameOf(before), frameOf(after)),
    }),
    copy_bytes: (from: number, fromOffset: number, to: number, toOffset: number, length: number) =>
      hearing.copyBytes(from, fromOffset, to, toOffset, length),
    thread_ended: (thread: number) => hearing.threadEnded(thread),
    now: () => hearing.now(),
    let_reach: (frame: number, device: number, writable: number) =>
      hearing.letReach(frame, device, writable !== 0),
    stop_reach: (frame: number) => hearing.stopReach(frame),
    stop_device: (device: number) => hearing.stopDevice(device),
    mask_line: (line: number) => hearing.maskLine(line),
    unmask_line: (line: number) => hearing.unmaskLine(line),
  };
  return new WebAssembly.Instance(await compiledFor(table.frames), { machine }).exports;
}
