/**
 * The port: a booted kernel with all that it needs to run processes.
 *
 * Owns        the wiring of kernel, loop, JavaScript and trampoline; what processes import; the events.
 * Not here    the objects that an embedder holds (machine.ts, container.ts, ...).
 */
import { READS, WELKIN } from "./calls.ts";
import type { Mapping } from "./charges.ts";
import { DeviceMemory } from "./device-memory.ts";
import { Events } from "./events.ts";
import { ALL_RIGHTS, create, type Handle } from "./handle.ts";
import { JavaScript, PRIORITY } from "./javascript.ts";
import { FrameTable } from "./frame-table.ts";
import { Frames } from "./frames.ts";
import { Fuel } from "./fuel.ts";
import { instantiateKernel, type Kernel, Part, READ_AND_WRITE, Resource, ROOT, SELF } from "./kernel.ts";
import { Lines } from "./lines.ts";
import { Loop } from "./loop.ts";
import { COPYING, KERNEL, PORT, TRAMPOLINE } from "./made.ts";
import { type MapAll, mapper } from "./mapper.ts";
import { Memories } from "./memories.ts";
import { memoryCalls } from "./memory-calls.ts";
import { Pace, type PaceName } from "./pace.ts";
import type { Process } from "./process.ts";
import { Reach } from "./reach.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import { Windows } from "./windows.ts";
import { check } from "./welkin-error.ts";

/** JavaScript's threads to begin with. There are more when more calls wait at a time. */
const THREADS = 4;

/** Those of another process of JavaScript's: so that one call can wait, whether or not there are frames for more. */
const THREADS_OF_OTHERS = 2;

/** Slots that the first process has handles in: ROOT and SELF. Of others, slot ROOT is empty. */
const FIRST_SLOTS = 2;

export interface PortOptions {
  readonly frames: number;
  readonly pace: PaceName;
  readonly processors: number;
}

/** Another process of JavaScript's. */
export interface OtherProcess {
  /** What handles that are in it belong to. */
  readonly port: Port;
  /** Where those are that it was given. */
  readonly slots: readonly number[];
}

/** What a port is made of, besides the kernel. */
interface Parts {
  readonly table: FrameTable;
  readonly frames: Frames;
  readonly fuel: Fuel;
  readonly pace: Pace;
  readonly lines: Lines;
  readonly reach: Reach;
  readonly deviceMemory: DeviceMemory;
}

export class Port {
  readonly kernel: Kernel;
  readonly javascript: JavaScript;
  readonly frames: Frames;
  private readonly mapAll: MapAll;
  readonly loop: Loop;
  readonly pace: Pace;
  readonly fuel: Fuel;
  /** The kernel's calls, by the module that processes import them from. */
  readonly calls: WebAssembly.Imports;
  readonly events = new Events();
  readonly memories = new Memories();
  readonly lines: Lines;
  readonly reach: Reach;
  readonly deviceMemory: DeviceMemory;
  /** Whose each of JavaScript's threads is. */
  private readonly owners = new Map<number, JavaScript>();
  /** By the numbers of their threads. */
  readonly processes = new Map<number, Process>();
  /** By their own. */
  readonly byFrame = new Map<number, Process>();

  /** The root container's. */
  readonly rootFrame: number;

  private constructor(
    exports: WebAssembly.Exports,
    { table, frames, fuel, pace, lines, reach, deviceMemory }: Parts,
  ) {
    const kernel = finishing(exports, frames);
    check(kernel.boot(table.frames));
    this.frames = frames;
    this.mapAll = mapper(exports["map"]!, table.areNew);
    this.lines = lines;
    this.reach = reach;
    this.deviceMemory = deviceMemory;
    const first = kernel.dispatch(0);
    this.rootFrame = kernel.objectOf(ROOT);
    this.kernel = kernel;
    this.javascript = this.javascriptFrom([first], { self: SELF, taken: FIRST_SLOTS });
    for (let more = 1; more < THREADS; more += 1) this.javascript.addThread();
    kernel.exit();
    this.pace = pace;
    this.fuel = fuel;
    this.loop = new Loop({
      kernel,
      pace,
      fuel,
      owners: this.owners,
      begin: (thread) => this.beginThread(thread),
    });
    this.calls = this.callsOf(exports);
  }

  static async boot(options: PortOptions): Promise<Port> {
    const booted: { port?: Port } = {};
    const fuel = new Fuel();
    const table = new FrameTable(options.frames, fuel.global);
    const frames = new Frames(table, fuel);
    const reach = new Reach(table, frames);
    const deviceMemory = new DeviceMemory(frames);
    const pace = new Pace(options.pace, options.processors);
    const lines = new Lines((line) => booted.port?.onInterrupt(line));
    const exports = await instantiateKernel(
      {
        zeroFrame: (frame) => frames.zeroFrame(frame),
        copyBytes: (from, fromOffset, to, toOffset, length) =>
          frames.copyBytes(from, fromOffset, to, toOffset, length),
        translationChanged: (space, page, count, before, after) => {
          reach.stopReach(before);
          frames.translationChanged(space, page, count, before, after);
          deviceMemory.translationChanged(space, page, before, after);
        },
        letReach: (frame, device, writable) => reach.letReach(frame, device, writable),
        stopReach: (frame) => reach.stopReach(frame),
        stopDevice: (device) => reach.stopDevice(device),
        threadEnded: (thread) => booted.port?.onThreadEnded(thread),
        now: () => pace.now,
        maskLine: (line) => lines.mask(line),
        unmaskLine: (line) => lines.unmask(line),
      },
      table,
    );
    const parts = { table, frames, fuel, pace, lines, reach, deviceMemory };
    const port = new Port(exports, parts);
    booted.port = port;
    return port;
  }

