/**
 * The port: a booted kernel with all that it needs to run processes.
 *
 * Owns        the wiring of kernel, loop, JavaScript and trampoline; what processes import; the events.
 * Not here    the objects that an embedder holds (machine.ts, container.ts, ...).
 */
import { CALLS, READS, WELKIN } from "./calls.ts";
import type { Mapping } from "./charges.ts";
import { Events } from "./events.ts";
import { JavaScript } from "./javascript.ts";
import { Frames } from "./frames.ts";
import { instantiateKernel, type Kernel, OWN, Part, READ_AND_WRITE, Resource, ROOT } from "./kernel.ts";
import { Loop } from "./loop.ts";
import { Pace, type PaceName } from "./pace.ts";
import type { Process } from "./process.ts";
import { METER, METER_IMPORTS } from "./rewriter/names.ts";
import { KERNEL, PORT, trampoline } from "./trampoline.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import { check } from "./welkin-error.ts";

/** JavaScript's threads to begin with. There are more when more calls wait at a time. */
const THREADS = 4;

export interface PortOptions {
  readonly frames: number;
  readonly pace: PaceName;
}

export class Port {
  readonly kernel: Kernel;
  readonly javascript: JavaScript;
  readonly frames: Frames;
  readonly loop: Loop;
  readonly pace: Pace;
  readonly imports: WebAssembly.Imports;
  readonly events = new Events();
  /** By the number of its thread. */
  readonly processes = new Map<number, Process>();

  /** The root container's. */
  readonly rootFrame: number;

  private constructor(exports: WebAssembly.Exports, frames: Frames, { frames: count, pace }: PortOptions) {
    const kernel = exports as unknown as Kernel;
    check(kernel.boot(count));
    this.frames = frames;
    const first = kernel.dispatch(0);
    this.rootFrame = kernel.objectOf(ROOT);
    this.kernel = kernel;
    this.javascript = new JavaScript(kernel, { first, wake: () => this.loop.wake() });
    for (let more = 1; more < THREADS; more += 1) this.javascript.addThread();
    kernel.exit();
    this.pace = new Pace(pace);
    this.loop = new Loop({ kernel, pace: this.pace, javascript: this.javascript });
    this.imports = this.importsOf(exports);
  }

  static async boot(options: PortOptions): Promise<Port> {
    const ends: { thread?: (thread: number) => void } = {};
    const frames = new Frames(options.frames);
    const exports = await instantiateKernel({
      zeroFrame: (frame) => frames.zeroFrame(frame),
      copyBytes: (from, fromOffset, to, toOffset, length) =>
        frames.copyBytes(from, fromOffset, to, toOffset, length),
      translationChanged: (space, page, before, after) =>
        frames.translationChanged(space, page, before, after),
      threadEnded: (thread) => ends.thread?.(thread),
    });
    const port = new Port(exports, frames, options);
    ends.thread = (thread) => port.onThreadEnded(thread);
    return port;
  }

  /** The kernel has destroyed a thread. */
  private onThreadEnded(thread: number): void {
    this.loop.drop(thread);
    this.processes.get(thread)?.hasEnded({ kind: "destroyed" });
    this.processes.delete(thread);
  }

  /** Nothing runs any more; all that is pending is rejected. */
  close(): void {
    this.loop.close();
    this.javascript.close();
    for (const process of this.processes.values()) process.hasEnded({ kind: "destroyed" });
    this.processes.clear();
  }

  /** Maps pages of a process in the container of frame `container`: of a handle, or OWN. */
  mapping(container: number, process: number): Mapping {
    const { kernel } = this;
    const frames = (part: number) => kernel.budget(container, Resource.Frames, part);
    return {
      left: () => frames(Part.Total) - frames(Part.Used) - frames(Part.Given),
      map: (page) => {
        const status = kernel.map(process, BigInt(page), READ_AND_WRITE);
        if (status !== STATUS.AlreadyMapped) check(status);
        return status === STATUS.Done;
      },
    };
  }

  private ownMapping(): Mapping {
    return this.mapping(this.loop.instance.container, OWN);
  }

  /** What every process imports: calls, and what the rewriter has put in. */
  private importsOf(kernel: WebAssembly.Exports): WebAssembly.Imports {
    const calls = new WebAssembly.Instance(new WebAssembly.Module(trampoline(CALLS)), {
      [KERNEL]: kernel,
      [PORT]: { suspend: this.loop.suspend, exit: () => this.loop.exit() },
    });
    const reads = Object.fromEntries(READS.map((name) => [name, kernel[name]!]));
    const { exhausted, growMemory, growTable } = METER_IMPORTS;
    return {
      [WELKIN]: { ...calls.exports, ...reads },
      [METER]: {
        [exhausted]: this.loop.exhausted,
        [growMemory]: (pages: number, index: number) =>
          this.loop.instance.growMemory(index, pages >>> 0, this.ownMapping()),
        [growTable]: (entries: number, index: number) =>
          this.loop.instance.growTable(index, entries >>> 0, this.ownMapping()),
      },
    };
  }
}
