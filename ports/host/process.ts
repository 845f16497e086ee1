/**
 * Processes: programs that run, each in a memory and with handles of its own.
 *
 * Owns        how a process is made, and what is known of it until it is no more.
 * States      running -> exited or faulted -> destroyed; running -> destroyed.
 * Not here    its instance (instance.ts), its thread (thread.ts), which objects it may use (the kernel).
 */
import { Charges } from "./charges.ts";
import { type FaultName, faultName } from "./fault.ts";
import { type Grant, grantOf, Handle } from "./handle.ts";
import { Instance } from "./instance.ts";
import type { Port } from "./port.ts";
import type { Program } from "./program.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import type { Code } from "./thread.ts";
import { check, statusError, WelkinError } from "./welkin-error.ts";

/** That of all processes. */
const PRIORITY = 1;

export interface SpawnOptions {
  /** For people: in statistics and events. */
  readonly name?: string;
  /** Its handles, by the slots from 0 to 127 in which it finds them. */
  readonly handles?: Readonly<Record<number, Handle | Grant>>;
  /** What its `main` is called with: a number for each i32, f32 or f64, a bigint for each i64. */
  readonly arguments?: readonly (number | bigint)[];
  /**
   * The endpoint where its faults are reported: who receives them says what becomes of the process. Without one, a
   * process that faults is destroyed.
   */
  readonly faults?: Handle;
}

/** How a process came to its end. */
export type End =
  | { readonly kind: "exited" }
  | { readonly kind: "faulted"; readonly fault: FaultName }
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
  private readonly instance: Instance;
  private readonly space: number;
  private end: End | undefined;

  /** @internal */
  constructor(port: Port, slot: number, { name, instance }: { name: string; instance: Instance }) {
    super(port, slot);
    this.name = name;
    this.instance = instance;
    this.space = port.kernel.spaceOf(port.kernel.objectOf(slot));
    port.frames.attach(this.space, instance);
    const { promise, resolve } = Promise.withResolvers<End>();
    this.ended = promise;
    this.settle = resolve;
  }

  statistics(): ProcessStatistics {
    const { name, fuel } = this;
    return { name, state: this.end?.kind ?? "running", memory: this.instance.memoryBytes, fuel };
  }

  /** Units of fuel that it has used: about one for each WebAssembly instruction. */
  get fuel(): number {
    return this.instance.used;
  }

  /** @internal */
  hasEnded(end: End): void {
    if (this.end) return;
    this.end = end;
    this.instance.drop();
    this.port.frames.detach(this.space);
    this.settle(end);
    this.port.events.emit({ ...end, process: this });
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
    if (options.faults) check(kernel.setFaults(slot, options.faults.number));
    const instance = chargedInstance(port, { container, slot }, program);
    const process = new Process(port, slot, { name: options.name ?? "process", instance });
    const code = instance.code(options.arguments ?? []);
    startThread(port, { slot, process, code, reported: options.faults !== undefined });
    port.events.emit({ kind: "spawned", process });
    return process;
  } catch (error) {
    while (kernel.destroy(slot) === STATUS.More);
    kernel.close(slot);
    throw error;
  }
}

/** An instance for whose beginning the process in `slot` is charged. */
function chargedInstance(port: Port, { container, slot }: Place, program: Program): Instance {
  const charges = new Charges();
  const mapping = port.mapping(container.frame, slot);
  if (!charges.begin(program.description, mapping)) throw statusError(STATUS.NoFrames);
  try {
    return new Instance(program, { imports: port.imports, charges, container: container.frame });
  } catch (error) {
    // It imports a call with other types, or its segments do not fit.
    throw new WelkinError("badProgram", error instanceof Error ? error.message : "it cannot be instantiated");
  }
}

/** Makes the thread of the process in `slot`, and has it run. */
function startThread(
  port: Port,
  { slot, process, code, reported }: { slot: number; process: Process; code: Code; reported: boolean },
): void {
  const { kernel, javascript, loop } = port;
  const threadSlot = javascript.takeSlot();
  try {
    check(kernel.createThread(slot, PRIORITY, threadSlot));
    const thread = kernel.objectOf(threadSlot);
    port.processes.set(thread, process);
    loop.add(thread, code, (fault) => {
      process.hasEnded(
        fault === undefined ? { kind: "exited" } : { kind: "faulted", fault: faultName(fault) },
      );
      if (fault === undefined || !reported) process.destroyLater();
    });
    check(kernel.start(threadSlot, 0n, 0n));
  } finally {
    kernel.close(threadSlot);
    javascript.releaseSlot(threadSlot);
  }
}