  /** What runs the process in slot `self`, on these threads of it. */
  private javascriptFrom(
    threads: readonly number[],
    { self, taken }: { self: number; taken: number },
  ): JavaScript {
    const { kernel, owners } = this;
    const windows = new Windows(kernel);
    this.frames.attach(kernel.spaceOf(kernel.objectOf(self)), windows);
    return new JavaScript(kernel, { threads, wake: () => this.loop.wake(), owners, taken, windows });
  }

  /**
   * Makes another process of JavaScript's, with slots and threads of its own, for which the root container pays: it has
   * copies of the handles that are given.
   */
  async openProcess(given: readonly Handle[]): Promise<OtherProcess> {
    const javascript = await create(this, {
      call: (slot) => this.kernel.createProcess(ROOT, slot),
      made: (slot) => this.beginProcess(slot, given),
    });
    const port = Object.assign(Object.create(Port.prototype) as Port, this, { javascript });
    return { port, slots: given.map((_, index) => FIRST_SLOTS + index) };
  }

  /** Gives the process in `slot` its handles and its first threads, and empties the slot. Throws a WelkinError; then it is no more. */
  private beginProcess(slot: number, given: readonly Handle[]): JavaScript {
    const { kernel } = this;
    const { threadSlot } = this.javascript;
    try {
      check(kernel.give(slot, SELF, slot, ALL_RIGHTS, 0n));
      for (const [index, handle] of given.entries())
        check(kernel.give(slot, FIRST_SLOTS + index, handle.number, ALL_RIGHTS, 0n));
      const threads: number[] = [];
      while (threads.length < THREADS_OF_OTHERS) {
        check(kernel.createThread(slot, PRIORITY, threadSlot));
        threads.push(kernel.objectOf(threadSlot));
        check(kernel.close(threadSlot));
      }
      const javascript = this.javascriptFrom(threads, { self: slot, taken: FIRST_SLOTS + given.length });
      this.javascript.releaseSlot(slot);
      return javascript;
    } catch (error) {
      while (kernel.destroy(slot) === STATUS.More);
      throw error;
    } finally {
      kernel.close(slot);
    }
  }

  /** The kernel has destroyed a thread. */
  private onThreadEnded(thread: number): void {
    this.dropThread(thread, { isGone: true });
    this.processes.delete(thread);
  }

  /** There is an interrupt on a line that is open. */
  private onInterrupt(line: number): void {
    this.kernel.interrupt(line);
    this.loop.wake();
  }

  private dropThread(thread: number, how: { isGone: boolean }): void {
    this.loop.drop(thread);
    this.processes.get(thread)?.threadDropped(thread, how);
  }

  /** A thread runs that a process has made. False if it has ended. */
  private beginThread(thread: number): boolean {
    const process = this.byFrame.get(this.kernel.processOf(thread));
    if (process) return process.begin(thread);
    this.kernel.exit();
    return false;
  }

  /** Nothing runs any more; all that is pending is rejected. */
  close(): void {
    this.lines.close();
    this.loop.close();
    for (const javascript of new Set(this.owners.values())) javascript.close();
    for (const process of this.processes.values()) process.hasEnded({ kind: "destroyed" });
    this.processes.clear();
  }

  /** Maps pages of a process in the container of frame `container`: of a handle, or OWN. */
  mapping(container: number, process: number): Mapping {
    const { kernel } = this;
    const frames = (part: number) => kernel.budget(container, Resource.Frames, part);
    return {
      left: () => frames(Part.Total) - frames(Part.Used) - frames(Part.Given),
      map: (from, count) => {
        const status = this.mapAll(process, BigInt(from), count, READ_AND_WRITE);
        if (status !== STATUS.AlreadyMapped) check(status);
        return status === STATUS.Done;
      },
    };
  }

  private callsOf(kernel: WebAssembly.Exports): WebAssembly.Imports {
    const calls = new WebAssembly.Instance(new WebAssembly.Module(TRAMPOLINE), {
      [KERNEL]: {
        ...kernel,
        ...this.threadCalls(),
        ...memoryCalls({
          kernel: this.kernel,
          frames: this.frames,
          memory: this.deviceMemory,
          current: () => this.kernel.processOf(this.loop.current!),
        }),
      },
      [PORT]: {
        fuel: this.fuel.global,
        suspend: this.loop.suspend,
        exit: () => this.loop.exit(),
        finish: () => this.frames.finish(),
        isPending: this.frames.isPending,
      },
    });
    const reads = Object.fromEntries(READS.map((name) => [name, kernel[name]!]));
    return { [WELKIN]: { ...calls.exports, ...reads } };
  }

  /** The calls after which a thread does not go on where it was. */
  private threadCalls(): Record<string, WebAssembly.ImportValue> {
    const { kernel } = this;
    const dropping = (handle: number, call: () => number): number => {
      const thread = kernel.objectOf(handle);
      const status = call();
      if (status === STATUS.Done) this.dropThread(thread, { isGone: false });
      return status;
    };
    return {
      start: (handle: number, entry: bigint, argument: bigint) =>
        dropping(handle, () => kernel.start(handle, entry, argument)),
      stop: (handle: number) => dropping(handle, () => kernel.stop(handle)),
    };
  }
}

/** The kernel as JavaScript calls it: what a call copies is copied when it returns. */
function finishing(exports: WebAssembly.Exports, frames: Frames): Kernel {
  const copying = COPYING.map((name) => {
    const call = exports[name] as (...parameters: never[]) => number;
    const finished = (...parameters: never[]): number => {
      const status = call(...parameters);
      frames.finish();
      return status;
    };
    return [name, finished];
  });
  return { ...exports, ...Object.fromEntries(copying) } as unknown as Kernel;
}
