/**
 * Processes: programs that run, each in a memory and with handles of its own.
 *
 * Owns        how a process is made, and what is known of it until it is no more.
 * States      running -> exited or faulted -> destroyed; running -> destroyed.
 * Not here    its instance (instance.ts), its thread (thread.ts), which objects it may use (the kernel).
 */
import type { Budget } from "./budget.ts";
import { DeviceError, type Devices } from "./devices.ts";
import { Fault, type FaultName, faultName } from "./fault.ts";
import { ALL_RIGHTS, type Grant, grantOf, Handle } from "./handle.ts";
import { Image } from "./image.ts";
import { OWN } from "./kernel.ts";
import type { OnEnd } from "./loop.ts";
import type { Port } from "./port.ts";
import type { Program } from "./program.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import type { Code } from "./thread.ts";
import { check, WelkinError } from "./welkin-error.ts";

/** That of all processes. */
const PRIORITY = 1;

export interface SpawnOptions {
  /** For people: in statistics and events. */
  readonly name?: string;
  /** Its handles, by the slots from 0 to 127 in which it finds them. */
  readonly handles?: Readonly<Record<number, Handle | Grant>>;
  /** The slot in which it finds a handle of itself, with which it can make threads. */
  readonly self?: number;
  /** What its `main` is called with: a number for each i32, f32 or f64, a bigint for each i64. */
  readonly arguments?: readonly (number | bigint)[];
  /**
   * The endpoint where its faults are reported: who receives them says what becomes of the process. Without one, a
   * process that faults is destroyed.
   */
  readonly faults?: Handle;
  /** The functions that it may import from the module "device". */
  readonly devices?: Devices;
  /** The fuel that it may use, with others that have the same budget: without end, unless given. */
  readonly budget?: Budget;
}

/** How a process came to its end. */
export type End =
  | { readonly kind: "exited" }
  /** `cause`: what the device has thrown, if one has. */
  | { readonly kind: "faulted"; readonly fault: FaultName; readonly cause?: unknown }
  | { readonly kind: "destroyed" };

export interface ProcessStatistics {
  readonly name: string;
  readonly state: "running" | End["kind"];
  /** Bytes of its memories. */
  readonly memory: number;
  /** Units of fuel that it has used: about one for each WebAssembly instruction. */
  readonly fuel: number;
}

export class Process extends Handle {
  readonly name: string;
  /** Resolves when it runs no more. Never rejects. */
  readonly ended: Promise<End>;
  private readonly settle: (end: End) => void;
  private readonly image: Image;
  private readonly frame: number;
  private readonly space: number;
  private readonly readers: ((exports: WebAssembly.Exports) => void)[] = [];
  /** The threads of it that run something: the first, and those that it has made itself. */
  private readonly threads = new Set<number>();
  private first: number | undefined;
  private readonly isWatched: boolean;
  private end: End | undefined;

  /** @internal */
  constructor(port: Port, slot: number, { name, image, isWatched }: Beginning) {
    super(port, slot);
    this.name = name;
    this.image = image;
    this.isWatched = isWatched;
    this.frame = port.kernel.objectOf(slot);
    this.space = port.kernel.spaceOf(this.frame);
    port.frames.attach(this.space, image);
    port.byFrame.set(this.frame, this);
    const { promise, resolve } = Promise.withResolvers<End>();
    this.ended = promise;
    this.settle = resolve;
  }

  statistics(): ProcessStatistics {
    const { name, fuel } = this;
    return { name, state: this.end?.kind ?? "running", memory: this.image.memoryBytes, fuel };
  }

  /** Units of fuel that it has used: about one for each WebAssembly instruction. */
  get fuel(): number {
    return this.image.used;
  }

  /**
   * Was it ever refused what it wanted to have more of?
   * @internal
   */
  get wasRefused(): boolean {
    return this.image.wasRefused;
  }

  /** @internal */
  hasEnded(end: End): void {
    if (this.end) return;
    this.end = end;
    for (const thread of this.threads) this.port.loop.drop(thread);
    const library = this.readers.length > 0 && this.image.libraryAtEnd;
    if (library)
      this.port.loop.aside(() => {
        for (const read of this.readers) read(library);
      });
    this.image.drop();
    this.port.frames.detach(this.space);
    if (this.port.byFrame.get(this.frame) === this) this.port.byFrame.delete(this.frame);
    this.settle(end);
    this.port.events.emit({ ...end, process: this });
  }

  // --- Its threads -----------------------------------------------------------------------------------------

  /**
   * Thread `number` of it runs `code` from when the kernel next dispatches it.
   * @internal
   */
  run(number: number, code: Code): void {
    this.first ??= number;
    this.threads.add(number);
    this.port.processes.set(number, this);
    this.port.loop.add(number, code, (error) => this.threadEnded(number, endOf(error)));
  }

  /**
   * A thread that it has made itself runs now for the first time. False if there is nothing for it to run.
   * @internal
   */
  begin(number: number): boolean {
    const { kernel } = this.port;
    try {
      const words = [kernel.word(0), kernel.word(1)] as const;
      const code = this.end ? undefined : this.image.threadCode(this.threads.size + 1, words);
      if (code) this.run(number, code);
      else kernel.exit();
      return code !== undefined;
    } catch (error) {
      if (!(error instanceof WelkinError)) throw error;
      kernel.fault(BigInt(Fault.Other), 0n);
      this.threadEnded(number, { kind: "faulted", fault: "other" });
      return false;
    }
  }

  /** The end of its first thread is its own, and so is a fault of any. */
  private threadEnded(number: number, end: End): void {
    this.threads.delete(number);
    if (end.kind === "exited" && number !== this.first) return;
    this.hasEnded(end);
    if (end.kind === "exited" || !this.isWatched) this.destroyLater();
  }

  /**
   * A thread does what it did no more: it was stopped, or started anew; or `isGone`.
   * @internal
   */
  threadDropped(number: number, { isGone }: { isGone: boolean }): void {
    this.threads.delete(number);
    if (isGone && number === this.first) this.hasEnded({ kind: "destroyed" });
  }

  // --- Its end ---------------------------------------------------------------------------------------------

  /**
   * Has `read` read what its library exports when it runs no more; functions among it can run for a slice.
   * @internal
   */
  atEnd(read: (library: WebAssembly.Exports) => void): void {
    this.readers.push(read);
  }

  /**
   * Has its frames back, unless its handle was given up.
   * @internal
   */
  destroyLater(): void {
    if (this.isOpen) this.destroy().catch(ignoreEnd);
  }
}

/** Something else may have destroyed it meanwhile, or the machine is no more. */
function ignoreEnd(error: unknown): void {
  if (!(error instanceof WelkinError)) throw error;
}

interface Beginning {
  readonly name: string;
  readonly image: Image;
  /** Somebody receives its faults, and says what becomes of it. */
  readonly isWatched: boolean;
}

/** Where a process is made: in which container, and in which slot its handle is. */
interface Place {
  readonly container: { readonly number: number; readonly frame: number };
  readonly slot: number;
}

/** Makes a process in a container. Only while JavaScript's thread runs. */
export function makeProcess(
  port: Port,
  { container, slot, program, options }: Place & { program: Program; options: SpawnOptions },
): Process {
  const { kernel } = port;
  check(kernel.createProcess(container.number, slot));
  try {
    for (const [to, given] of Object.entries(options.handles ?? {})) {
      const { handle, rights, badge } = grantOf(given);
      if (handle.port !== port) throw new WelkinError("badArgument", "the handle is of another machine");
      check(kernel.give(slot, Number(to), handle.number, rights, badge));
    }
    if (options.self !== undefined) check(kernel.give(slot, options.self, slot, ALL_RIGHTS, 0n));
    if (options.faults) check(kernel.setFaults(slot, options.faults.number));
    const image = new Image(program, {
      calls: port.calls,
      fuel: port.fuel.global,
      exhausted: port.loop.exhausted,
      memories: port.memories,
      waits: port.loop.waits,
      mappings: {
        beginning: port.mapping(container.frame, slot),
        running: port.mapping(container.frame, OWN),
      },
      devices: options.devices,
      budget: options.budget,
    });
    const { name = "process", faults } = options;
    const process = new Process(port, slot, { name, image, isWatched: faults !== undefined });
    startFirstThread(port, { slot, process, code: image.code(options.arguments ?? []) });
    port.events.emit({ kind: "spawned", process });
    return process;
  } catch (error) {
    while (kernel.destroy(slot) === STATUS.More);
    kernel.close(slot);
    throw error;
  }
}

/** Makes the first thread of the process in `slot`, and has it run. */
function startFirstThread(
  port: Port,
  { slot, process, code }: { slot: number; process: Process; code: Code },
): void {
  const { kernel } = port;
  const { threadSlot } = port.javascript;
  try {
    check(kernel.createThread(slot, PRIORITY, threadSlot));
    process.run(kernel.objectOf(threadSlot), code);
    check(kernel.start(threadSlot, 0n, 0n));
  } finally {
    kernel.close(threadSlot);
  }
}

function endOf(error: Parameters<OnEnd>[0]): End {
  if (!error) return { kind: "exited" };
  const { fault, thrown } = error;
  const end = { kind: "faulted", fault: faultName(fault) } as const;
  return thrown instanceof DeviceError ? { ...end, cause: thrown.cause } : end;
}
